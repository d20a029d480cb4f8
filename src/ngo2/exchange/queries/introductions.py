"""Answers to posts: of an organisation, of a person, and those that a broker should look at."""

from collections import Counter
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from ngo2.exchange.models import Introduction, Post, Promise, Share
from ngo2.organisations.models import Organisation

SILENT_AFTER = timedelta(days=30)  # agreed, and nobody says whether it arrived


def introductions() -> QuerySet[Introduction]:
    return Introduction.objects.select_related("post__organisation", "organisation", "person")


def of_organisation(organisation: Organisation) -> QuerySet[Introduction]:
    """Both ways: answers to its posts, and what it answered itself. What waits first."""
    mine = Q(post__organisation=organisation) | Q(organisation=organisation)
    return introductions().filter(mine).order_by("-state", "-asked_at")


def live_of(organisation: Organisation) -> QuerySet[Introduction]:
    return of_organisation(organisation).filter(state__in=[Introduction.ASKED, Introduction.AGREED])


def asked_by(person: Any) -> QuerySet[Introduction]:
    """In their own name."""
    return introductions().filter(person=person, organisation=None).order_by("-asked_at")


def differing() -> QuerySet[Introduction]:
    """Both sides said how much arrived, and not the same."""
    both = (
        introductions().filter(state=Introduction.AGREED).annotate(said=Count("confirmations", distinct=True))
    )
    apart = Promise.objects.exclude(sent=F("received")).values("introduction")
    return both.filter(said=2, pk__in=apart).order_by("agreed_at")


def silent() -> QuerySet[Introduction]:
    """Agreed long ago, and not both have said whether it arrived: the longest silent first."""
    long_ago = timezone.now() - SILENT_AFTER
    found = introductions().filter(state=Introduction.AGREED, agreed_at__lt=long_ago)
    return found.annotate(said=Count("confirmations")).filter(said__lt=2).order_by("agreed_at")


def delivered(post: Post) -> dict[int, int]:
    """Line -> how many arrived, as both sides said."""
    done = Promise.objects.filter(introduction__post=post, introduction__state=Introduction.DONE)
    found = Counter(dict(done.values_list("line").annotate(n=Sum("received"))))
    # Agreements that a plan proposed stand at one of the two posts and serve a line of the other.
    met = Share.objects.filter(proposal__introduction__state=Introduction.DONE)
    met = met.exclude(proposal__introduction__post=post)
    for column in ("need_line", "offer_line"):
        ours = met.filter(**{f"{column}__post": post})
        found.update(dict(ours.values_list(column).annotate(n=Sum("amount"))))
    return dict(found)
