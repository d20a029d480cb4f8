"""What somebody typed about hours, a day or a name: clean, or refused with a sentence. Pure."""

import re
import unicodedata
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ngo2.lib.refusals import Refused
from ngo2.lib.text import tidy

MOST_A_DAY = 48
LONGEST_NAME = 60
_HOURS = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?\s*(?:小时|个小时|hours?|h)?", re.IGNORECASE)
_PAPER = re.compile(r"\d{14,}|\d{6,}[Xx]")


def read_halves(typed: str) -> int:
    """“2.5” -> 5. Half hours, because whole numbers add up exactly."""
    found = _HOURS.fullmatch(unicodedata.normalize("NFKC", typed).strip())
    part = (found[2] or "0").ljust(2, "0") if found else ""
    if found is None or part not in {"00", "50"}:
        raise Refused(_("Please write hours in whole or half ones, for instance 2 or 2.5."), field="hours")
    halves = 2 * int(found[1]) + (part == "50")
    if not 1 <= halves <= MOST_A_DAY:
        raise Refused(_("From half an hour to 24 hours a day, please."), field="hours")
    return halves


def shown(halves: int) -> str:
    return f"{halves // 2}.5" if halves % 2 else f"{halves // 2}"


def day_within(day: date | None, agreed: date, today: date) -> date:
    if day is None:
        raise Refused(_("Please choose the day."), field="day")
    if day > today:
        raise Refused(_("That day is still to come: record it when it is over."), field="day")
    if day < agreed:
        raise Refused(
            _("That was before both sides agreed (%(day)s): only what came after is recorded here.")
            % {"day": date_format(agreed)},
            field="day",
        )
    return day


def name_of(typed: str) -> str:
    name = tidy(typed)
    if _PAPER.search(unicodedata.normalize("NFKC", name).replace(" ", "")):
        raise Refused(_("Only the name, please: numbers of identity papers are not kept here."), field="name")
    if not 2 <= len(name) <= LONGEST_NAME:
        raise Refused(_("Please write the name as it stands on their papers."), field="name")
    return name
