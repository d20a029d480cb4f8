"""Made-up answers: 50 single choices of 2 to 10 categories, 10 multi-selects of 4 to 9 options, raking-like weights."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ngo2.surveys.columns import Answers, Category, Multi, Question, Single, Table
from ngo2.surveys.columns.values import FIRST, MISSING, NOT_ASKED, planes_of

SINGLES, MULTIS = 50, 10
HEAD = "q0"  # the question at the head of the banner: six regions


@dataclass(frozen=True)
class Made:
    answers: Answers
    weights: NDArray[np.float64]

    def first(self, rows: int) -> "Made":
        """The same, of the first so many respondents."""
        part = np.arange(rows)
        columns = {name: self.answers.main[name].rows(part) for name in self.answers.main}
        return Made(Answers({"": Table("", columns, rows)}), self.weights[:rows])


def made(rows: int, seed: int) -> Made:
    random = np.random.default_rng(seed)
    columns: dict[str, Any] = {}
    for number in range(SINGLES):
        options = 6 if number == 0 else int(random.integers(2, 11))
        shares = random.dirichlet(np.full(options, 2.0))
        codes = np.searchsorted(np.cumsum(shares)[:-1], random.random(rows)) + FIRST
        codes[random.random(rows) < 0.04] = MISSING
        codes[random.random(rows) < 0.06] = NOT_ASKED
        columns[f"q{number}"] = Single(_question(f"q{number}", "single", options), codes.astype(np.uint8))
    for number in range(SINGLES, SINGLES + MULTIS):
        options = int(random.integers(4, 10))
        bits = np.ones(rows, np.uint16)
        for option in range(options):
            bits |= (random.random(rows) < random.uniform(0.05, 0.6)).astype(np.uint16) << np.uint16(
                option + FIRST
            )
        bits[random.random(rows) < 0.05] = 0
        bits[random.random(rows) < 0.05] = 2
        planes = bits.astype("<u2").view(np.uint8).reshape(rows, 2)[:, : planes_of(options)]
        columns[f"q{number}"] = Multi(
            _question(f"q{number}", "multi", options), np.ascontiguousarray(planes.T)
        )
    weights = random.gamma(4, 0.25, rows)
    return Made(Answers({"": Table("", columns, rows)}), weights)


def _question(name: str, kind: Any, options: int) -> Question:
    return Question(name, kind, tuple(Category(str(place)) for place in range(options)))
