"""What came of answers to needs and offers, as rows that name nobody. Pure.

Amounts are told as they are: without them nobody could reckon what was promised and did not arrive. What else a row
tells is decided in `anonymous.py`.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.exchange.datasets.anonymous import Case
from ngo2.exchange.endings import DELIVERED
from ngo2.exchange.kinds import NEED
from ngo2.exchange.units import UNITS
from ngo2.kernel.opendata.datasets import Column, Row

NAME = "deliveries"
COLUMNS = (
    Column(
        "ended",
        _("Ended in"),
        _(
            "The month in which both sides had confirmed it, or in which it ended. Only months that are over; the year"
            " alone, once it is over, where fewer than five different givers or receivers share kind and month: a day"
            " or a lonely month would lead to the page of the post and so to whoever answered it."
        ),
        "code",
    ),
    Column(
        "began",
        _("Began with"),
        _("need or offer: the side that was posted first. Blank where the row would stand alone."),
        "code",
    ),
    Column("kind", _("Kind (code)"), _("material, human, financial or project."), "code"),
    Column(
        "about",
        _("About (code)"),
        _(
            "Key of the sub-kind. Blank where fewer than five different givers or receivers share the whole row."
        ),
        "code",
    ),
    Column(
        "giver_province",
        _("Province of the giver (code)"),
        _(
            "Of the organisation that gave. Blank for persons, and where fewer than five different givers or receivers"
            " share kind, provinces and month: one who stands alone in a province and a month could be named."
        ),
        "code",
    ),
    Column(
        "receiver_province",
        _("Province of the receiver (code)"),
        _(
            "Of the organisation that received. Blank as for the giver: with few in a province the row is told of the"
            " whole country."
        ),
        "code",
    ),
    Column("unit", _("Unit (code)"), _("Key of the unit; blank where no amount was asked for."), "code"),
    Column("promised", _("Promised"), _("How many both sides agreed on."), "whole"),
    Column(
        "sent",
        _("Sent"),
        _("How many whoever gave says were sent; blank where nothing was confirmed."),
        "whole",
    ),
    Column("received", _("Received"), _("How many whoever received says arrived."), "whole"),
    Column(
        "days_to_agree",
        _("Days until agreed"),
        _("From the answer to the yes of the other side; blank: never."),
        "whole",
        _("days"),
    ),
    Column(
        "days_to_confirm",
        _("Days until confirmed"),
        _("From the yes until both sides had said that it arrived."),
        "whole",
        _("days"),
    ),
    Column(
        "ending",
        _("How it ended (code)"),
        _(
            "delivered: both sides said the same amounts. Else the reason: declined, silent, withdrawn, cancelled"
            " (after both had agreed) or closed (with its need or offer)."
        ),
        "code",
    ),
)


class Ended(NamedTuple):
    """An answer that is over, in the order of `queries.ended_answers`. Areas are those directly below the country."""

    pk: int
    side: str
    kind: str
    about: str
    owner: int
    organisation: int | None
    person: int | None
    owner_country: str
    owner_area: str
    country: str | None
    area: str | None
    asked_at: datetime
    agreed_at: datetime | None
    ended_at: datetime
    ending: str


class Amounts(NamedTuple):
    """Of one line, in the order of `queries.amounts_of`."""

    pk: int
    answer: int
    unit: str
    promised: int
    sent: int | None
    received: int | None


def case(one: Ended) -> Case:
    """Whoever posted a need receives; who answered is an organisation, or a person (erased ones count as one)."""
    owner = ("organisation", one.owner), one.owner_area or one.owner_country
    if one.organisation is not None:
        other = ("organisation", one.organisation), one.area or one.country or ""
    else:
        other = ("person", one.person or 0), ""
    giver, receiver = (other, owner) if one.side == NEED else (owner, other)
    return Case(
        one.pk,
        giver[0],
        receiver[0],
        one.side,
        one.kind,
        one.about,
        giver[1],
        receiver[1],
        timezone.localdate(one.ended_at),
    )


def rows(one: Ended, told: Mapping[str, str], amounts: Sequence[Amounts]) -> Iterator[Row]:
    """`told`: what `anonymous.told` allows of it. One row for each amount, or one without; blank cells are left out."""
    delivered = one.ending == DELIVERED
    whole: dict[str, Any] = {
        "ended": told.get("month") or told.get("year"),
        **{key: told.get(key) for key in ("began", "kind", "about", "giver_province", "receiver_province")},
        "days_to_agree": _days(one.asked_at, one.agreed_at),
        "days_to_confirm": _days(one.agreed_at, one.ended_at) if delivered else None,
        "ending": one.ending,
    }
    counted = [_counted(each, agreed=one.agreed_at is not None, delivered=delivered) for each in amounts]
    for more in counted or [{}]:
        yield {key: value for key, value in (whole | more).items() if value not in (None, "")}


def _counted(one: Amounts, *, agreed: bool, delivered: bool) -> dict[str, Any]:
    """What one side alone said of it is not told."""
    said: dict[str, Any] = {"unit": one.unit if one.unit in UNITS else None}
    if agreed:
        said["promised"] = one.promised
    return said | ({"sent": one.sent, "received": one.received} if delivered else {})


def shuffled(pks: Sequence[int], secret: str) -> list[int]:
    """The same order each time, which tells nothing of what came before what."""
    key = hashlib.sha256(secret.encode()).digest()
    return sorted(pks, key=lambda pk: hashlib.blake2b(str(pk).encode(), key=key, digest_size=8).digest())


def _days(begin: datetime | None, end: datetime | None) -> int | None:
    return (end - begin).days if begin and end else None
