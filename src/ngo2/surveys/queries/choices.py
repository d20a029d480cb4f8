"""What can be asked of the results of a wave: its questions, groups to lay them by, answers to narrow them to.

Loads NumPy: import it where you need it.
"""

from dataclasses import dataclass
from typing import Any, Final

from ngo2.questionnaires.models import Edition
from ngo2.surveys.models import Wave
from ngo2.surveys.queries.samples import everybody
from ngo2.surveys.queries.standing import standings
from ngo2.surveys.results import words
from ngo2.surveys.results.asked import Asked
from ngo2.surveys.results.naming import Naming
from ngo2.surveys.results.sample import KIND, PROVINCE, SIZE, TRAINED, WEIGHTS, Sample
from ngo2.surveys.services import columns
from ngo2.surveys.services.results import naming

Options = list[tuple[str, Any]]
MOST_OPTIONS: Final = 40  # of a question that others are narrowed by


@dataclass(frozen=True)
class Choices:
    wave: Wave
    edition: Edition
    asked: Asked
    everybody: Sample
    naming: Naming

    @property
    def questions(self) -> Options:
        return [(one.name, self.naming.question(one)) for one in self.asked.questions]

    @property
    def by(self) -> Options:
        traits = [
            (name, self._title(name)) for name in (KIND, PROVINCE, SIZE, TRAINED) if self._is_told(name)
        ]
        return [*traits, *((name, self._title(name)) for name in self._single)]

    @property
    def only(self) -> Options:
        """Answers, each under its question."""
        told = [(self._title(name), self._answers(name)) for name in (KIND, PROVINCE, *self._single)]
        return [(title, answers) for title, answers in told if 0 < len(answers) <= MOST_OPTIONS]

    @property
    def _single(self) -> list[str]:
        return [one.name for one in self.asked.questions if one.kind != "number" and not one.table]

    def _title(self, name: str) -> str:
        column = self.everybody.column(name)
        return self.naming.question(column.question) if column is not None else name

    def _is_told(self, name: str) -> bool:
        return bool(self.everybody.traits[name].answered.any())

    def _answers(self, name: str) -> Options:
        column = self.everybody.column(name)
        if column is None:
            return []
        question = column.question
        return [(f"{name}:{one.value}", self.naming.answer(question, one)) for one in question.categories]


def choices_of(wave: Wave) -> Choices:
    """Of a wave that has a form."""
    assert wave.edition is not None
    rows = standings(wave)
    return Choices(
        wave,
        wave.edition,
        columns.asked_of(wave.edition),
        everybody(wave, rows),
        naming(wave.edition, rows),
    )


def weights() -> Options:
    return [(how, words.WEIGHTS[how]) for how in WEIGHTS]
