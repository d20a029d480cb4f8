"""The exchange in numbers as sentences, also where a number is nothing. Pure."""

from datetime import timedelta
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngo2.exchange.numbers.reckoning import Outcome

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def difference(one: Outcome) -> list[str]:
    """What was promised against what arrived: first both numbers, then where the rest is."""
    if not one.agreed:
        return [_("Nothing has been agreed on yet, so nothing can be missing.")]
    first = ngettext("Both sides agreed once.", "Both sides agreed %(n)s times.", one.agreed) % {
        "n": _n(one.agreed)
    }
    if not one.missing:
        return [first, _("All of it arrived, as both sides say.")]
    second = (
        ngettext(
            "Once it arrived, as both sides say.", "%(n)s times it arrived, as both sides say.", one.arrived
        )
        % {"n": _n(one.arrived)}
        if one.arrived
        else _("Nothing of it has arrived so far.")
    )
    third = ngettext("The difference is %(n)s.", "The difference is %(n)s.", one.missing) % {
        "n": _n(one.missing)
    }
    return [first, second, third]


def rest(one: Outcome) -> list[tuple[str, int]]:
    """Where the difference is."""
    said = [
        (_("On the way: not both sides have said yet that it arrived"), one.waiting),
        (_("The two sides say different amounts"), one.differing),
        (_("Called off after both had agreed"), one.called_off),
    ]
    return [(label, n) for label, n in said if n]


def span(long: timedelta | None) -> str:
    """Rounded up: it stands after “within”."""
    if long is None:
        return ""
    if long < HOUR:
        return _("an hour")
    if long < 2 * DAY:
        hours = ceil(long / HOUR)
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    days = ceil(long / DAY)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": _n(days)}


def first_answers(middle: timedelta | None, many: int) -> str:
    """How long a post waits for its first answer; `many`: of how many posts we know it."""
    if middle is None:
        return _("No need or offer of the last twelve months has been answered yet.")
    return ngettext(
        "%(n)s need or offer of the last twelve months was answered; the first answer came within %(span)s.",
        "Of the latest %(n)s needs and offers of the last twelve months that were answered, half had their first answer"
        " within %(span)s.",
        many,
    ) % {"n": _n(many), "span": span(middle)}


def deliveries(middle: timedelta | None, many: int) -> str:
    """How long it took from the yes until both sides had said that it arrived."""
    if middle is None:
        return _("Nothing has arrived in the last twelve months yet.")
    return ngettext(
        "%(n)s delivery was made in the last twelve months; both sides had confirmed it within %(span)s after they"
        " agreed.",
        "Of the latest %(n)s deliveries of the last twelve months, half were confirmed by both sides within %(span)s"
        " after they agreed.",
        many,
    ) % {"n": _n(many), "span": span(middle)}


def _n(number: int) -> str:
    return f"{number:,}"
