"""What a milestone says, and what makes sense in it. Pure."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ngo2.lib.refusals import Refused
from ngo2.lib.text import tidy

PLANNED, DONE, DROPPED = "planned", "done", "dropped"
STATES = (PLANNED, DONE, DROPPED)
MOST, LONGEST_WHAT, LONGEST_SENTENCE = 50, 200, 300
SHORTEST = 2
AHEAD = timedelta(days=10 * 366)


@dataclass(frozen=True)
class Told:
    """`responsible` is the primary key of an organisation of the team; `settled_on`: when it was done or dropped;
    `photo`: a private picture of the project, or "".
    """

    what: str
    by_day: date | None
    responsible: int
    state: str = PLANNED
    settled_on: date | None = None
    sentence: str = ""
    photo: str = ""


def clean(told: Told, team: Collection[int], today: date, before: Told | None = None) -> Told:
    """`before`: what it said until now; a day that is over may stay and cannot be chosen."""
    told = replace(told, what=tidy(told.what), sentence=tidy(told.sentence))
    if len(told.what) < SHORTEST:
        raise Refused(_("What shall be reached? A few words are enough."), field="what")
    for field, text, most in (
        ("what", told.what, LONGEST_WHAT),
        ("sentence", told.sentence, LONGEST_SENTENCE),
    ):
        if len(text) > most:
            raise Refused(_("At most %(n)s characters, please.") % {"n": most}, field=field)
    if told.by_day is None:
        raise Refused(_("Please choose a day by which it shall be reached."), field="by_day")
    if told.state not in STATES:
        raise Refused(_("Please choose one of the answers in the list."), field="state")
    moved = before is None or before.by_day != told.by_day
    if told.state == PLANNED and moved and not today <= told.by_day <= today + AHEAD:
        raise Refused(_("Please choose a day that is to come, within ten years."), field="by_day")
    stays = before is not None and before.responsible == told.responsible
    if told.responsible not in team and not stays:
        raise Refused(_("Please choose an organisation that takes part."), field="responsible")
    return _settled(told, today)


def _settled(told: Told, today: date) -> Told:
    if told.state == PLANNED:
        return replace(told, settled_on=None, sentence="", photo="")
    if not told.sentence:
        asked = (
            _("Please say in one sentence how it went.") if told.state == DONE else _("Why? In a sentence")
        )
        raise Refused(asked, field="sentence")
    day = told.settled_on or today
    if not today - AHEAD <= day <= today:
        raise Refused(
            _("Please choose the day on which it happened: today, or one before."), field="settled_on"
        )
    return replace(told, settled_on=day)


def told_of(row: Any) -> Told:
    """`row`: the one that keeps it."""
    return Told(
        what=row.what,
        by_day=row.by_day,
        responsible=row.responsible_id,
        state=row.state,
        settled_on=row.settled_on,
        sentence=row.sentence,
        photo=str(row.photo or ""),
    )


def in_words(told: Told) -> str:
    """All of it in one line, to be compared with another."""
    by_day = date_format(told.by_day) if told.by_day else "–"
    said = [told.what, _("by %(day)s") % {"day": by_day}, str(labels()[told.state])]
    return ", ".join([*said, told.sentence] if told.sentence else said)


def labels() -> dict[str, str]:
    return {PLANNED: _("planned"), DONE: _("done"), DROPPED: _("dropped")}
