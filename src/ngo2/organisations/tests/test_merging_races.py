"""Two who join at once, or join while somebody writes: one goes after the other. With twins that show the race."""

import threading

import pytest
from django.db import connection, transaction

from ngo2.kernel.journal.models import Entry
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.lib.refusals import Refused
from ngo2.lib.tests.racing import race
from ngo2.organisations.models import Merge, Organisation
from ngo2.organisations.references import references
from ngo2.organisations.services import assert_facts, merging
from ngo2.organisations.services.merging import joining, restoring, undo_preview, undoing
from ngo2.organisations.sources import STAFF
from ngo2.organisations.tests.joining import join, record

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def team(dana):
    return person_actor(dana)


@pytest.fixture
def pair():
    return record("甲", phone="13800138000"), record("乙", phone="13900139000")


def prepared(actor, kept, gone):
    """The press of a page that was opened before; what it shows is looked up now."""
    seen = merging.preview_merge(actor, kept, gone)
    choices = {one.field: one.likely for one in seen.conflicts}
    return lambda: merging.merge_records(actor, kept, gone, choices=choices, seen=seen.seen, sure=True)


def states():
    return sorted(Organisation.objects.values_list("name", "state"))


def both_ways(team, pair):
    a, b = pair
    return race([prepared(team, a, b), prepared(team, b, a)])


def test_of_two_who_join_a_into_b_and_b_into_a_one_does(team, pair):
    passed, refused = both_ways(team, pair)
    assert (passed, len(refused)) == (1, 1)
    assert [state for _name, state in states()] in (["active", "merged"], ["merged", "active"])


def test_pressing_twice_at_once_joins_once(team, pair):
    press = prepared(team, *pair)
    passed, refused = race([press, press, press])
    assert (passed, len(refused)) == (1, 2)


def test_the_race_is_real_twin_that_reads_before_the_other_has_written(team, pair, monkeypatch):
    """Without the lock, and looking before both write, both records go away into each other."""
    a, b = pair
    ready = threading.Barrier(2)
    plain = {one.pk: one for one in pair}

    def careless(kept, gone):
        def act():
            found = {pk: Organisation.objects.get(pk=pk) for pk in plain}
            assert {one.state for one in found.values()} == {Organisation.ACTIVE}
            ready.wait(30)
            with transaction.atomic():
                joining._close(found[gone.pk], found[kept.pk])

        return act

    passed, _refused = race([careless(a, b), careless(b, a)])
    assert passed == 2
    assert [state for _name, state in states()] == ["merged", "merged"]


def test_of_two_who_take_back_at_once_one_does(team, pair):
    merge = join(team, *pair)
    passed, refused = race([lambda: merging.undo_merge(team, merge)] * 3)
    assert (passed, len(refused)) == (1, 2)
    assert [state for _name, state in states()] == ["active", "active"]
    assert Entry.objects.filter(verb="organisations.merge.undone").count() == 1


def test_the_race_is_real_twin_that_asks_before_it_locks_takes_back_and_tells_twice(team, pair):
    merge = join(team, *pair)
    ready = threading.Barrier(2)

    def careless():
        mine = Merge.objects.get(pk=merge.pk)
        assert list(undo_preview.blocks(mine)) == []
        ready.wait(30)
        with transaction.atomic():
            restoring.take_back(mine)
            undoing._close(team, mine)
            undoing._tell(team, mine, {})

    assert race([careless, careless])[0] == 2
    assert Entry.objects.filter(verb="organisations.merge.undone").count() == 2


def test_whoever_saves_while_it_is_joined_is_told_and_leaves_nothing_behind(team, pair):
    """The edit waits for the lock of the merge; then the record is gone, and the words say where to."""
    kept, gone = pair
    locked, written = threading.Event(), []

    def edit():
        locked.wait(30)
        try:
            assert_facts(team, gone, {"founded": 1999}, source=STAFF)
        except Refused as refused:
            written.append(refused.code)
        finally:
            connection.close()

    writer = threading.Thread(target=edit)
    writer.start()
    press = prepared(team, kept, gone)
    with transaction.atomic():
        press()
        locked.set()
    writer.join(60)
    assert written == ["joined"]
    assert [one.name for one in references if one.rows(gone.pk).exists()] == []


def test_the_race_is_real_twin_that_does_not_look_again_writes_to_what_went(team, pair, monkeypatch):
    kept, gone = pair
    monkeypatch.setattr(
        "ngo2.organisations.services.record.locked",
        lambda pk: Organisation.objects.select_for_update().get(pk=pk),
    )
    join(team, kept, gone)
    assert_facts(SYSTEM, gone, {"founded": 1999}, source=STAFF)
    assert "organisations.Assertion.organisation" in [
        one.name for one in references if one.rows(gone.pk).exists()
    ]
