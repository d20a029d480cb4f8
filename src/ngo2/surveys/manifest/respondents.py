"""When two records become one: one respondent for each survey stays, the other keeps its answers without a record."""

from typing import Any

from ngo2.organisations.references import Reference, Settled
from ngo2.surveys.models import Respondent


def one_of_both(reference: Reference, row: Any, kept: Any) -> Settled | None:
    if not Respondent.objects.filter(survey=row.survey_id, organisation=kept).exists():
        return None
    return Settled(changes={"organisation_id": None})
