"""The questions about a record: which are asked of whom, in which order, why, and how long they take. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from ngo2.kernel.packs import pack
from ngo2.organisations import steps
from ngo2.organisations.disclosure import value
from ngo2.organisations.facts import CATALOGUE, Fact
from ngo2.organisations.facts.choices import UNREGISTERED

Facts = Mapping[str, Mapping[str, Any]]
Asked = Callable[[Facts, str], bool]

# Said to members and to strangers who propose something: so never "you".
SECTIONS = {
    "who": _("Names and papers"),
    "what": _("Work and causes"),
    "place": _("Where"),
    "size": _("Size"),
    "contact": _("Contact"),
    "work": _("Projects"),
    "trust": _("Money and trust"),
}
# Where the catalogue has no question of its own.
_QUESTIONS = {
    "names_other": _("What is it called in other languages?"),
    "register_id": _("In which public register does it stand, and under which number?"),
    "country": _("In which country is it?"),
    "point": _("Where exactly is it on the map?"),
}
# Why we ask, or what to look out for.
HINTS = {
    "name_zh": _("As it stands on your papers; without papers, as people know you."),
    "names_former": _("Whoever looks for an old name finds you."),
    "kind": _("What you are, whatever your papers say."),
    "legal_status": _("No papers is no shame: unregistered groups can do everything here except raise money."),
    "host": _("The organisation whose papers you use, or where your money is kept."),
    "credit_code": _("18 characters, on the certificate. If it looks odd to us we say so, and keep it all the same."),
    "causes": _("At most five. Fewer are found better than many."),
    "division": _("County or district is enough. Nothing finer is shown unless you say so."),
    "address": _("Street and number are shown only when you agree to that, and never for unregistered groups."),
    "point": _(
        "Copy both numbers from the map of your phone. Maps in China shift their points, each in its own way, "
        "so say which map it was."
    ),
    "publish_exact": _(
        "You can change this at any time. People who bring something need the door; people who mean harm need it too."
    ),
    "sensitivity": _(
        "Think of shelters, of people with HIV, of families in danger. "
        "We then show less of the place, to everybody and everywhere."
    ),
    "service_area": _("People who need you look there, not where your office is."),
    "staff": _("Paid, full time or part time. 0 is a good answer."),
    "volunteers": _("Everybody who helped at least once in the last twelve months."),
    "phone": _("It is shown to everybody. An office number is better than your own."),
    "email": _("It is shown to everybody, and codes can go there when nobody of you can sign in any more."),
    "website": _("With or without https://."),
    "projects": _("One after the other. Begin with the one that you like to tell of."),
    "finance": _("Six whole numbers from your yearly accounts. Leave blank what you do not know."),
    "fundraising_certificate": _(
        "As it stands on the certificate (charity law, art. 22). Comparing it is part of a check of identity."
    ),
    "receipt_years": _("The finance and tax offices publish a list for each year. Companies ask for it."),
    "receipts_partner": _("The registered charity that receives the gift for you and gives the receipt."),
    "trained": _("The workshops on using the internet for public good, by NGO 2.0."),
}  # fmt: skip
# What takes longer than the usual 20 seconds.
_USUAL = 20
_SECONDS = {
    "summary_zh": 90,
    "summary_en": 90,
    "credit_code": 40,
    "causes": 40,
    "address": 30,
    "point": 60,
    "service_area": 60,
    "projects": 240,
    "finance": 240,
}


def _status_in(*statuses: str) -> Asked:
    return lambda facts, country: value(facts, "legal_status") in statuses


def _divided(facts: Facts, country: str) -> bool:
    return pack(country).gazetteer is not None


def _has_credit_code(facts: Facts, country: str) -> bool:
    without = UNREGISTERED | {"fund_in_foundation", "overseas_unfiled", "registered_abroad"}
    return pack(country).country == "CN" and value(facts, "legal_status") not in without


def _is_charity_here(facts: Facts, country: str) -> bool:
    return pack(country).money is not None and value(facts, "legal_status") in {
        "registered_foundation",
        "registered_association",
        "registered_service",
    }


def _receives_here(facts: Facts, country: str) -> bool:
    business = {"registered_business", "public_body", "overseas_unfiled"}
    return pack(country).money is not None and value(facts, "legal_status") not in business


def _has_papers_here(facts: Facts, country: str) -> bool:
    status = value(facts, "legal_status") or ""
    return status.startswith("registered_") or status == "overseas_filed"


def _could_show_exactly(facts: Facts, country: str) -> bool:
    protected = value(facts, "legal_status") in UNREGISTERED or value(facts, "sensitivity") in {
        "sensitive",
        "hidden",
    }
    return not protected and bool(value(facts, "address") or value(facts, "point"))


_ASKED_WHEN: dict[str, Asked] = {
    "host": _status_in("affiliated", "fund_in_foundation", "student_group"),
    "overseas_filing": _status_in("overseas_filed"),
    "fundraising_certificate": _is_charity_here,
    "receipt_years": _is_charity_here,
    "receipts_partner": _receives_here,
    "credit_code": _has_credit_code,
    "register_id": lambda facts, country: pack(country).country != "CN",
    "registrar": _has_papers_here,
    "division": _divided,
    "service_area": _divided,
    "publish_exact": _could_show_exactly,
}


def question(fact: Fact) -> Any:
    return fact.question or _QUESTIONS[fact.key]


def asked(facts: Facts, country: str) -> list[Fact]:
    """The facts that this organisation is asked for, in order. What is known already is always among them."""
    return [
        fact
        for key, fact in CATALOGUE.items()
        if value(facts, key) is not None or key not in _ASKED_WHEN or _ASKED_WHEN[key](facts, country)
    ]


def waiting(facts: Facts, country: str) -> list[Fact]:
    """Not answered, too old, or said by a list only."""
    old = set(steps.stale(facts))
    return [fact for fact in asked(facts, country) if fact.key not in facts or fact.key in old]


def first(facts: Facts, country: str) -> Fact | None:
    """What to ask next: what is missing before what is old."""
    found = waiting(facts, country)
    return next((fact for fact in found if fact.key not in facts), found[0] if found else None)


def after(key: str, facts: Facts, country: str) -> Fact | None:
    """The next one that waits, further down; None when this was the last."""
    order = list(CATALOGUE)
    return next((one for one in waiting(facts, country) if order.index(one.key) > order.index(key)), None)


def before(key: str, facts: Facts, country: str) -> Fact | None:
    order = list(CATALOGUE)
    earlier = [one for one in asked(facts, country) if order.index(one.key) < order.index(key)]
    return earlier[-1] if earlier else None


def position(key: str, facts: Facts, country: str) -> tuple[int, int]:
    """(3, 24): the third of 24 questions. A question that is not asked stands where it would."""
    order = list(CATALOGUE)
    keys = [one.key for one in asked(facts, country)]
    return sum(order.index(one) < order.index(key) for one in keys) + 1, len(keys) + (key not in keys)


def minutes(facts: Facts, country: str) -> int:
    """How long all that waits may take; 0 when nothing waits."""
    seconds = sum(_SECONDS.get(fact.key, _USUAL) for fact in waiting(facts, country))
    return -(-seconds // 60)
