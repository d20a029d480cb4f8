"""Small made-up columns for tests."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from ngo2.surveys.columns import SKIPPED, Builder, Category, Multi, Number, Question, Single

NONE = Category("none", (("en", "None"), ("zh", "没有")), "none")


def question(name: str, kind: Any, values: str = "", table: str = "") -> Question:
    """`values` apart by spaces; the one called "none" means none."""
    offered = tuple(NONE if value == "none" else Category(value) for value in values.split())
    return Question(name, kind, offered, table=table)


def column(asked: Question, answers: Iterable[Any]) -> Any:
    builder = Builder([asked])
    builder.add({asked.name: answer} for answer in answers)
    assert not builder.strange
    return builder.answers().main[asked.name]


def drawn(seed: int, rows: int, options: int, kind: Any, name: str = "q") -> Single | Multi | Number:
    """Random answers with some missing and some not asked."""
    random = np.random.default_rng(seed)
    asked = question(name, kind, " ".join(f"o{place}" for place in range(options)))
    gaps = random.random(rows)

    def one(gap: float) -> Any:
        if gap < 0.1:
            return None
        if gap < 0.2:
            return SKIPPED
        if kind == "single":
            return f"o{random.integers(options)}"
        return [f"o{place}" for place in range(options) if random.random() < 0.3]

    return column(asked, [one(gap) for gap in gaps])
