from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from ngo2.kernel.jobs.schedule import schedule
from ngo2.kernel.journal import chain, manifest, outbox
from ngo2.kernel.journal.models import Delivery, Entry, Unsealed

pytestmark = pytest.mark.django_db


def an_entry():
    entry = Entry.objects.create(at=timezone.now(), verb="x", actor_kind="system")
    Unsealed.objects.create(entry_id=entry.pk)
    return entry


def test_the_worker_delivers_and_seals_at_every_tick():
    assert schedule["journal.deliver"].ticks
    assert schedule["journal.seal"].ticks
    an_entry()
    assert schedule["journal.seal"].run() == 1
    assert schedule["journal.seal"].run() == 0


def test_of_two_sealers_the_slower_one_waits_for_the_next_tick(monkeypatch):
    def overtaken():
        raise IntegrityError

    an_entry()
    monkeypatch.setattr(chain, "seal", overtaken)
    assert manifest.seal() == 0


def test_old_deliveries_are_forgotten_and_dead_letters_stay():
    entry, old = an_entry(), timezone.now() - timedelta(days=31)
    for handler, state, due in [
        ("old", Delivery.DONE, old),
        ("dead", Delivery.DEAD, old),
        ("new", Delivery.DONE, timezone.now()),
    ]:
        Delivery.objects.create(entry=entry, handler=handler, state=state, due=due)
    assert outbox.forget_done() == 1
    assert set(Delivery.objects.values_list("handler", flat=True)) == {"dead", "new"}
    assert Entry.objects.filter(pk=entry.pk).exists()
