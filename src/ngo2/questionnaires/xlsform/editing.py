"""The small editor's steps: each takes the sheets and gives new ones, or says with `Refused` why it cannot. Pure.

Lines are named by their place among the rows of the survey (`Line.at`). Cells that no step names stay as they are.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from ngo2.lib.refusals import Refused
from ngo2.questionnaires.xlsform.cells import Texts, cell, replaced, with_cells, with_rows
from ngo2.questionnaires.xlsform.checks import check
from ngo2.questionnaires.xlsform.choosing import has_users, new_list, without_list
from ngo2.questionnaires.xlsform.columns import FACT, heads
from ngo2.questionnaires.xlsform.conditions import (
    EXCLUDES,
    INCLUDES,
    IS,
    IS_NOT,
    Bounds,
    ShowIf,
    write,
    write_bounds,
)
from ngo2.questionnaires.xlsform.lines import (
    CHOOSING,
    DAY,
    DIVISIONS,
    EMAIL,
    EMAIL_RULE,
    END,
    KINDS,
    LOOKS,
    NOTE,
    NUMBERS,
    PAGE,
    PAGE_LOOK,
    PHONE,
    PHONE_RULE,
    PHOTO,
    PLACE,
    PLACE_LOOK,
    REPEAT,
    SECTION,
    SEVERAL,
    TEXTS,
    YES_NO,
    YES_NO_LIST,
    Line,
    form_languages,
    kind_of,
    lines,
)
from ngo2.questionnaires.xlsform.naming import name_from
from ngo2.questionnaires.xlsform.phrases import PLACEHOLDERS, phrase
from ngo2.questionnaires.xlsform.questions import choice_lists
from ngo2.questionnaires.xlsform.references import NAME, RESERVED, referred
from ngo2.questionnaires.xlsform.sheets import CHOICES, SETTINGS, SURVEY, Row, Sheet, Sheets, form_of
from ngo2.questionnaires.xlsform.types import type_of

LEVELS = ("province", "city", "county")  # of a place, as the column `level` of the file of divisions has them
MOST_LINES = 500
_TYPES = {
    "short_text": "text", "long_text": "text", "whole": "integer", "decimal": "decimal", "amount": "decimal",
    "date": "date", "phone": "text", "email": "text", "photo": "image", "file": "file", "note": "note",
}  # fmt: skip
_LEVEL_NAMES = dict(zip(LEVELS, ("Province", "City", "County or district"), strict=True))
_RULE_MESSAGES = {
    EMAIL: "Write the whole address, such as name@example.org.",
    PHONE: "Write the number in figures, such as 010-12345678.",
}
_RULES = {EMAIL: EMAIL_RULE, PHONE: PHONE_RULE}
_PHOTO_SIZE = "max-pixels=1024"


def new_form(title: str, form_id: str, language: str = "中文 (zh)") -> Sheets:
    """A form without a question, in one language."""
    label = f"label::{language}"
    sheets = form_of(
        survey=[],
        choices=[],
        settings=[{"form_title": title, "form_id": form_id, "default_language": language}],
    )
    survey = Sheet(SURVEY, ("type", "name", label, f"hint::{language}", "required", "relevant", "constraint"))
    return sheets.having(survey).having(Sheet(CHOICES, ("list_name", "name", label)))


# --- adding


def add_question(
    sheets: Sheets, kind: str, label: Texts, *, before: int | None = None, name: str = ""
) -> Sheets:
    """A question of one of `KINDS` before the line `before`, or at the end. Without a name it gets one."""
    _known_kind(kind)
    _labelled(label)
    name = _fresh(sheets, name, label, "q")
    if kind == PLACE:
        return _inserted(sheets, _place(sheets, name, label), before)
    sheets, row = _typed(sheets, Row(0, {}), kind, name)
    row = with_cells(sheets, SURVEY, row, {"name": name}, {"label": label})
    return _inserted(sheets, [row], before)


def add_section(
    sheets: Sheets, label: Texts, *, before: int | None = None, first: int | None = None
) -> Sheets:
    """An empty section before a line; with `first`, the lines from `first` up to `before` go into it."""
    _labelled(label)
    name = _fresh(sheets, "", label, "section")
    begin = with_cells(sheets, SURVEY, Row(0, {}), {"type": "begin_group", "name": name}, {"label": label})
    if first is None:
        return _inserted(sheets, [begin, _end(sheets, "group")], before)
    return _around(sheets, begin, first, len(sheets.survey.rows) if before is None else before)


def begin_page(sheets: Sheets, at: int) -> Sheets:
    """A new page begins with this line: what follows on its level, up to the next section or page, is on it.

    A page is a group without a label and with the appearance field-list, as Collect and Enketo have it.
    """
    rows = sheets.survey.rows
    _line_at(sheets, at)
    around = _around_row(sheets, at)
    name = _fresh(sheets, "", {}, "page")
    cells = {"type": "begin_group", "name": name, "appearance": PAGE_LOOK}
    if around is None:
        end = at
        while end < len(rows) and (end == at or kind_of(sheets, rows[end]) not in {SECTION, PAGE, REPEAT}):
            end = _block(sheets, end)[1]
        return _around(sheets, with_cells(sheets, SURVEY, Row(0, {}), cells), at, end)
    if kind_of(sheets, rows[around]) not in {SECTION, PAGE}:
        raise Refused(_("A page cannot begin inside of a repeat. Begin it before or after."))
    if around == at - 1:
        raise Refused(_("A page begins here already."))
    cells["relevant"] = cell(sheets, SURVEY, rows[around], "relevant")
    begin = with_cells(sheets, SURVEY, Row(0, {}), cells)
    return with_rows(sheets, SURVEY, [*rows[:at], _end(sheets, "group"), begin, *rows[at:]])


def _place(sheets: Sheets, name: str, label: Texts) -> list[Row]:
    """Province, city and county, each filtered by the one before, in a group with the label."""
    cells = {"type": "begin_group", "name": name, "appearance": f"{PAGE_LOOK} {PLACE_LOOK}"}
    rows = [with_cells(sheets, SURVEY, Row(0, {}), cells, {"label": label})]
    above = ""
    for level in LEVELS:
        own = f"{name}_{level}"
        if own in _names(sheets):
            raise Refused(_("The name “%(name)s” is taken. Give the question another name.") % {"name": own})
        cells = {
            "type": f"select_one_from_file {DIVISIONS}",
            "name": own,
            "choice_filter": f"parent=${{{above}}}" if above else f"level='{level}'",
        }
        rows.append(
            with_cells(sheets, SURVEY, Row(0, {}), cells, {"label": _in_each(sheets, _LEVEL_NAMES[level])})
        )
        above = own
    return [*rows, _end(sheets, "group")]


def _in_each(sheets: Sheets, *english: str) -> dict[str, str]:
    """Phrases of ours in each language of the form, one after the other."""
    return {one: " ".join(phrase(text, one) for text in english) for one in form_languages(sheets)}


def _inserted(sheets: Sheets, new: list[Row], before: int | None) -> Sheets:
    rows = sheets.survey.rows
    at = len(rows) if before is None else before
    _between(sheets, at)
    if len(rows) + len(new) > MOST_LINES:
        raise Refused(_("A form of more than %(most)d rows is too long to edit here.") % {"most": MOST_LINES})
    return with_rows(sheets, SURVEY, [*rows[:at], *new, *rows[at:]])


def _around(sheets: Sheets, begin: Row, first: int, before: int) -> Sheets:
    rows = sheets.survey.rows
    _between(sheets, first)
    _between(sheets, before)
    at = first
    while at < before:
        _start, at = _block(sheets, at)
    if at != before or first >= before:
        raise Refused(_("A section holds whole lines and whole sections. Choose others."))
    inner = rows[first:before]
    return with_rows(sheets, SURVEY, [*rows[:first], begin, *inner, _end(sheets, "group"), *rows[before:]])


def _end(sheets: Sheets, control: str) -> Row:
    return with_cells(sheets, SURVEY, Row(0, {}), {"type": f"end_{control}"})


# --- moving, copying, removing


def move(sheets: Sheets, at: int, before: int) -> Sheets:
    """The line, with all that is in it, to stand before the line `before` (the number of rows: at the end)."""
    start, end = _block(sheets, at)
    _between(sheets, before)
    if start <= before <= end:
        if before in {start, end}:
            return sheets
        raise Refused(_("A section cannot be moved into itself."))
    rows = sheets.survey.rows
    block, rest = rows[start:end], [*rows[:start], *rows[end:]]
    target = before - (end - start) if before > start else before
    return _sound(sheets, with_rows(sheets, SURVEY, [*rest[:target], *block, *rest[target:]]))


def copy(sheets: Sheets, at: int) -> Sheets:
    """The line once more, below itself, with new names; what it says of itself follows the new names."""
    start, end = _block(sheets, at)
    rows = sheets.survey.rows
    taken = _names(sheets)
    named: dict[str, str] = {}
    for row in rows[start:end]:
        old = cell(sheets, SURVEY, row, "name")
        if old and type_of(cell(sheets, SURVEY, row, "type")).kind != "end":
            named[old] = _numbered(old, taken)
            taken.add(named[old])
    new = [_renamed(sheets, row, named) for row in rows[start:end]]
    return _inserted(sheets, new, end)


def remove(sheets: Sheets, at: int) -> Sheets:
    """The line with all that is in it. Refused while something else refers to it."""
    start, end = _block(sheets, at)
    rows = sheets.survey.rows
    gone = {cell(sheets, SURVEY, row, "name") for row in rows[start:end]} - {""}
    users = [shown for row, shown in _users(sheets, gone) if not start <= row < end]
    if users:
        raise Refused(
            _("Others depend on this: %(names)s. Change them first.")
            % {"names": ", ".join(dict.fromkeys(users))}
        )
    lists = {type_of(cell(sheets, SURVEY, row, "type")).list_name for row in rows[start:end]} - {""}
    sheets = with_rows(sheets, SURVEY, [*rows[:start], *rows[end:]])
    for name in lists:
        sheets = sheets if has_users(sheets, name) else without_list(sheets, name)
    return sheets


def unwrap(sheets: Sheets, at: int) -> Sheets:
    """A section or page goes; what is in it stays."""
    start, end = _block(sheets, at)
    rows = sheets.survey.rows
    if kind_of(sheets, rows[start]) not in {SECTION, PAGE}:
        raise Refused(_("Only a section or a page can be taken apart."))
    name = cell(sheets, SURVEY, rows[start], "name")
    users = [shown for _row, shown in _users(sheets, {name})]
    if users:
        raise Refused(_("Others depend on this: %(names)s. Change them first.") % {"names": ", ".join(users)})
    return _sound(sheets, with_rows(sheets, SURVEY, [*rows[:start], *rows[start + 1 : end - 1], *rows[end:]]))


def _users(sheets: Sheets, names: set[str]) -> Iterator[tuple[int, str]]:
    """(place or -1, what to call it) of all that refers to one of these."""
    for at, row in enumerate(sheets.survey.rows):
        if any(set(referred(text)) & names for text in row.cells.values()):
            yield at, _called(sheets, row)
    for key in (CHOICES, SETTINGS, "entities"):
        if any(set(referred(text)) & names for row in sheets.sheet(key).rows for text in row.cells.values()):
            yield -1, key


def _called(sheets: Sheets, row: Row) -> str:
    return cell(sheets, SURVEY, row, "label") or cell(sheets, SURVEY, row, "name") or str(row.number)


# --- one line


def set_texts(sheets: Sheets, at: int, *, label: Texts | None = None, hint: Texts | None = None) -> Sheets:
    """By language. A question keeps a label in one language at least; a page has none."""
    line = _line_at(sheets, at)
    if label is not None:
        if line.kind not in {PAGE, REPEAT}:
            _labelled({**line.labels, **label})
        for text in label.values():
            _sound_references(sheets, text)
    texts = {base: said for base, said in (("label", label), ("hint", hint)) if said is not None}
    return _sound(
        sheets, replaced(sheets, SURVEY, at, with_cells(sheets, SURVEY, sheets.survey.rows[at], {}, texts))
    )


def set_required(sheets: Sheets, at: int, required: bool) -> Sheets:
    line = _line_at(sheets, at)
    if line.kind in {SECTION, PAGE, REPEAT, NOTE, END}:
        raise Refused(_("Only a question can be required."))
    places = [at]
    if line.kind == PLACE:
        places = list(range(at + 1, at + 1 + len(LEVELS)))
    for place in places:
        row = with_cells(sheets, SURVEY, sheets.survey.rows[place], {"required": "yes" if required else ""})
        sheets = replaced(sheets, SURVEY, place, row)
    return sheets


def set_kind(sheets: Sheets, at: int, kind: str) -> Sheets:
    """Another type: name and texts stay, choices too where the new one has some; limits that no longer fit go."""
    _known_kind(kind)
    before, line = sheets, _line_at(sheets, at)
    if line.kind == kind:
        return sheets
    if line.kind == PLACE or kind == PLACE:
        raise Refused(_("A place is made of several questions. Remove this one and add the other."))
    if line.kind not in KINDS:
        raise Refused(_("The type of this line can only be changed in the workbook."))
    row = sheets.survey.rows[at]
    keeps = (line.kind in NUMBERS and kind in NUMBERS) or (line.kind in TEXTS and kind in TEXTS)
    cleared = {} if keeps else {"constraint": "", "constraint_message": ""}
    look = [one for one in cell(sheets, SURVEY, row, "appearance").split() if one not in LOOKS.values()]
    if line.kind in CHOOSING and kind not in CHOOSING:
        look = []
    cleared |= {"appearance": " ".join(look)}
    if line.kind == PHOTO:
        cleared["parameters"] = ""
    row = with_cells(sheets, SURVEY, row, cleared)
    if not keeps:
        gone = {
            head.written: ""
            for head in heads(SURVEY, sheets.survey.columns)
            if head.base == "constraint_message"
        }
        row = row.having(gone)
    if kind == NOTE:
        row = with_cells(sheets, SURVEY, row, {"required": ""})
    sheets, row = _typed(sheets, row, kind, line.name, line.list_name)
    sheets = replaced(sheets, SURVEY, at, row)
    if line.list_name and not has_users(sheets, line.list_name):
        sheets = without_list(sheets, line.list_name)
    return _sound(before, sheets)


def _typed(sheets: Sheets, row: Row, kind: str, name: str, list_name: str = "") -> tuple[Sheets, Row]:
    """The row with type, appearance and rule of a kind; a new list of choices where it needs one."""
    if kind in CHOOSING:
        if kind == YES_NO:
            list_name = YES_NO_LIST
            if YES_NO_LIST not in choice_lists(sheets):
                said = {"yes": _in_each(sheets, "Yes"), "no": _in_each(sheets, "No")}
                sheets, list_name = new_list(sheets, YES_NO_LIST, said)
        elif not list_name or list_name == YES_NO_LIST:
            first, second = (_in_each(sheets, one) for one in PLACEHOLDERS)
            sheets, list_name = new_list(sheets, name, {"c1": first, "c2": second})
        command = "select_multiple" if kind == SEVERAL else "select_one"
        return sheets, with_cells(sheets, SURVEY, row, {"type": f"{command} {list_name}"})
    cells = {"type": _TYPES[kind]}
    if kind in LOOKS:
        cells["appearance"] = f"{cell(sheets, SURVEY, row, 'appearance')} {LOOKS[kind]}".strip()
    if kind == PHOTO:
        cells["parameters"] = _PHOTO_SIZE
    texts: dict[str, Texts] = {}
    if kind in _RULES:
        cells["constraint"] = _RULES[kind]
        texts["constraint_message"] = _in_each(sheets, _RULE_MESSAGES[kind])
    return sheets, with_cells(sheets, SURVEY, row, cells, texts)


def set_name(sheets: Sheets, at: int, name: str) -> Sheets:
    """Everything that refers to the old name refers to the new one."""
    line = _line_at(sheets, at)
    row = sheets.survey.rows[at]
    if line.name == name:
        return sheets
    _fits(sheets, name)
    if not line.name:
        return replaced(sheets, SURVEY, at, with_cells(sheets, SURVEY, row, {"name": name}))
    alone = sum(cell(sheets, SURVEY, one, "name") == line.name for one in sheets.survey.rows) == 1
    sheets = replaced(sheets, SURVEY, at, with_cells(sheets, SURVEY, row, {"name": name}))
    if not alone:
        return sheets  # no reference can mean one of several
    for sheet in sheets:
        if sheet.headed:
            rows = tuple(_referring(one, {line.name: name}) for one in sheet.rows)
            sheets = sheets.having(replace(sheet, rows=rows))
    return sheets


def _referring(row: Row, named: dict[str, str]) -> Row:
    def new(found: re.Match[str]) -> str:
        return f"${{{found[1] or ''}{named.get(found[2], found[2])}}}"

    cells = {
        key: re.sub(r"\$\{(last-saved#)?([^}]*)\}", new, text) if "${" in text else text
        for key, text in row.cells.items()
    }
    return Row(row.number, cells)


def _renamed(sheets: Sheets, row: Row, named: dict[str, str]) -> Row:
    old = cell(sheets, SURVEY, row, "name")
    return with_cells(sheets, SURVEY, _referring(row, named), {"name": named.get(old, old)})


def set_show_if(sheets: Sheets, at: int, show_if: ShowIf | None) -> Sheets:
    """Show the line (and all in it) only if. None: always."""
    start, end = _block(sheets, at)
    if show_if is None or not show_if.conditions:
        return replaced(
            sheets, SURVEY, at, with_cells(sheets, SURVEY, sheets.survey.rows[at], {"relevant": ""})
        )
    inside = {cell(sheets, SURVEY, row, "name") for row in sheets.survey.rows[start:end]}
    for one in show_if.conditions:
        asked = [
            line
            for line in lines(sheets)
            if line.name == one.question and line.kind not in {SECTION, PAGE, REPEAT}
        ]
        if len(asked) != 1:
            raise Refused(
                _("There is no question “%(name)s”. Choose another.") % {"name": one.question},
                field="question",
            )
        if one.question in inside:
            raise Refused(_("A question cannot depend on itself. Choose another."), field="question")
        codes = {choice.code for choice in asked[0].choices}
        if codes and one.operator in {IS, IS_NOT, INCLUDES, EXCLUDES} and one.value not in codes:
            raise Refused(
                _("“%(value)s” is no choice of that question.") % {"value": one.value}, field="value"
            )
    row = with_cells(sheets, SURVEY, sheets.survey.rows[at], {"relevant": write(show_if)})
    return _sound(sheets, replaced(sheets, SURVEY, at, row))


def set_bounds(sheets: Sheets, at: int, bounds: Bounds, message: Texts | None = None) -> Sheets:
    """What a number, day or text may be. Without a message people are told the limits."""
    line = _line_at(sheets, at)
    by_size, by_length = bounds.least or bounds.most, bounds.shortest or bounds.longest
    if (by_size and line.kind not in NUMBERS | {DAY}) or (by_length and line.kind not in TEXTS):
        raise Refused(_("This type of question cannot have such a limit."))
    if (by_size and line.kind == DAY) != any(
        "-" in value[1:] for value in (bounds.least, bounds.most)
    ) and by_size:
        raise Refused(_("Write a number, or a day such as 2026-01-31."))
    rule = write_bounds(bounds)
    told = message or {one: _told(bounds, one) for one in form_languages(sheets)}
    row = with_cells(
        sheets, SURVEY, sheets.survey.rows[at], {"constraint": rule}, {"constraint_message": told}
    )
    return replaced(sheets, SURVEY, at, row)


def _told(bounds: Bounds, language: str) -> str:
    parts = {
        "At least {}.": bounds.least,
        "At most {}.": bounds.most,
        "At least {} characters.": bounds.shortest,
        "At most {} characters.": bounds.longest,
    }
    return " ".join(phrase(text, language).format(value) for text, value in parts.items() if value)


def set_fact(sheets: Sheets, at: int, key: str) -> Sheets:
    """The question asks for this fact of the organisation's record; "" for none."""
    line = _line_at(sheets, at)
    if line.kind in {SECTION, PAGE, REPEAT, NOTE, END}:
        raise Refused(_("Only a question can ask for something of the record."))
    if key and any(one.fact == key and one.at != at for one in lines(sheets)):
        raise Refused(_("Another question asks for this already."))
    return replaced(sheets, SURVEY, at, with_cells(sheets, SURVEY, sheets.survey.rows[at], {FACT: key}))


