"""Deliveries that both sides let others read of."""

from django.db.models import Count, F, Prefetch, Q, QuerySet

from ngo2.exchange.models import Introduction, Post, Promise, Story
from ngo2.exchange.stories import standing
from ngo2.exchange.stories.standing import Standing
from ngo2.kernel.journal.models import Entry
from ngo2.organisations.models import Organisation


def _with_all_of_it(found: QuerySet[Story]) -> QuerySet[Story]:
    lines = Prefetch("introduction__promises", Promise.objects.select_related("line"))
    return found.select_related(
        "introduction__post__organisation", "introduction__organisation", "introduction__person"
    ).prefetch_related(lines, "consents")


def stories() -> QuerySet[Story]:
    """In whatever state."""
    return _with_all_of_it(Story.objects.all())


def public_stories(kind: str = "") -> QuerySet[Story]:
    """The newest first. What two records told of each other is none once they are one, or one of them is gone."""
    active = Organisation.ACTIVE
    asker = Q(introduction__organisation=None) | Q(introduction__organisation__state=active)
    itself = Q(introduction__organisation=F("introduction__post__organisation"))
    found = Story.objects.filter(asker, state=Story.PUBLIC, introduction__post__organisation__state=active)
    found = found.exclude(itself)
    if kind:
        found = found.filter(introduction__post__kind=kind)
    return _with_all_of_it(found).order_by("-published_at", "-pk")


def counts_of_stories() -> dict[str, int]:
    """How many of each kind."""
    rows = public_stories().order_by().values_list("introduction__post__kind")
    return dict(rows.annotate(n=Count("pk")))


def stories_of(organisation: Organisation) -> QuerySet[Story]:
    mine = Q(introduction__post__organisation=organisation) | Q(introduction__organisation=organisation)
    return public_stories().filter(mine)


def stories_of_post(post: Post) -> QuerySet[Story]:
    return public_stories().filter(introduction__post=post)


def standing_of(one: Introduction, side: str) -> Standing:
    """Of an introduction whose delivery is done."""
    return standing.of(one, side, Story.objects.filter(introduction=one).first())


def stories_reported() -> QuerySet[Story]:
    """Reported and not looked at since."""
    said = Entry.objects.filter(verb__in=["exchange.story.reported", "exchange.story.kept"]).order_by("pk")
    last = {int(pk): verb for pk, verb in said.values_list("object_id", "verb")}
    waiting = [pk for pk, verb in last.items() if verb == "exchange.story.reported"]
    return stories().filter(pk__in=waiting, state=Story.PUBLIC).order_by("pk")
