"""A table of answers that were keyed elsewhere: looked at first, then brought in, each once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused
from ngo2.questionnaires import kinds
from ngo2.questionnaires.models import LONGEST_ID, Answer, Edition, Response
from ngo2.questionnaires.opened import form_of
from ngo2.questionnaires.services.receiving import Came, receive_many
from ngo2.questionnaires.tabled.columns import columns_of
from ngo2.questionnaires.tabled.rows import Row, Table, place_of

MOST_ROWS = 1000
_AT_ONCE = 200
Line = tuple[int, Sequence[str]]  # in the file; its cells


@dataclass
class Looked:
    """`good` would come in, `here` came in before, `bad` have findings."""

    good: list[Row] = field(default_factory=list)
    here: list[Row] = field(default_factory=list)
    bad: list[Row] = field(default_factory=list)


def look_at(
    actor: Actor, edition: Edition, *, header: Sequence[str], lines: Sequence[Line], language: str = ""
) -> Looked:
    """Writes nothing. Raises Refused for the table of another form, or a longer one than is taken at once."""
    authorise(actor, "questionnaires.collect", edition)
    if not lines:
        raise Refused(_("There is no answer below the names of the columns."), field="file", code="empty")
    if len(lines) > MOST_ROWS:
        raise Refused(
            _("This table has more than %(n)s answers. Split it into parts and bring in one after the other.")
            % {"n": MOST_ROWS},
            field="file",
            code="many",
        )
    form, now = form_of(edition), timezone.localtime()
    table = Table(form, columns_of(form, form.start(now), header), now, language or form.language)
    looked = Looked()
    rows = [table.row(line, cells) for line, cells in lines]
    for one in rows:
        if len(one.ident) > LONGEST_ID:
            one.find("", _("Its instanceID is too long. Leave that cell empty, or shorten it."))
    known = _known([one.ident for one in rows])
    for one in rows:
        before = known.get(one.ident)
        if before is not None and not one.findings and (wrong := _against(one, edition, *before)):
            one.find("", wrong)
        (looked.bad if one.findings else looked.good if before is None else looked.here).append(one)
    return looked


def bring_in(
    actor: Actor,
    edition: Edition,
    *,
    header: Sequence[str],
    lines: Sequence[Line],
    agreed: bool,
) -> int:
    """Those that fit and are not here yet; how many came in. `agreed`: whoever brings them vouches that those who
    answered agreed, and are grown up where the form asks for that."""
    about = kinds.about(edition.form.scope)
    if not agreed:
        raise Refused(
            _("Please tick that those who answered agreed; without that we may take nothing."), field="agreed"
        )
    good = look_at(actor, edition, header=header, lines=lines).good
    version = about.consent_version if about else 0
    for at in range(0, len(good), _AT_ONCE):
        came = [Came(one.document) for one in good[at : at + _AT_ONCE]]
        receive_many(actor, edition, came, way=Response.FILE, agreed=version)
    return len(good)


def _known(idents: Sequence[str]) -> Mapping[str, tuple[Response, Mapping[tuple[str, str], str]]]:
    """{instanceID: (the response, {(path, place): value})} of what came in before."""
    found: dict[str, tuple[Response, dict[tuple[str, str], str]]] = {}
    for some in _parts(idents):
        there = Response.objects.filter(instance_id__in=some)
        by_key = {one.pk: (one, dict[tuple[str, str], str]()) for one in there.defer("xml")}
        rows = Answer.objects.filter(response__in=list(by_key))
        for key, path, place, value in rows.values_list("response", "path", "place", "value"):
            by_key[key][1][path, place] = value
        found |= {one.instance_id: (one, said) for one, said in by_key.values()}
    return found


def _parts(idents: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(idents), 500):
        yield idents[at : at + 500]


def _against(row: Row, edition: Edition, before: Response, said: Mapping[tuple[str, str], str]) -> str:
    """Why a row whose instanceID is known cannot be the same answers once more; "" when it is."""
    if before.state == Response.WITHDRAWN:
        return _("These answers were taken back by whoever gave them. They do not come in again.")
    if before.state != Response.RECEIVED:
        return _("These answers were begun on a page, and are not sent yet. Send them there.")
    if before.edition_id == edition.pk and all(
        said.get(place_of(path), "") == value.strip() for path, value in row.said.items()
    ):
        return ""
    return _("Other answers came in under this instanceID already, and they stay.")
