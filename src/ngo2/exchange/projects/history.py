"""What happened on a shared page, line by line: in whose name, never by which person (E5)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Line:
    at: datetime
    who: str
    said: str
    before: tuple[str, ...] = ()  # how it stood before


def organisations(entries: Iterable[Any]) -> set[int]:
    """All that the lines name."""
    found = {entry.data.get("by") for entry in entries}
    return {pk for pk in found.union(*(entry.data.get("responsible", ()) for entry in entries)) if pk}


def lines(entries: Iterable[Any], names: Mapping[int, str], what: Mapping[int, str]) -> list[Line]:
    """`names` of organisations and `what` the milestones say, by primary key."""
    return [_line(entry, names, what) for entry in entries]


def _line(entry: Any, names: Mapping[int, str], what: Mapping[int, str]) -> Line:
    data = entry.data
    said = _SENTENCES[entry.verb]() % {"what": what.get(data.get("milestone"), "–")}
    moved = [_moved(data["days"])] if "days" in data else []
    if "responsible" in data:
        before, now = (names.get(pk, _("somebody who left")) for pk in data["responsible"])
        moved.append(_("%(before)s → %(now)s") % {"before": before, "now": now})
    who = names.get(data.get("by"), "")
    before_that = tuple(one.value for one in entry.private.all() if one.value)
    return Line(entry.at, who, " · ".join([said, *moved]), before_that)


def _moved(days: list[str]) -> str:
    before, now = (date_format(date.fromisoformat(day)) for day in days)
    return _("%(before)s → %(now)s") % {"before": before, "now": now}


_SENTENCES = {
    "exchange.project.joined": lambda: _("takes part"),
    "exchange.project.left": lambda: _("takes part no more"),
    "exchange.milestone.added": lambda: _("added “%(what)s”"),
    "exchange.milestone.changed": lambda: _("changed “%(what)s”"),
    "exchange.milestone.done": lambda: _("“%(what)s” is done"),
    "exchange.milestone.dropped": lambda: _("dropped “%(what)s”"),
    "exchange.milestone.planned_again": lambda: _("planned “%(what)s” again"),
}
