"""The answers to one question as arrays, and the tables that they stand in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ngo2.surveys.columns.kinds import Category, Question

# The first two codes of every column of choices; category number k has the code k + FIRST.
MISSING: Final = 0
NOT_ASKED: Final = 1
FIRST: Final = 2

Codes = NDArray[Any]  # uint8, uint16 or uint32
Bits = NDArray[np.uint8]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


def code_type(categories: int) -> Any:
    """The smallest unsigned type that holds this many categories and the two reserved codes."""
    return np.min_scalar_type(categories + FIRST - 1)


@dataclass(frozen=True)
class Single:
    """One choice: `codes` are MISSING, NOT_ASKED or FIRST + place of the category."""

    question: Question
    codes: Codes

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def categories(self) -> tuple[Category, ...]:
        return self.question.categories

    @property
    def answered(self) -> Mask:
        return self.codes >= FIRST

    @property
    def not_asked(self) -> Mask:
        return self.codes == NOT_ASKED

    def rows(self, chosen: NDArray[Any]) -> "Single":
        return Single(self.question, self.codes[chosen])

    def arrays(self) -> dict[str, NDArray[Any]]:
        return {"codes": self.codes}


@dataclass(frozen=True)
class Multi:
    """Several choices as a set of bits: `planes` has a row for each eight bits and a column for each respondent.

    Bit 0 says that the question was answered, bit 1 that it was not asked, bit k + FIRST that option k was chosen. So
    who looked at the options and chose none (bit 0 alone) is not who left the question out (no bit).
    """

    question: Question
    planes: Bits

    def __len__(self) -> int:
        return self.planes.shape[1]

    @property
    def categories(self) -> tuple[Category, ...]:
        return self.question.categories

    @property
    def answered(self) -> Mask:
        return (self.planes[0] & 1).astype(bool)

    @property
    def not_asked(self) -> Mask:
        return (self.planes[0] & 2).astype(bool)

    def chosen(self, option: int) -> Mask:
        plane, bit = divmod(option + FIRST, 8)
        return (self.planes[plane] >> np.uint8(bit) & np.uint8(1)).astype(bool)

    def rows(self, chosen: NDArray[Any]) -> "Multi":
        return Multi(self.question, np.ascontiguousarray(self.planes[:, chosen]))

    def arrays(self) -> dict[str, NDArray[Any]]:
        return {"planes": self.planes}


@dataclass(frozen=True)
class Number:
    """`numbers` are NaN where nothing was answered; `skipped` says which of those were not asked."""

    question: Question
    numbers: Floats
    skipped: Mask

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def answered(self) -> Mask:
        return ~np.isnan(self.numbers)

    @property
    def not_asked(self) -> Mask:
        return self.skipped

    def rows(self, chosen: NDArray[Any]) -> "Number":
        return Number(self.question, self.numbers[chosen], self.skipped[chosen])

    def arrays(self) -> dict[str, NDArray[Any]]:
        return {"numbers": self.numbers, "skipped": self.skipped}


Column = Single | Multi | Number


def planes_of(options: int) -> int:
    """How many times eight bits a multi-select of so many options takes."""
    return (options + FIRST + 7) // 8


@dataclass(frozen=True)
class Table:
    """Columns of the same length. `name` is "" for respondents, else that of a repeat.

    `respondents`: in a repeat the number of the row of the respondent whom each member belongs to (rising); None in
    the table of respondents itself.
    """

    name: str
    columns: Mapping[str, Column]
    rows: int
    respondents: NDArray[np.uint32] | None = None

    def __post_init__(self) -> None:
        for name, column in self.columns.items():
            if len(column) != self.rows:
                raise ValueError(f"{name}: {len(column)} rows in a table of {self.rows}")
        if self.respondents is not None and len(self.respondents) != self.rows:
            raise ValueError(f"{self.name}: each member belongs to one respondent")

    def __getitem__(self, name: str) -> Column:
        return self.columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    @property
    def distinct_respondents(self) -> int:
        """How many respondents stand behind the rows: fewer than the rows of a repeat."""
        if self.respondents is None:
            return self.rows
        return len(np.unique(self.respondents))

    def of_respondents(self, values: NDArray[Any]) -> NDArray[Any]:
        """What each respondent has (a weight, a stratum, a code), written beside each row of this table."""
        return values if self.respondents is None else values[self.respondents]


@dataclass(frozen=True)
class Answers:
    """All answers to one edition of a form: respondents and, by name, the members of their repeats."""

    tables: Mapping[str, Table]

    @property
    def main(self) -> Table:
        return self.tables[""]

    @property
    def respondents(self) -> int:
        return self.main.rows

    def members(self, repeat: str) -> NDArray[np.int64]:
        """How many members of a repeat each respondent has told of; 0 where the repeat has none."""
        of = self.tables[repeat].respondents
        if of is None:
            raise ValueError(f"{repeat!r} is not a repeat")
        return np.bincount(of, minlength=self.respondents)


def joined(parts: Sequence[Answers]) -> Answers:
    """One after the other, in this order; all of the same edition."""
    if not parts:
        raise ValueError("Nothing to join")
    first, *others = parts
    for other in others:
        if _shape(other) != _shape(first):
            raise ValueError("Only answers to the same edition of a form can be joined")
    starts = np.cumsum([0, *(part.respondents for part in parts[:-1])])
    return Answers({name: _joined([part.tables[name] for part in parts], starts) for name in first.tables})


def _shape(answers: Answers) -> dict[str, tuple[Question, ...]]:
    return {
        name: tuple(column.question for column in table.columns.values())
        for name, table in answers.tables.items()
    }


def _joined(tables: Sequence[Table], starts: NDArray[np.int64]) -> Table:
    respondents = None
    if tables[0].respondents is not None:
        respondents = np.concatenate(
            [
                (table.respondents + start).astype(np.uint32)
                for table, start in zip(tables, starts, strict=True)
                if table.respondents is not None
            ]
        )
    columns: dict[str, Column] = {}
    for name, column in tables[0].columns.items():
        arrays = {
            key: np.concatenate([table[name].arrays()[key] for table in tables], axis=-1)
            for key in column.arrays()
        }
        columns[name] = type(column)(column.question, **arrays)
    return Table(tables[0].name, columns, sum(table.rows for table in tables), respondents)
