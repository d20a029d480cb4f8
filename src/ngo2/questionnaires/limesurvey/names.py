"""Codes of LimeSurvey as names of a form: what each question is called, and what its conditions mean by it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ngo2.questionnaires.limesurvey.document import Question, Survey
from ngo2.questionnaires.limesurvey.expressions import Asked
from ngo2.questionnaires.limesurvey.losses import Losses
from ngo2.questionnaires.xlsform.references import NAME, RESERVED

_CHOOSING = {"L", "!", "O", "Y", "G", "5"}
ARRAYS = {"F", "H", "A", "B", "C", "E", "1"}
IN_PARTS = {*ARRAYS, "K", "Q", ":", ";"}


@dataclass
class Names:
    """What each question is called, and what LimeSurvey's own names mean (`known`)."""

    survey: Survey
    losses: Losses
    known: dict[str, Asked] = field(default_factory=dict)
    of: dict[str, str] = field(default_factory=dict)  # qid: name
    taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for question in self.survey.questions():
            self._name(question)

    def _name(self, question: Question) -> None:
        name = self.free(question.code or f"q{question.qid}")
        if name != question.code:
            self.losses.add(question.code or question.qid, "code", "code", name)
        self.of[question.qid] = name
        self._part_codes(question)
        if question.type in "MP":
            for part in question.parts:
                self._know(question, part.code, Asked(name, code_of(part.code)))
            if question.other:
                self._know(question, "other", Asked(name, "other"))
        elif question.parts and question.type in IN_PARTS:
            for row_code, key in self._cells(question):
                self._know(question, key, Asked(self.free(f"{name}_{row_code}"), "", question.type in ARRAYS))
        else:
            self._know(question, "", Asked(name, "", question.type in _CHOOSING))
        if question.other and question.type in "L!":
            self._know(question, "other", Asked(self.free(f"{name}_other")))
        if question.type == "O":
            self._know(question, "comment", Asked(self.free(f"{name}_comment")))
        if question.type == "P":
            for part in question.parts:
                self._know(question, f"{part.code}comment", Asked(self.free(f"{name}_{part.code}_comment")))
        if question.other and question.type in "MP":
            self._know(question, "other_text", Asked(self.free(f"{name}_other")))

    def _part_codes(self, question: Question) -> None:
        """A part without a code, or with one that is there already, can be no question."""
        kept: dict[tuple[int, str], Question] = {}
        for part in question.parts:
            if part.code and (part.scale, part.code) not in kept:
                kept[part.scale, part.code] = part
            else:
                self.losses.add(question.code, "subquestion", "part", part.code)
        question.parts = list(kept.values())

    def _cells(self, question: Question) -> Iterator[tuple[str, str]]:
        """(end of our name, LimeSurvey's code) of all that is asked in an array."""
        across = [part for part in question.parts if part.scale == 1]
        for part in (part for part in question.parts if part.scale == 0):
            if question.type in ":;":
                yield from ((f"{part.code}_{other.code}", f"{part.code}_{other.code}") for other in across)
            elif question.type == "1":
                yield from ((f"{part.code}_{scale}", f"{part.code}_{scale}") for scale in (0, 1))
            else:
                yield part.code, part.code

    def _know(self, question: Question, part: str, asked: Asked) -> None:
        """Under its code and under the code of survey, group and question that older conditions use."""
        self.known.setdefault(f"{question.code}_{part}" if part else question.code, asked)
        self.known[f"{self.survey.sid}X{question.gid}X{question.qid}{part}"] = asked

    def asked(self, question: Question, part: str) -> Asked:
        return self.known[f"{self.survey.sid}X{question.gid}X{question.qid}{part}"]

    def free(self, wanted: str) -> str:
        name = re.sub(r"[^\w.-]+", "_", wanted).strip("_.-")[:60]
        name = name if NAME.fullmatch(name) else f"q_{name}"
        name = name if NAME.fullmatch(name) else "q"
        if name.lower() in RESERVED:
            name = f"q_{name}"
        number, stem = 2, name
        while name.lower() in self.taken:
            name, number = f"{stem}_{number}", number + 1
        self.taken.add(name.lower())
        return name

    def forget(self, question: Question, name: str) -> None:
        """No row asks for these any more, so nothing may refer to them."""
        prefix = f"{question.code}_"
        gone = [key for key, one in self.known.items() if key.startswith(prefix) and one.name != name]
        for key in gone:
            del self.known[key]


def code_of(code: str) -> str:
    """Of a choice, as a form may have it."""
    return "other" if code == "-oth-" else re.sub(r"\s+", "_", code.strip())
