"""The functions of OpenRosa's XPath: those of XPath 1.0 as they are, and ours for what it lacks or defines otherwise.

Expected results are those of the ODK XForms specification; where it is silent, JavaRosa's. A value that is no date
gives "" instead of an error, so that a half-answered form goes on.
"""

from math import isnan

from ngo2.questionnaires.xforms import arithmetic, geometry, moments, nodesets, strings
from ngo2.questionnaires.xforms.library import FUNCTIONS, Function, register
from ngo2.questionnaires.xforms.values import Value, number, text, texts
from ngo2.questionnaires.xforms.world import world

__all__ = ["FUNCTIONS", "Function", "arithmetic", "nodesets", "strings"]

for _name, _least, _most, _kind in (
    ("true", 0, 0, "boolean"),
    ("false", 0, 0, "boolean"),
    ("not", 1, 1, "boolean"),
    ("boolean", 1, 1, "boolean"),
    ("count", 1, 1, "number"),
    ("last", 0, 0, "number"),
    ("name", 0, 1, "string"),
    ("local-name", 0, 1, "string"),
    ("namespace-uri", 0, 1, "string"),
    ("contains", 2, 2, "boolean"),
    ("starts-with", 2, 2, "boolean"),
    ("substring", 2, 3, "string"),
    ("substring-before", 2, 2, "string"),
    ("substring-after", 2, 2, "string"),
    ("translate", 3, 3, "string"),
    ("normalize-space", 0, 1, "string"),
    ("string-length", 0, 1, "number"),
):
    FUNCTIONS[_name] = Function(_least, _most, _kind)


def _date(value: Value) -> str:
    if isinstance(value, bool):
        return ""
    if isinstance(value, float):
        return moments.date_text(value)
    found = moments.days(text(value))
    return moments.date_text(number(value)) if found is not None or not isnan(number(value)) else ""


def _date_time(value: Value) -> str:
    if isinstance(value, bool):
        return ""
    return moments.date_time_text(number(value))


def _formatted(value: Value, pattern: Value) -> str:
    content = moments.date_time_text(value) if isinstance(value, float) else text(value)
    return moments.formatted(content, text(pattern))


def _decimal_date_time(value: Value) -> float:
    return value if isinstance(value, float) else moments.utc_days(text(value))


register("today", 0, 0, "date", lambda: world().now.date().isoformat(), volatile=True)
register("now", 0, 0, "date", lambda: moments.written(world().now), volatile=True)
register("date", 1, 1, "date", _date)
register("date-time", 1, 1, "date", _date_time)
register("format-date", 2, 2, "string", _formatted)
register("format-date-time", 2, 2, "string", _formatted)
register("decimal-date-time", 1, 1, "number", _decimal_date_time)
register("decimal-time", 1, 1, "number", lambda value: moments.time_of_day(text(value)))
register("area", 1, 1, "number", lambda *given: geometry.area(texts(given)))
register("enclosed-area", 1, 1, "number", lambda *given: geometry.area(texts(given)))
register("distance", 1, None, "number", lambda *given: geometry.distance(texts(given)))
register("geofence", 2, 2, "boolean", lambda point, shape: geometry.within(text(point), text(shape)))
