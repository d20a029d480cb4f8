"""Who takes part in a project, what stands on its shared page, and what falls silent."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from ngo2.exchange.models import Introduction, Milestone, Post, Project, Release
from ngo2.exchange.projects import last_day
from ngo2.exchange.projects.milestones import PLANNED
from ngo2.kernel.journal.models import Entry
from ngo2.organisations.models import Membership

SILENT_AFTER = timedelta(days=14)  # a day went by, and nobody said a word
MOST_HISTORY = 100
TAKES_PART = (Introduction.AGREED, Introduction.DONE)


def joined(post: Post) -> QuerySet[Introduction]:
    """Whoever was agreed with, in the order in which they came."""
    found = post.introductions.filter(state__in=TAKES_PART, organisation__isnull=False)
    return found.select_related("organisation", "post__organisation").order_by("agreed_at", "pk")


def team_of(post: Post) -> list[int]:
    """Primary keys: whoever posted it first, then whoever joined."""
    found = joined(post).values_list("organisation_id", flat=True)
    return list(dict.fromkeys((post.organisation_id, *found)))


def milestones_of(post: Post) -> QuerySet[Milestone]:
    found = Milestone.objects.filter(project__post=post)
    return found.select_related("responsible", "project__post__organisation").order_by("by_day", "pk")


def history(project: Project) -> QuerySet[Entry]:
    found = Entry.objects.filter(scope=project.scope, verb__in=HISTORY)
    return found.prefetch_related("private").order_by("-pk")[:MOST_HISTORY]


HISTORY = (
    "exchange.project.joined",
    "exchange.project.left",
    "exchange.milestone.added",
    "exchange.milestone.changed",
    "exchange.milestone.done",
    "exchange.milestone.dropped",
    "exchange.milestone.planned_again",
)


def contacts(post: Post, viewer: Any, introductions: Iterable[Introduction]) -> dict[int, list[Any]]:
    """Introduction -> persons of its other side who gave their contact to the viewer's side (E5)."""
    theirs = set(
        Membership.objects.filter(
            person=viewer, role__in=[Membership.OWNER, Membership.EDITOR], suspended_at=None
        ).values_list("organisation_id", flat=True)
    )
    seen_by_owner = post.organisation_id in theirs
    mine = {one.pk: one for one in introductions if seen_by_owner or one.organisation_id in theirs}
    given = (
        Release.objects.filter(
            introduction__in=mine,
            introduction__state=Introduction.AGREED,
            withdrawn_at=None,
            person__is_active=True,
        )
        .select_related("person")
        .prefetch_related("person__identities")
    )
    owners = set(
        Membership.objects.filter(
            organisation=post.organisation_id,
            role__in=[Membership.OWNER, Membership.EDITOR],
            suspended_at=None,
        ).values_list("person_id", flat=True)
    )
    found: dict[int, list[Any]] = {}
    for release in given.order_by("given_at"):
        of_owner = release.person_id in owners
        if of_owner != seen_by_owner:
            found.setdefault(release.introduction_id, []).append(release.person)
    return found


def may_confirm(project: Project) -> bool:
    """Nothing is planned any more, or the last month is over."""
    return _is_over(project) or not project.milestones.filter(state=PLANNED).exists()


def is_ready(project: Project) -> bool:
    """There were milestones and all are settled, or the last month is over: now both sides are asked how it went."""
    states = set(project.milestones.values_list("state", flat=True))
    return _is_over(project) or (bool(states) and PLANNED not in states)


def _is_over(project: Project) -> bool:
    return project.ends is not None and last_day(project.ends) < timezone.localdate()


def is_delivered(post: Post) -> bool:
    """All who take part have said how it went, and nobody is left who waits."""
    states = set(post.introductions.exclude(state=Introduction.ENDED).values_list("state", flat=True))
    return states == {Introduction.DONE} and may_confirm(post.project)


def _running() -> QuerySet[Milestone]:
    """Planned, in a project that somebody takes part in now."""
    agreed = Introduction.objects.filter(post=OuterRef("project__post"), state=Introduction.AGREED)
    return Milestone.objects.filter(Exists(agreed), state=PLANNED).select_related(
        "project__post__organisation", "responsible"
    )


def due_milestones(today: date) -> QuerySet[Milestone]:
    return _running().filter(by_day__lte=today, reminded=False).order_by("by_day", "pk")


def silent_milestones() -> QuerySet[Milestone]:
    """Long over, and nobody has changed a word since: of each project the one that waits longest."""
    today, now = timezone.localdate(), timezone.now()
    found = _running().filter(by_day__lte=today - SILENT_AFTER, changed_at__lt=now - SILENT_AFTER)
    earlier = Milestone.objects.filter(
        Q(by_day__lt=OuterRef("by_day")) | Q(by_day=OuterRef("by_day"), pk__lt=OuterRef("pk")),
        project=OuterRef("project"),
        state=PLANNED,
        by_day__lte=today - SILENT_AFTER,
        changed_at__lt=now - SILENT_AFTER,
    )
    return found.filter(~Exists(earlier)).order_by("by_day", "pk")
