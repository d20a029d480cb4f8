"""How surveys, waves and what became of invitations are called."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngo2.surveys.exclusions import REASONS
from ngo2.surveys.models import Invitation, Wave
from ngo2.surveys.queries import Funnel

OUTCOMES = {
    Invitation.INVITED: (gettext_lazy("has not answered yet"), "waiting"),
    Invitation.STARTED: (gettext_lazy("begun, not sent yet"), "waiting"),
    Invitation.RECEIVED: (gettext_lazy("received"), "confirmed"),
    Invitation.REFUSED: (gettext_lazy("does not want to"), ""),
    Invitation.UNREACHED: (gettext_lazy("nothing reached them"), "wrong"),
}
TRAINED = {
    "yes": gettext_lazy("took part in an NGO 2.0 workshop"),
    "no": gettext_lazy("took part in no NGO 2.0 workshop, as their records say"),
}


def called(wave: Wave) -> str:
    number = _("Wave %(n)d") % {"n": wave.number}
    return f"{number}: {wave.title}" if wave.title else number


def state(wave: Wave) -> tuple[str, str]:
    """(words, tone) of its mark."""
    now = timezone.now()
    if wave.opened_at is None:
        return _("planned"), "waiting"
    if wave.closed_at or (wave.closes_at and now >= wave.closes_at):
        return _("closed"), ""
    if wave.opens_at and now < wave.opens_at:
        day = date_format(timezone.localtime(wave.opens_at))
        return _("opens on %(day)s") % {"day": day}, "waiting"
    if wave.closes_at:
        day = date_format(timezone.localtime(wave.closes_at))
        return _("open until %(day)s") % {"day": day}, "confirmed"
    return _("open"), "confirmed"


def until(wave: Wave) -> str:
    """For those who are asked; empty when there is no last day."""
    if wave.closes_at is None:
        return ""
    return _("It is open until %(day)s.") % {"day": date_format(timezone.localtime(wave.closes_at))}


def outcome(one: Invitation) -> tuple[str, str]:
    if one.excluded:
        return _("does not count: %(why)s") % {"why": REASONS.get(one.excluded, "")}, "wrong"
    words, tone = OUTCOMES[one.outcome]
    return str(words), tone


def steps(funnel: Funnel) -> list[tuple[str, int, bool]]:
    """(step, number, whether it is one of the reasons below another)."""
    rows: list[tuple[str, int, bool]] = [(_("invited"), funnel.invited, False)]
    if funnel.unasked:
        rows.append((_("came without an invitation"), funnel.unasked, False))
    if funnel.unreached:
        rows.append((_("nothing reached them"), funnel.unreached, True))
    rows += [(_("do not want to"), funnel.refused, False), (_("begun"), funnel.started, False)]
    rows.append((_("received"), funnel.received, False))
    rows += [
        (_("does not count: %(why)s") % {"why": REASONS[key]}, n, True) for key, n in funnel.excluded.items()
    ]
    rows.append((_("valid"), funnel.valid, False))
    return rows


def rate(funnel: Funnel) -> str:
    return "" if funnel.rate is None else f"{100 * funnel.rate:.1f} %"
