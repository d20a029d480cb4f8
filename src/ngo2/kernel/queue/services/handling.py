"""Later, and who does it: said of an item for everybody who shares it. The item itself stays with its app."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.journal.services import record
from ngo2.kernel.queue import rows
from ngo2.kernel.queue.kinds import Item, ItemKind
from ngo2.kernel.queue.models import Handling
from ngo2.kernel.queue.services.finding import find_kind, find_line
from ngo2.lib.actors import Actor
from ngo2.lib.refusals import Refused

MORNING = time(6)
LONGEST = timedelta(days=90)
KEPT = timedelta(days=90)  # what was given to somebody so long ago is free again


def put_off(actor: Actor, kind_name: str, key: str, *, until: date) -> datetime:
    """It comes back in the morning of that day. The law does not wait: never beyond a deadline."""
    kind = find_kind(actor, kind_name)
    item = find_line(actor, kind, key).item
    today = timezone.localdate()
    if until <= today:
        raise Refused(_("Choose a day after today."), field="date")
    if until > today + LONGEST:
        raise Refused(_("That is too far away. Choose a day within the next 90 days."), field="date")
    if item.deadline and until >= item.deadline:
        raise Refused(
            _("The law wants this done by %(day)s. Choose an earlier day.")
            % {"day": item.deadline.isoformat()},
            field="date",
        )
    moment = timezone.make_aware(datetime.combine(until, MORNING))
    _say(actor, kind, item, snoozed_until=moment)
    return moment


def bring_back(actor: Actor, kind_name: str, key: str) -> None:
    kind = find_kind(actor, kind_name)
    _say(actor, kind, find_line(actor, kind, key).item, snoozed_until=None)


def colleagues(actor: Actor, kind: ItemKind, key: str) -> list[Any]:
    """Who else may decide just this: those to whom it can be given."""
    found = [one for one in kind.deciders(key) if one != actor.person]
    return [one for one in found if kind.may_decide(one) and rows.find(kind.items(one), key)]


def assign(actor: Actor, kind_name: str, key: str, *, to: Any, seen: int | None) -> Any:
    """Give it to `to` (None: to nobody). `seen`: to whom the page said it was given, so that of two who take it at
    once the second hears whose it is."""
    kind = find_kind(actor, kind_name)
    line = find_line(actor, kind, key)
    if to is not None and to != actor.person and to not in colleagues(actor, kind, key):
        raise Refused(_("They may not decide this. Choose somebody of the list."), field="to")
    with transaction.atomic():
        _drop_stale(kind, line.item)
        rowset = Handling.objects.filter(kind=kind.name, key=key)
        mine = {"assignee": to, "person": actor.person, "at": timezone.now()}
        if not rowset.filter(assignee=seen).update(**mine):
            try:
                with transaction.atomic():
                    Handling.objects.create(kind=kind.name, key=key, **mine)
            except IntegrityError:
                _taken(rowset)
        data = {"kind": kind.name, "key": key, "person": to.pk if to else None}
        record(actor, "queue.item.assigned", data=data)
    return to


def _taken(rowset: Any) -> None:
    row = rowset.select_related("assignee").first()
    if row is not None and row.assignee is not None:
        raise Refused(
            _("%(name)s does this already. Load the page again to see.") % {"name": row.assignee},
            code="taken",
        )
    raise Refused(_("Somebody else gave it back just now. Load the page again to see."), code="taken")


def _say(actor: Actor, kind: ItemKind, item: Item, **said: Any) -> None:
    with transaction.atomic():
        _drop_stale(kind, item)
        Handling.objects.update_or_create(
            kind=kind.name,
            key=item.key,
            defaults={**said, "person": actor.person, "at": timezone.now()},
        )


def _drop_stale(kind: ItemKind, item: Item) -> None:
    """What was said of an earlier thing under the same key."""
    Handling.objects.filter(kind=kind.name, key=item.key, at__lt=item.since).delete()


def forget_old() -> int:
    """What is no longer put off and nobody's, and what was given to somebody long ago."""
    now = timezone.now()
    over = Q(snoozed_until=None) | Q(snoozed_until__lt=now)
    gone = Handling.objects.filter(over).filter(Q(assignee=None) | Q(at__lt=now - KEPT))
    return gone.delete()[0]
