"""What pairs of records that may be one contribute: verbs, the nightly look, the queue, what their tables hold."""

from collections.abc import Iterator
from datetime import time
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.jobs.schedule import DAILY, Scheduled, schedule
from ngo2.kernel.journal.verbs import Verb, verbs
from ngo2.kernel.queue.kinds import Action, Item, ItemKind, kinds
from ngo2.lib.actors import Actor
from ngo2.lib.personal import UNTIL_ERASED, Personal, declare
from ngo2.lib.refusals import Hidden
from ngo2.organisations.duplicates.words import reasons
from ngo2.organisations.models import Likeness
from ngo2.organisations.queries import likenesses
from ngo2.organisations.services.likenesses import find_waiting, keep_missing_keys, tell_apart

MOST = 100  # in the queue at a time; the page shows all


def contribute() -> None:
    verbs.add(
        Verb("organisations.likeness.told_apart", _("Two records were said to be different organisations")),
        Verb("organisations.likeness.opened", _("Two records are asked about again: are they one?")),
    )
    schedule.add(
        Scheduled(
            "organisations.find_likenesses",
            look_through,
            DAILY,
            "Compare records that are new or changed with those that are like them.",
            time(3, 10),
        )
    )
    kinds.add(
        ItemKind(
            "organisations.likenesses",
            _("records that may be one"),
            items,
            likenesses.may_decide,
            (DIFFERENT,),
        )
    )
    declare("organisations.LikenessKey", plain={"key"})
    declare(
        "organisations.Likeness",
        title=_("Records that you said are different"),
        person="decided_by",
        fields={
            "decided_by": Personal(
                _("To see who said that two records are different, and to ask."),
                UNTIL_ERASED,
                label=_("That you decided it"),
            )
        },
        plain={"score", "why", "state"},
    )


def look_through() -> int:
    return keep_missing_keys() + find_waiting()


def items(person: Any) -> Iterator[Item]:
    for one in likenesses.decided_by(person, likenesses.pairs(Likeness.OPEN))[:MOST]:
        yield Item(
            key=str(one.pk),
            title=gettext("“%(first)s” and “%(second)s” may be one")
            % {"first": one.first.name, "second": one.second.name},
            why=_why(person, one),
            since=one.found_at,
            url=reverse("organisations:likeness", args=[one.pk]),
            action=gettext("Compare and decide"),
            divisions=tuple(filter(None, (one.first.area1, one.first.area2, one.first.area3))),
            causes=tuple((one.first.facts.get("causes") or {}).get("v") or ()),
            stale=True,
        )


def _why(person: Any, one: Likeness) -> str:
    """A partner sees what the public may see; what else speaks for it stays with the team."""
    return reasons(likenesses.why_for(person, one)).alike


def _tell_apart(actor: Actor, key: str, answer: str) -> object:
    found = likenesses.pairs(Likeness.OPEN).filter(pk=key).first()
    if found is None:
        raise Hidden("likeness")
    return tell_apart(actor, found)


DIFFERENT = Action("different", _("Not the same"), _tell_apart, safe=True)
