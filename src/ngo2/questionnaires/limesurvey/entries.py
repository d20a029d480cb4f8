"""Type and limits of what is written in."""

import re
from collections.abc import Mapping

from ngo2.questionnaires.limesurvey.document import Question
from ngo2.questionnaires.limesurvey.expressions import Unclear, bare_pattern
from ngo2.questionnaires.limesurvey.losses import Losses

_NUMBER, _DAY = r"(-?\d+(?:\.\d+)?)", r"(\d{4}-\d{2}-\d{2}).*"


def entry(losses: Losses, question: Question, kind: str) -> dict[str, str]:
    """`kind` as LimeSurvey's type: K and N are numbers, D a day, S to U texts."""
    rules: list[str] = []
    if kind in {"N", "K"}:
        cells = {"type": "integer" if question.attribute("num_value_int_only") == "1" else "decimal"}
        least, most = "min_num_value_n", "max_num_value_n"
        rules += limits(losses, question, _NUMBER, {least: ". >= {}", most: ". <= {}"})
    elif kind == "D":
        cells = {"type": "date"}
        rules += limits(
            losses, question, _DAY, {"date_min": ". >= date('{}')", "date_max": ". <= date('{}')"}
        )
    else:
        cells = {"type": "text", **({"appearance": "multiline"} if kind in {"T", "U"} else {})}
        most = question.attribute("maximum_chars").strip()
        rules += [f"string-length(.) <= {most}"] if re.fullmatch(r"\d{1,6}", most) else []
    if question.pattern:
        try:
            rules.append(f"regex(., '{bare_pattern(question.pattern)}')")
        except Unclear:
            losses.add(question.code, "preg", "pattern", question.pattern)
    return {**cells, "constraint": " and ".join(rules)}


def limits(losses: Losses, question: Question, shape: str, rules: Mapping[str, str]) -> list[str]:
    """`rules` by attribute, with {} for its value, which has to have the shape."""
    found = []
    for attribute, rule in rules.items():
        value = question.attribute(attribute).strip()
        if told := re.fullmatch(shape, value, re.DOTALL):
            found.append(rule.format(told[1]))
        elif value:
            losses.add(question.code, attribute, "validation", value)
    return found
