"""XPath 1.0's four kinds of values and how one becomes another, as OpenRosa bends the rules.

A value is a float, a bool, a str, or a list of elements (and of strings, for attributes). Text that looks like a date
or a dateTime is a number too: days since 1970-01-01 on the calendar of the person who answers. A date is a whole
number of days, so `date('2024-02-01') - 1` is the day before wherever the phone is (as in JavaRosa; Enketo counts
from UTC, so there a date has a fraction).
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from math import isinf, isnan, nan
from typing import Any

from ngo2.questionnaires.xforms import moments

Value = Any

_NUMBER = re.compile(r"[ \t\r\n]*-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[ \t\r\n]*\Z")


def node_text(node: Any) -> str:
    """The string value of a node: of a leaf its text, of a group all text in it."""
    if isinstance(node, str):
        return node
    if len(node):
        return "".join(node.itertext())
    return node.text or ""


def text(value: Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return node_text(value[0]) if value else ""
    if value is True:
        return "true"
    if value is False:
        return "false"
    return number_text(value)


def number_text(number: float) -> str:
    """As XPath writes numbers: no exponent, no `.0`."""
    if isnan(number):
        return "NaN"
    if isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number):
        return str(int(number))
    return format(Decimal(repr(number)), "f")


def number(value: Value) -> float:
    if isinstance(value, float):
        return value
    if isinstance(value, bool):
        return float(value)
    return text_number(text(value))


def text_number(content: str) -> float:
    if _NUMBER.match(content):
        return float(content)
    days = moments.days(content)
    return nan if days is None else days


def boolean(value: Value) -> bool:
    if isinstance(value, float):
        return value != 0 and not isnan(value)
    return bool(value)


def texts(values: Iterable[Value]) -> list[str]:
    """Each value, and of a node-set each of its nodes."""
    found: list[str] = []
    for value in values:
        if isinstance(value, list):
            found.extend(node_text(node) for node in value)
        else:
            found.append(text(value))
    return found


def stored(value: Value, datatype: str) -> str:
    """How a result is written into a node of that type: NaN is blank, numbers become dates where a date is kept."""
    if isinstance(value, float):
        if isnan(value) or (isinf(value) and datatype in ("int", "date", "dateTime", "time")):
            return ""
        if datatype == "int":
            return str(int(value))
        if datatype == "date":
            return moments.date_text(value)
        if datatype == "dateTime":
            return moments.date_time_text(value)
        return number_text(value)
    content = text(value)
    if datatype == "int" and _NUMBER.match(content):
        return str(int(float(content)))
    if datatype == "date" and "T" in content and moments.days(content) is not None:
        return moments.date_text(text_number(content))
    return content
