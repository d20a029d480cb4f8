"""What an answer is compared with: everybody, and groups like theirs; for a page that the public may see.

Each question is one table by each trait, and what is hidden in it is hidden for everybody who looks, so that two who
put their pages together know no more than the table shows. Answers come in by fives: the latest that do not make five
wait, or each new one could be read off the difference between two pages.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from ngo2.surveys.columns.kinds import Category, Question
from ngo2.surveys.columns.values import FIRST, Mask, Multi, Number, Single, code_type
from ngo2.surveys.results.sample import KIND, PROVINCE, SIZE, Sample, only
from ngo2.surveys.statistics.estimates import weighted_quantile
from ngo2.surveys.statistics.suppression import LEAST, suppressed, suppressed_frequency
from ngo2.surveys.statistics.tables import crosstab, frequency

LIKE: Final = (PROVINCE, KIND, SIZE)
SHOWN_FROM: Final = 10  # respondents of a group
MIDDLE: Final = 10  # answers of which a median may be told: it is one of them, and nobody can say whose
Shares = Mapping[str, int | None]  # value of an answer to whole percents; None: too few to compare


@dataclass(frozen=True)
class Group:
    """`n` answered this question; None where that is too few to say. `middle`: the median of numbers."""

    n: int | None
    shares: Shares
    middle: float | None = None


@dataclass(frozen=True)
class Compared:
    """Of one question: everybody, and by trait and value of the trait ("@kind", "grassroots_ngo") a group."""

    everybody: Group
    groups: Mapping[tuple[str, str], Group]


def compared(sample: Sample) -> dict[str, Compared]:
    """Questions that each respondent is asked once. Unweighted: these are people, not estimates."""
    kept = sample.respondents - sample.respondents % LEAST
    sample = only(sample, np.arange(sample.respondents) < kept)
    by = [_complete(sample.traits[name]) for name in LIKE]
    columns = sample.answers.main.columns.values()
    return {
        one.question.name: _middles(one, by) if isinstance(one, Number) else _compared(one, by)
        for one in columns
    }


def _complete(trait: Single) -> Single:
    """Small groups, and who has no such trait on record, are one group ("") that nobody is shown: with a table of many
    small ones hardly anything could be told of the large."""
    many = len(trait.categories)
    sizes = np.bincount(trait.codes, minlength=many + FIRST)[FIRST:]
    kept = [place for place in range(many) if sizes[place] >= SHOWN_FROM]
    codes = np.full(many + FIRST, len(kept) + FIRST)
    codes[np.array(kept, np.int64) + FIRST] = np.arange(len(kept)) + FIRST
    categories = (*(trait.categories[place] for place in kept), Category(""))
    question = Question(trait.question.name, "single", categories)
    return Single(question, codes[trait.codes].astype(code_type(len(categories))))


def _middles(column: Number, traits: Sequence[Single]) -> Compared:
    groups = {
        (trait.question.name, group.value): _middle(column, (trait.codes == place + FIRST) & column.answered)
        for trait in traits
        for place, group in enumerate(trait.categories)
        if group.value
    }
    return Compared(_middle(column, column.answered), groups)


def _middle(column: Number, inside: Mask) -> Group:
    values = column.numbers[inside]
    if len(values) < MIDDLE:
        return Group(None, {})
    return Group(len(values), {}, weighted_quantile(values, np.ones(len(values)), 0.5, "school"))


def _compared(column: Single | Multi, traits: Sequence[Single]) -> Compared:
    everybody = frequency(column)
    whole = int(everybody.base.count)
    hidden = suppressed_frequency(everybody)
    shares = _shares(column, everybody.sums.count, whole, hidden)
    groups: dict[tuple[str, str], Group] = {}
    for trait in traits:
        table = crosstab(column, trait)
        masks = suppressed(table)
        for place, group in enumerate(table.columns):
            n = int(table.column_base.count[place])
            shown = not masks.everything and not bool(masks.column_bases[place])
            mask = masks.cells[:, place] | hidden | (not shown)
            said = _shares(column, table.sums.count[:, place], n, mask)
            if group.value:
                groups[trait.question.name, group.value] = Group(n if shown else None, said)
    return Compared(Group(whole if whole >= LEAST else None, shares), groups)


def _shares(column: Single | Multi, counts: Any, whole: int, hidden: Any) -> Shares:
    return {
        one.value: None if mask or not whole else round(100 * int(n) / whole)
        for one, n, mask in zip(column.categories, counts, hidden, strict=True)
    }
