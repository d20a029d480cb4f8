"""Signals of trust in words. Pure: fed with rows, each of which has its date."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngo2.organisations import signals
from ngo2.organisations.signals import Shown, Word
from ngo2.organisations.words import called


def identity(*, claimed: bool, until: date | None, check: Any, hidden: bool) -> Shown:
    """`check`: the one that counts, or None. `hidden`: only the province may be told, so neither a local partner
    nor the page of a county's register is named."""
    if check is None or until is None:
        return Shown(_("Identity: not checked yet"), _speaks(claimed))
    by = called(check.decided_for) if check.decided_for and not hidden else ""
    said = {"date": _day(check.decided_at), "until": until.isoformat(), "partner": by}
    url = check.source_url if check.how == "register" and not hidden else ""
    return Shown(
        _("Identity verified until %(until)s") % said,
        _how(check.how, bool(by)) % said,
        "confirmed",
        (_("The entry in the register"), url) if url else ("", ""),
    )


def _how(how: str, by_partner: bool) -> str:
    if by_partner:
        return {
            "document": _("Checked by %(partner)s on %(date)s, by its certificate or a stamped letter."),
            "register": _("Checked by %(partner)s on %(date)s, by its entry in a public register."),
            "visit": _("Checked by %(partner)s on %(date)s, by a visit or a call."),
        }[how]
    return {
        "document": _("Checked by the platform team on %(date)s, by its certificate or a stamped letter."),
        "register": _("Checked by the platform team on %(date)s, by its entry in a public register."),
        "visit": _("Checked by the platform team on %(date)s, by a visit or a call."),
    }[how]


def vouched(words: Sequence[Word], *, hidden: bool) -> Shown:
    """Who speaks for it. Of a hidden place no names: they would tell where it is."""
    if not words:
        return Shown(
            _("Others: nobody has vouched yet"), _("No organisation that knows it has spoken for it here.")
        )
    label = ngettext("%(n)s organisation vouches for it", "%(n)s organisations vouch for it", len(words)) % {
        "n": len(words)
    }
    if hidden:
        return Shown(label, _("Their names are not shown, because the place is protected."), "confirmed")
    return Shown(
        label,
        _("Each has its own identity checked, and says how it knows it:"),
        "confirmed",
        words=tuple(words),
    )


def word(vouch: Any, url: str, *, mutual: bool) -> Word:
    return Word(called(vouch.by), url, vouch.note, _day(vouch.at), mutual)


def _speaks(claimed: bool) -> str:
    if claimed:
        return _("The organisation runs this page itself. Nobody has checked its papers yet.")
    return _("Nobody from the organisation runs this page yet, and nobody has checked its papers.")


def _day(moment: datetime) -> str:
    return timezone.localdate(moment).isoformat()


def context(organisation: Any, facts: signals.Facts) -> dict[str, Any]:
    return {"signals": signals.shown(organisation, facts)}