# --- what every step asks


def _known_kind(kind: str) -> None:
    if kind not in KINDS:
        raise Refused(_("Choose a type of question."), field="kind")


def _labelled(label: Texts) -> None:
    if not any(text.strip() for text in label.values()):
        raise Refused(_("Write the question."), field="label")


def _names(sheets: Sheets) -> set[str]:
    return {cell(sheets, SURVEY, row, "name") for row in sheets.survey.rows} - {""}


def _fresh(sheets: Sheets, name: str, label: Texts, otherwise: str) -> str:
    if name:
        _fits(sheets, name)
        return name
    texts = [text for text in label.values() if text.strip()]
    return name_from(texts[0] if texts else "", _names(sheets), otherwise)


def _numbered(name: str, taken: set[str]) -> str:
    stem, number = re.sub(r"_\d+$", "", name), 2
    while f"{stem}_{number}" in taken:
        number += 1
    return f"{stem}_{number}"


def _fits(sheets: Sheets, name: str) -> None:
    if not NAME.fullmatch(name) or len(name) > 60:
        raise Refused(_("A name begins with a letter and has letters, digits and _ only."), field="name")
    if name.lower() in RESERVED | {one.lower() for one in _names(sheets)}:
        raise Refused(
            _("The name “%(name)s” is taken. Give the question another name.") % {"name": name}, field="name"
        )


