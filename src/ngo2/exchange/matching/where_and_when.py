"""Place and time in words: how near two posts are, and when both are there."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ngo2.exchange.kinds import NEED
from ngo2.exchange.matching import posts
from ngo2.exchange.matching.posts import Post, country_of
from ngo2.exchange.matching.rows import ALWAYS_FROM, ALWAYS_UNTIL
from ngo2.exchange.matching.sentences import Division, Month, Sentence
from ngo2.exchange.matching.weights import NEAR_KM, ON_THE_SPOT
from ngo2.kernel.packs import pack
from ngo2.lib.geo import haversine
from ngo2.organisations.facts import places

NEVER, ALWAYS = date.min, date.max  # of a calendar that is open at one end
DAYS_TOLD = 21  # below it, days are counted and not weeks
_SAME: dict[str, Any] = {
    "county": _("In the same county: %(place)s."),
    "city": _("In the same city: %(place)s."),
    "province": _("In the same province: %(place)s."),
}
_SAME_AREA = _("In the same area: %(place)s.")


# -- place ----------------------------------------------------------------------------------------------


def common(you: Post, they: Post) -> str:
    """The smallest division that both are in; "" for none. County, city and province are compared as in `rows`."""
    mine, theirs = [code for code in you.areas if code], [code for code in they.areas if code]
    if not mine or not theirs:
        return ""
    if len(mine) > 1 and len(theirs) > 1:
        if mine[-1] == theirs[-1]:
            return mine[-1]
        if mine[1] == theirs[1]:
            return mine[1]
    return mine[0] if mine[0] == theirs[0] else ""


def _km(you: Post, they: Post) -> float | None:
    """Between the centres of their divisions."""
    ends = [
        places.centre(country_of(one), code)
        for one in (you, they)
        for code in [c for c in one.areas if c][-1:]
    ]
    if len(ends) < 2 or ends[0] is None or ends[1] is None:
        return None
    return haversine(ends[0], ends[1]) / 1000


def _near(you: Post, they: Post) -> Sentence | None:
    held, km = common(you, they), _km(you, they)
    if _within_top(you, held):
        return _same(you, held)
    if km is not None and round(km) <= NEAR_KM:
        return Sentence("place", _("Only %(km)s km away."), {"km": max(round(km), 1)})
    return _same(you, held) if held else None


def _same(you: Post, code: str) -> Sentence:
    chosen = pack(country_of(you))
    line = chosen.gazetteer.get(code) if chosen.gazetteer else None
    key = chosen.levels[line.level - 1].key if line and line.level <= len(chosen.levels) else ""
    return Sentence("place", _SAME.get(key, _SAME_AREA), {"place": Division(country_of(you), code)})


def _serving(you: Post, they: Post) -> tuple[Post, str] | None:
    """Who works where the other one is, and where that is."""
    for who, other in ((they, you), (you, they)):
        served = posts.served(who)
        if shared := [code for code in other.areas if code in served]:
            return who, shared[-1]
    return None


def _served(you: Post, they: Post) -> Sentence | None:
    found = _serving(you, they)
    if not found:
        return None
    who, code = found
    other = you if who is they else they
    text = (
        _("They work where you are: %(place)s.") if who is they else _("You work where they are: %(place)s.")
    )
    return Sentence("place", text, {"place": Division(country_of(other), code)})


def _wide(you: Post, they: Post) -> Sentence | None:
    need, offer = (you, they) if you.side == NEED else (they, you)
    if need.reach == posts.REMOTE:
        return Sentence("place", _("It can be done from anywhere."))
    if offer.reach == posts.REMOTE:
        ours = offer is you
        return Sentence(
            "place", _("You help from afar.") if ours else _("They help from afar, wherever you are.")
        )
    if country_of(you) != country_of(they):
        return None
    if posts.countrywide(they):
        return Sentence("place", _("They are there for the whole country."))
    return Sentence("place", _("You are there for the whole country.")) if posts.countrywide(you) else None


def _far(you: Post, they: Post) -> Sentence | None:
    need, offer = (you, they) if you.side == NEED else (they, you)
    if need.reach == posts.REMOTE:
        return None
    if offer.reach == posts.REMOTE:
        return Sentence("place", _("The help comes from afar, and it is needed in one place."))
    for one, text in (
        (they, _("They have not said where they are.")),
        (you, _("You have not said where you are.")),
    ):
        if one.reach == posts.PLACE and not any(one.areas):
            return Sentence("place", text)
    km = _km(you, they)
    if km is not None and round(km) > NEAR_KM:
        return Sentence("place", _("%(km)s km away."), {"km": float(round(km))})
    wide = posts.COUNTRY in {you.reach, they.reach} and country_of(you) == country_of(they)
    if km is None and not wide and not common(you, they):
        return Sentence("place", _("In another part of the country, or in another one."))
    return None


def on_the_spot(you: Post, they: Post) -> bool:
    """Can it be done there? True for everything that need not be."""
    if not {you.subkind, they.subkind} & ON_THE_SPOT or not any(you.areas) or not any(they.areas):
        return True
    if _wide(you, they) or _serving(you, they):
        return True
    km = _km(you, they)
    return _within_top(you, common(you, they)) or (km is not None and round(km) <= NEAR_KM)


def _within_top(post: Post, held: str) -> bool:
    """Is it a smaller division than a province?"""
    return bool(held) and held != next(code for code in post.areas if code)


# -- time -----------------------------------------------------------------------------------------------


def _window(post: Post) -> tuple[int, int]:
    since = post.from_day.toordinal() if post.from_day else ALWAYS_FROM
    return since, post.until_day.toordinal() if post.until_day else ALWAYS_UNTIL


def overlap(you: Post, they: Post) -> int:
    """Days that both windows have; a window that ends before it begins has none."""
    (mine, till), (theirs, until) = _window(you), _window(they)
    return 0 if mine > till or theirs > until else min(till, until) - max(mine, theirs) + 1


def _dated(post: Post) -> bool:
    return bool(post.from_day or post.until_day)


def _free(you: Post, they: Post) -> Sentence | None:
    if not (_dated(you) and _dated(they)):
        return None
    since = max((day for day in (you.from_day, they.from_day) if day), default=None)
    until = min((day for day in (you.until_day, they.until_day) if day), default=None)
    if since and until:
        return Sentence(
            "time", _("The dates meet: %(since)s to %(until)s."), {"since": since, "until": until}
        )
    if since:
        return Sentence("time", _("The dates meet: from %(since)s on."), {"since": since})
    return Sentence("time", _("The dates meet: until %(until)s."), {"until": until})


_DAYS = ngettext_lazy("Only %(n)d day overlaps.", "Only %(n)d days overlap.", "n")
_WEEKS = ngettext_lazy("Only %(n)d week overlaps.", "Only %(n)d weeks overlap.", "n")


def _short(you: Post, they: Post) -> Sentence | None:
    """Less than the shorter of the two windows."""
    days = overlap(you, they)
    if days >= min(until - since + 1 for since, until in (_window(you), _window(they))):
        return None
    if days < DAYS_TOLD:
        return Sentence("time", _DAYS, {"n": days})
    return Sentence("time", _WEEKS, {"n": days // 7})


# -- months of a project ---------------------------------------------------------------------------------


def _calendars(you: Post, they: Post) -> tuple[date, date] | None:
    """The months that both have, the first after the last where they have none; None where one is not said."""
    ends = [ALWAYS if end is None else end for _begin, end in (you.calendar, they.calendar)]
    begins = [NEVER if begin is None else begin for begin, _end in (you.calendar, they.calendar)]
    since, until = max(begins), min(ends)
    said = all(any(one.calendar) for one in (you, they))
    return (since, until) if said and since > NEVER and until < ALWAYS else None


def _same_months(you: Post, they: Post) -> Sentence | None:
    months = _calendars(you, they)
    if months is None or months[0] > months[1]:
        return None
    text = _("Both have time for it: %(since)s to %(until)s.")
    return Sentence("time", text, {"since": Month(months[0]), "until": Month(months[1])})


def _other_months(you: Post, they: Post) -> Sentence | None:
    months = _calendars(you, they)
    if months is None or months[0] <= months[1]:
        return None
    return Sentence("time", _("Your months and theirs do not meet: ask whether they can be moved."))


_Sayers = tuple[Callable[[Post, Post], Sentence | None], ...]
OF_PLACE: _Sayers = (_near, _served, _wide)
AGAINST_PLACE: _Sayers = (_far,)
OF_TIME: _Sayers = (_free, _same_months)
AGAINST_TIME: _Sayers = (_short, _other_months)
