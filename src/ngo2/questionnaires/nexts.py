"""What somebody may do next who has answered: filled by the manifests of the rooms above.

    nexts.add(NextStep("library", applies, _("Read how others made a website"), lambda organisation: "/library/…"))

A page shows the first three that apply, by their `order`; `answers` are the values by name of the
question, so that a step may be for who has no website yet.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from ngo2.lib.registry import Registry
from ngo2.organisations.models import Organisation

AT_MOST = 3
Answers = Mapping[str, str]


@dataclass(frozen=True)
class NextStep:
    """`applies(answers, organisation)` and `url(organisation)`: the organisation is None where it is not known. "" as
    an address: not here, so the next one comes."""

    name: str
    applies: Callable[[Answers, Organisation | None], bool]
    label: str | Promise
    url: Callable[[Any], str]  # asked only where it applies
    order: int = 50


nexts: Registry[NextStep] = Registry("next step after an answer")


def steps_for(answers: Answers, organisation: Organisation | None) -> list[tuple[str | Promise, str]]:
    """(label, address)"""
    found = []
    for one in sorted(nexts, key=lambda one: one.order):
        if one.applies(answers, organisation) and (url := one.url(organisation)):
            found.append((one.label, url))
    return found[:AT_MOST]
