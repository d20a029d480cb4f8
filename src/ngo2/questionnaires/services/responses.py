"""Answers come in: begun on a page, sent by a browser, a device or a colleague with paper; kept once, whole."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.files.base import File as Upload
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.kernel.files import forgetting
from ngo2.kernel.files.models import File
from ngo2.kernel.files.services import keep_as_sent
from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor
from ngo2.lib.refusals import Refused
from ngo2.organisations.models import Organisation
from ngo2.questionnaires.models import LONGEST_NAME, Answer, Attachment, Edition, Response
from ngo2.questionnaires.services.documents import OTHER, WITHDRAWN, altered, read_document, still_open

ATTACHED = "answer"


@dataclass(frozen=True)
class Begun:
    """`token` in plain stands in the link to go on; we keep its digest only."""

    response: Response
    token: str


@dataclass(frozen=True)
class Receipt:
    """`made`: these answers are new; else the same had come before. `awaited`: names of files still to come."""

    response: Response
    made: bool
    awaited: Sequence[str] = field(default=())


def begin_response(
    actor: Actor,
    edition: Edition,
    *,
    document: bytes,
    instance_id: str,
    way: str = Response.PAGE,
    asked: str = "",
    organisation: Organisation | None = None,
    language: str = "",
    prefilled: Mapping[str, str] | None = None,
) -> Begun:
    """Somebody begins. Asked before (`asked`), and not withdrawn: the one that was begun, under a new link."""
    still_open(edition, begun=False)
    plain = secrets.token_urlsafe(18)
    try:
        with transaction.atomic():
            made = Response.objects.create(
                edition=edition,
                instance_id=instance_id,
                way=way,
                xml=document.decode(),
                language=language,
                token=digest_of(plain),
                asked=asked,
                organisation=organisation,
                prefilled=dict(prefilled or {}),
                person=None if way in Response.KEYED else actor.person,
                keyed_by=actor.person if way in Response.KEYED else None,
                began_at=timezone.now(),
            )
            record(actor, "questionnaires.response.begun", made, scope=edition.form.scope)
    except IntegrityError:
        there = Response.objects.filter(edition=edition, asked=asked).exclude(state=Response.WITHDRAWN)
        if not asked or not there.update(token=digest_of(plain)):
            raise
        made = there.get()
    return Begun(made, plain)


def receive(
    actor: Actor,
    edition: Edition,
    *,
    document: bytes,
    files: Mapping[str, Upload] | None = None,
    way: str,
    asked: str = "",
    organisation: Organisation | None = None,
    sent_at: datetime | None = None,
    begun: Response | None = None,
    agreed: int = 0,
) -> Receipt:
    """Answers, as an instance document. Raises Refused: unreadable, withdrawn, closed, or other answers under the
    same id (code ALTERED). With `begun` they have to be those that were begun there (code OTHER). `agreed`: the
    version of the text that whoever was asked by somebody else agreed to.

    Whatever the form's rules find in readable answers is kept beside them, not refused: a device has no way to ask
    again, and what is lost cannot be looked at.
    """
    told = read_document(edition, document, received_at=timezone.now(), sent_at=sent_at)
    ident, digest = told.instance_id, told.digest
    if begun is not None and ident != begun.instance_id:
        raise Refused(_("These answers were begun behind another link. Send them from there."), code=OTHER)
    try:
        with transaction.atomic():
            response, made = _received(
                actor, edition, ident, digest, document, way, asked, organisation, sent_at
            )
            if made:
                Answer.objects.bulk_create(told.answers_to(response))
                Response.objects.filter(pk=response.pk).update(findings=told.findings)
                _await(response, told.files)
                _leave_out(response, told.files)
                record(
                    actor,
                    "questionnaires.response.received",
                    response,
                    scope=edition.form.scope,
                    data=told_of(edition, way, response.asked, agreed),
                )
    except IntegrityError:  # the same, side by side: the other one was faster, and stands there now
        there = Response.objects.filter(instance_id=ident).first()
        if there is None:
            raise
        if there.digest != digest:
            raise altered() from None
        response, made = there, False
    _keep_files(actor, response, files or {})
    awaited = response.attachments.filter(file=None).values_list("name", flat=True)
    return Receipt(response, made, list(awaited))


def withdraw_response(actor: Actor, response: Response) -> None:
    """Whoever answered takes it back: answers and files go; that there was one stays, for the funnel."""
    with transaction.atomic():
        live = Response.objects.filter(pk=response.pk).exclude(state=Response.WITHDRAWN)
        if not live.update(state=Response.WITHDRAWN, withdrawn_at=timezone.now(), xml="", findings=[]):
            raise Refused(_("These answers were taken back already."), code=WITHDRAWN)
        forget_answers([response])
        record(actor, "questionnaires.response.withdrawn", response, scope=response.edition.form.scope)


def told_of(edition: Edition, way: str, asked: str, agreed: int) -> dict[str, Any]:
    """What the journal holds of answers that came in."""
    told: dict[str, Any] = {"edition": edition.pk, "way": way, "asked": asked}
    return told | {"agreed": agreed} if agreed else told


def digest_of(token: str) -> str:
    """144 random bits need neither salt nor a slow hash."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _leave_out(response: Response, names: Sequence[str]) -> None:
    """Photos of the draft that were taken out, or replaced where the other way of answering did not see it."""
    unnamed = response.attachments.exclude(name__in=[name[:LONGEST_NAME] for name in names])
    files = list(unnamed.exclude(file=None).values_list("file", flat=True))
    unnamed.delete()
    forgetting.forget(None, File.objects.filter(pk__in=files))


