"""The shared page of a project: anybody of its team adds a milestone; who sees to it, and whoever posted, change it."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.exchange import law, queries
from ngo2.exchange.models import Milestone, Post, Project
from ngo2.exchange.projects import milestones
from ngo2.exchange.projects.milestones import MOST, PLANNED, Told
from ngo2.exchange.services.photos import owns_photo
from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused
from ngo2.organisations.queries import edited_by

_VERBS = {
    milestones.DONE: "exchange.milestone.done",
    milestones.DROPPED: "exchange.milestone.dropped",
    PLANNED: "exchange.milestone.planned_again",
}


def add_milestone(actor: Actor, post: Post, *, told: Told) -> Milestone:
    authorise(actor, "exchange.add_milestone", post)
    told = milestones.clean(told, queries.team_of(post), timezone.localdate())
    law.no_appeal(told.what)
    now = timezone.now()
    with transaction.atomic():
        project = Project.objects.select_for_update().get(post=post)
        if project.milestones.count() >= MOST:
            raise Refused(
                _("At most %(n)s milestones, please: put what belongs together into one.") % {"n": MOST},
                field="what",
            )
        made = Milestone.objects.create(project=project, made_at=now, changed_at=now, **_columns(told))
        _tell(actor, "exchange.milestone.added", made)
    return made


def change_milestone(actor: Actor, milestone: Milestone, *, version: int, told: Told) -> Milestone:
    """`version`: the one that was seen while writing. Whoever saved in between is not overwritten unseen."""
    authorise(actor, "exchange.change_milestone", milestone)
    post = milestone.project.post
    before = milestones.told_of(milestone)
    told = milestones.clean(told, queries.team_of(post), timezone.localdate(), before)
    law.no_appeal(told.what, told.sentence)
    if told.photo and told.photo != before.photo:
        owns_photo(milestone.project.scope, told.photo, public=False)
    columns = _columns(told) | {"changed_at": timezone.now()}
    if told.by_day != before.by_day or told.responsible != before.responsible:
        columns["reminded"] = False
    with transaction.atomic():
        mine = Milestone.objects.filter(pk=milestone.pk, version=version)
        if not mine.update(version=F("version") + 1, **columns):
            raise _too_late(milestone, told)
        milestone.refresh_from_db()
        _tell(actor, _verb(before, told), milestone, before)
    return milestone


def hand_over_milestones(actor: Actor, post: Post, organisation: Any) -> None:
    """Of an organisation that leaves: what is still planned is seen to by whoever posted the project."""
    left = Milestone.objects.filter(
        project__post=post, responsible=organisation, state=PLANNED
    ).select_related("project__post")
    for one in left.order_by("pk"):
        before = milestones.told_of(one)
        Milestone.objects.filter(pk=one.pk).update(
            responsible=post.organisation_id, version=F("version") + 1, changed_at=timezone.now()
        )
        one.refresh_from_db()
        _tell(actor, "exchange.milestone.changed", one, before)


def _columns(told: Told) -> dict[str, Any]:
    return {
        "what": told.what,
        "by_day": told.by_day,
        "responsible_id": told.responsible,
        "state": told.state,
        "settled_on": told.settled_on,
        "sentence": told.sentence,
        "photo": told.photo or None,
    }


def _too_late(milestone: Milestone, told: Told) -> Refused:
    there = milestones.told_of(Milestone.objects.get(pk=milestone.pk))
    return Refused(
        _(
            "Somebody saved this while you wrote, and nothing of yours is lost. It says now: “%(theirs)s”. You wrote: "
            "“%(yours)s”. Save again to put yours in its place."
        )
        % {"theirs": milestones.in_words(there), "yours": milestones.in_words(told)},
        code="stale",
    )


def _verb(before: Told, told: Told) -> str:
    return _VERBS[told.state] if told.state != before.state else "exchange.milestone.changed"


def _tell(actor: Actor, verb: str, one: Milestone, before: Told | None = None) -> None:
    """The line of the history: what was moved, and in which words it stood before."""
    now = milestones.told_of(one)
    data: dict[str, Any] = {"milestone": one.pk, "by": acts_for(actor, one.project.post, one.responsible_id)}
    private = {}
    if before is not None:
        if before.by_day != now.by_day:
            data["days"] = [str(before.by_day), str(now.by_day)]
        if before.responsible != now.responsible:
            data["responsible"] = [before.responsible, now.responsible]
        said = {"what": before.what, "sentence": before.sentence}
        private = {key: text for key, text in said.items() if text and text != getattr(now, key)}
    record(actor, verb, one, scope=one.project.scope, data=data, private=private, person=actor.person)


def acts_for(actor: Actor, post: Post, first: int = 0) -> int | None:
    """The organisation of the team in whose name somebody does it: `first` when it is theirs, else whoever posted."""
    if actor.person is None:
        return None
    theirs = set(edited_by(actor.person)) & set(queries.team_of(post))
    return next((pk for pk in (first, post.organisation_id, *sorted(theirs)) if pk in theirs), None)
