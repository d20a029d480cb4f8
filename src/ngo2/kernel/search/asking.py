"""What somebody typed, as a bounded number of words. Pure; nothing in it is ever read as a command."""

from typing import NamedTuple

from ngo2.lib import tokens
from ngo2.lib.text import fold, tidy

MOST_CHARACTERS = 200
MOST_WORDS = 12
LONGEST_RUN = 40
# They stand in every text, and nobody looks for them; asked for alone, they are words like others.
_FILLERS = frozenset(
    ("a", "an", "and", "at", "by", "de", "for", "in", "la", "of", "on", "or", "the", "to",
     "的", "和", "与", "及", "在", "了", "是")
)  # fmt: skip


class Word(NamedTuple):
    text: str
    is_chinese: bool


class Asked(NamedTuple):
    """`words` all have to be there; `whole` is all of it as tokens side by side, `exact` as one name."""

    words: tuple[Word, ...]
    whole: tuple[str, ...]
    exact: str


def asked(text: str) -> Asked:
    typed = tidy(text[: 4 * MOST_CHARACTERS])[:MOST_CHARACTERS]
    runs = [
        Word(one.text[:LONGEST_RUN], one.is_chinese) for part in typed.split() for one in tokens.pieces(part)
    ]
    runs = list(dict.fromkeys(runs))[:MOST_WORDS]
    found = [word for run in runs for word in _words(run)]
    found = [word for word in dict.fromkeys(found) if word.text not in _FILLERS] or found
    whole = tokens.tokens(tokens.pieces(typed))
    return Asked(tuple(found[:MOST_WORDS]), tuple(whole[:LONGEST_RUN]), fold(typed))


def _words(run: Word) -> list[Word]:
    return [Word(part, True) for part in tokens.parts(run.text)] if run.is_chinese else [run]


def numbers_of(word: str) -> list[str]:
    """An English word in one and in many: school, schools; charity, charities."""
    if len(word) < 4 or not tokens.is_letters(word):
        return []
    if word.endswith("ies"):
        return [word[:-3] + "y"]
    if word.endswith("s"):
        return [] if word.endswith("ss") else [word[:-1]]
    return [word[:-1] + "ies", word + "s"] if word.endswith("y") else [word + "s"]
