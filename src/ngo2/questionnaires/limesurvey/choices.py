"""Answers as lists of choices."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ngo2.questionnaires.limesurvey.document import Answer, Question
from ngo2.questionnaires.limesurvey.labels import Labels
from ngo2.questionnaires.limesurvey.losses import Losses
from ngo2.questionnaires.limesurvey.names import code_of

_FIXED = {"A": 5, "B": 10, "5": 5}
_WORDS = {"C": ("Y", "U", "N"), "E": ("I", "S", "D"), "Y": ("Y", "N"), "G": ("F", "M")}
_SAID = {
    "Y": "Yes", "N": "No", "U": "Uncertain", "I": "Increase", "S": "Same", "D": "Decrease", "F": "Female", "M": "Male",
}  # fmt: skip
_MOST = 300  # of a list of choices


@dataclass
class Choices:
    """`rows` of the sheet; the same choices are one list."""

    labels: Labels
    losses: Losses
    rows: list[dict[str, str]] = field(default_factory=list)
    lists: dict[tuple[object, ...], str] = field(default_factory=dict)

    def named(
        self, wanted: str, answers: Iterable[Answer], question: Question, *, other: bool = False
    ) -> str:
        """The name of the list, "" without a choice."""
        rows: dict[str, dict[str, str]] = {}
        for answer in answers:
            code = code_of(answer.code)
            if not code or code in rows or len(rows) > _MOST:
                self.losses.add(question.code, "answer", "part", answer.code)
                continue
            own = _SAID.get(answer.code, "") if question.type in _WORDS else ""
            labels = self.labels.of(answer.texts, question.code, answer.code)
            rows[code] = {"name": code, **(self.labels.ours(own) if own else labels)}
        if other and "other" not in rows:
            rows["other"] = {"name": "other", **self.labels.ours("Other")}
        if not rows:
            return ""
        key = tuple(tuple(sorted(row.items())) for row in rows.values())
        if key not in self.lists:
            name, number = re.sub(r"[^\w-]", "_", wanted), 2
            while name in self.lists.values():
                name, number = f"{wanted}_{number}", number + 1
            self.lists[key] = name
            self.rows += [{"list_name": name, **row} for row in rows.values()]
        return self.lists[key]


def answers_of(question: Question) -> list[Answer]:
    if question.type in _FIXED:
        return [Answer(str(at), 0, at, {}) for at in range(1, _FIXED[question.type] + 1)]
    if question.type in _WORDS:
        return [Answer(code, 0, at, {}) for at, code in enumerate(_WORDS[question.type])]
    return question.answers