def forget_answers(responses: Iterable[Response]) -> None:
    """Rows and files of answers go for good; in the transaction of the caller."""
    keys = [one.pk for one in responses]
    Answer.objects.filter(response__in=keys).delete()
    files = File.objects.filter(pk__in=Attachment.objects.filter(response__in=keys).values("file"))
    forgetting.forget(None, File.objects.filter(pk__in=list(files.values_list("pk", flat=True))))
    Attachment.objects.filter(response__in=keys).delete()


def forget_responses(responses: QuerySet[Response]) -> None:
    """Their time is over: what was answered goes, that somebody answered stays. In the caller's transaction."""
    forget_answers(list(responses))
    responses.update(xml="", findings=[], prefilled={}, token="", person=None)


def _received(
    actor: Actor,
    edition: Edition,
    ident: str,
    digest: str,
    document: bytes,
    way: str,
    asked: str,
    organisation: Organisation | None,
    sent_at: datetime | None,
) -> tuple[Response, bool]:
    """The response under this id, and whether these answers are new to it."""
    now = timezone.now()
    said: dict[str, Any] = {
        "state": Response.RECEIVED,
        "xml": document.decode(),
        "digest": digest,
        "way": way,
    }
    said |= {"received_at": now, "sent_at": sent_at}
    there = Response.objects.filter(instance_id=ident).first()
    if there is None:
        # Answered without a network, before the edition was closed: nobody can tell, and nothing is lost.
        still_open(edition, begun=way in {Response.DEVICE, Response.BROWSER})
        is_own = way in {Response.PAGE, Response.BROWSER}
        made = Response.objects.create(
            edition=edition,
            instance_id=ident,
            asked=asked,
            organisation=organisation,
            person=actor.person if is_own else None,
            keyed_by=None if is_own else actor.person,
            began_at=now,
            **said,
        )
        return made, True
    if there.edition_id != edition.pk:
        raise altered()
    if there.state == Response.WITHDRAWN:
        raise Refused(
            _("These answers were taken back. Begin anew if you want to answer after all."), code=WITHDRAWN
        )
    if there.state == Response.STARTED:
        still_open(edition, begun=True)
        # By condition: of two presses side by side one finds it begun, and the other finds it received.
        if Response.objects.filter(pk=there.pk, state=Response.STARTED).update(**said):
            there.refresh_from_db()
            return there, True
        there.refresh_from_db()
    if there.digest != digest:
        raise altered()
    return there, False


def _await(response: Response, names: Iterable[str]) -> None:
    wanted = dict.fromkeys(name[:LONGEST_NAME] for name in names)
    Attachment.objects.bulk_create(
        (Attachment(response=response, name=name) for name in wanted), ignore_conflicts=True
    )


def _keep_files(actor: Actor, response: Response, files: Mapping[str, Upload]) -> None:
    """What the answers name, as it came, to the byte. The same again is accepted, something else is not; a file that
    nothing names is left out: a device may send what its owner has taken out of the answers since.
    """
    for one in response.attachments.filter(name__in=list(files)):
        upload = files[one.name]
        upload.seek(0)
        digest = hashlib.sha256(upload.read()).hexdigest()
        if one.digest:
            if one.digest != digest:
                raise altered()
            continue
        with transaction.atomic():
            if Attachment.objects.filter(pk=one.pk, digest="").update(digest=digest):
                kept = keep_as_sent(actor, response.files_scope, upload, purpose=ATTACHED)
                Attachment.objects.filter(pk=one.pk).update(file=kept)
