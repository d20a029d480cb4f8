"""Which texts are values of which type."""

from __future__ import annotations

import re
from datetime import datetime
from math import isclose

from django.utils.translation import gettext as _

from ngo2.questionnaires.xforms import moments
from ngo2.questionnaires.xforms.body import Question

_INT = re.compile(r"[+-]?\d{1,18}\Z", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?\Z", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_LONGEST_NAME = 255


def valid(value: str, question: Question) -> bool:
    """Whether a value that is not blank is one of the question's type, and of its control."""
    if question.control == "trigger":
        return value == "OK" or question.datatype != "string"
    if not of_type(value, question.datatype):
        return False
    if question.control == "range":
        return _in_range(value, question)
    if question.control == "rank":
        parts = value.split()
        return len(set(parts)) == len(parts)
    if question.control == "upload":
        return _file_name(value)
    return True


def of_type(value: str, datatype: str) -> bool:
    """A type that we do not know is a string, as the specification says."""
    test = _TESTS.get(datatype)
    return test is None or test(value.strip())


def sentence(question: Question) -> str:
    return {
        "int": _("Please enter a whole number."),
        "decimal": _("Please enter a number."),
        "date": _("Please enter a date, for example 2026-03-31."),
        "time": _("Please enter a time, for example 09:30."),
        "dateTime": _("Please enter a date and a time."),
        "geopoint": _("Please enter latitude and longitude, for example 30.59 114.31."),
        "geotrace": _("Please enter at least two places, separated by semicolons."),
        "geoshape": _("Please enter a closed line of at least three places, separated by semicolons."),
        "binary": _("Please add the file again."),
        "boolean": _("Please answer true or false."),
    }.get(question.datatype, _("This answer has the wrong form. Please correct it."))


def _time(value: str) -> bool:
    return moments.parsed_time(value) is not None


def _date(value: str) -> bool:
    return bool(_DAY.match(value)) and moments.parsed(value) is not None


def _date_time(value: str) -> bool:
    return isinstance(moments.parsed(value), datetime)


def _places(value: str) -> list[tuple[float, ...]] | None:
    found = []
    for part in value.strip().rstrip(";").split(";"):
        numbers = part.split()
        if not 2 <= len(numbers) <= 4 or not all(map(_DECIMAL.match, numbers)):
            return None
        place = tuple(map(float, numbers))
        if not (-90 <= place[0] <= 90 and -180 <= place[1] <= 180):
            return None
        found.append(place)
    return found


def _point(value: str) -> bool:
    places = _places(value)
    return places is not None and len(places) == 1 and ";" not in value.strip()


def _trace(value: str) -> bool:
    places = _places(value)
    return places is not None and len(places) >= 2


def _shape(value: str) -> bool:
    places = _places(value)
    return places is not None and len(places) >= 4 and places[0][:2] == places[-1][:2]


def _file_name(value: str) -> bool:
    if len(value) > _LONGEST_NAME or value in (".", ".."):
        return False
    return not any(mark in value for mark in "/\\\0\n\r")


def _in_range(value: str, question: Question) -> bool:
    try:
        number, start, end = float(value), float(question.start), float(question.end)
        step = abs(float(question.step or 1)) or 1.0
    except ValueError:
        return True  # a range without numbers bounds nothing
    if not min(start, end) <= number <= max(start, end):
        return False
    steps = (number - start) / step
    return isclose(steps, round(steps), abs_tol=1e-6)


_TESTS = {
    "int": lambda value: bool(_INT.match(value)),
    "decimal": lambda value: bool(_DECIMAL.match(value)),
    "date": _date,
    "time": _time,
    "dateTime": _date_time,
    "geopoint": _point,
    "geotrace": _trace,
    "geoshape": _shape,
    "binary": _file_name,
    "boolean": lambda value: value in ("true", "false", "1", "0"),
}
