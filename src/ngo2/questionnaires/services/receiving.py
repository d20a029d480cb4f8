"""Many answers at once, brought in from elsewhere: the same checks, the same rows, the same line in the journal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.kernel.journal.services import record_many
from ngo2.lib.actors import Actor
from ngo2.lib.refusals import Refused
from ngo2.questionnaires.models import Answer, Edition, Response
from ngo2.questionnaires.services.documents import Document, altered, read_document, still_open
from ngo2.questionnaires.services.responses import told_of


@dataclass(frozen=True)
class Came:
    """`asked` and `organisation` (its id) as in `receive`. `received_at`: when it came to where it is brought from."""

    document: bytes
    asked: str = ""
    organisation: int | None = None
    began_at: datetime | None = None
    received_at: datetime | None = None


def receive_many(
    actor: Actor, edition: Edition, many: Iterable[Came], *, way: str, agreed: int = 0
) -> list[Response]:
    """The responses in the order in which they came, all in one transaction: some hundred at a time.

    What was received before, to the byte, is the response of then. One that cannot be read, or has the number of
    other answers, refuses all of them. Answers that name files take `receive`, which waits for those.
    """
    still_open(edition, begun=False)
    read = [(came, _alone(edition, came)) for came in many]
    by_id = {one.instance_id: (came, one) for came, one in read}
    if any(by_id[one.instance_id][1].digest != one.digest for _came, one in read):
        raise altered()
    with transaction.atomic():
        there = {one.instance_id: one for one in _there(list(by_id))}
        for ident, known in there.items():
            if known.edition_id != edition.pk or known.digest != by_id[ident][1].digest:
                raise altered()
        fresh = [one for ident, one in by_id.items() if ident not in there]
        made = Response.objects.bulk_create([_response(actor, edition, *one, way) for one in fresh])
        there |= {response.instance_id: response for response in made}
        rows = (
            row
            for response, (_came, one) in zip(made, fresh, strict=True)
            for row in one.answers_to(response)
        )
        Answer.objects.bulk_create(rows, batch_size=2000)
        scope = edition.form.scope
        record_many(
            actor,
            "questionnaires.response.received",
            [(one, scope, told_of(edition, way, one.asked, agreed)) for one in made],
        )
    return [there[one.instance_id] for _came, one in read]


def _alone(edition: Edition, came: Came) -> Document:
    read = read_document(edition, came.document, received_at=came.received_at or timezone.now())
    if read.files:
        raise Refused(_("These answers name files. Send them one by one, with their files."), code="files")
    return read


def _there(idents: list[str]) -> Iterable[Response]:
    for at in range(0, len(idents), 500):
        yield from Response.objects.filter(instance_id__in=idents[at : at + 500])


def _response(actor: Actor, edition: Edition, came: Came, one: Document, way: str) -> Response:
    now = timezone.now()
    return Response(
        edition=edition,
        instance_id=one.instance_id,
        state=Response.RECEIVED,
        way=way,
        xml=came.document.decode(),
        digest=one.digest,
        findings=one.findings,
        asked=came.asked,
        organisation_id=came.organisation,
        person=None if way in Response.KEYED else actor.person,
        keyed_by=actor.person if way in Response.KEYED else None,
        began_at=came.began_at or now,
        received_at=came.received_at or now,
    )
