"""Calendars that any phone reads: folded, escaped, whole days."""

import re
from datetime import UTC, date, datetime

import pytest

from ngo2.lib.ics import Day, calendar

MADE = datetime(2026, 9, 1, 8, 30, tzinfo=UTC)


def made(*days, name="女孩升学计划"):
    return calendar(name, days, made=MADE, maker="NGO 2.0")


def read(text):
    """As the RFC says: unfold, then split at the first colon, then take the escapes back."""
    unfolded = text.replace("\r\n ", "")
    rows = [line.partition(":") for line in unfolded.split("\r\n") if line]
    back = {"\\\\": "\\", "\\;": ";", "\\,": ",", "\\n": "\n"}
    return [(key, re.sub(r"\\[\\;,n]", lambda found: back[found[0]], value)) for key, _colon, value in rows]


def test_a_calendar_as_a_whole():
    day = Day("7@example.org", date(2026, 12, 31), "First workshop", "By us", "https://example.org/7", 3)
    assert read(made(day)) == [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//NGO 2.0//ngo2//"),
        ("CALSCALE", "GREGORIAN"),
        ("X-WR-CALNAME", "女孩升学计划"),
        ("BEGIN", "VEVENT"),
        ("UID", "7@example.org"),
        ("DTSTAMP", "20260901T083000Z"),
        ("DTSTART;VALUE=DATE", "20261231"),
        ("DTEND;VALUE=DATE", "20270101"),
        ("SEQUENCE", "3"),
        ("SUMMARY", "First workshop"),
        ("DESCRIPTION", "By us"),
        ("URL", "https://example.org/7"),
        ("STATUS", "CONFIRMED"),
        ("TRANSP", "TRANSPARENT"),
        ("END", "VEVENT"),
        ("END", "VCALENDAR"),
    ]


def test_nothing_that_was_typed_becomes_a_line_of_its_own():
    text = "a;b,c\\d\r\nEND:VEVENT\nX-EVIL:1\x00\x85\u2028two"
    shown = made(Day("1", date(2026, 9, 1), text, url="https://example.org/\r\nX-EVIL:1"))
    assert not any(key.startswith("X-EVIL") for key, _value in read(shown))
    assert dict(read(shown))["SUMMARY"] == "a;b,c\\d\nEND:VEVENT\nX-EVIL:1\n\ntwo"


@pytest.mark.parametrize("text", ["长" * 200, "x" * 300, "😀é长" * 60, "x" * 67, "x" * 68])
def test_lines_are_short_and_no_character_is_torn(text):
    shown = made(Day("1", date(2026, 9, 1), text))
    assert all(len(line.encode()) <= 75 for line in shown.split("\r\n"))
    assert dict(read(shown))["SUMMARY"] == text


def test_what_was_dropped_is_taken_out_of_the_calendar_again():
    assert dict(read(made(Day("1", date(2026, 9, 1), "x", cancelled=True))))["STATUS"] == "CANCELLED"


def test_nothing_is_a_calendar_too():
    assert [key for key, _value in read(made())][-1] == "END"
