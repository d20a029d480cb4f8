"""A delivery as it is told in public: who gave what to whom, when, and what both say of it.

`of(story)` wants what `queries.stories` fetches with a story, and asks the database nothing more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ngo2.exchange import words
from ngo2.exchange.kinds import OFFER
from ngo2.exchange.models import Confirmation
from ngo2.organisations import words as record_words

FEW = 3


@dataclass(frozen=True)
class Side:
    """`pk` is None for a person, who is called as they agreed to. `sentence` and `photo` as this side agreed to."""

    side: str
    name: str
    pk: int | None
    url: str
    sentence: str = ""
    has_photo: bool = False


@dataclass(frozen=True)
class Told:
    pk: int
    giver: Side
    receiver: Side
    things: tuple[tuple[str, str], ...]  # item, amount
    title: str
    month: str
    day: date
    about: str
    post: Any
    is_example: bool
    changed_at: Any

    @property
    def number(self) -> str:
        return f"{self.pk:04}"

    @property
    def summary(self) -> str:
        return in_short(self.things) or self.title

    @property
    def sides(self) -> tuple[Side, Side]:
        """Whoever receives speaks first."""
        return self.receiver, self.giver

    def other(self, organisation: int) -> Side:
        return self.receiver if self.giver.pk == organisation else self.giver


def of(story: Any) -> Told:
    one = story.introduction
    live = {each.side: each for each in story.consents.all() if each.said_yes and each.withdrawn_at is None}
    giver, receiver = (_side(one, side, live.get(side)) for side in Confirmation.SIDES)
    return Told(
        pk=story.pk,
        giver=giver,
        receiver=receiver,
        things=arrived(one.promises.all()),
        title=one.post.title,
        month=month(one),
        day=timezone.localdate(one.ended_at),
        about=words.about(one.post.subkind),
        post=one.post,
        is_example=any(each.is_example for each in (one.post.organisation, one.organisation) if each),
        changed_at=story.published_at,
    )


def arrived(promises: Any) -> tuple[tuple[str, str], ...]:
    """Of each line how many arrived, in their order; what did not arrive is no part of it."""
    found = sorted((one for one in promises if one.received), key=lambda one: one.line.place)
    return tuple((one.line.item, words.quantity(one.received, one.line.unit)) for one in found)


def in_short(things: Sequence[tuple[str, str]]) -> str:
    shown = [_("%(item)s, %(amount)s") % {"item": item, "amount": amount} for item, amount in things[:FEW]]
    if (more := len(things) - len(shown)) > 0:
        shown.append(_("%(n)s more") % {"n": more})
    return " · ".join(shown)


def month(one: Any) -> str:
    return date_format(timezone.localdate(one.ended_at), "YEAR_MONTH_FORMAT")


def organisation_of(one: Any, side: str) -> Any:
    """None: a person, in their own name."""
    of_post = (one.post.side == OFFER) == (side == Confirmation.GIVER)
    return one.post.organisation if of_post else one.organisation


def called(one: Any, side: str, *, show_name: bool) -> str:
    """A person is called by name only when they agreed to that."""
    organisation = organisation_of(one, side)
    if organisation is not None:
        return record_words.called(organisation)
    return str(one.person.name) if show_name and one.person and one.person.name else _("a volunteer")


def _side(one: Any, side: str, consent: Any) -> Side:
    organisation = organisation_of(one, side)
    return Side(
        side=side,
        name=called(one, side, show_name=consent is not None and consent.show_name),
        pk=organisation.pk if organisation else None,
        url=organisation.get_absolute_url() if organisation else "",
        sentence=consent.sentence if consent else "",
        has_photo=bool(consent and consent.photo),
    )
