"""Many answers at once, brought in from elsewhere: the same checks, the same rows, the same line in the journal."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.kernel.journal.services import record_many
from ngo2.lib.actors import Actor
from ngo2.lib.refusals import Refused
from ngo2.questionnaires.limits import LONGEST_DOCUMENT
from ngo2.questionnaires.models import Answer, Edition, Response
from ngo2.questionnaires.opened import form_of
from ngo2.questionnaires.services.responses import _altered, _instance_id, _is_file, _still_open
from ngo2.questionnaires.xforms import Answer as Row
from ngo2.questionnaires.xforms import Form, Unfit, Unreadable, answers_of, check


@dataclass(frozen=True)
class Came:
    """`asked` and `organisation` (its id) as in `receive`. `received_at`: when it came to where it is brought from."""

    document: bytes
    asked: str = ""
    organisation: int | None = None
    began_at: datetime | None = None
    received_at: datetime | None = None


@dataclass(frozen=True)
class _Opened:
    came: Came
    rows: Sequence[Row]
    instance_id: str
    digest: str
    findings: list[list[str]]


def receive_many(actor: Actor, edition: Edition, many: Iterable[Came], *, way: str) -> list[Response]:
    """The responses in the order in which they came, all in one transaction: some hundred at a time.

    What was received before, to the byte, is the response of then. One that cannot be read, or has the number of
    other answers, refuses all of them. Answers that name files take `receive`, which waits for those.
    """
    form = form_of(edition)
    _still_open(edition, begun=False)
    opened = [_open(form, one) for one in many]
    by_id = {one.instance_id: one for one in opened}
    if any(by_id[one.instance_id].digest != one.digest for one in opened):
        raise _altered()
    with transaction.atomic():
        there = {one.instance_id: one for one in _there(list(by_id))}
        for ident, known in there.items():
            if known.edition_id != edition.pk or known.digest != by_id[ident].digest:
                raise _altered()
        fresh = [one for ident, one in by_id.items() if ident not in there]
        made = Response.objects.bulk_create([_response(actor, edition, one, way) for one in fresh])
        for response, one in zip(made, fresh, strict=True):
            there[one.instance_id] = response
        _keep_all(zip(made, fresh, strict=True))
        scope = edition.form.scope
        record_many(
            actor,
            "questionnaires.response.received",
            [(one, scope, {"edition": edition.pk, "way": way, "asked": one.asked}) for one in made],
        )
    return [there[one.instance_id] for one in opened]


def _open(form: Form, came: Came) -> _Opened:
    if len(came.document) > LONGEST_DOCUMENT:
        raise Refused(
            _("These answers are larger than 10 MB. Send photos as files, not as text."), code="large"
        )
    try:
        rows = answers_of(form, came.document)
    except (Unreadable, Unfit) as unfit:
        raise Refused(str(unfit), code="unreadable") from None
    if any(row.value and _is_file(form, row.path) for row in rows):
        raise Refused(_("These answers name files. Send them one by one, with their files."), code="files")
    findings = [[one.path, one.kind, one.sentence] for one in check(form, came.document)]
    return _Opened(came, rows, _instance_id(rows), hashlib.sha256(came.document).hexdigest(), findings)


def _there(idents: list[str]) -> Iterable[Response]:
    for at in range(0, len(idents), 500):
        yield from Response.objects.filter(instance_id__in=idents[at : at + 500])


def _response(actor: Actor, edition: Edition, one: _Opened, way: str) -> Response:
    now = timezone.now()
    return Response(
        edition=edition,
        instance_id=one.instance_id,
        state=Response.RECEIVED,
        way=way,
        xml=one.came.document.decode(),
        digest=one.digest,
        findings=one.findings,
        asked=one.came.asked,
        organisation_id=one.came.organisation,
        person=actor.person,
        began_at=one.came.began_at or now,
        received_at=one.came.received_at or now,
    )


def _keep_all(made: Iterable[tuple[Response, _Opened]]) -> None:
    Answer.objects.bulk_create(
        (
            Answer(response=response, path=row.path, place=row.repeat, value=row.value)
            for response, one in made
            for row in one.rows
        ),
        batch_size=2000,
    )
