"""Our own look at a form before pyxform's, which stops at its first complaint: all problems at once. Pure.

`level` error: the form cannot work. pyxform decides where it is stricter; where it is more lenient, `OURS` says
which of these errors stay errors (no program could answer such a form).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree
from rapidfuzz import fuzz, process

from ngo2.questionnaires.xlsform.columns import (
    CHOICE_ALIASES,
    KNOWN,
    KNOWN_SETTINGS,
    Head,
    heads,
    languages,
)
from ngo2.questionnaires.xlsform.findings import WARNING, Finding
from ngo2.questionnaires.xlsform.sheets import FORM_SHEETS, Row, Sheet, Sheets, is_nameless
from ngo2.questionnaires.xlsform.types import FILE_ENDINGS, HIDDEN, OFFERED, SHOWN, Type, type_of

ROWS = 50_000  # of all sheets of the form
DEPTH = 30  # groups in groups
CELL = 32_000  # characters
MOST = 300  # findings of one kind of check: nobody reads more, and a hostile form would cost hours
FIGURE = re.compile(r"-?\d+(\.\d+)?")
# pyxform accepts these; no one could answer such a form.
OURS = frozenset(
    {"circular", "expression", "expression_equals", "too_deep", "too_many_rows", "cell_long", "character"}
)
# Too large or too wrong for anything else to be looked at.
_HOPELESS = frozenset({"too_deep", "too_many_rows", "cell_long", "empty_survey", "no_form"})

_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
NAME = re.compile(f"[{_START}][{_START}\\-.0-9\u00b7\u0300-\u036f\u203f-\u2040]*")
REFERENCE = re.compile(r"\$\{([^}]*)\}?")
_LAST_SAVED = "last-saved#"
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})
_EXPRESSIONS = (
    "relevant",
    "constraint",
    "calculation",
    "choice_filter",
    "repeat_count",
    "required",
    "read_only",
)
_YES_NO = re.compile(r"(?:yes|no|true|false)(?:\(\))?", re.IGNORECASE)
_YES = {"yes", "true", "true()"}
_TEXTS = ("label", "hint", "image", "big-image", "audio", "video")
_ROOT = "data"


@dataclass
class Question:
    """A row of the survey sheet as far as it is understood; `base` texts of any language count as one."""

    row: Row
    type: Type
    name: str
    texts: set[str]
    path: tuple[str, ...] = ()
    cells: dict[str, tuple[str, str]] = field(default_factory=dict)  # base: (column, text)

    def get(self, base: str) -> str:
        return self.cells.get(base, ("", ""))[1]

    def column(self, base: str) -> str:
        return self.cells.get(base, (base, ""))[0]


def check(sheets: Sheets) -> list[Finding]:
    """In the order of the file; first those that stop everything else, alone."""
    found = [one for one in _limits(sheets) if one.kind in _HOPELESS or one.kind == "character"]
    if any(one.kind in _HOPELESS for one in found):
        return [one for one in found if one.kind in _HOPELESS][:20]
    questions = read_questions(sheets)
    found += _headers(sheets)
    found += list(_balance(questions))  # to its end: it notes what stands around each question
    if any(one.kind == "too_deep" for one in found):
        return found
    found += islice(_types(questions, sheets), MOST)
    found += islice(_names(questions), MOST)
    found += islice(_choices(sheets, questions), MOST)
    found += islice(_references(sheets, questions), MOST)
    found += islice(_expressions(questions), MOST)
    found += islice(_circles(questions), MOST)
    found += _settings(sheets)
    order = {key: at for at, key in enumerate(FORM_SHEETS)}
    return sorted(found, key=lambda one: (order.get(one.sheet, 9), one.row))


def read_questions(sheets: Sheets) -> list[Question]:
    """Rows of the survey that mean something: no comments, nothing disabled."""
    survey = sheets.survey
    columns = heads("survey", survey.columns)
    return [one for row in survey.rows if (one := _question(row, columns))]


def _question(row: Row, columns: Iterable[Head]) -> Question | None:
    cells: dict[str, tuple[str, str]] = {}
    texts: set[str] = set()
    for head in columns:
        text = row.get(head.written)
        if text:
            cells.setdefault(head.base, (head.written, text))
            if head.base in _TEXTS:
                texts.add(head.base)
    if not cells or cells.get("disabled", ("", ""))[1].lower() in _YES:
        return None
    if "type" not in cells and not {"name", "label"} & set(cells):
        return None
    written = cells.get("type", ("", ""))[1]
    return Question(
        row,
        type_of(written) if written else Type("none", ""),
        cells.get("name", ("", ""))[1],
        texts,
        (),
        cells,
    )


def _limits(sheets: Sheets) -> Iterator[Finding]:
    used = [sheet for key in FORM_SHEETS if (sheet := sheets.find(key))]
    if not sheets.find("survey"):
        yield Finding("no_form")
    elif not sheets.survey.rows:
        yield Finding("empty_survey", "survey")
    if sum(len(sheet.rows) for sheet in used) > ROWS:
        yield Finding("too_many_rows", values={"most": f"{ROWS:,}"})
        return
    for sheet in used:
        for row in sheet.rows:
            for column, text in row.cells.items():
                if len(text) > CELL:
                    yield Finding("cell_long", sheet.key, row.number, column, {"most": f"{CELL:,}"})
                if _CONTROLS.search(text):
                    yield Finding("character", sheet.key, row.number, column)


def _headers(sheets: Sheets) -> Iterator[Finding]:
    for key in FORM_SHEETS:
        sheet = sheets.find(key)
        if sheet is None or not sheet.rows:
            continue
        yield from _same_columns(sheet)
        for column, known in (("type", {"survey"}), ("name", {"choices"})):
            if key in known and not any(head.base == column for head in heads(key, sheet.columns)):
                yield Finding("column_missing", key, 1, column, {"value": column})
        if key in {"survey", "settings"}:
            yield from _unknown_columns(sheet)


def _same_columns(sheet: Sheet) -> Iterator[Finding]:
    seen: dict[tuple[str, str], str] = {}
    for head in heads(sheet.key, sheet.columns):
        other = seen.setdefault((head.base, head.language), head.written)
        if other != head.written:
            values = {"value": head.written, "other": other}
            yield Finding("column_same", sheet.key, 1, head.written, values)


def _unknown_columns(sheet: Sheet) -> Iterator[Finding]:
    known = KNOWN if sheet.key == "survey" else KNOWN_SETTINGS
    for head in heads(sheet.key, sheet.columns):
        if head.base in known or "::" in head.base or is_nameless(head.written) or head.base.startswith("_"):
            continue
        if sheet.key == "settings" and head.base.startswith(("attribute", "style")):
            continue
        values = {"value": head.written, "nearest": nearest(head.base, known)}
        kind = "column_alike" if values["nearest"] else "column_unknown"
        yield Finding(kind, sheet.key, 1, head.written, values, level=WARNING)


def nearest(word: str, known: Iterable[str], least: float = 75) -> str:
    """The known word that was probably meant, or ""."""
    found = process.extractOne(word.lower()[:100], list(known), scorer=fuzz.ratio, score_cutoff=least)
    return str(found[0]) if found else ""


def _balance(questions: list[Question]) -> Iterator[Finding]:
    """Also notes for each question the names that stand around it."""
    stack: list[Question] = []
    for one in questions:
        one.path = tuple(around.name for around in stack)
        if one.type.kind == "begin":
            stack.append(one)
            if len(stack) > DEPTH:
                yield Finding("too_deep", "survey", one.row.number, one.column("type"), {"most": str(DEPTH)})
                return
        elif one.type.kind == "end":
            where = ("survey", one.row.number, one.column("type"))
            if not stack:
                yield Finding("end_without_begin", *where, {"value": one.type.name})
            elif stack[-1].type.name != one.type.name:
                open_ = stack[-1]
                values = {
                    "value": one.type.name,
                    "other": open_.type.name,
                    "other_row": str(open_.row.number),
                }
                yield Finding("end_other", *where, values)
                if any(around.type.name == one.type.name for around in stack):
                    while stack.pop().type.name != one.type.name:
                        pass
            else:
                stack.pop()
    for one in stack:
        values = {"value": one.type.name, "name": one.name}
        yield Finding("begin_without_end", "survey", one.row.number, one.column("type"), values)


def _types(questions: list[Question], sheets: Sheets) -> Iterator[Finding]:
    lists = set(choice_lists(sheets))
    for one in questions:
        where = ("survey", one.row.number, one.column("type"))
        if one.type.kind == "none":
            yield Finding("type_missing", "survey", one.row.number, "type")
        elif one.type.kind == "unknown":
            word = one.type.name.lower()
            guess = nearest(word.split(" ")[0], OFFERED, 80) or nearest(word, SHOWN | HIDDEN, 80)
            values = {"value": one.type.name, "nearest": guess}
            yield Finding("type_alike" if guess else "type_unknown", *where, values)
        elif one.type.kind == "listless":
            yield Finding("list_missing", *where)
        elif one.type.kind == "select" and one.type.name != "external":
            yield from _list(one, lists, where)
        elif one.type.kind == "select" and not one.get("choice_filter"):
            yield Finding("external_filter", "survey", one.row.number, "choice_filter")
        elif one.type.kind == "begin" and one.type.name == "loop":
            if not one.type.list_name:
                yield Finding("loop_list", *where)
            elif one.type.list_name not in lists:
                yield _list_unknown(one, lists, where)
        elif one.type.name == "calculate" and not one.get("calculation") and not _calculates(one):
            yield Finding("calculation_missing", "survey", one.row.number, "calculation")


def _calculates(one: Question) -> bool:
    """By a default that is an expression, as pyxform sees it."""
    return any(mark in one.get("default") for mark in ("(", "${"))


def _list(one: Question, lists: set[str], where: tuple[str, int, str]) -> Iterator[Finding]:
    name = one.type.list_name
    if one.type.file and not name.endswith(FILE_ENDINGS):
        yield Finding("file_ending", *where, {"value": name})
    elif name not in lists and not name.endswith(FILE_ENDINGS) and "${" not in name:
        yield _list_unknown(one, lists, where)


def _list_unknown(one: Question, lists: set[str], where: tuple[str, int, str]) -> Finding:
    values = {"value": one.type.list_name, "nearest": nearest(one.type.list_name, lists)}
    kind = "list_alike" if values["nearest"] else ("list_unknown" if lists else "choices_missing")
    return Finding(kind, *where, values)


def _names(questions: list[Question]) -> Iterator[Finding]:
    siblings: dict[tuple[str, ...], set[str]] = defaultdict(set)
    repeats: set[str] = set()
    for one in questions:
        if one.type.kind in {"end", "setting", "none", "unknown"} or one.type.name == "audit":
            continue
        where = ("survey", one.row.number, one.column("name"))
        values = {"value": one.name}
        if not one.name:
            if one.type.name != "note":
                yield Finding("name_missing", *where)
            continue
        if one.type.kind != "include" and not NAME.fullmatch(one.name):
            yield Finding("name_invalid", *where, values)
        elif one.name == "meta":
            yield Finding("name_reserved", *where, values)
        elif one.name in siblings[one.path]:
            yield Finding("name_twice", *where, values)
        elif (one.type.kind, one.type.name) == ("begin", "repeat"):
            if one.name == _ROOT:
                yield Finding("name_root", *where, values)
            elif one.name in repeats:
                yield Finding("repeat_twice", *where, values)
            repeats.add(one.name)
        siblings[one.path].add(one.name)
        if one.type.kind in {"shown", "select"} and not one.texts and not _labelled_by_others(one):
            yield Finding("label_missing", "survey", one.row.number, "label", values)


def _labelled_by_others(one: Question) -> bool:
    return one.get("appearance") == "label" or (bool(one.get("calculation")) and one.type.kind == "shown")


def choice_lists(sheets: Sheets) -> dict[str, list[Row]]:
    """The rows of the sheet of choices by their list, in the order of the file."""
    head = {one.base: one.written for one in reversed(heads("choices", sheets.choices.columns))}
    found: dict[str, list[Row]] = {}
    for row in sheets.choices.rows:
        name = row.get(head.get("list_name", ""))
        if name:
            found.setdefault(name, []).append(row)
    return found


def _choices(sheets: Sheets, questions: list[Question]) -> Iterator[Finding]:
    columns = heads("choices", sheets.choices.columns)
    name = next((head.written for head in columns if head.base == "name"), "")
    labels = [head.written for head in columns if head.base in {"label", *CHOICE_ALIASES.values()} - {"name"}]
    several = {
        one.type.list_name for one in questions if one.type.kind == "select" and one.type.name == "several"
    }
    twice_allowed = _setting(sheets, "allow_choice_duplicates").lower() in _YES
    lists = choice_lists(sheets)
    for row in sheets.choices.rows:
        if name and row.get(name) and not _list_of(row, columns):
            yield Finding("choice_list_missing", "choices", row.number, "list_name", level=WARNING)
    for list_name, rows in lists.items():
        seen: set[str] = set()
        for row in rows:
            code = row.get(name)
            values = {"value": code, "list": list_name}
            if name and not code:
                yield Finding("choice_name_missing", "choices", row.number, name)
            elif code in seen and not twice_allowed:
                yield Finding("choice_twice", "choices", row.number, name, values)
            elif " " in code and list_name in several:
                yield Finding("choice_spaces", "choices", row.number, name, values)
            seen.add(code)
            if not any(row.get(label) for label in labels):
                column = labels[0] if labels else "label"
                yield Finding("choice_label_missing", "choices", row.number, column, values, level=WARNING)


def _list_of(row: Row, columns: Iterable[Head]) -> str:
    return next((row.get(head.written) for head in columns if head.base == "list_name"), "")


def _setting(sheets: Sheets, base: str) -> str:
    for row in sheets.settings.rows[:1]:
        for head in heads("settings", sheets.settings.columns):
            if head.base == base:
                return row.get(head.written)
    return ""


def referred(text: str) -> list[str]:
    """Names in ${…}, without `last-saved#`, in their order; also those that are written wrongly."""
    if "${" not in text:
        return []
    return [found[1].removeprefix(_LAST_SAVED) for found in REFERENCE.finditer(text)]


def _references(sheets: Sheets, questions: list[Question]) -> Iterator[Finding]:
    names = Counter(one.name for one in questions if one.name and one.type.kind not in {"end", "setting"})
    names.update(
        f"{one.name}_count"
        for one in questions
        if one.get("repeat_count") and not REFERENCE.fullmatch(one.get("repeat_count"))
    )
    names.update([f"{one.name}_other" for one in questions if one.type.other] + ["instanceID"])
    known = list(names)
    for key in ("survey", "choices", "settings"):
        sheet = sheets.sheet(key)
        columns = [head for head in heads(key, sheet.columns) if _may_refer(key, head)]
        rows = [one.row for one in questions] if key == "survey" else sheet.rows
        for row in rows:
            for head in columns:
                yield from _broken(key, row, head.written, names, known)


def _may_refer(key: str, head: Head) -> bool:
    if key == "survey":
        return head.base not in {"type", "name"}
    return key == "settings" or head.base in {"label", "image", "big-image", "audio", "video"}


def _broken(sheet: str, row: Row, column: str, names: Counter[str], known: list[str]) -> Iterator[Finding]:
    text = row.get(column)
    if "${" not in text:
        return
    for found in REFERENCE.finditer(text):
        name = found[1].removeprefix(_LAST_SAVED)
        where = (sheet, row.number, column)
        if not found[0].endswith("}") or (name and not NAME.fullmatch(name)):
            yield Finding("reference_form", *where, {"value": found[0][:60]})
        elif name and not names[name]:
            values = {"value": name, "nearest": nearest(name, known)}
            yield Finding("reference_alike" if values["nearest"] else "reference_unknown", *where, values)
        elif names[name] > 1:
            yield Finding("reference_many", *where, {"value": name})


def _expressions(questions: list[Question]) -> Iterator[Finding]:
    """XPath 1.0 in its syntax; what a function means, the evaluator says."""
    for one in questions:
        for base in _EXPRESSIONS:
            text = one.get(base).translate(_QUOTES)
            if (
                not text
                or _YES_NO.fullmatch(text)
                or FIGURE.fullmatch(text)
                or "${" in REFERENCE.sub("", text)
            ):
                continue
            plain = REFERENCE.sub("/data/x", text)
            try:
                etree.XPath(plain)
            except etree.XPathError as error:
                kind = (
                    "expression_equals" if "==" in re.sub(r"'[^']*'|\"[^\"]*\"", "", plain) else "expression"
                )
                values = {"value": str(error)}
                yield Finding(kind, "survey", one.row.number, one.column(base), values)
            except ValueError:  # a character that XML does not have: told as such
                continue


def _circles(questions: list[Question]) -> Iterator[Finding]:
    """What calculates or shows itself through others. A question of an earlier repeat is not itself."""
    edges: dict[str, list[str]] = {}
    first: dict[str, Question] = {}
    for one in questions:
        if not one.name or one.type.kind == "end":
            continue
        first.setdefault(one.name, one)
        texts = [one.get("calculation"), one.get("relevant")]
        found = [
            name
            for text in texts
            if "indexed-repeat(" not in text and "[" not in text and "once(" not in text
            for name in referred(text.replace("${" + _LAST_SAVED, ""))
        ]
        edges.setdefault(one.name, []).extend(found)
    for circle in _cycles(edges):
        one = first[circle[0]]
        base = "calculation" if one.get("calculation") else "relevant"
        shown = " → ".join([*circle[:6], circle[0]])
        yield Finding("circular", "survey", one.row.number, one.column(base), {"value": shown})


def _cycles(edges: dict[str, list[str]]) -> Iterator[list[str]]:
    """Each found once, by a walk without recursion."""
    state: dict[str, int] = {}
    for start in edges:
        if start in state:
            continue
        path, walks = [start], [iter(edges[start])]
        state[start] = 1
        while path:
            following = next(walks[-1], None)
            if following is None:
                state[path.pop()] = 2
                walks.pop()
            elif state.get(following) == 1:
                yield path[path.index(following) :]
            elif following in edges and following not in state:
                state[following] = 1
                path.append(following)
                walks.append(iter(edges[following]))


def _settings(sheets: Sheets) -> Iterator[Finding]:
    settings = sheets.settings
    if len(settings.rows) > 1:
        yield Finding("settings_rows", "settings", settings.rows[1].number, level=WARNING)
    told = _setting(sheets, "default_language")
    used = [one for one in languages("survey", sheets.survey.columns) if one]
    if told and used and told not in used and not told.startswith("default"):
        values = {"value": told, "nearest": ", ".join(used)}
        row = settings.rows[0].number
        yield Finding("language_default", "settings", row, "default_language", values, level=WARNING)
    name = _setting(sheets, "name")
    if name and not NAME.fullmatch(name):
        yield Finding("form_name", "settings", settings.rows[0].number, "name")
