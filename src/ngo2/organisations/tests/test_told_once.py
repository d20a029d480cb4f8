"""What holds for every line of the table of facts is said once, above it."""

import pytest

from ngo2.organisations.freshness import Freshness
from ngo2.organisations.page.facts import Group, Row, told_once
from ngo2.organisations.words import Words

IMPORTED = Freshness("imported this month", "", "imported list")
OLDER = Freshness("imported 8 months ago", "", "imported list")
OWN = Freshness("confirmed this month", "confirmed", "the organisation")


def table(*ages: Freshness) -> list[Group]:
    rows = tuple(Row(f"fact{nth}", "Fact", Words("value"), age) for nth, age in enumerate(ages))
    return [Group("One", rows[:1]), Group("Two", rows[1:])]


@pytest.mark.parametrize(
    ("ages", "told"),
    [
        ((IMPORTED, IMPORTED, IMPORTED), {"alike": IMPORTED, "usual": ""}),
        ((IMPORTED, IMPORTED, OWN), {"alike": None, "usual": "imported list"}),
        ((IMPORTED, OLDER), {"alike": None, "usual": "imported list"}),
        ((IMPORTED, OWN), {"alike": None, "usual": ""}),
        ((OWN,), {"alike": None, "usual": ""}),
    ],
)
def test_what_is_said_above_the_table(ages, told):
    assert told_once(table(*ages)) == told
