"""Start, undo, drop: said by a person, done by a job."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor
from ngo2.lib.refusals import Refused
from ngo2.organisations import tasks
from ngo2.organisations.models import Import, ImportRow
from ngo2.organisations.services.imports.holding import held_in

_BEFORE_WRITING = (Import.READING, Import.SHEET, Import.COLUMNS, Import.CHECKING, Import.READY)
KEPT_DAYS = 90  # the lines, and with them the way back


def confirm_import(actor: Actor, batch: Import) -> Import:
    """From now on the record changes. Lines that nobody decided, and bad ones, are left out."""
    with transaction.atomic():
        one = held_in(actor, batch, Import.READY)
        planned = one.rows.filter(state__in=[ImportRow.NEW, ImportRow.CHANGED]).count()
        if not planned:
            raise Refused(_("There is nothing to bring in: no line is new or changed."))
        one.state = Import.APPLYING
        one.person = actor.person or one.person
        one.confirmed_at = timezone.now()
        one.save()
        record(actor, "organisations.import.confirmed", one, data={"dataset": one.dataset, "lines": planned})
        tasks.write_import.enqueue(one.pk)
    return one


def undo_import(actor: Actor, batch: Import) -> Import:
    with transaction.atomic():
        one = held_in(actor, batch, Import.DONE)
        if one.confirmed_at and one.confirmed_at < timezone.now() - timedelta(days=KEPT_DAYS):
            raise Refused(
                _("This import is older than 90 days: its lines are forgotten, so it cannot be undone.")
            )
        one.state = Import.UNDOING
        one.save()
        record(actor, "organisations.import.undone", one, data={"dataset": one.dataset})
        tasks.undo_import.enqueue(one.pk)
    return one


def discard_import(actor: Actor, batch: Import) -> Import:
    """Before anything was written: the lines go."""
    with transaction.atomic():
        one = held_in(actor, batch, *_BEFORE_WRITING)
        one.state = Import.DROPPED
        one.finished_at = timezone.now()
        one.save()
        one.rows.all().delete()
    return one
