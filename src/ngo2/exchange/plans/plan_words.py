"""Plans and proposals in words. Pure."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ngo2.exchange import endings, words
from ngo2.exchange.plans import things
from ngo2.exchange.plans.told import Told
from ngo2.exchange.plans.wishes import LEVELS
from ngo2.exchange.units import UNITS
from ngo2.kernel.ui.ages import age
from ngo2.organisations.directory import Option


def _counted(unit: str) -> str:
    return str(UNITS[unit].label) if unit in UNITS else _("without a unit")


def about(subkind: str, unit: str, family: str) -> str:
    """“Masks (pieces)”; a family speaks for its sub-kind."""
    name = things.label(family) if family else words.about(subkind)
    return _("%(thing)s (%(unit)s)") % {"thing": name, "unit": _counted(unit)}


def title(plan: Any) -> str:
    if plan.is_exercise:
        return _("Exercise with data of 2020: %(thing)s") % {"thing": words.about(plan.subkind)}
    return about(plan.subkind, plan.unit, plan.family)


def key(one: Any) -> str:
    """What the button of a thing says; `views.plans` reads it."""
    return f"{one.subkind}:{one.unit}:{one.family}"


def thing(one: Any) -> dict[str, str]:
    return {
        "title": about(one.subkind, one.unit, one.family),
        "about": words.about(one.subkind),
        "needs": ngettext("%(n)s need", "%(n)s needs", len(one.needs)) % {"n": len(one.needs)},
        "offers": ngettext("%(n)s offer", "%(n)s offers", len(one.offers)) % {"n": len(one.offers)},
        "wanted": words.quantity(one.wanted, one.unit),
        "available": words.quantity(one.available, one.unit) if one.available else "0",
        "missing": words.quantity(one.missing, one.unit) if one.missing else "",
        "unsaid": ngettext(
            "%(n)s need says no number: no plan can serve it.",
            "%(n)s needs say no number: no plan can serve them.",
            one.unsaid,
        )
        % {"n": one.unsaid}
        if one.unsaid
        else "",
    }


def state(plan: Any) -> tuple[str, str]:
    """(in a word or two, tone)."""
    if plan.is_draft and plan.busy_since is not None:
        return _("being reckoned, since %(age)s") % {"age": age(plan.busy_since)}, "waiting"
    if plan.is_draft and plan.is_exercise:
        return _("exercise: nothing can be sent"), ""
    return {
        plan.DRAFT: (_("draft: nothing is sent"), "waiting"),
        plan.APPROVED: (_("approved and sent"), "confirmed"),
        plan.DROPPED: (_("put away"), ""),
    }[plan.state]


def summary(told: Told, unit: str) -> list[str]:
    """What the plan does, in sentences with numbers."""

    def much(number: int) -> str:
        return words.quantity(number, unit)

    needs, served = len(told.posts), len(told.served)
    offers = len({one.post for one in told.fitting})
    nothing = needs - served
    found = [
        _("%(needs)s needs ask for %(asked)s; %(offers)s offers have %(had)s of it.")
        % {"needs": _n(needs), "asked": much(told.asked), "offers": _n(offers), "had": much(told.had)},
        _("The plan gives %(given)s to %(served)s needs; %(whole)s of them get all that they ask for.")
        % {"given": much(told.shared_out), "served": _n(served), "whole": _n(len(told.whole))},
    ]
    if nothing:
        found.append(
            ngettext("%(n)s need gets nothing.", "%(n)s needs get nothing.", nothing) % {"n": _n(nothing)}
        )
    elif needs:
        found.append(
            _("Nobody gets nothing: the least is %(n)s %% of what was asked for.") % {"n": told.least}
        )
    return found


def _n(number: int) -> str:
    return number_format(number, force_grouping=True)


def counts(told: Told, chosen: str, here: str) -> list[Option]:
    """The three ways to look at it, with how many needs each shows."""
    nothing = len(told.posts) - len(told.served)
    ways = (
        ("", pgettext("needs of a plan", "All"), len(told.posts)),
        ("nothing", _("Those that get nothing"), nothing),
        ("partly", _("Those that get a part"), len(told.served - told.whole)),
    )
    return [
        Option(label, f"{here}?show={name}#needs" if name else f"{here}#needs", count, name == chosen)
        for name, label, count in ways
    ]


def loosened(told: Told) -> str:
    n = told.loosened
    if not n:
        return ""
    return ngettext(
        "%(n)s row that was to stay fell out: its need or offer is no longer open.",
        "%(n)s rows that were to stay fell out: their needs or offers are no longer open.",
        n,
    ) % {"n": n}


def many(lines: Iterable[Sequence[int]], unit: str) -> str:
    return words.quantity(sum(line[2] for line in lines), unit)


def between(one: Any) -> str:
    """“offer 0318 → need 0217”."""
    return _("%(offer)s → %(need)s") % {
        "offer": words.numbered(one.offer.side, one.offer.number),
        "need": words.numbered(one.need.side, one.need.number),
    }


def amounts(shares: Iterable[Any]) -> str:
    return " · ".join(words.quantity(share.amount, share.offer_line.unit) for share in shares)


def proposal_state(one: Any) -> str:
    if one.state == one.AGREED:
        return _("both said yes")
    if one.state == one.ENDED:
        why = str(endings.OF_PROPOSALS.get(one.ending, ""))
        return f"{why}: {one.ending_note}" if one.ending_note else why
    if one.need_yes_at:
        return _("the need said yes; the offer has not answered")
    if one.offer_yes_at:
        return _("the offer said yes; the need has not answered")
    return _("nobody has answered yet")


def proposal_tone(one: Any) -> str:
    return {one.OPEN: "waiting", one.AGREED: "confirmed", one.ENDED: "wrong"}[one.state]


def wished(wishes: Any) -> list[str]:
    """What counted how much, for whoever reads the file later."""
    said = _("Counted: fit %(fit)s, nearness %(near)s, fairness %(fair)s.") % {
        name: LEVELS[getattr(wishes, name)] for name in ("fit", "near", "fair")
    }
    if not wishes.need_unsaid:
        return [said]
    assumed = _(
        "Where a list says no number, a need was taken to ask for %(need)s and an offer to have %(offer)s."
    )
    return [said, assumed % {"need": _n(wishes.need_unsaid), "offer": _n(wishes.offer_unsaid)}]
