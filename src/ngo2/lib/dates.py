"""Days and ages. A day is a day in China, wherever the server stands."""

from datetime import date, datetime
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext, ngettext

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Age(NamedTuple):
    """never: no date. ahead: in the future. month: this calendar month. Else `n` months or years ago."""

    kind: Literal["never", "ahead", "month", "months", "years"]
    n: int = 0


def today_shanghai() -> date:
    return timezone.localdate(timezone=SHANGHAI)


def day_of(moment: datetime | date | None) -> date | None:
    """The day in China of an aware moment; a date stays what it is."""
    if isinstance(moment, datetime):
        return timezone.localtime(moment, SHANGHAI).date()
    return moment


def age_words(moment: datetime | date | None, today: date | None = None) -> Age:
    """How long ago, as coarse as people say it: by calendar months below a year, then whole years."""
    day = day_of(moment)
    today = today or today_shanghai()
    if day is None:
        return Age("never")
    if day > today:
        return Age("ahead")
    months = (today.year - day.year) * 12 + today.month - day.month
    if months == 0:
        return Age("month")
    if months < 12:
        return Age("months", months)
    return Age("years", months // 12)


def age_text(moment: datetime | date | None, today: date | None = None) -> str:
    """The same in the words of the active language."""
    age = age_words(moment, today)
    if age.kind == "months":
        return ngettext("%(n)s month ago", "%(n)s months ago", age.n) % {"n": age.n}
    if age.kind == "years":
        return ngettext("%(n)s year ago", "%(n)s years ago", age.n) % {"n": age.n}
    if age.kind == "month":
        return gettext("this month")
    return gettext("never") if age.kind == "never" else gettext("in the future")
