"""What the record can hold: one Fact per field, in the order in which people are asked.

`half_life` is the age in months at which a fact deserves a question again (a phone ages faster than a founding year),
`weight` how much it counts in the grade of the whole record: where both come from stands in
docs/decisions/0011-freshness.md. `shown` says to whom: "all", or "members" when only members and staff see the value.
`by_link`: may be asked and answered behind a link, where nobody has signed in.
`held`: others rely on it to know who somebody is (name, code, register, status), and a taken-over account would change
it first. A member may add a missing one; another value waits for a look by the team or a partner.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from ngo2.lib.refusals import Refused
from ngo2.organisations.facts import choices, cleaners
from ngo2.organisations.facts.places import clean_division, clean_point, clean_service_area

Shown = Literal["all", "members"]


@dataclass(frozen=True)
class Fact:
    key: str
    label: Any
    section: (
        str  # who, what, place, size, contact, work, trust: the step and the part of the page it belongs to
    )
    clean: Callable[[Any], Any]
    question: Any = ""
    example: Any = ""
    half_life: int = 24
    weight: int = 1
    by_link: bool = True
    shown: Shown = "all"
    options: Mapping[str, Any] | None = None
    required: bool = False  # "we do not have one" is no answer here
    held: bool = False


def _facts() -> list[Fact]:
    text = cleaners.text
    return [
        Fact("name_zh", _("Chinese name"), "who", text(120), _("What is your organisation called in Chinese?"), "山蚁乡村教育小组", 60, weight=4, held=True),
        Fact("name_en", _("English name"), "who", text(200), _("And in English?"), "Mountain Ants Rural Education", 60, held=True),
        Fact("name_short", _("Short name"), "who", text(60), _("Is there a short name that people use?"), "山蚁", 60, weight=0),
        Fact("names_former", _("Former names"), "who", cleaners.texts(200, 10), _("Did it have other names before? One a line."), "河池夜校志愿者", 60, weight=0),
        Fact("names_other", _("Names in other languages"), "who", cleaners.names_by_language, half_life=60, weight=0, by_link=False),
        Fact("kind", _("Kind"), "who", cleaners.choice(choices.KINDS), _("What kind of organisation is it?"), half_life=60, options=choices.KINDS, required=True, weight=2),
        Fact("legal_status", _("Legal status"), "who", cleaners.choice(choices.LEGAL_STATUSES), _("How is it registered?"), half_life=36, options=choices.LEGAL_STATUSES, required=True, weight=2, held=True),
        Fact("host", _("Host organisation"), "who", cleaners.host, _("Which registered organisation or foundation do you belong to?"), "南宁某基金会", 24),
        Fact("credit_code", _("Unified social credit code"), "who", cleaners.credit_code, _("What is the unified social credit code?"), "53330000501874064B", 60, weight=2, held=True),
        Fact("register_id", _("Number in a public register"), "who", cleaners.register_id, half_life=60, weight=0, by_link=False, held=True),
        Fact("overseas_filing", _("Number of the overseas NGO filing"), "who", text(60), _("What is the number of the filing or representative office?"), half_life=12, held=True),
        Fact("registrar", _("Registered with"), "who", text(120), _("With which office is it registered?"), "河池市民政局", 60, weight=0, held=True),
        Fact("founded", _("Founded"), "who", cleaners.year, _("In which year did it begin?"), "2009", 240, weight=0),
        Fact("summary_zh", _("In a few sentences"), "what", text(600, lines=True), _("What do you do, for whom? Two or three sentences in Chinese."), "八位老师和二十名志愿者，在河池三个县的夜校教成年人识字。", 24, weight=2),
        Fact("summary_en", _("In a few sentences (English)"), "what", text(2000, lines=True), _("The same in English, if you like."), "Eight teachers and twenty volunteers teach adults to read in three counties.", 24),
        Fact("causes", _("Causes"), "what", cleaners.cause_codes, _("Which causes do you work for? Choose up to five."), half_life=36, weight=2),
        Fact("languages", _("Working languages"), "what", cleaners.languages, _("Which languages do you work in?"), half_life=60, weight=0),
        Fact("country", _("Country"), "place", cleaners.country, half_life=120, required=True, weight=0, by_link=False),
        Fact("division", _("Place"), "place", clean_division, _("Where is your office or meeting place?"), half_life=36, weight=3, by_link=False),
        Fact("address", _("Address"), "place", text(200), _("What is the address?"), "广西河池市宜州区庆远镇", 24, weight=2),
        Fact("point", _("Point on the map"), "place", clean_point, half_life=36, weight=0, by_link=False),
        Fact("publish_exact", _("Show the exact place"), "place", cleaners.yes_no, _("May everybody see the exact address and point? Otherwise we show the county."), half_life=24, shown="members", weight=0, by_link=False),
        Fact("sensitivity", _("Protection"), "place", cleaners.choice(choices.SENSITIVITIES), _("Could somebody be harmed when the place is known?"), half_life=24, shown="members", options=choices.SENSITIVITIES, weight=0, by_link=False),
        Fact("service_area", _("Works in"), "place", clean_service_area, _("In which places do you work?"), half_life=24, weight=2, by_link=False),
        Fact("staff", _("Paid staff"), "size", cleaners.whole(0, 1_000_000), _("How many paid people work with you?"), "2", 12),
        Fact("volunteers", _("Volunteers"), "size", cleaners.whole(0, 10_000_000), _("How many volunteers helped in the last year?"), "20", 12),
        Fact("budget_band", _("Spending a year"), "size", cleaners.choice(choices.BUDGET_BANDS), _("About how much do you spend in a year?"), half_life=12, options=choices.BUDGET_BANDS),
        Fact("phone", _("Phone"), "contact", cleaners.phone, _("Which phone number may everybody call?"), "0778-0000217", 6, weight=5),
        Fact("email", _("E-mail"), "contact", cleaners.email, _("Which e-mail address may everybody write to?"), "shanyi@example.org", 12, weight=5),
        Fact("website", _("Website"), "contact", cleaners.website, _("Do you have a website?"), "https://shanyi.example.org", 18),
        Fact("wechat", _("WeChat account"), "contact", text(60), _("What is your WeChat account called?"), "蚂蚁夜校", 18),
        Fact("microblog", _("Microblog"), "contact", text(120), _("What is your microblog called?"), "@蚂蚁夜校", 18),
        Fact("qq_group", _("QQ group"), "contact", cleaners.qq_group, _("What is the number of your QQ group?"), "123456789", 18),
        Fact("projects", _("Projects"), "work", cleaners.projects, _("What projects do you run, and what came of them?"), half_life=12, by_link=False),
        Fact("fundraising_certificate", _("Certificate of public fundraising"), "trust", text(60), _("What is the number of your certificate of public fundraising?"), "53520000MJ00000000", 12, weight=0, held=True),
        Fact("receipt_years", _("May give deductible receipts"), "trust", cleaners.years, _("In which years were you on the list of those who may give deductible receipts? One a line."), "2026", 12, weight=0),
        Fact("receipts_partner", _("Receipts through a partner"), "trust", text(120), _("Which organisation gives deductible receipts for gifts to you?"), "黔山儿童公益基金会", 12, weight=0),
        Fact("finance", _("Six numbers a year"), "trust", cleaners.finance, _("What came in and what went out last year?"), half_life=12, weight=0, by_link=False),
        Fact("trained", _("NGO 2.0 workshop"), "trust", cleaners.trained, _("Did somebody of yours take part in a workshop?"), half_life=60, weight=0, by_link=False),
    ]  # fmt: skip


CATALOGUE: dict[str, Fact] = {one.key: one for one in _facts()}


def fact(key: str) -> Fact:
    try:
        return CATALOGUE[key]
    except KeyError:
        raise Refused(_("The record has no field of that name."), field=key) from None


def clean(key: str, value: Any) -> Any:
    """The stored form of `value`, or Refused with `field` set. Blank means: we do not have one (None)."""
    one = fact(key)
    if value is None or (isinstance(value, str) and not value.strip()) or value in ([], {}):
        if one.required:
            raise Refused(_("This one is needed. Please choose or write an answer."), field=key)
        return None
    try:
        return one.clean(value)
    except Refused as refusal:
        raise Refused(refusal.message, field=key, code=refusal.code) from None
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError, ArithmeticError):
        raise Refused(
            _("We could not read this answer. Please write it as in the example."), field=key
        ) from None
