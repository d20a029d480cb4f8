"""What projects contribute: verbs, messages, the clock, what the team looks at, and what their tables hold."""

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ngo2.exchange import queries, tasks, words
from ngo2.exchange.manifest.files import PROJECT
from ngo2.exchange.models import Milestone
from ngo2.kernel.files.scopes import scopes
from ngo2.kernel.jobs.schedule import DAILY, Scheduled, schedule
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.verbs import Verb, verbs
from ngo2.kernel.notify.types import MessageType, Recipient, types
from ngo2.kernel.queue.kinds import Item, ItemKind, kinds, staff_only
from ngo2.lib.once import once
from ngo2.lib.personal import declare
from ngo2.organisations import words as record_words
from ngo2.organisations.queries import editors_of
from ngo2.organisations.references import Reference, references

MOST = 100


def contribute() -> None:
    verbs.add(
        Verb("exchange.project.joined", _("An organisation joined a project")),
        Verb("exchange.project.left", _("An organisation takes part in a project no more")),
        Verb("exchange.milestone.added", _("A milestone was planned")),
        Verb("exchange.milestone.changed", _("A milestone was changed")),
        Verb("exchange.milestone.done", _("A milestone was reached")),
        Verb("exchange.milestone.dropped", _("A milestone was dropped")),
        Verb("exchange.milestone.planned_again", _("A milestone was planned again")),
        Verb("exchange.milestone.due", _("A milestone is due")),
    )
    scopes.add(PROJECT)
    types.add(MOVED, DUE)
    kinds.add(SILENT)
    references.add(Reference("exchange.Milestone", "responsible", _("Milestones of projects")))
    schedule.add(
        Scheduled(
            "exchange.remind_of_milestones",
            tasks.remind_of_milestones,
            DAILY,
            "Remind of milestones of projects on the day on which they are due.",
            time(8, 10),
        )
    )
    # What organisations say of what they do together; it names no person.
    declare("exchange.Project", plain={"aim", "paying", "branding", "reporting"})
    declare("exchange.Milestone", plain={"what", "state", "sentence", "photo"})


@once
def _of(entry: Entry) -> Milestone | None:
    found = Milestone.objects.select_related("project__post__organisation", "responsible")
    return found.filter(pk=entry.object_id).first()


def responsible(entry: Entry) -> list[Recipient]:
    one = _of(entry)
    return [Recipient(person) for person in editors_of(one.responsible)] if one else []


def both(entry: Entry) -> list[Recipient]:
    """Who sees to it and whoever posted the project; not whoever did it."""
    one = _of(entry)
    if one is None:
        return []
    sides = (one.responsible, one.project.post.organisation)
    people = {person.pk: person for side in sides for person in editors_of(side)}
    return [Recipient(person) for pk, person in people.items() if str(pk) != entry.actor_id]


def about(entry: Entry) -> Mapping[str, object]:
    one = _of(entry)
    if one is None:
        return {"number": "–", "title": "–", "what": "–", "day": "–", "state": "–", "who": "–"}
    post = one.project.post
    return {
        "number": words.numbered(post.side, post.number),
        "title": post.title,
        "what": one.what,
        "day": date_format(one.by_day, "Y-m-d"),
        "state": words.milestone_state(one),
        "who": record_words.called(one.responsible),
    }


def page(entry: Entry) -> str:
    one = _of(entry)
    return reverse("exchange:project", args=[one.project.post_id]) if one else ""


MOVED = MessageType(
    name="exchange.milestone_moved",
    label=_("Something changed on the shared page of a project"),
    verbs=(
        "exchange.milestone.added",
        "exchange.milestone.changed",
        "exchange.milestone.done",
        "exchange.milestone.dropped",
        "exchange.milestone.planned_again",
    ),
    recipients=both,
    subject=_("%(number)s: %(what)s"),
    body=_("On the shared page of “%(title)s” (%(number)s): “%(what)s”, by %(day)s, %(who)s: %(state)s."),
    context=about,
    link=page,
)
DUE = MessageType(
    name="exchange.milestone_due",
    label=_("A milestone that your organisation sees to is due"),
    verbs=("exchange.milestone.due",),
    recipients=responsible,
    subject=_("Due on %(day)s: %(what)s"),
    body=_(
        "“%(what)s” of “%(title)s” (%(number)s) was planned until %(day)s, and your organisation sees to it. Is it "
        "done? Then say so in one sentence on the shared page; if it takes longer, choose another day there."
    ),
    short=_("Due on %(day)s: %(what)s. Say how far it is:"),
    context=about,
    link=page,
)


def silent(person: Any) -> Iterator[Item]:
    for one in queries.silent_milestones()[:MOST]:
        post, days = one.project.post, (timezone.localdate() - one.by_day).days
        yield Item(
            key=str(post.pk),
            title=gettext("%(number)s: %(title)s")
            % {"number": words.numbered(post.side, post.number), "title": post.title},
            why=gettext("“%(what)s” was due %(n)s days ago, and nobody has said a word since.")
            % {"what": one.what, "n": days},
            since=one.changed_at,
            url=reverse("exchange:project", args=[post.pk]),
            action=gettext("Look at it"),
            divisions=post.areas,
            stale=True,
        )


SILENT = ItemKind("exchange.milestones", _("projects that fell silent"), silent, staff_only)
