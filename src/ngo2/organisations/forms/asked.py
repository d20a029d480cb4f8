"""Several facts on one page, each still right or corrected by its own question; nothing typed is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from ngo2.lib.refusals import Refused
from ngo2.organisations import questions
from ngo2.organisations.facts import CATALOGUE, Fact
from ngo2.organisations.forms.answers import Answer, Context
from ngo2.organisations.forms.kinds import answer_form

RIGHT, WRONG, NONE, UNSAID = "right", "wrong", "none", ""


@dataclass
class Asked:
    """One fact of the page: `said` is what was ticked."""

    fact: Fact
    form: Answer
    said: str = UNSAID
    problem: str = ""  # what the record says against an answer that needs no words

    @property
    def problems(self) -> list[str]:
        told = (
            [str(one) for errors in self.form.errors.values() for one in errors] if self.form.is_bound else []
        )
        return [self.problem, *told] if self.problem else told

    @property
    def question(self) -> Any:
        return questions.question(self.fact)

    @property
    def hint(self) -> Any:
        return questions.HINTS.get(self.fact.key, "")


class AskedForm:
    """`facts`: those that whoever answers may see. On the page: `phone`, and `phone-answer` for its question."""

    def __init__(
        self, fields: tuple[str, ...], facts: Mapping[str, Any], country: str, data: QueryDict | None = None
    ) -> None:
        self.rows = [_row(CATALOGUE[key], facts[key]["v"], country, data) for key in fields if key in facts]
        self.is_bound = data is not None
        self.problem = ""

    @property
    def right(self) -> list[str]:
        return [row.fact.key for row in self.rows if row.said == RIGHT]

    @property
    def corrected(self) -> dict[str, Any]:
        """{field: raw value} of what was written anew. Call it on a valid form."""
        return {
            row.fact.key: None if row.said == NONE else row.form.raw()
            for row in self.rows
            if row.said in {WRONG, NONE}
        }

    def is_valid(self) -> bool:
        good = [_is_good(row) for row in self.rows if row.said == WRONG]
        if not any(row.said for row in self.rows):
            self.problem = _("Please tick what is right, or write what it should say.")
        return all(good) and not self.problem

    def refuse(self, refused: Mapping[str, Refused]) -> None:
        for row in self.rows:
            if row.fact.key in refused and row.form.is_bound:
                row.form.refuse(refused[row.fact.key])
            elif row.fact.key in refused:
                row.problem = str(refused[row.fact.key])

    @property
    def wrong(self) -> list[Asked]:
        return [row for row in self.rows if row.problems]


def _row(fact: Fact, value: Any, country: str, data: QueryDict | None) -> Asked:
    said = data.get(fact.key, UNSAID) if data is not None else UNSAID
    answered = _own(data, fact.key) if data is not None and said == WRONG else None
    form = answer_form(Context(fact, country, value), answered)
    form.prefix = fact.key
    return Asked(fact, form, said if said in {RIGHT, WRONG, NONE} else UNSAID)


def _own(data: QueryDict, key: str) -> QueryDict:
    """What the question of one fact was answered, under its own names too: it does not know of the page."""
    own = data.copy()
    for name in data:
        if name.startswith(f"{key}-"):
            own.setlist(name.removeprefix(f"{key}-"), data.getlist(name))
    return own


def _is_good(row: Asked) -> bool:
    if not row.form.is_valid():
        return False
    raw = row.form.raw()
    if row.form.is_empty() or (isinstance(raw, str) and not raw.strip()):
        row.form.refuse(Refused(_("Please write what it should say."), field=row.fact.key))
        return False
    return True
