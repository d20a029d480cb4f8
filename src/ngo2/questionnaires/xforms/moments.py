"""Dates and times as forms write them, in the zone of the person who answers.

The zone comes with `now` of the session (`ZONE` is set around every evaluation), so nothing here reads a clock.
"""

import re
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from math import floor, isfinite, nan

ZONE: ContextVar[tzinfo] = ContextVar("ZONE", default=UTC)

_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_TIME = re.compile(r"(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}(?::?\d{2})?)?")
_EPOCH = date(1970, 1, 1).toordinal()
_MOST_DAYS = 3_000_000  # beyond the year 9999 there is no calendar
_DAY = 86_400.0
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def parsed(text: str) -> date | datetime | None:
    """A date, or an aware datetime (in the session's zone if the text names none); None if it is neither."""
    text = text.strip()
    if not text[:4].isdigit():
        return None
    day_text, separator, time_text = text.partition("T")
    found = _DATE.fullmatch(day_text)
    if not found:
        return None
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    if not separator:
        return day
    clock = parsed_time(time_text)
    if clock is None:
        return None
    return datetime.combine(day, clock) if clock.tzinfo else datetime.combine(day, clock, ZONE.get())


def parsed_time(text: str) -> time | None:
    """Aware if the text names an offset."""
    found = _TIME.fullmatch(text.strip())
    if not found:
        return None
    micro = int((found[4] or "0").ljust(9, "0")[:6])
    try:
        return time(int(found[1]), int(found[2]), int(found[3] or 0), micro, _offset(found[5]))
    except ValueError:
        return None


def _offset(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[3:].lstrip(":") or 0)
    if hours > 23 or minutes > 59:
        raise ValueError(text)
    return datetime.strptime(f"{text[0]}{hours:02d}{minutes:02d}", "%z").tzinfo


def days(text: str) -> float | None:
    """Days since 1970-01-01 on the local calendar; None when the text is no date."""
    if len(text) < 8 or "-" not in text:  # most text is no date, and this is asked of most text
        return None
    found = parsed(text)
    if found is None:
        return None
    try:
        return _local_days(found)
    except OverflowError:
        return None


def _local_days(found: date | datetime) -> float:
    if isinstance(found, datetime):
        return (
            found.astimezone(ZONE.get()).toordinal() - _EPOCH + _fraction(found.astimezone(ZONE.get()).time())
        )
    return float(found.toordinal() - _EPOCH)


def utc_days(text: str) -> float:
    """Days since the epoch in UTC (`decimal-date-time`); a date without time starts at its local midnight."""
    found = parsed(text)
    if found is None:
        return nan
    if not isinstance(found, datetime):
        found = datetime.combine(found, time(), ZONE.get())
    return found.timestamp() / _DAY


def time_of_day(text: str) -> float:
    """The fraction of the local day (`decimal-time`), of a time or a dateTime; NaN if it is neither."""
    clock = parsed_time(text)
    if clock is None:
        found = parsed(text)
        if not isinstance(found, datetime):
            return nan
        return _fraction(found.astimezone(ZONE.get()).time())
    if clock.tzinfo is None:
        return _fraction(clock)
    moment = datetime.combine(date(1970, 1, 1), clock)
    return _fraction(moment.astimezone(ZONE.get()).time())


def _fraction(clock: time) -> float:
    return (clock.hour * 3600 + clock.minute * 60 + clock.second + clock.microsecond / 1e6) / _DAY


def at_days(number: float) -> datetime | None:
    """The local moment that `days` counts; None when there is no such day."""
    if not isfinite(number) or abs(number) > _MOST_DAYS:
        return None
    whole = floor(number)
    try:
        day = date.fromordinal(_EPOCH + whole)
    except ValueError:
        return None
    try:
        clock = datetime.combine(day, time()) + timedelta(milliseconds=round((number - whole) * _DAY * 1000))
    except OverflowError:
        return None
    return clock.replace(tzinfo=ZONE.get())


def date_text(number: float) -> str:
    moment = at_days(floor(number)) if isfinite(number) else None
    return moment.date().isoformat() if moment else ""


def date_time_text(number: float) -> str:
    moment = at_days(number)
    return written(moment) if moment else ""


def written(moment: datetime) -> str:
    """As OpenRosa clients write a dateTime: milliseconds and the offset."""
    return moment.isoformat(timespec="milliseconds")


def formatted(text: str, pattern: str) -> str:
    """`format-date` and `format-date-time`; "" when there is no date."""
    found = parsed(text)
    if found is None:
        return ""
    moment = (
        found.astimezone(ZONE.get())
        if isinstance(found, datetime)
        else datetime.combine(found, time(), ZONE.get())
    )
    parts = {
        "Y": f"{moment.year:04d}",
        "y": f"{moment.year % 100:02d}",
        "m": f"{moment.month:02d}",
        "n": str(moment.month),
        "b": _MONTHS[moment.month - 1],
        "d": f"{moment.day:02d}",
        "e": str(moment.day),
        "a": _DAYS[moment.weekday()],
        "W": str(moment.isocalendar().week),
        "H": f"{moment.hour:02d}",
        "h": str(moment.hour),
        "M": f"{moment.minute:02d}",
        "S": f"{moment.second:02d}",
        "3": f"{moment.microsecond // 1000:03d}",
        "Z": moment.strftime("%z"),
        "%": "%",
    }
    return re.sub("%(.)", lambda found: parts.get(found[1], found[0]), pattern)
