"""What waits in snapshots is about persons too: it is exported with them and erased with them."""

import json

import pytest
from django.utils import timezone

from ngo2.kernel.privacy import erasure
from ngo2.kernel.ui import drafts
from ngo2.lib import personal
from ngo2.lib.actors import person_actor
from ngo2.organisations.models import Membership, Merge, Vouch
from ngo2.organisations.services import merging
from ngo2.organisations.tests.joining import join, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def joined(dana, erin, alice):
    """Erin belonged to both, typed for both, and vouched for one of them in the name of the other."""
    kept, gone = record("甲"), record("乙")
    for one in (kept, gone):
        Membership.objects.create(organisation=one, person=erin, role="viewer", since=timezone.now())
        drafts.save(erin, f"organisation:{one.pk}:phone", {"typed": f"mark{one.pk}z"})
    Membership.objects.create(organisation=gone, person=alice, role="owner", since=timezone.now())
    Membership.objects.create(organisation=kept, person=alice, role="viewer", since=timezone.now())
    Vouch.objects.create(organisation=kept, by=gone, person=erin, note="I know them.", at=timezone.now())
    return join(person_actor(dana), kept, gone)


def waiting():
    return json.dumps(list(Merge.objects.values_list("dropped", flat=True)), ensure_ascii=False)


def test_the_place_is_declared_and_exports_what_is_about_the_person(joined, erin, charlie):
    place = personal.places["organisations.snapshots"]
    assert (place.export, place.erase) == (
        "ngo2.organisations.services.merging.export_from_snapshots",
        "ngo2.organisations.services.merging.erase_from_snapshots",
    )
    models = sorted(one["model"] for one in merging.export_from_snapshots(erin))
    assert models == ["organisations.Membership", "organisations.Vouch", "ui.Draft"]
    assert merging.export_from_snapshots(charlie) == []


def test_who_is_erased_leaves_nothing_in_a_snapshot_and_does_not_come_back(joined, erin, alice, dana):
    assert f"mark{joined.gone_id}z" in waiting()
    erasure.erase(erin)
    assert f"mark{joined.gone_id}z" not in waiting()
    assert merging.export_from_snapshots(erin) == []
    assert [one["model"] for one in merging.export_from_snapshots(alice)] == ["organisations.Membership"]

    joined.refresh_from_db()
    merging.undo_merge(person_actor(dana), joined)
    assert not Membership.objects.filter(person=erin).exists()
    assert Membership.objects.get(person=alice, organisation=joined.gone).role == "owner"
    assert Vouch.objects.get().person is None
    assert not Vouch.objects.filter(person=erin).exists()


def test_after_the_time_and_after_undoing_nothing_about_anybody_is_left(joined, erin, dana):
    Merge.objects.update(until=timezone.now())
    merging.forget_snapshots()
    assert merging.export_from_snapshots(erin) == []
    assert waiting() == "[[]]"
