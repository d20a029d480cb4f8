"""Groups that begin and end, types, names and labels of the survey's rows."""

from collections import defaultdict
from collections.abc import Iterator

from ngo2.questionnaires.xlsform.checks.guessing import nearest
from ngo2.questionnaires.xlsform.findings import Finding
from ngo2.questionnaires.xlsform.questions import Question, choice_lists
from ngo2.questionnaires.xlsform.references import NAME
from ngo2.questionnaires.xlsform.sheets import Sheets
from ngo2.questionnaires.xlsform.types import FILE_ENDINGS, HIDDEN, OFFERED, SHOWN

DEPTH = 30  # groups in groups
_ROOT = "data"


def balance(questions: list[Question]) -> Iterator[Finding]:
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


def types(questions: list[Question], sheets: Sheets) -> Iterator[Finding]:
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


def names(questions: list[Question]) -> Iterator[Finding]:
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
