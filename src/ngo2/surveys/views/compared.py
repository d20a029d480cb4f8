"""One response beside groups like theirs. Loaded by the view that needs it, as `board.py` is."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from django.core.cache import cache
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ngo2.kernel.packs import home
from ngo2.organisations.models import Organisation
from ngo2.questionnaires.models import Response
from ngo2.questionnaires.opened import form_of
from ngo2.questionnaires.speaking import spoken
from ngo2.surveys.columns.kinds import Category, Question
from ngo2.surveys.models import Wave
from ngo2.surveys.queries.standing import standings
from ngo2.surveys.results.comparing import Compared, Group, compared
from ngo2.surveys.results.naming import Naming
from ngo2.surveys.results.sample import KIND, PROVINCE, SIZE, counted, size_of
from ngo2.surveys.results.words import figure
from ngo2.surveys.services import columns

KEPT = 300  # seconds: whoever sends at the same time is compared with the same


@dataclass(frozen=True)
class Beside:
    """A group beside an answer: `share` of it (whole percents) said the same, or `middle` of numbers; else too few."""

    group: str
    n: int | None
    share: int | None = None
    middle: str = ""


@dataclass(frozen=True)
class Own:
    """One answer of theirs, in words, and what groups said. An option of several is an answer of its own."""

    answer: str
    beside: Sequence[Beside]


@dataclass(frozen=True)
class Block:
    title: str
    own: Sequence[Own]


def blocks(response: Response, wave: Wave) -> list[Block]:
    """Of what they answered, in the order of the form; without what they left out."""
    asked = columns.asked_of(response.edition)
    language = spoken(form_of(response.edition).languages, get_language() or "")
    organisation = response.organisation
    naming = Naming(language, organisation.country if organisation else home())
    values = own_values(response)
    told = _told(wave)
    groups = groups_of(organisation)
    found = []
    for question in asked.questions:
        value = values.get(question.name, "")
        if question.table or not value or question.name not in told:
            continue
        own = _own(question, value, told[question.name], groups, naming)
        if own:
            found.append(Block(naming.question(question), own))
    return found


def apart(found: Sequence[Block]) -> tuple[list[Block], list[str]]:
    """(the same without groups that are too few beside every answer, their names): said once, not everywhere."""
    beside = [one for block in found for own in block.own for one in own.beside]
    told = {one.group for one in beside if one.share is not None or one.middle}
    few = dict.fromkeys(one.group for one in beside if one.group not in told)
    return [_without(block, few) for block in found], list(few)


def _without(block: Block, few: Container[str]) -> Block:
    own = [
        replace(one, beside=[beside for beside in one.beside if beside.group not in few]) for one in block.own
    ]
    return replace(block, own=own)


def own_values(response: Response) -> dict[str, str]:
    """By the name of the question, from the rows: what was sent a moment ago is there."""
    asked = columns.asked_of(response.edition)
    rows = response.answers.filter(place="").values_list("path", "value")
    return {asked.places[path][1]: value for path, value in rows if path in asked.places}


def groups_of(organisation: Organisation | None) -> list[tuple[str, str]]:
    """(trait, value) of the groups that an organisation belongs to."""
    if organisation is None:
        return []
    staff = organisation.facts.get("staff", {}).get("v")
    size = size_of(staff) if isinstance(staff, int) else ""
    found = [(PROVINCE, organisation.area1), (KIND, organisation.kind), (SIZE, size)]
    return [(trait, value) for trait, value in found if value]


def _told(wave: Wave) -> dict[str, Compared]:
    """Kept for a few minutes: many who have just sent look at once."""
    assert wave.edition is not None
    key = f"surveys.compared.{wave.pk}.{wave.edition_id}"
    found: dict[str, Compared] | None = cache.get(key)
    if found is None:
        made = columns.columns_at_hand(wave.edition)
        found = compared(counted(made.answers, made.responses, standings(wave))) if made else {}
        cache.set(key, found, KEPT)
    return found


def _own(
    question: Question, value: str, told: Compared, groups: list[tuple[str, str]], naming: Naming
) -> list[Own]:
    if question.kind == "number":
        return [Own(value, [_middle(name, group) for name, group in _named(told, groups, naming)])]
    categories = {one.value: one for one in question.categories}
    chosen = value.split() if question.kind == "multi" else [value]
    return [
        Own(
            naming.answer(question, categories[one]),
            [_same(name, group, one) for name, group in _named(told, groups, naming)],
        )
        for one in chosen
        if one in categories
    ]


def _named(told: Compared, groups: list[tuple[str, str]], naming: Naming) -> list[tuple[str, Group]]:
    empty = Group(None, {})
    named = [(_("All who answered"), told.everybody)]
    for trait, value in groups:
        name = naming.answer(Question(trait, "single"), Category(value))
        if trait == SIZE:
            name = _("%(n)s paid staff") % {"n": name}
        named.append((name, told.groups.get((trait, value), empty)))
    return named


def _same(name: str, group: Group, value: str) -> Beside:
    return Beside(name, group.n, share=group.shares.get(value))


def _middle(name: str, group: Group) -> Beside:
    return Beside(name, group.n, middle="" if group.middle is None else figure(group.middle))
