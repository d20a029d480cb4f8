"""The switch that keeps messages in the house: after a restore, or while a provider is being changed."""

from django.db import transaction
from django.utils import timezone

from ngo2.kernel.journal.services import record
from ngo2.kernel.notify.models import Pause
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise


def is_paused() -> bool:
    return Pause.objects.exists()


def pause(actor: Actor, *, why: str = "") -> None:
    """Nothing is sent until `resume`; messages wait, in-app ones are shown, sign-in codes still go out."""
    _authorise(actor)
    with transaction.atomic():
        _pause, fresh = Pause.objects.get_or_create(
            pk=1, defaults={"since": timezone.now(), "why": why[:200]}
        )
        if fresh:
            record(actor, "notify.paused")


def resume(actor: Actor) -> None:
    _authorise(actor)
    with transaction.atomic():
        if Pause.objects.all().delete()[0]:
            record(actor, "notify.resumed")


def _authorise(actor: Actor) -> None:
    if actor.kind != "system":  # the command line, and `ngo2 restore`
        authorise(actor, "notify.repair")
