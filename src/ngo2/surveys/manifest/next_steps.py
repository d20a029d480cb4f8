"""What we propose ourselves to whoever has answered; other rooms add theirs."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.following import Area
from ngo2.questionnaires.nexts import Answers, NextStep


def _lacks_facts(answers: Answers, organisation: Any) -> bool:
    """Of those that people can answer behind a link, and that count in how complete a record is."""
    if organisation is None:
        return False
    asked = [key for key, fact in CATALOGUE.items() if fact.weight and fact.by_link]
    return any(key not in organisation.facts for key in asked)


def _has_province(answers: Answers, organisation: Any) -> bool:
    return organisation is not None and bool(organisation.area1)


def _always(answers: Answers, organisation: Any) -> bool:
    return True


def _follow(organisation: Any) -> str:
    area = Area(country=organisation.country, division=organisation.area1)
    return f"{reverse('organisations:follow')}?{area.query}"


MISSING_FACTS = NextStep(
    "missing_facts",
    _lacks_facts,
    _("Add what your record does not say yet"),
    lambda organisation: reverse("organisations:edit", args=[organisation.pk]),
    order=10,
)
FOLLOW_PROVINCE = NextStep(
    "follow_province", _has_province, _("Hear by e-mail what is new in your province"), _follow, order=30
)
OPEN_DATA = NextStep(
    "open_data",
    _always,
    _("See the open data that answers like yours go into"),
    lambda organisation: reverse("opendata:catalogue"),
    order=90,
)
