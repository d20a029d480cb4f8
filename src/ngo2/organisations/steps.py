"""What an organisation should do next with its record: a few steps, the most useful first. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.freshness import freshness

MOST = 3
PROPOSALS, ADD, CONFIRM = "proposals", "add", "confirm"
# What visitors miss first when it is not there.
_WANTED = (
    ("summary_zh", _("Say in two sentences what you do")),
    ("causes", _("Choose your causes, so that you are found by them")),
    ("phone", _("Add a phone number that everybody may call")),
    ("division", _("Say in which county you are")),
    ("service_area", _("Say where you work")),
    ("projects", _("Tell of one project and what came of it")),
    ("staff", _("Say how many people work with you")),
)


@dataclass(frozen=True)
class Step:
    """`what` is PROPOSALS, ADD or CONFIRM; `field` the one to add."""

    what: str
    text: str
    field: str = ""


def next_steps(
    facts: Mapping[str, Mapping[str, Any]], proposals: int, today: date | None = None
) -> list[Step]:
    steps = []
    if proposals:
        words = ngettext(
            "Decide on %(n)s proposed correction", "Decide on %(n)s proposed corrections", proposals
        )
        steps.append(Step(PROPOSALS, words % {"n": proposals}))
    if old := stale(facts, today):
        words = ngettext(
            "Confirm %(n)s fact that has become old", "Confirm %(n)s facts that have become old", len(old)
        )
        steps.append(Step(CONFIRM, words % {"n": len(old)}))
    steps += [Step(ADD, str(text), key) for key, text in _WANTED if key not in facts]
    return steps[:MOST]


def stale(facts: Mapping[str, Mapping[str, Any]], today: date | None = None) -> list[str]:
    """Fields older than their half-life, and those that only a list has said."""
    return [
        key
        for key, one in facts.items()
        if key in CATALOGUE
        and (freshness(one, CATALOGUE[key].half_life, today).stale or not one.get("confirmed"))
    ]
