"""How old a fact is, in words. A fact is never shown without its age."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

STALE_MONTHS = 12  # from here on we ask the owner to confirm


def day_of(moment: date | datetime) -> date:
    """The calendar day here; aware times are brought to the local zone first."""
    if isinstance(moment, datetime):
        return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()
    return moment


def months_between(earlier: date, later: date) -> int:
    """Calendar months: 0 within one month, 1 from the 31st to the 1st."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def age(moment: date | datetime | None, today: date | None = None) -> str:
    """`today`, `yesterday`, `5 days ago`, `8 months ago`, `3 years ago`; nothing for None."""
    if moment is None:
        return ""
    today = today or timezone.localdate()
    days = (today - day_of(moment)).days
    if days <= 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    if days < 31:
        return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}
    months = max(1, months_between(day_of(moment), today))
    if months < 24:
        return ngettext("%(n)s month ago", "%(n)s months ago", months) % {"n": months}
    return ngettext("%(n)s year ago", "%(n)s years ago", months // 12) % {"n": months // 12}


def fact_age(
    moment: date | datetime | None, *, confirmed: bool = True, today: date | None = None
) -> tuple[str, str]:
    """Words and tone for a fact: jade this month, amber when it wants confirming, else quiet."""
    if moment is None:
        return "", ""
    today = today or timezone.localdate()
    months = months_between(day_of(moment), today)
    if months <= 0:
        return (_("confirmed this month"), "confirmed") if confirmed else (_("new this month"), "")
    words = ngettext("%(n)s month ago", "%(n)s months ago", months) % {"n": months}
    if months >= STALE_MONTHS:
        return _("%(age)s, please confirm") % {"age": words}, "waiting"
    return words, ""
