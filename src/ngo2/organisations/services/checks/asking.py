"""An organisation asks that somebody looks who it is."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.files.base import File as Upload
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.files.models import File
from ngo2.kernel.files.services import delete_file, keep_document
from ngo2.kernel.journal.services import record
from ngo2.kernel.limits.services import spend
from ngo2.lib.actors import SYSTEM, Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations.facts import clean
from ngo2.organisations.models import Organisation, Verification
from ngo2.organisations.services.standing import locked

LONGEST = 500  # characters of a note or an answer
_A_DAY, _MOST_A_DAY = timedelta(days=1), 10


def ask_check(
    actor: Actor,
    organisation: Organisation,
    *,
    how: str,
    upload: Upload | None = None,
    source_url: str = "",
    note: str = "",
) -> Verification:
    """Evidence for the platform team: a document, a page of a public register, or a wish to be visited or called.

    Asked again while one waits, the new evidence takes its place. Call it outside a transaction: a file is opened.
    """
    authorise(actor, "organisations.ask_check", organisation)
    if organisation.state != Organisation.ACTIVE:
        raise Hidden("organisation")
    page, note = _evidence(how, upload, source_url, note)
    spend("organisations.check", organisation.scope, _MOST_A_DAY, _A_DAY)
    document = None
    if how == Verification.DOCUMENT and upload is not None:
        document = keep_document(actor, document_scope(organisation.pk), upload, purpose="check").pk
    details = {"how": how, "source_url": page, "note": note, "document": document, "asked_by": actor.person}
    try:
        return _open(actor, organisation, details)
    except Refused:
        delete_document(document)
        raise


def cancel_check(actor: Actor, check: Verification) -> None:
    """Taken back before anybody has decided; what was sent is deleted."""
    authorise(actor, "organisations.ask_check", check.organisation)
    with transaction.atomic():
        waiting = Verification.objects.filter(pk=check.pk, state=Verification.WAITING)
        if not waiting.update(
            state=Verification.WITHDRAWN, decided_at=timezone.now(), document=None, until=None
        ):
            raise decided_already()
        delete_document(check.document)
        tell(actor, "organisations.verification.cancelled", check)


def document_scope(organisation_pk: int) -> str:
    """Whose files: what an organisation shows of itself to be checked."""
    return f"check:{organisation_pk}"


def delete_document(document: UUID | None) -> None:
    for file in File.objects.filter(pk=document, deleted_at=None) if document else ():
        delete_file(SYSTEM, file)


def decided_already() -> Refused:
    return Refused(_("Somebody has decided this already. Load the page again to see how."), code="decided")


def tell(actor: Actor, verb: str, check: Verification, **more: Any) -> None:
    organisation = check.organisation
    record(actor, verb, organisation, scope=organisation.scope, data={"check": check.pk, **more})


def register_page(text: str) -> str:
    """The address of a page, or a refusal at its field."""
    try:
        return str(clean("website", text) or "")
    except Refused as refusal:
        raise Refused(
            _("Please paste the whole address of the page in the register; it begins with https://."),
            field="source_url",
        ) from refusal


def _evidence(how: str, upload: Upload | None, source_url: str, note: str) -> tuple[str, str]:
    note = note.strip()[:LONGEST]
    if how not in {Verification.DOCUMENT, Verification.REGISTER, Verification.VISIT}:
        raise Refused(_("Please choose one of the answers in the list."), field="how")
    if how == Verification.DOCUMENT and upload is None:
        raise Refused(_("Please choose a photo or a PDF."), field="file")
    if how == Verification.VISIT and not note:
        raise Refused(
            _("Tell us whom we can call or where we can visit you, and when somebody is there."), field="note"
        )
    if how != Verification.REGISTER:
        return "", note
    page = register_page(source_url)
    if not page:
        raise Refused(
            _("Where in the register do you stand? Paste the address of the page."), field="source_url"
        )
    return page, note


def _open(actor: Actor, organisation: Organisation, details: dict[str, Any]) -> Verification:
    with transaction.atomic():
        organisation = locked(organisation.pk)  # one waits, whoever presses at once
        check = Verification.objects.filter(organisation=organisation, state=Verification.WAITING).first()
        if check is None:
            check = Verification.objects.create(organisation=organisation, made_at=timezone.now(), **details)
        else:
            before = check.document
            Verification.objects.filter(pk=check.pk).update(**details)
            delete_document(before)  # the better photo takes its place
        tell(actor, "organisations.verification.asked", check)
    return Verification.objects.select_related("organisation").get(pk=check.pk)
