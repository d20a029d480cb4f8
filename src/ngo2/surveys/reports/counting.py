"""The answers of a wave, counted for all blocks of a report together. Loads NumPy and SciPy: import it where needed."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from ngo2.lib.refusals import Refused
from ngo2.surveys import queries
from ngo2.surveys.columns.values import Multi, Number, Single
from ngo2.surveys.models import Wave
from ngo2.surveys.queries import Funnel
from ngo2.surveys.queries.standing import standings
from ngo2.surveys.reports.trending import Trends
from ngo2.surveys.results import hiding
from ngo2.surveys.results.naming import Naming
from ngo2.surveys.results.sample import Sample, counted
from ngo2.surveys.results.tables import Cross, Shown, shown
from ngo2.surveys.results.testing import Key, Tested, tested, with_tests
from ngo2.surveys.services import columns
from ngo2.surveys.services.results import Cut, cut, naming


@dataclass(frozen=True)
class Ask:
    """A question by the groups of another, of only some of them, weighted; or beside an earlier wave (its key)."""

    question: str
    by: str = ""
    only: str = ""
    weights: str = "none"
    earlier: int = 0


class Data:
    def __init__(self, wave: Wave, asks: Iterable[Ask] = ()) -> None:
        assert wave.edition is not None  # the wave was opened with one
        self.wave, self.edition, self.asks = wave, wave.edition, list(asks)
        made = columns.columns_of(self.edition)
        self.rows = standings(wave)
        self.everybody = counted(made.answers, made.responses, self.rows)
        self._cuts: dict[tuple[str, str], Cut] = {}
        self._tests: dict[tuple[str, str, str], dict[Key, Tested]] = {}

    @cached_property
    def funnel(self) -> Funnel:
        return queries.funnel(self.wave)

    @cached_property
    def trends(self) -> Trends:
        return Trends(self)

    @property
    def naming(self) -> Naming:
        """In the language of now."""
        return naming(self.edition, self.rows)

    def cut(self, ask: Ask) -> Cut:
        key = (ask.weights, ask.only)
        if key not in self._cuts:
            self._cuts[key] = cut(self.wave, self.everybody, ask.weights, ask.only)
        return self._cuts[key]

    def table(self, ask: Ask) -> Shown:
        """Marked as small in it is also what another table of this report would give away. Raises Refused."""
        found = hiding.without(self._alone(ask), self.hidden.get(ask.question, set()))
        return with_tests(found, self._tested(ask)) if isinstance(found, Cross) else found

    def narrowed(self, ask: Ask) -> str:
        """The filter in words."""
        name, _colon, value = ask.only.rpartition(":")
        column = self.everybody.column(name) if name else None
        options = [] if column is None else [one for one in column.question.categories if one.value == value]
        if column is None or not options:
            return ""
        called = self.naming
        return f"{called.question(column.question)}: {called.answer(column.question, options[0])}"

    @cached_property
    def version(self) -> dict[str, Any]:
        """How many were counted, and a digest of their answers, weights and traits: the same answers give it again."""
        digest = hashlib.sha256()
        _read(digest, self.wave, self.everybody)
        for number, sample in self.trends.everybody.items():
            _read(digest, self.trends.waves[number], sample)
        return {
            "received": self.funnel.received,
            "valid": self.everybody.respondents,
            "edition": self.edition.number,
            "digest": digest.hexdigest(),
        }

    @cached_property
    def hidden(self) -> dict[str, set[str]]:
        """By question: answers whose number among all some block hides."""
        found: dict[str, set[str]] = {}
        for ask in self.asks:
            if self.everybody.column(ask.question) is not None and self._is_known(ask):
                found.setdefault(ask.question, set()).update(hiding.answers(self._alone(ask)))
        return found

    def _is_known(self, ask: Ask) -> bool:
        return (not ask.by or self.everybody.column(ask.by) is not None) and bool(
            not ask.only or self.narrowed(ask)
        )

    def _alone(self, ask: Ask) -> Shown:
        if not self._is_known(ask):
            raise Refused(
                _("What it is laid by or narrowed to is no longer asked. Change this block or take it out.")
            )
        made = self.cut(ask)
        found = self._shown(made.sample, ask)
        if found is None:
            raise Refused(_("This question is no longer in the form. Change this block or take it out."))
        others = made.others if made.others is not None and made.others.respondents else None
        return hiding.beside(found, self._shown(others, ask) if others else None)

    def _shown(self, sample: Sample, ask: Ask) -> Shown | None:
        return shown(sample, ask.question, self.naming, sample.column(ask.by) if ask.by else None)

    def _tested(self, ask: Ask) -> dict[Key, Tested]:
        key = (ask.weights, ask.only, ask.by)
        if key not in self._tests:
            sample = self.cut(ask).sample
            self._tests[key] = tested(sample, sample.column(ask.by))
        return self._tests[key]


def _read(digest: Any, wave: Wave, sample: Sample) -> None:
    assert wave.edition is not None  # else there were no answers
    digest.update(f"{wave.edition.digest}\n{sorted(wave.counts.items())}\n".encode())
    for table in sample.answers.tables.values():
        for name, column in sorted(table.columns.items()):
            digest.update(f"{table.name}/{name}\n".encode())
            digest.update(_bytes(column))
    for one in sample.standings:
        digest.update(repr(one).encode())


def _bytes(column: Single | Multi | Number) -> bytes:
    if isinstance(column, Single):
        return column.codes.tobytes()
    return (
        column.planes.tobytes()
        if isinstance(column, Multi)
        else column.numbers.tobytes() + column.skipped.tobytes()
    )
