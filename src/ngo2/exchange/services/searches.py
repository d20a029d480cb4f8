"""Searches that somebody saves: begun, changed, stopped by a link, begun again, deleted."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.exchange import filters, kinds
from ngo2.exchange.filters import Filters
from ngo2.exchange.models import SavedSearch
from ngo2.kernel.journal.services import record
from ngo2.kernel.notify import rounds
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden, Refused

MOST = 20  # of one person
STOPPED_DAYS = 30  # until one that was stopped is forgotten
STOP = "exchange.search.stop"  # of the link in a letter
LINK = Actor("link", label="search")


def save_search(actor: Actor, side: str, wanted: Filters, *, every: str = rounds.DAILY) -> SavedSearch:
    """The same wish twice is one, with the newer answer to how often; a stopped one begins again."""
    authorise(actor, "exchange.save_search")
    _known(every)
    if side not in kinds.SIDES:
        raise Hidden(side)
    with transaction.atomic():
        get_user_model().objects.select_for_update().get(pk=actor.person.pk)  # one wish of a person at a time
        mine = SavedSearch.objects.filter(person=actor.person)
        found = mine.filter(side=side, **filters.columns(wanted)).first()
        if found is not None and found.stopped_at is None:
            if found.every != every:
                change_search(actor, found, every=every)
                found.every = every
            return found
        if mine.filter(stopped_at=None).count() >= MOST:
            raise Refused(
                _("You have saved %(n)d searches already. Delete one of them first.") % {"n": MOST},
                code="most",
            )
        now = timezone.now()
        made, _fresh = SavedSearch.objects.update_or_create(
            person=actor.person,
            side=side,
            **filters.columns(wanted),
            defaults={"every": every, "told_until": now, "stopped_at": None},
            create_defaults={"every": every, "told_until": now, "made_at": now},
        )
        record(actor, "exchange.search.saved", made, data={"side": side})
    return made


def change_search(actor: Actor, one: SavedSearch, *, every: str) -> None:
    authorise(actor, "exchange.own_search", one)
    _known(every)
    with transaction.atomic():
        if not SavedSearch.objects.filter(pk=one.pk, stopped_at=None).update(every=every):
            raise Refused(_("This was stopped already. Load the page again."))
        record(actor, "exchange.search.changed", one, data={"every": every})


def begin_again(actor: Actor, one: SavedSearch) -> SavedSearch:
    """From now on; what came meanwhile is in the list."""
    authorise(actor, "exchange.own_search", one)
    return save_search(actor, one.side, filters.of_columns(one), every=one.every)


def delete_search(actor: Actor, one: SavedSearch) -> None:
    """At once, with the letters that wait."""
    authorise(actor, "exchange.own_search", one)
    with transaction.atomic():
        rounds.withhold(one)
        record(actor, "exchange.search.deleted", one)
        SavedSearch.objects.filter(pk=one.pk).delete()


def find_by_link(token: str) -> SavedSearch | None:
    """None when it was deleted; Hidden when the link was never ours."""
    return SavedSearch.objects.filter(pk=rounds.held(token, STOP)).first()


def stop_by_link(token: str, *, everything: bool = False) -> None:
    """Whoever holds the link of a letter stops this search, or all of its person. Twice is once."""
    one = find_by_link(token)
    if one is None:
        return
    with transaction.atomic():
        for row in others_of(one) if everything else [one]:
            if SavedSearch.objects.filter(pk=row.pk, stopped_at=None).update(stopped_at=timezone.now()):
                rounds.withhold(row)
                record(LINK, "exchange.search.stopped", row)


def others_of(one: SavedSearch) -> QuerySet[SavedSearch]:
    """All of the same person that run."""
    return SavedSearch.objects.filter(person=one.person_id, stopped_at=None).order_by("pk")


def search_of(actor: Actor, pk: int) -> SavedSearch:
    found = SavedSearch.objects.filter(pk=pk, person=actor.person).first() if actor.person else None
    if found is None:
        raise Hidden("search")
    return found


def stop_token(pk: Any) -> str:
    return rounds.token(int(pk), STOP)


def _known(every: str) -> None:
    if every not in SavedSearch.EVERY:
        raise Refused(_("Please choose one of the answers in the list."), field="every")
