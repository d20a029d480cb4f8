"""Days for calendars of any phone (RFC 5545): whole days only, so nobody has to think of time zones. Pure.

Written here: what we write is one page of the RFC, and the `icalendar` package is there to read all the rest of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

MEDIA_TYPE = "text/calendar; charset=utf-8"
_WIDEST = 75  # octets of a line


@dataclass(frozen=True)
class Day:
    """`uid` stays the same for ever, `version` goes up: a calendar that has it already changes it."""

    uid: str
    day: date
    summary: str
    description: str = ""
    url: str = ""
    version: int = 0
    cancelled: bool = False


def calendar(name: str, days: Iterable[Day], *, made: datetime, maker: str) -> str:
    """`made`: when it was asked for; `maker` says whose program wrote it."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{_text(maker)}//ngo2//",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(name)}",
        *(line for one in days for line in _event(one, made)),
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(one: Day, made: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(one.uid)}"
    yield f"DTSTAMP:{made.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{_day(one.day)}"
    yield f"DTEND;VALUE=DATE:{_day(one.day + timedelta(days=1))}"
    yield f"SEQUENCE:{one.version}"
    yield f"SUMMARY:{_text(one.summary)}"
    if one.description:
        yield f"DESCRIPTION:{_text(one.description)}"
    if one.url:
        yield f"URL:{_plain(one.url)}"
    yield f"STATUS:{'CANCELLED' if one.cancelled else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _day(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _text(said: str) -> str:
    """Nothing that was typed may begin a line of its own."""
    escaped = said.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return _plain("\\n".join(escaped.splitlines()))


def _plain(said: str) -> str:
    return "".join(one for one in said if one == "\t" or (ord(one) >= 32 and ord(one) != 127))


def _folded(line: str) -> Iterator[str]:
    """In parts of at most 75 octets; the later ones begin with a blank, and no character is torn."""
    part, octets = "", 0
    for one in line:
        wide = len(one.encode())
        if octets + wide > _WIDEST:
            yield part
            part, octets = " ", 1
        part, octets = part + one, octets + wide
    yield part
