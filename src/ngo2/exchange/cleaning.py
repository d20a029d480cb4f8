"""What may be said in a post, part by part: pages, commands and API refuse with the same sentences. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from ngo2.exchange import conditions, kinds, projects
from ngo2.exchange.projects import ProjectTerms
from ngo2.exchange.quantities import MOST
from ngo2.exchange.units import UNITS
from ngo2.lib.refusals import Refused
from ngo2.lib.text import fold, tidy
from ngo2.organisations.facts import places

SHORTEST_TEXT, LONGEST_TEXT, LONGEST_TITLE = 5, 3000, 80
LONGEST_ITEM, LONGEST_NOTE = 80, 200
MOST_LINES = 40
LONGEST_WINDOW = timedelta(days=366)
USUAL_WINDOW = timedelta(days=60)
_ENDS = ".!?;。！？；\n"


@dataclass(frozen=True)
class Item:
    """One line: `quantity` None where none is said; `unit` is a key of `units.UNITS` or ""."""

    item: str
    quantity: int | None = None
    unit: str = ""
    note: str = ""


@dataclass(frozen=True)
class Where:
    """`division`: a code of today, for the reach "place" only."""

    reach: str
    country: str
    division: str = ""


@dataclass(frozen=True)
class Terms:
    """The window, both days included, and the conditions."""

    until_day: date
    from_day: date | None = None
    receipt: bool = False
    registered_only: bool = False
    pick_up: bool = False


@dataclass(frozen=True)
class Told:
    """A whole post as somebody wants it to be. `photo` is the id of a public picture of the organisation.

    `goods` and `care` are what the law asks beside the terms; None where it asks nothing.
    `project`: for the kind of that name only; None takes the aim out of the text.
    """

    side: str
    subkind: str
    text: str
    items: tuple[Item, ...]
    where: Where
    terms: Terms
    title: str = ""
    photo: str = ""
    goods: conditions.Declared | None = None
    care: conditions.Care | None = None
    project: ProjectTerms | None = None

    @property
    def kind(self) -> str:
        return kinds.SUBKINDS[self.subkind].key


def words(typed: str) -> str:
    said = "\n".join(tidy(line) for line in typed.replace("\r", "\n").split("\n"))
    said = said.strip()
    if len(fold(said)) < SHORTEST_TEXT:
        raise Refused(
            _("Please say it in a sentence, so that others understand what it is about."), field="text"
        )
    if len(said) > LONGEST_TEXT:
        raise Refused(
            _("At most %(n)s characters, please. The first sentences are what people read.")
            % {"n": LONGEST_TEXT},
            field="text",
        )
    return said


def subkind(typed: str) -> str:
    if typed not in kinds.SUBKINDS:
        raise Refused(_("Please choose what it is about. “Something else” is fine."), field="subkind")
    return typed


def title(typed: str, said: str, items: Iterable[Item] = ()) -> str:
    """What stands in lists: as it was typed, else the first sentence, else the first things."""
    wanted = tidy(typed) or headline(said) or ", ".join(one.item for one in items)
    if len(wanted) > LONGEST_TITLE and tidy(typed):
        raise Refused(_("At most %(n)s characters, please.") % {"n": LONGEST_TITLE}, field="title")
    return wanted[:LONGEST_TITLE]


def headline(said: str) -> str:
    """The first sentence, cut where a word ends."""
    said = said.strip()
    ends = [place for mark in _ENDS if (place := said.find(mark)) > 0]
    first = tidy(said[: min(ends, default=len(said))])
    if len(first) <= LONGEST_TITLE:
        return first
    cut = first[: LONGEST_TITLE - 1]
    return (cut.rpartition(" ")[0] if " " in cut[40:] else cut) + "…"


def items(told: Iterable[Item], *, kind: str) -> tuple[Item, ...]:
    """What is said twice is added up where it can be."""
    found: list[Item] = []
    for one in told:
        name, note = tidy(one.item), tidy(one.note)
        if not name and one.quantity is None:
            continue
        if not name:
            raise Refused(
                _("What are these %(n)s? Please write what it is.") % {"n": one.quantity}, field="items"
            )
        if len(name) > LONGEST_ITEM or len(note) > LONGEST_NOTE:
            raise Refused(
                _("“%(item)s …” is too long: at most %(n)s characters. The rest has its place in your text.")
                % {"item": name[:20], "n": LONGEST_ITEM},
                field="items",
            )
        if one.quantity is not None and not 1 <= one.quantity <= MOST:
            raise Refused(
                _("Of “%(item)s”: %(said)s") % {"item": name, "said": _number_wanted()}, field="items"
            )
        if one.unit and one.unit not in UNITS:
            raise Refused(_("Please choose a unit from the list."), field="items")
        found.append(Item(name, one.quantity, one.unit, note))
    if len(found) > MOST_LINES:
        raise Refused(
            _("At most %(n)s lines, please: put what belongs together into one.") % {"n": MOST_LINES},
            field="items",
        )
    if not found and kinds.KINDS[kind].counted:
        raise Refused(
            _("Please write at least one thing, with how many there are if you know it."), field="items"
        )
    return _added_up(found)


def _number_wanted() -> str:
    return _("please write a whole number from 1 to %(most)s.") % {"most": f"{MOST:,}"}


def _added_up(found: Iterable[Item]) -> tuple[Item, ...]:
    """The same thing in the same unit is one line; where one of the two has no number, neither has the sum."""
    rows: dict[tuple[str, str, str], Item] = {}
    for one in found:
        key = fold(one.item) or one.item, one.unit, one.note
        if (there := rows.get(key)) is not None:
            both = there.quantity is not None and one.quantity is not None
            total = min(MOST, (there.quantity or 0) + (one.quantity or 0)) if both else None
            one = Item(there.item, total, one.unit, one.note)
        rows[key] = one
    return tuple(rows.values())


def where(reach: str, country: str, division: str = "") -> Where:
    if reach not in kinds.REACHES:
        raise Refused(_("Please say where: a place, the whole country, or from afar."), field="where")
    if reach != kinds.PLACE:
        return Where(reach, country)
    path = places.path(country, division) if division else ()
    if not path:
        raise Refused(_("We do not know that place. Please choose it from the list."), field="where")
    return Where(reach, country, path[-1])


def terms(told: Terms, today: date) -> Terms:
    if told.from_day is not None and told.from_day > told.until_day:
        raise Refused(_("It would end before it begins. Please look at the two days."), field="until_day")
    if told.until_day < today:
        raise Refused(_("That day is over. Until when shall others find it?"), field="until_day")
    if told.until_day - today > LONGEST_WINDOW:
        raise Refused(
            _("At most a year ahead, please: what nobody looks at again becomes untrue."), field="until_day"
        )
    return told


def folded(title_: str, said: str, told: Iterable[Item]) -> str:
    return fold("\n".join((title_, said, *(f"{one.item} {one.note}" for one in told))))


def texts(told: Told) -> tuple[str, ...]:
    """All that it says in words."""
    lines = (f"{one.item} {one.note}" for one in told.items)
    return (told.title, told.text, *lines, *projects.texts(told.project))


def columns(told: Told) -> Mapping[str, object]:
    """The columns of a post. `told` is clean."""
    path = places.path(told.where.country, told.where.division) if told.where.division else ()
    areas = dict(zip(("area1", "area2", "area3"), (*path, "", "", ""), strict=False))
    return {
        "kind": told.kind,
        "subkind": told.subkind,
        "title": told.title,
        "text": told.text,
        "search_text": folded(told.title, "\n".join((told.text, *projects.texts(told.project))), told.items),
        "reach": told.where.reach,
        "country": told.where.country,
        **areas,
        "from_day": told.terms.from_day,
        "until_day": told.terms.until_day,
        "receipt": told.terms.receipt,
        "registered_only": told.terms.registered_only,
        "pick_up": told.terms.pick_up,
        "photo": told.photo or None,
    }


def clean(told: Told, today: date) -> Told:
    """Everything at once, for whoever has it at once."""
    if told.side not in kinds.SIDES:
        raise Refused(_("Is it a need or an offer? Please choose one."), field="side")
    kind = kinds.SUBKINDS[subkind(told.subkind)].key
    said = words(told.text)
    clean_items = items(told.items, kind=kind)
    clean_terms = terms(told.terms, today)
    about = {"side": told.side, "kind": kind, "subkind": told.subkind}
    return Told(
        side=told.side,
        subkind=told.subkind,
        text=said,
        items=clean_items,
        where=where(told.where.reach, told.where.country, told.where.division),
        terms=clean_terms,
        goods=conditions.goods(told.goods, **about, handed_over=clean_terms.until_day, today=today),
        care=conditions.care(told.care, **about, text=said),
        title=title(told.title, said, clean_items),
        photo=told.photo,
        project=_project(told, kind, said, today),
    )


def _project(told: Told, kind: str, said: str, today: date) -> ProjectTerms | None:
    if kind != kinds.PROJECT:
        return None
    wanted = projects.clean(told.project or projects.without_terms(headline(said)), today)
    if wanted.ends and projects.last_day(wanted.ends) < told.terms.until_day:
        raise Refused(
            _("Others could still join when the project is over. Please choose an earlier day."),
            field="until_day",
        )
    return wanted
