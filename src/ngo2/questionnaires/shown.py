"""A form's lines as people read them: types, conditions and limits in words, and where each line is edited. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngo2.organisations.facts import CATALOGUE
from ngo2.questionnaires.speaking import spoken
from ngo2.questionnaires.xlsform import comparing, conditions
from ngo2.questionnaires.xlsform.conditions import Condition
from ngo2.questionnaires.xlsform.findings import ERROR, Finding
from ngo2.questionnaires.xlsform.lines import (
    ADVANCED,
    AMOUNT,
    CHOOSING,
    DAY,
    DECIMAL,
    EMAIL,
    END,
    FILE,
    LONG,
    NOTE,
    NUMBERS,
    ONE,
    PAGE,
    PHONE,
    PHOTO,
    PLACE,
    REPEAT,
    SECTION,
    SEVERAL,
    SHORT,
    WHOLE,
    YES_NO,
    Line,
    form_languages,
    lines,
    spans,
)
from ngo2.questionnaires.xlsform.questions import choice_lists
from ngo2.questionnaires.xlsform.sheets import CHOICES, SURVEY, Sheets
from ngo2.questionnaires.xlsform.types import type_of

KINDS: dict[str, str | Promise] = {
    SHORT: gettext_lazy("A short text"),
    LONG: gettext_lazy("A long text"),
    ONE: gettext_lazy("One of several choices"),
    SEVERAL: gettext_lazy("Several choices"),
    YES_NO: gettext_lazy("Yes or no"),
    WHOLE: gettext_lazy("A whole number"),
    DECIMAL: gettext_lazy("A number with decimals"),
    AMOUNT: gettext_lazy("An amount of money"),
    DAY: gettext_lazy("A day"),
    PHONE: gettext_lazy("A phone number"),
    EMAIL: gettext_lazy("An e-mail address"),
    PLACE: gettext_lazy("A place in China"),
    PHOTO: gettext_lazy("A photo"),
    FILE: gettext_lazy("A file"),
    NOTE: gettext_lazy("Words without a question"),
}
CONTAINERS: dict[str, str | Promise] = {
    SECTION: gettext_lazy("Section"),
    PAGE: gettext_lazy("New page"),
    REPEAT: gettext_lazy("Asked several times"),
}
NARROWED: dict[str, str | Promise] = {
    "one": gettext_lazy("One choice of a list; which are offered depends on an earlier answer"),
    "several": gettext_lazy("Several choices of a list; which are offered depends on an earlier answer"),
}
# What became of a question from one edition to another: (words, tone of its mark).
VERDICTS: dict[str, tuple[str | Promise, str]] = {
    comparing.SAME: (gettext_lazy("same"), ""),
    comparing.REWORDED: (gettext_lazy("reworded"), "waiting"),
    comparing.NEW: (gettext_lazy("new"), "confirmed"),
    comparing.DROPPED: (gettext_lazy("dropped"), "wrong"),
    comparing.RECODED: (gettext_lazy("other choices"), "waiting"),
    comparing.RETYPED: (gettext_lazy("asked otherwise"), "wrong"),
}
OPERATORS: dict[str, str | Promise] = {
    conditions.IS: gettext_lazy("is"),
    conditions.IS_NOT: gettext_lazy("is not"),
    conditions.INCLUDES: gettext_lazy("includes"),
    conditions.EXCLUDES: gettext_lazy("does not include"),
    conditions.MORE: gettext_lazy("is more than"),
    conditions.LESS: gettext_lazy("is less than"),
    conditions.AT_LEAST: gettext_lazy("is at least"),
    conditions.AT_MOST: gettext_lazy("is at most"),
    conditions.ANSWERED: gettext_lazy("is answered"),
    conditions.EMPTY: gettext_lazy("is left empty"),
}
_ORDERING = (
    conditions.AT_LEAST,
    conditions.AT_MOST,
    conditions.MORE,
    conditions.LESS,
    conditions.IS,
    conditions.IS_NOT,
)
_PRESENCE = (conditions.ANSWERED, conditions.EMPTY)
_NO_QUESTION = {SECTION, PAGE, REPEAT, NOTE, END}
_MOST_CHOICES = 6  # of a question in the list of all


@dataclass(frozen=True)
class Shown:
    """`address` is what its page is called: its name, or the number of its row where no name tells it apart."""

    line: Line
    address: str
    label: str
    kind: str
    show_if: str = ""
    limits: str = ""
    fact: str = ""
    choices: tuple[str, ...] = ()
    more: int = 0  # choices that are left out

    @property
    def depth(self) -> int:
        return min(self.line.depth, 3)


@dataclass(frozen=True)
class Placed:
    """A finding with the line that it is about: `address` "" where it is about none."""

    finding: Finding
    address: str = ""
    label: str = ""

    @property
    def is_error(self) -> bool:
        return self.finding.level == ERROR


def shown(sheets: Sheets, code: str) -> list[Shown]:
    """All lines that can be opened, in the order of the form; `code` is the language of the page."""
    found = lines(sheets)
    names = Counter(line.name for line in found)
    by_name = {line.name: line for line in found}
    language = spoken(form_languages(sheets), code)
    return [
        _shown(sheets, line, language, names, by_name) for line in found if line.kind != END and _means(line)
    ]


def _means(line: Line) -> bool:
    """Empty rows and comments of a workbook are no lines."""
    return line.kind != ADVANCED or bool(line.written or line.name or line.labels)


def _shown(
    sheets: Sheets, line: Line, language: str, names: Mapping[str, int], by_name: Mapping[str, Line]
) -> Shown:
    choices = [told(choice.labels, language) or choice.code for choice in line.choices]
    return Shown(
        line=line,
        address=address_of(sheets, line, names),
        label=called(line, language),
        kind=kind_words(line),
        show_if=show_if_words(line, by_name, language),
        limits=limit_words(line),
        fact=fact_words(line.fact),
        choices=tuple(choices[:_MOST_CHOICES]),
        more=max(0, len(choices) - _MOST_CHOICES),
    )


def address_of(sheets: Sheets, line: Line, names: Mapping[str, int]) -> str:
    plain = line.name not in {"", "new"} and "/" not in line.name and not line.name.isdecimal()
    if plain and names[line.name] == 1:
        return line.name
    return str(sheets.survey.rows[line.at].number)


def line_at(sheets: Sheets, address: str) -> Line | None:
    """The line of that name, or that holds the row of that number: the end of a section is its section."""
    found = [line for line in lines(sheets) if line.kind != END and _means(line)]
    if not (address.isascii() and address.isdecimal()):
        named = [line for line in found if line.name == address]
        return named[0] if len(named) == 1 else None
    number = int(address) if len(address) < 8 else 0
    rows = sheets.survey.rows
    place = next((at for at, row in enumerate(rows) if row.number == number), None)
    if place is None:
        return None
    ends = spans(sheets)
    begins = {end: begin for begin, end in ends.items()}
    place = begins.get(place, place)
    for line in reversed(found):
        # the row itself, or one of those that a place is made of
        if line.at == place or (line.kind == PLACE and line.at < place <= ends[line.at]):
            return line
    return None


def told(texts: Mapping[str, str], language: str) -> str:
    """In this language, else in any."""
    return texts.get(language) or next((text for text in texts.values() if text), "")


def called(line: Line, language: str) -> str:
    if line.kind == PAGE:
        return _("New page")
    return told(line.labels, language) or line.name or line.written or _("without a text")


def kind_words(line: Line) -> str:
    if line.kind == ADVANCED and line.is_narrowed and (told := NARROWED.get(type_of(line.written).name)):
        return str(told)
    if line.kind == ADVANCED:
        return _("Advanced: %(type)s") % {"type": line.written or "–"}
    return str(KINDS.get(line.kind) or CONTAINERS[line.kind])


def fact_words(key: str) -> str:
    return str(CATALOGUE[key].label) if key in CATALOGUE else key


def show_if_words(line: Line, by_name: Mapping[str, Line], language: str) -> str:
    if line.show_if is None:
        return line.show_text
    said = [condition_words(one, by_name, language) for one in line.show_if.conditions]
    joint = _(" or ") if line.show_if.any else _(" and ")
    return joint.join(said)


def condition_words(one: Condition, by_name: Mapping[str, Line], language: str) -> str:
    asked = by_name.get(one.question)
    question = called(asked, language) if asked else one.question
    operator = str(OPERATORS[one.operator])
    if one.operator in _PRESENCE:
        return _("“%(question)s” %(is)s") % {"question": question, "is": operator}
    labels = {choice.code: told(choice.labels, language) for choice in asked.choices} if asked else {}
    value = labels.get(one.value) or one.value
    return _("“%(question)s” %(is)s “%(value)s”") % {"question": question, "is": operator, "value": value}


def limit_words(line: Line) -> str:
    if line.rule:
        return _("Limited by a rule of its own")
    if line.bounds is None:
        return ""
    parts = {
        "least": gettext_lazy("At least %(n)s."),
        "most": gettext_lazy("At most %(n)s."),
        "shortest": gettext_lazy("At least %(n)s characters."),
        "longest": gettext_lazy("At most %(n)s characters."),
    }
    values = {key: getattr(line.bounds, key) for key in parts}
    return " ".join(str(text) % {"n": values[key]} for key, text in parts.items() if values[key])


def operators_for(line: Line) -> tuple[str, ...]:
    """How an answer of that kind can be compared."""
    if line.kind == SEVERAL:
        return (conditions.INCLUDES, conditions.EXCLUDES, *_PRESENCE)
    if line.kind in CHOOSING:
        return (conditions.IS, conditions.IS_NOT, *_PRESENCE)
    if line.kind in NUMBERS | {DAY}:
        return (*_ORDERING, *_PRESENCE)
    if line.kind in {PLACE, PHOTO, FILE, LONG}:
        return _PRESENCE
    return (conditions.IS, conditions.IS_NOT, *_PRESENCE)


def may_decide(line: Line, other: Line) -> bool:
    """Whether what `other` is answered can decide if `line` is shown: it is asked before, and has one name."""
    return (
        other.at < line.at
        and bool(other.name)
        and other.number > 0
        and other.kind not in {*_NO_QUESTION, PLACE}
    )


def placed(sheets: Sheets, findings: Iterable[Finding], code: str) -> list[Placed]:
    """Each with the line to mend: of a choice the question that offers it."""
    every = shown(sheets, code)
    by_at = {one.line.at: one for one in every}
    by_list = {one.line.list_name: one for one in reversed(every) if one.line.list_name}
    rows = {row.number: at for at, row in enumerate(sheets.survey.rows)}
    lists = {row.number: name for name, found in choice_lists(sheets).items() for row in found}
    result = []
    for one in findings:
        about: Shown | None = None
        if one.sheet == SURVEY and one.row in rows:
            line = line_at(sheets, str(one.row))
            about = by_at.get(line.at) if line else None
        elif one.sheet == CHOICES and one.row in lists:
            about = by_list.get(lists[one.row])
        result.append(Placed(one, about.address, about.label) if about else Placed(one))
    return result


def neighbours(every: Sequence[Shown], line: Line) -> tuple[Shown | None, Shown | None]:
    """The lines before and behind it."""
    at = next((n for n, one in enumerate(every) if one.line.at == line.at), None)
    if at is None:
        return None, None
    return (every[at - 1] if at else None), (every[at + 1] if at + 1 < len(every) else None)
