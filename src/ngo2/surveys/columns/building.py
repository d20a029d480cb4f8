"""Columns out of answers, a chunk of rows at a time."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import Any, Final

import numpy as np

from ngo2.surveys.columns.kinds import Question
from ngo2.surveys.columns.values import (
    FIRST,
    MISSING,
    NOT_ASKED,
    Answers,
    Column,
    Multi,
    Number,
    Single,
    Table,
    code_type,
    joined,
    planes_of,
)


class Left(Enum):
    """Instead of an answer: the question was not relevant for this respondent."""

    NOT_ASKED = "not asked"


SKIPPED: Final = Left.NOT_ASKED
MOST_STRANGE = 1000  # different strange answers that are told apart

Row = Mapping[str, Any]


class Builder:
    """Takes rows and gives columns.

    A row maps the names of questions to answers and the name of a repeat to a list of rows. An answer is the value of
    a choice, a sequence of values (a string is split at spaces, as XForms writes it; an empty sequence says that none
    was chosen), or a number. None, "" or an absent name: asked and not answered. SKIPPED: not asked.

    An answer that the form does not offer, or that is no number, is kept as missing and counted in `strange` under
    (question, answer): the caller says so to whoever looks after the survey.
    """

    def __init__(self, questions: Iterable[Question]) -> None:
        self.questions = tuple(questions)
        if len({one.name for one in self.questions}) != len(self.questions):
            raise ValueError("Two questions have the same name")
        self.repeats = tuple(dict.fromkeys(one.table for one in self.questions if one.table))
        self.strange: Counter[tuple[str, str]] = Counter()
        self._parts: list[Answers] = []

    def add(self, rows: Iterable[Row]) -> None:
        """Some thousand rows at a time are fastest; memory holds them and the columns."""
        rows = list(rows)
        tables = {"": Table("", self._columns("", rows), len(rows))}
        for repeat in self.repeats:
            members: list[Row] = []
            of: list[int] = []
            for place, row in enumerate(rows):
                here = row.get(repeat)
                if here and here is not SKIPPED:
                    members += here
                    of += [place] * len(here)
            belongs = np.array(of, np.uint32)
            tables[repeat] = Table(repeat, self._columns(repeat, members), len(members), belongs)
        self._parts.append(Answers(tables))

    def answers(self) -> Answers:
        if not self._parts:
            self.add(())
        self._parts = [joined(self._parts)]
        return self._parts[0]

    def _columns(self, table: str, rows: Sequence[Row]) -> dict[str, Column]:
        makers: dict[str, Callable[[Question, list[Any]], Column]] = {
            "single": self._single,
            "multi": self._multi,
            "number": self._number,
        }
        return {
            question.name: makers[question.kind](question, [row.get(question.name) for row in rows])
            for question in self.questions
            if question.table == table
        }

    def _single(self, question: Question, values: list[Any]) -> Single:
        lookup: dict[Any, int] = {value: code + FIRST for value, code in question.codes.items()}
        lookup |= {None: MISSING, "": MISSING, SKIPPED: NOT_ASKED}
        try:
            codes = [lookup.get(value, -1) for value in values]
        except TypeError:  # a list or a mapping instead of an answer
            codes = [
                -1 if isinstance(value, list | dict | set) else lookup.get(value, -1) for value in values
            ]
        for place in (place for place, code in enumerate(codes) if code < 0):
            codes[place] = lookup.get(str(values[place]).strip(), -1)
            if codes[place] < 0:
                self._note(question, values[place])
                codes[place] = MISSING
        return Single(question, np.array(codes, code_type(len(question.categories))))

    def _multi(self, question: Question, values: list[Any]) -> Multi:
        planes = planes_of(len(question.categories))
        known: dict[Any, bytes] = {
            None: bytes(planes),
            "": bytes(planes),
            SKIPPED: _packed(1 << NOT_ASKED, planes),
        }
        found = []
        for value in values:
            key = (
                tuple(map(str, value)) if isinstance(value, list | tuple | set | frozenset | dict) else value
            )
            packed = known.get(key)
            if packed is None:
                packed, whole = self._chosen(question, key, planes)
                if whole and len(known) < 65_536:
                    known[key] = packed
            found.append(packed)
        bits = np.frombuffer(b"".join(found), np.uint8).reshape(len(values), planes)
        return Multi(question, np.ascontiguousarray(bits.T))

    def _chosen(self, question: Question, value: Any, planes: int) -> tuple[bytes, bool]:
        """(bits, whether all of the answer was understood)."""
        bits, whole = 1, True
        options = value.split() if isinstance(value, str) else value
        if not isinstance(options, Sequence):
            options = (str(value),)
        for option in options:
            code = question.codes.get(str(option))
            if code is None:
                self._note(question, option)
                whole = False
            else:
                bits |= 1 << (code + FIRST)
        if bits == 1 and not whole:
            bits = 0  # nothing of it was understood: that is not "chose none"
        return _packed(bits, planes), whole

    def _number(self, question: Question, values: list[Any]) -> Number:
        try:  # most columns hold numbers, blanks and nothing else
            blank = [value is None or value is SKIPPED or value == "" for value in values]
            numbers = np.array([math.nan if b else v for v, b in zip(values, blank, strict=True)], float)
            if (
                numbers.ndim != 1
                or np.isinf(numbers).any()
                or np.count_nonzero(np.isnan(numbers)) != sum(blank)
            ):
                raise ValueError("written as a number and yet none")
        except (TypeError, ValueError, OverflowError):
            numbers = np.array([self._one_number(question, value) for value in values], float)
        return Number(question, numbers, np.array([value is SKIPPED for value in values], bool))

    def _one_number(self, question: Question, value: Any) -> float:
        if value is None or value is SKIPPED or value == "":
            return math.nan
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            number = math.inf
        if math.isfinite(number):
            return number
        self._note(question, value)
        return math.nan

    def _note(self, question: Question, value: Any) -> None:
        key = (question.name, str(value)[:100])
        if key in self.strange or len(self.strange) < MOST_STRANGE:
            self.strange[key] += 1


def _packed(bits: int, planes: int) -> bytes:
    return bits.to_bytes(planes, "little")
