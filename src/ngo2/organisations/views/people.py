"""Section of the page: who may be asked about the organisation, with their consent only."""

from typing import Any

from ngo2.organisations import queries
from ngo2.organisations.models import Organisation
from ngo2.organisations.sections import Facts


def people(organisation: Organisation, facts: Facts) -> dict[str, Any] | None:
    """The page key `contacts` is touched when somebody gives or takes back that consent."""
    names = [membership.person.name for membership in queries.answering(organisation)]
    named = [name for name in names if name]
    return {"people": named} if named else None
