"""Answers that a phone saved to a file because it could not send them: looked at first, then received, each once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.core.files.base import File as Upload
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.kernel.files.workshop import LARGEST
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused
from ngo2.questionnaires import kinds
from ngo2.questionnaires.enketo.exports import DRAFT, Exported, records
from ngo2.questionnaires.enketo.refusing import Unfit
from ngo2.questionnaires.models import Edition, Response
from ngo2.questionnaires.openrosa.submissions import head
from ngo2.questionnaires.services.documents import (
    WITHDRAWN,
    Document,
    altered,
    read_document,
    still_open,
)
from ngo2.questionnaires.services.responses import receive
from ngo2.questionnaires.xforms import Unreadable

MOST, MOST_BYTES = 1000, 48 * 2**20


@dataclass(frozen=True)
class Good:
    """`lacking`: files that it names, and that the saved file does not hold."""

    record: Exported
    way: str
    files: Mapping[str, Upload]
    lacking: Sequence[str]


@dataclass
class Looked:
    """`good` would come in, `here` have come before, both by instanceID. `bad`: (which one in the file, why not)."""

    good: dict[str, Good] = field(default_factory=dict)
    here: set[str] = field(default_factory=set)
    bad: list[tuple[int, str]] = field(default_factory=list)


def look_at_saved(actor: Actor, edition: Edition, source: bytes) -> Looked:
    """Writes nothing. Raises Refused for what is no such file, or holds more than is taken at once."""
    authorise(actor, "questionnaires.collect", edition)
    looked = Looked()
    for number, one in enumerate(_read(source), start=1):
        try:
            _look(edition, one, looked)
        except (Refused, Unreadable) as wrong:
            looked.bad.append((number, str(wrong)))
    return looked


def bring_in_saved(actor: Actor, edition: Edition, source: bytes) -> tuple[int, Sequence[str]]:
    """(how many came in, what was said of those that did not after all)."""
    came, told = 0, list[str]()
    for one in look_at_saved(actor, edition, source).good.values():
        try:
            receive(
                actor,
                edition,
                document=one.record.xml,
                files=one.files,
                way=one.way,
                agreed=one.record.agreed,
            )
            came += 1
        except Refused as refusal:
            told.append(str(refusal))
    return came, told


def _read(source: bytes) -> Sequence[Exported]:
    if len(source) > MOST_BYTES:
        raise too_large()
    try:
        found = records(source)
    except Unfit as unfit:
        raise Refused(unfit.words(), field="file", code=unfit.why) from None
    if not found:
        raise Refused(_("There are no answers in this file."), field="file", code="empty")
    if len(found) > MOST:
        raise Refused(
            _("This file has more than %(n)d answers. Save them one by one on the phone.") % {"n": MOST},
            field="file",
            code="many",
        )
    return found


def too_large() -> Refused:
    return Refused(
        _(
            "This file is larger than 48 MB. Save the answers one by one on the phone: each has its own button."
        ),
        field="file",
        code="large",
    )


def _look(edition: Edition, one: Exported, looked: Looked) -> None:
    """Raises Refused, or Unreadable, for what stays out."""
    _of_this(edition, one.xml)
    if one.state == DRAFT:
        raise Refused(_("These answers are not finished, so they stay out. Finish them on the phone."))
    told = read_document(edition, one.xml, received_at=timezone.now())
    ident = told.instance_id
    if ident in looked.good:
        if looked.good[ident].record.xml != one.xml:
            raise altered()
        return
    before = Response.objects.filter(instance_id=ident).first()
    files = _fitting(one)
    if before is not None and before.state != Response.STARTED:
        _is_same(edition, told, before)
        awaited = before.attachments.filter(file=None).values_list("name", flat=True)
        if not set(awaited) & set(files):
            looked.here.add(ident)
            return
    elif before is None:
        if kinds.asks(kinds.about(edition.form.scope)) and not one.agreed:
            raise Refused(_("The file does not say that whoever answered agreed, so this stays out."))
        still_open(edition, begun=True)
    elif before.edition_id != edition.pk:
        raise altered()
    way = Response.BROWSER if before is not None else Response.DEVICE
    looked.good[ident] = Good(one, way, files, [name for name in told.files if name not in files])


def _of_this(edition: Edition, document: bytes) -> None:
    found = head(document)
    if found.form_id != edition.form.key:
        raise Refused(_("These answers belong to another form. Bring the file in there, too."))
    if found.version != str(edition.number):
        raise Refused(
            _("These answers belong to edition %(n)s of this form. Bring the file in there, too.")
            % {"n": found.version[:40] or "?"}
        )


def _is_same(edition: Edition, told: Document, before: Response) -> None:
    if before.state == Response.WITHDRAWN:
        raise Refused(
            _("These answers were taken back by whoever gave them. They do not come in again."),
            code=WITHDRAWN,
        )
    if before.edition_id != edition.pk or before.digest != told.digest:
        raise altered()


def _fitting(one: Exported) -> Mapping[str, Upload]:
    """One that is too large must not keep the answers out."""
    return {
        name: ContentFile(content, name) for name, content in one.files.items() if 0 < len(content) <= LARGEST
    }
