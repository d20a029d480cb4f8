"""Lists of choices: their codes and labels."""

from collections.abc import Iterable, Iterator

from ngo2.questionnaires.xlsform.columns import CHOICE_ALIASES, Head, heads
from ngo2.questionnaires.xlsform.findings import WARNING, Finding
from ngo2.questionnaires.xlsform.questions import YES, Question, choice_lists, setting
from ngo2.questionnaires.xlsform.sheets import Row, Sheets


def lists(sheets: Sheets, questions: list[Question]) -> Iterator[Finding]:
    columns = heads("choices", sheets.choices.columns)
    name = next((head.written for head in columns if head.base == "name"), "")
    labels = [head.written for head in columns if head.base in {"label", *CHOICE_ALIASES.values()} - {"name"}]
    several = {
        one.type.list_name for one in questions if one.type.kind == "select" and one.type.name == "several"
    }
    twice_allowed = setting(sheets, "allow_choice_duplicates").lower() in YES
    for row in sheets.choices.rows:
        if name and row.get(name) and not _list_of(row, columns):
            yield Finding("choice_list_missing", "choices", row.number, "list_name", level=WARNING)
    for list_name, rows in choice_lists(sheets).items():
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
