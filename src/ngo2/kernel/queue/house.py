"""What the platform team looks after in the house itself: undelivered messages, failed steps, no worker."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ngo2.kernel.jobs import queries as jobs
from ngo2.kernel.journal.models import Delivery
from ngo2.kernel.notify import queries as notify
from ngo2.kernel.notify import services as letters
from ngo2.kernel.queue.kinds import Action, Item, ItemKind, staff_only
from ngo2.kernel.queue.services.house import start_job_again
from ngo2.lib.actors import Actor

_SILENT = timedelta(minutes=10)
AT_ONCE = 200  # of what is sent or tried again by one press


def undelivered(person: Any) -> Iterator[Item]:
    dead = notify.dead_messages()
    if first := dead.first():
        count = dead.count()
        yield Item(
            "messages",
            ngettext("%(n)s message could not be delivered", "%(n)s messages could not be delivered", count)
            % {"n": count},
            _("The last answer of the other side: %(why)s") % {"why": first.error},
            first.due,
            reverse("notify:dead"),
            _("Look and send again"),
            suggested="again",
        )


def failed_steps(person: Any) -> Iterator[Item]:
    dead = notify.dead_deliveries()
    if first := dead.first():
        count = dead.count()
        yield Item(
            "steps",
            ngettext("%(n)s step inside the house failed", "%(n)s steps inside the house failed", count)
            % {"n": count},
            first.error,
            first.due,
            reverse("notify:dead"),
            _("Look and try again"),
            suggested="again",
        )
    failed = jobs.failed_tasks()
    if last := failed.first():
        count = failed.count()
        yield Item(
            "jobs",
            ngettext("%(n)s job failed", "%(n)s jobs failed", count) % {"n": count},
            last.traceback.strip().rpartition("\n")[2],
            last.finished_at or last.enqueued_at,
            reverse("queue:jobs"),
            _("Look and start again"),
            suggested="again",
        )


def silence(person: Any) -> Iterator[Item]:
    """Work waits and no worker has been seen: nothing is sent, nothing is counted."""
    if jobs.workers_alive().exists():
        return
    late = timezone.now() - _SILENT
    waiting = [
        Delivery.objects.filter(state=Delivery.WAITING, due__lt=late).order_by("due").first(),
        notify.waiting_messages().filter(due__lt=late).order_by("due").first(),
    ]
    oldest = min((one.due for one in waiting if one is not None), default=None)
    if oldest is not None:
        yield Item(
            "silence",
            _("No worker runs, so no message goes out"),
            _("Start it with the command: ngo2 worker"),
            oldest,
            reverse("queue:jobs"),
            _("Look at what waits"),
        )


def send_all_again(actor: Actor, key: str, answer: str) -> str:
    """The oldest first, as many as one press may wait for."""
    dead = list(notify.dead_messages()[:AT_ONCE])
    for message in dead:
        letters.send_again(actor, message=message)
    words = ngettext("%(n)s message goes out again.", "%(n)s messages go out again.", len(dead))
    return words % {"n": len(dead)}


def try_all_again(actor: Actor, key: str, answer: str) -> str:
    if key == "jobs":
        failed = list(jobs.failed_tasks()[:AT_ONCE])
        for job in failed:
            start_job_again(actor, job=job.pk)
        words = ngettext("%(n)s job runs again.", "%(n)s jobs run again.", len(failed))
        return words % {"n": len(failed)}
    dead = list(notify.dead_deliveries()[:AT_ONCE])
    for delivery in dead:
        letters.hand_over_again(actor, delivery=delivery)
    words = ngettext("%(n)s step is tried again.", "%(n)s steps are tried again.", len(dead))
    return words % {"n": len(dead)}


ALL = (
    ItemKind("queue.silence", gettext_lazy("worker that does not run"), silence, staff_only, seconds=120),
    ItemKind(
        "queue.undelivered",
        gettext_lazy("undelivered messages"),
        undelivered,
        staff_only,
        actions=(Action("again", gettext_lazy("Send all again"), send_all_again, safe=True),),
    ),
    ItemKind(
        "queue.failed_steps",
        gettext_lazy("failed steps"),
        failed_steps,
        staff_only,
        actions=(Action("again", gettext_lazy("Try all again"), try_all_again, safe=True),),
    ),
)
