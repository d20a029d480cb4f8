"""What ${…} refers to."""

from collections import Counter
from collections.abc import Iterator

from ngo2.questionnaires.xlsform.checks.guessing import nearest
from ngo2.questionnaires.xlsform.columns import Head, heads
from ngo2.questionnaires.xlsform.findings import Finding
from ngo2.questionnaires.xlsform.questions import Question
from ngo2.questionnaires.xlsform.references import LAST_SAVED, NAME, REFERENCE
from ngo2.questionnaires.xlsform.sheets import Row, Sheets


def references(sheets: Sheets, questions: list[Question]) -> Iterator[Finding]:
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
        name = found[1].removeprefix(LAST_SAVED)
        where = (sheet, row.number, column)
        if not found[0].endswith("}") or (name and not NAME.fullmatch(name)):
            yield Finding("reference_form", *where, {"value": found[0][:60]})
        elif name and not names[name]:
            values = {"value": name, "nearest": nearest(name, known)}
            yield Finding("reference_alike" if values["nearest"] else "reference_unknown", *where, values)
        elif names[name] > 1:
            yield Finding("reference_many", *where, {"value": name})