def _line_at(sheets: Sheets, at: int) -> Line:
    found = next((line for line in lines(sheets) if line.at == at), None)
    if found is None or found.kind == END:
        raise Refused(_("This line is no longer there. Load the page again."))
    return found


def _between(sheets: Sheets, at: int) -> None:
    """A new line can stand before this row: one that is a line of its own, or the end."""
    if at != len(sheets.survey.rows) and all(line.at != at for line in lines(sheets)):
        raise Refused(_("No line can stand there. Choose another place."))


def _block(sheets: Sheets, at: int) -> tuple[int, int]:
    """[start, end) of the line with all that is in it."""
    line = _line_at(sheets, at)
    rows = sheets.survey.rows
    opens = [type_of(cell(sheets, SURVEY, row, "type")).kind for row in rows]
    if opens[line.at] != "begin":
        return at, at + 1
    depth = 0
    for place in range(at, len(rows)):
        depth += (opens[place] == "begin") - (opens[place] == "end")
        if depth == 0:
            return at, place + 1
    raise Refused(_("This section is never ended. Mend the workbook and upload it again."))


def _around_row(sheets: Sheets, at: int) -> int | None:
    """The row that begins what the line stands in."""
    stack: list[int] = []
    for place, row in enumerate(sheets.survey.rows[:at]):
        kind = type_of(cell(sheets, SURVEY, row, "type")).kind
        if kind == "begin":
            stack.append(place)
        elif kind == "end" and stack:
            stack.pop()
    return stack[-1] if stack else None


def _sound(before: Sheets, after: Sheets) -> Sheets:
    """Refused when the step would break what was whole: a name twice, a circle."""
    watched = {"name_twice", "repeat_twice", "circular", "too_deep", "reference_many", "reference_unknown"}
    watched |= {"reference_alike", "reference_form"}
    was = {(one.kind, one.values.get("value")) for one in check(before) if one.kind in watched}
    for one in check(after):
        if one.kind in watched and (one.kind, one.values.get("value")) not in was:
            raise Refused(one.message)
    return after


def _sound_references(sheets: Sheets, text: str) -> None:
    for name in referred(text):
        if name not in _names(sheets):
            raise Refused(_("${%(name)s} refers to no question.") % {"name": name}, field="label")
