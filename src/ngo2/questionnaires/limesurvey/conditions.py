"""Conditions in either way that LimeSurvey has them."""

from dataclasses import dataclass

from ngo2.questionnaires.limesurvey.document import Question, Survey
from ngo2.questionnaires.limesurvey.expressions import Unclear, expression
from ngo2.questionnaires.limesurvey.losses import Losses
from ngo2.questionnaires.limesurvey.names import Names


@dataclass
class Conditions:
    """When something is shown."""

    survey: Survey
    names: Names
    losses: Losses

    def relevant(self, text: str, code: str) -> dict[str, str]:
        try:
            said = expression(text, self.names.known.get)
        except Unclear:
            self.losses.add(code, "relevance", "expression", text)
            return {}
        return {"relevant": said} if said else {}

    def of(self, question: Question) -> dict[str, str]:
        """By its expression, or by the older table of conditions when it has none."""
        if question.relevance not in {"", "1"}:
            return self.relevant(question.relevance, question.code)
        rows = [row for row in self.survey.tables.get("conditions", []) if row.get("qid") == question.qid]
        if not rows:
            return {}
        try:
            return self.relevant(_of_conditions(rows), question.code)
        except Unclear as unclear:
            self.losses.add(question.code, "condition", "expression", str(unclear))
            return {}


def _of_conditions(rows: list[dict[str, str]]) -> str:
    """The old table as an expression: the same question is or, others are and, scenarios are or."""
    scenarios: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        name, method, value = row.get("cfieldname", ""), row.get("method", "==").strip(), row.get("value", "")
        if value.startswith(("@", "{")) or method not in {"", "==", "!=", "<", ">", "<=", ">="}:
            raise Unclear(f"{name} {method} {value}")
        if name.startswith("+"):
            name, value = name[1:], "Y"
        quote = '"' if '"' not in value else "'"
        said = f"{name} {method or '=='} {quote}{value.strip()}{quote}"
        scenarios.setdefault(row.get("scenario", "1"), {}).setdefault(name, []).append(said)
    joined = [" and ".join(f"({' or '.join(same)})" for same in each.values()) for each in scenarios.values()]
    return " or ".join(f"({one})" for one in joined)
