"""The terms of a project and what makes sense in them, so that pages, the demo and an API refuse alike."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ngo2.exchange.quantities import MOST
from ngo2.lib.refusals import Refused
from ngo2.lib.text import tidy

LONGEST_AIM, LONGEST_PAYING = 300, 300
MOST_PARTNERS, MOST_VOLUNTEERS, MOST_DAYS = 20, 10_000, 366
MOST_YEARS = 10
WIDEST = 1000  # times from the least to the most of a budget: beyond, somebody left out a 万 or a thousand

# Keys are kept and never change; "" is not said.
BRANDING: Mapping[str, object] = {
    "none": gettext_lazy("No names or logos beside each other"),
    "logo": gettext_lazy("The logo of the other side is shown"),
    "joint": gettext_lazy("A name of its own, of both sides"),
    "open": pgettext_lazy("co-branding", "To be settled together"),
}
REPORTING: Mapping[str, object] = {
    "none": gettext_lazy("No report"),
    "story": gettext_lazy("A short story with pictures at the end"),
    "quarterly": gettext_lazy("A page each quarter"),
    "final": gettext_lazy("A report with figures at the end"),
    "audited": gettext_lazy("Audited figures"),
    "open": pgettext_lazy("report", "To be settled together"),
}


@dataclass(frozen=True)
class ProjectTerms:
    """Whole CNY; `begins` and `ends` are the first days of their months. None and "" are not said.

    `partners`: how many may join; 1 is one partner and no other, the most is "several" without a number.
    """

    aim: str
    budget_from: int | None = None
    budget_to: int | None = None
    budget_public: bool = True
    paying: str = ""
    branding: str = ""
    volunteers: int | None = None
    volunteer_days: int | None = None
    reporting: str = ""
    partners: int = MOST_PARTNERS
    begins: date | None = None
    ends: date | None = None


def without_terms(aim: str) -> ProjectTerms:
    """Of a project whose terms nobody told apart from its text, as in a list or through a program."""
    return ProjectTerms(aim[:LONGEST_AIM])


def texts(told: ProjectTerms | None) -> tuple[str, ...]:
    """What was written freely."""
    return (told.aim, told.paying) if told else ()


def columns(told: ProjectTerms) -> dict[str, object]:
    return asdict(told)


def terms_of(project: Any) -> ProjectTerms:
    """`project`: the row that keeps them."""
    return ProjectTerms(**{one.name: getattr(project, one.name) for one in fields(ProjectTerms)})


def clean(told: ProjectTerms, today: date) -> ProjectTerms:
    told = replace(told, aim=tidy(told.aim), paying=tidy(told.paying))
    if not told.aim:
        raise Refused(_("What shall be different in the end? One sentence is enough."), field="aim")
    for field, text, most in (("aim", told.aim, LONGEST_AIM), ("paying", told.paying, LONGEST_PAYING)):
        if len(text) > most:
            raise Refused(_("At most %(n)s characters, please.") % {"n": most}, field=field)
    for field, key, known in (
        ("branding", told.branding, BRANDING),
        ("reporting", told.reporting, REPORTING),
    ):
        if key and key not in known:
            raise Refused(_("Please choose one of the answers in the list."), field=field)
    _budget(told)
    _within("volunteers", told.volunteers, MOST_VOLUNTEERS)
    _within("volunteer_days", told.volunteer_days, MOST_DAYS)
    _within("partners", told.partners, MOST_PARTNERS)
    return _calendar(told, today)


def last_day(ends: date) -> date:
    """Of the month that begins on that day."""
    return (ends.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _within(field: str, number: int | None, most: int) -> None:
    if number is not None and not 1 <= number <= most:
        raise Refused(_("Please write a whole number from 1 to %(most)s.") % {"most": f"{most:,}"}, field)


def _budget(told: ProjectTerms) -> None:
    least, most = told.budget_from, told.budget_to
    for one in (least, most):
        _within("budget", one, MOST)
    if least is None or most is None:
        return
    if least > most:
        raise Refused(
            _("The budget would begin at %(from)s and end at %(to)s. Please write the smaller number first.")
            % {"from": f"{least:,}", "to": f"{most:,}"},
            field="budget",
        )
    if most > least * WIDEST:
        raise Refused(
            _("From %(from)s to %(to)s yuan? Please write both numbers in full.")
            % {"from": f"{least:,}", "to": f"{most:,}"},
            field="budget",
        )


def _calendar(told: ProjectTerms, today: date) -> ProjectTerms:
    """Months: whatever day of them was said."""
    begins, ends = (day.replace(day=1) if day else None for day in (told.begins, told.ends))
    month = today.replace(day=1)
    for field, day in (("begins", begins), ("ends", ends)):
        if day and abs(day.year - month.year) > MOST_YEARS:
            raise Refused(_("Please look at the year once more: it is far away."), field=field)
    if begins and ends and begins > ends:
        raise Refused(_("It would end before it begins. Please look at the two months."), field="ends")
    if ends and ends < month:
        raise Refused(_("That month is over. Until when shall it run?"), field="ends")
    return replace(told, begins=begins, ends=ends)
