"""A table as a sheet: one variable a column, multi-selects one variable an option."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from ngo2.surveys.columns.kinds import Category, Question
from ngo2.surveys.columns.values import FIRST, Column, Floats, Mask, Multi, Number, Table

NOT_ASKED_CODE: Final = -8.0  # in SPSS; a user-missing value with a label
LONGEST: Final = 60  # bytes of a variable's name: SPSS takes 64
_RESERVED = {"ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"}


@dataclass(frozen=True)
class Variable:
    """`numbers`: place of the category from 1, 0 or 1 for an option, or the number; NaN where there is none.

    `values`: label by number in each language, for choices. `skipped`: was not asked.
    """

    name: str
    question: Question
    option: Category | None
    numbers: Floats
    skipped: Mask

    @property
    def categories(self) -> tuple[Category, ...]:
        return self.question.categories if self.question.kind == "single" else ()

    @property
    def gap(self) -> float:
        """The number that says "not asked" in SPSS: -8, or something lower where somebody said -8."""
        if self.question.kind != "number" or not (self.numbers == NOT_ASKED_CODE).any():
            return NOT_ASKED_CODE
        least = float(np.nanmin(self.numbers))
        return float(np.floor(least + least / 8))

    def label(self, language: str) -> str:
        own = self.question.label(language)
        return own if self.option is None else f"{own}: {self.option.label(language)}"

    def values(self, language: str) -> dict[float, str]:
        if self.option is not None:
            return {0.0: "0", 1.0: "1"}
        return {float(place): one.label(language) for place, one in enumerate(self.categories, 1)}


def variables(table: Table) -> list[Variable]:
    """Names are those of the questions, made fit for every program and told apart."""
    found: list[Variable] = []
    taken: set[str] = set()
    for column in table.columns.values():
        for option, numbers in _numbers(column):
            wanted = column.question.name if option is None else f"{column.question.name}_{option.value}"
            name = _fit(wanted, taken)
            taken.add(name.upper())
            found.append(Variable(name, column.question, option, numbers, column.not_asked))
    return found


def _numbers(column: Column) -> Iterator[tuple[Category | None, Floats]]:
    answered = column.answered
    if isinstance(column, Multi):
        for place, option in enumerate(column.categories):
            yield option, np.where(answered, column.chosen(place).astype(float), np.nan)
    elif isinstance(column, Number):
        yield None, column.numbers
    else:
        yield None, np.where(answered, column.codes.astype(float) - FIRST + 1, np.nan)


def _fit(wanted: str, taken: set[str]) -> str:
    """Letters of any script, digits and _, beginning with a letter, no word of SPSS's own, not taken."""
    name = re.sub(r"\W", "_", wanted).strip("_") or "v"
    if not name[0].isalpha() or name.upper() in _RESERVED:
        name = f"v_{name}"
    name = name.encode()[:LONGEST].decode(errors="ignore")
    if name.upper() not in taken:
        return name
    number = 2
    while f"{name[: LONGEST // 4]}_{number}".upper() in taken:
        number += 1
    return f"{name[: LONGEST // 4]}_{number}"
