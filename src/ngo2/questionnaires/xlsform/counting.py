"""How long a form is for those who answer it. Pure.

Minutes = reading + answering. Reading: 238 English words a minute (Brysbaert 2019, J. Memory and Language 109) and 255
Chinese characters a minute (Trauzettel-Klosinski and Dietz 2012, IOVS 53, 5452-5461: IReST), of every label, hint and
choice. Answering: `SECONDS` for each kind of question are our own assumption, to be replaced by measured times.
"""

import re
from dataclasses import dataclass
from math import ceil

from ngo2.questionnaires.xlsform.lines import END, KINDS, LONG, NOTE, PLACE, Line, form_languages, lines
from ngo2.questionnaires.xlsform.sheets import Sheets

WORDS, CHARACTERS = 238, 255  # a minute
SECONDS = {
    "short_text": 10, "long_text": 45, "whole": 6, "decimal": 8, "amount": 8, "date": 8, "yes_no": 3, "one": 4,
    "several": 7, "phone": 8, "email": 12, "place": 15, "photo": 30, "file": 40, "note": 0, "advanced": 8,
}  # fmt: skip
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Size:
    """`always` are the questions that nobody is spared, `most` all; minutes likewise, rounded up."""

    always: int
    most: int
    minutes_least: int
    minutes_most: int
    long_texts: int


def size_of(sheets: Sheets, language: str = "") -> Size:
    """In the default language when none is named. Questions inside a repeat count once."""
    language = language or form_languages(sheets)[0]
    asked = list(_asked(lines(sheets)))
    every = [line for line, _spared in asked]
    always = [line for line, spared in asked if not spared]
    return Size(
        always=sum(_is_question(line) for line in always),
        most=sum(_is_question(line) for line in every),
        minutes_least=ceil(sum(seconds(line, language) for line in always) / 60),
        minutes_most=ceil(sum(seconds(line, language) for line in every) / 60),
        long_texts=sum(line.kind == LONG for line in every),
    )


def _asked(form: list[Line]) -> list[tuple[Line, bool]]:
    """(line, whether a condition of it or of what it stands in may spare it)."""
    found: list[tuple[Line, bool]] = []
    spared: list[bool] = []
    for line in form:
        own = bool(line.show_if or line.show_text) or (bool(spared) and spared[-1])
        if line.kind == END:
            spared[-1:] = []
        elif line.kind in {"section", "page", "repeat"}:
            spared.append(own)
            found.append((line, own))
        else:
            found.append((line, own))
    return found


def _is_question(line: Line) -> bool:
    return line.number > 0


def seconds(line: Line, language: str) -> float:
    """To read one line and to answer it."""
    texts = [line.labels.get(language, ""), line.hints.get(language, "")]
    texts += [choice.labels.get(language, "") for choice in line.choices]
    text = " ".join(texts)
    han = len(_HAN.findall(text))
    words = len(_WORD.findall(_HAN.sub(" ", text)))
    answering = SECONDS.get(line.kind, 0) if line.kind in {*KINDS} - {NOTE} or line.number else 0
    rows = 2 if line.kind == PLACE else 0  # two more lists open below the first
    return answering + rows + (han / CHARACTERS + words / WORDS) * 60
