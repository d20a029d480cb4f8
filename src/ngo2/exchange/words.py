"""Posts as people read them. Pure: addresses of our own pages are made by the template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngo2.exchange import endings, kinds
from ngo2.exchange.conditions import INSURANCES
from ngo2.exchange.hours import shown
from ngo2.exchange.posted import is_spoken_for, project_of
from ngo2.exchange.posted import left as remaining
from ngo2.exchange.projects import milestones
from ngo2.exchange.projects import words as project_words
from ngo2.exchange.units import UNITS
from ngo2.organisations import words

FEW = 3
REACHES: Mapping[str, object] = {
    kinds.COUNTRY: gettext_lazy("The whole country"),
    kinds.REMOTE: gettext_lazy("From afar"),
}


@dataclass(frozen=True)
class Entry:
    """One line of a list. `things`: what it is about in numbers."""

    number: str
    pk: int
    title: str
    by: str
    about: str
    things: str
    where: str
    until: Any
    is_example: bool
    is_over: bool
    is_open: bool
    state: str = ""
    is_project: bool = False


def numbered(side: str, number: str) -> str:
    """As it is said on the phone."""
    said = _("need %(number)s") if side == kinds.NEED else _("offer %(number)s")
    return said % {"number": number}


def about(subkind: str) -> str:
    found = kinds.sub(subkind)
    kind = kinds.SUBKINDS.get(subkind)
    if found is None or kind is None:
        return ""
    return str(kind.label) if subkind.startswith("other_") else str(found.label)


def by(post: Any) -> str:
    return words.called(post.organisation)


def where(post: Any) -> str:
    if post.reach in REACHES:
        return str(REACHES[post.reach])
    return words.place(post.country, post.areas[-1]) if post.areas else ""


def amount(line: Any) -> str:
    """“20 pieces”; "" where no number is said."""
    return "" if line.quantity is None else quantity(line.quantity, line.unit)


def quantity(number: int, unit: str) -> str:
    shown, known = number_format(number, force_grouping=True), UNITS.get(unit)
    return f"{shown} {known.one if number == 1 else known.label}" if known else shown


def left(line: Any) -> str:
    """“20 pieces in all, 8 of them left”; "" where no number is said."""
    if line.quantity is None:
        return ""
    said = {"all": amount(line), "left": number_format(remaining(line) or 0, force_grouping=True)}
    return (_("%(all)s in all, %(left)s left") if line.promised else _("%(all)s in all")) % said


def thing(line: Any) -> str:
    said = amount(line)
    return _("%(item)s, %(amount)s") % {"item": line.item, "amount": said} if said else str(line.item)


def things(lines: Sequence[Any]) -> str:
    shown = [thing(line) for line in lines[:FEW]]
    more = len(lines) - len(shown)
    if more > 0:
        shown.append(_("%(n)s more") % {"n": more})
    return " · ".join(shown)


def project(post: Any, *, confided: bool = False) -> list[tuple[str, str]]:
    """Its terms by their names; [] for what is no project."""
    there = project_of(post)
    return project_words.rows(there, confided=confided) if there else []


def gist(post: Any) -> str:
    """What it is about in numbers, in one line."""
    there = project_of(post)
    said = (project_words.short(there) if there else "", things(list(post.lines.all())))
    return " · ".join(filter(None, said))


def milestone_state(one: Any) -> str:
    return milestones.labels()[one.state]


def ending(post: Any) -> str:
    return str(endings.ENDINGS.get(post.ending, ""))


def who(one: Any) -> str:
    """Whoever answered, as the other side reads it: an organisation, or a person by name."""
    if one.organisation is not None:
        return words.called(one.organisation)
    return str(one.person.name) if one.person and one.person.name else _("Somebody")


_STATES = {
    "asked": gettext_lazy("waits for an answer"),
    "agreed": gettext_lazy("agreed"),
    "done": gettext_lazy("arrived"),
    "ended": gettext_lazy("ended"),
}


def introduction_state(one: Any) -> str:
    return str(_STATES[one.state])


def promised(number: int, unit: str) -> str:
    return _("%(amount)s promised") % {"amount": quantity(number, unit)} if number else ""


def fate(line: Any, arrived: Mapping[int, int]) -> str:
    """What became of a line so far: promised, and arrived as both sides said."""
    said = []
    if line.promised:
        said.append(_("%(n)s promised") % {"n": number_format(line.promised, force_grouping=True)})
    if many := arrived.get(line.pk):
        said.append(_("%(n)s arrived") % {"n": number_format(many, force_grouping=True)})
    return " · ".join(said)


def introduction_ending(one: Any) -> str:
    return str(endings.OF_INTRODUCTIONS.get(one.ending, ""))


def conditions(post: Any) -> list[str]:
    need = post.side == kinds.NEED
    said = [
        (post.receipt, _("A receipt can be given") if need else _("A deductible receipt is needed")),
        (post.registered_only, _("Only with registered organisations")),
        (post.pick_up, _("Can be fetched") if need else _("Has to be fetched")),
    ]
    return [sentence for holds, sentence in said if holds]


def goods(declared: Any) -> list[str]:
    """What whoever gives says of the goods; [] where nothing was said."""
    if declared is None:
        return []
    said = [_("Usable and safe, as whoever gives it says")]
    if declared.expires_on:
        said.append(_("May be used until %(day)s") % {"day": date_format(declared.expires_on)})
    if declared.sealed:
        said.append(_("Unopened, with the number of its registration"))
    if declared.lasting:
        said.append(_("Made to last: cleaned and working, without a date"))
    if declared.own_product:
        said.append(_("Own products of whoever gives, who is liable for them as for those that it sells"))
    return said


def care(told: Any) -> list[str]:
    """What could happen to those who help, and who insures them."""
    risks = [_("What could happen: %(risks)s") % {"risks": told.risks}] if told and told.risks else []
    insured = insurance(told)
    return [*risks, *([_("Insurance: %(how)s") % {"how": insured}] if insured else [])]


def insurance(told: Any) -> str:
    if told is None or not told.insurance:
        return ""
    return " · ".join(filter(None, (str(INSURANCES[told.insurance]), told.insurance_how)))


def hours(halves: int) -> str:
    """Half hours, as people say them."""
    return _("1 hour") if halves == 2 else _("%(n)s hours") % {"n": shown(halves)}


def volunteer(one: Any) -> str:
    return one.name or _("Name erased")


_SERVICES = {
    "recorded": gettext_lazy("not answered yet"),
    "confirmed": gettext_lazy("confirmed"),
    "objected": gettext_lazy("objected"),
    "replaced": gettext_lazy("corrected since"),
    "struck": gettext_lazy("struck out"),
}


def service_state(service: Any) -> str:
    return str(_SERVICES[service.state])


def _state(post: Any) -> str:
    if not post.is_open:
        return ending(post)
    return spoken_for(post)


def spoken_for(post: Any) -> str:
    if not is_spoken_for(post):
        return ""
    return _("All places are taken") if project_of(post) else _("Everything is promised already")


def entry(post: Any) -> Entry:
    return Entry(
        number=numbered(post.side, post.number),
        pk=post.pk,
        title=post.title,
        by=words.called(post.organisation),
        about=about(post.subkind),
        things=gist(post),
        where=where(post),
        until=post.until_day,
        is_example=post.organisation.is_example,
        is_over=post.is_over,
        is_open=post.is_open,
        state=_state(post),
        is_project=post.kind == kinds.PROJECT,
    )
