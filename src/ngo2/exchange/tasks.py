"""What happens by itself: posts end with reminders, unanswered answers end too, and what fits is looked for."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task

from ngo2.exchange import endings, queries
from ngo2.exchange.models import Introduction, Milestone, Post
from ngo2.exchange.services import close_post, end_silent, find_suggestions, plans, proposals
from ngo2.kernel.journal.services import record
from ngo2.lib.actors import SYSTEM
from ngo2.lib.refusals import Refused

MOST = 1000  # in one run; the rest in the next
AHEAD, GRACE = timedelta(days=7), timedelta(days=14)
SOON, TODAY, OVER = 1, 2, 3
VERBS = {SOON: "exchange.ends_soon", TODAY: "exchange.ends_today"}


def remind_and_close() -> int:
    """A week before the last day, on it, and two weeks after it, when it is closed: each of them once.

    Whoever was not reached in time (the worker rested) hears the latest only.
    """
    today = timezone.localdate()
    due = Q(reminded__lt=SOON, until_day__lte=today + AHEAD) | Q(reminded__lt=TODAY, until_day__lte=today)
    due |= Q(until_day__lte=today - GRACE)
    found = (
        Post.objects.filter(due, state=Post.OPEN).select_related("organisation").order_by("until_day", "pk")
    )
    return sum(_tell(post, today) for post in found[:MOST])


def _tell(post: Post, today: date) -> bool:
    stage = OVER if today >= post.until_day + GRACE else TODAY if today >= post.until_day else SOON
    if stage == OVER:
        return _close(post)
    with transaction.atomic():
        mine = Post.objects.filter(pk=post.pk, state=Post.OPEN, until_day=post.until_day, reminded__lt=stage)
        if not mine.update(reminded=stage):  # somebody else tells it, or it was prolonged or closed
            return False
        # A window that is shorter than the notice was chosen with open eyes.
        if stage == TODAY or timezone.localdate(post.made_at) < post.until_day - AHEAD:
            record(SYSTEM, VERBS[stage], post, scope=post.organisation.scope)
    return True


def _close(post: Post) -> bool:
    try:
        close_post(SYSTEM, post, ending=endings.EXPIRED)
    except Refused:  # closed meanwhile
        return False
    return True


def leave_lists() -> int:
    """Lists leave out by the date what is over; maps and the index have to be told, once for each last day."""
    over = Post.objects.filter(_untold(), state=Post.OPEN, until_day__lt=timezone.localdate())
    told = 0
    while some := list(over.select_related("organisation").order_by("pk")[:MOST]):
        told += sum(_tell_left(post) for post in some)
    return told


def _untold() -> Q:
    return Q(left_lists=None) | ~Q(left_lists=F("until_day"))


def _tell_left(post: Post) -> bool:
    with transaction.atomic():
        mine = Post.objects.filter(_untold(), pk=post.pk, state=Post.OPEN, until_day=post.until_day)
        if not mine.update(left_lists=post.until_day):  # prolonged or closed meanwhile
            return False
        record(SYSTEM, "exchange.left_lists", post, scope=post.organisation.scope)
    return True


def end_unanswered() -> int:
    """Whoever asked and heard nothing within the time is free to ask elsewhere, and so is the place."""
    late = Introduction.objects.filter(state=Introduction.ASKED, answer_by__lt=timezone.localdate())
    ended = 0
    for one in late.select_related("post__organisation").order_by("pk")[:MOST]:
        try:
            end_silent(SYSTEM, one)
        except Refused:  # answered meanwhile
            continue
        ended += 1
    return ended


@task
def find_matches(post_id: int) -> None:
    find_suggestions(post_id)


def end_proposals() -> int:
    """What an approved plan proposed and a side did not answer goes back to the broker."""
    return proposals.end_unanswered()


@task
def reckon_waiting(plan_id: int) -> None:
    plans.reckon_now(plan_id)


def remind_of_milestones() -> int:
    """On the day on which it is due, whoever sees to it hears of it: once, and again when it was moved."""
    return sum(_remind(one) for one in queries.due_milestones(timezone.localdate())[:MOST])


def _remind(one: Milestone) -> bool:
    with transaction.atomic():
        mine = Milestone.objects.filter(pk=one.pk, state=Milestone.PLANNED, by_day=one.by_day, reminded=False)
        if not mine.update(reminded=True):  # somebody else tells it, or it was settled or moved
            return False
        record(SYSTEM, "exchange.milestone.due", one, scope=one.project.scope, data={"milestone": one.pk})
    return True
