import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from ngo2.kernel.journal import chain, outbox
from ngo2.kernel.journal.models import Delivery, Entry, Private, Seal, Unsealed
from ngo2.kernel.journal.services import record, record_many
from ngo2.kernel.journal.verbs import Handler, Verb, handlers, verbs
from ngo2.kernel.ui.pages import versions
from ngo2.lib.actors import SYSTEM, person_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def declared(monkeypatch):
    monkeypatch.setattr(verbs, "_items", {})
    monkeypatch.setattr(handlers, "_items", {})
    verbs.add(Verb("test.made", "made", touches=("all", "thing:{object_id}")))
    return handlers


def tampered(sql, *params):
    """What somebody with the database in hand can do: the trigger is theirs to drop."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER journal_entry_immutable")
        cursor.execute(sql, params)


def three(person):
    return [record(SYSTEM, "test.made", person, scope="s", data={"n": n}) for n in range(3)]


def test_entry_tells_who_did_what_to_which_object(declared, alice):
    entry = record(person_actor(alice), "test.made", alice, scope="organisation:1", data={"field": "phone"})
    entry.refresh_from_db()
    assert (entry.verb, entry.actor_kind, entry.actor_id, entry.object_type, entry.object_id, entry.data) == (
        "test.made",
        "person",
        str(alice.pk),
        "accounts.person",
        str(alice.pk),
        {"field": "phone"},
    )
    assert versions(["all", f"thing:{alice.pk}"]) == [("all", 1), (f"thing:{alice.pk}", 1)]


def test_an_undeclared_verb_is_an_error(declared):
    with pytest.raises(LookupError, match="manifest"):
        record(SYSTEM, "test.unheard_of")


def test_rows_are_immutable_to_anybodys_sql(declared, alice):
    entry = record(SYSTEM, "test.made", alice)
    with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(verb="x")


def test_chain_is_whole_and_names_its_unsealed_tail(declared, alice):
    three(alice)
    assert chain.seal() == 3
    tail = record(SYSTEM, "test.made", alice)
    report = chain.verify()
    assert (report.sealed, report.unsealed, report.faults) == (3, [tail.pk], [])


def test_verify_names_a_flipped_byte(declared, alice):
    entries = three(alice)
    chain.seal()
    tampered("UPDATE journal_entry SET data = %s WHERE id = %s", '{"n": 9}', entries[1].pk)
    assert chain.verify().faults == [f"entry {entries[1].pk} (seal 2) was altered, or its order was"]


def test_verify_names_a_deleted_row(declared, alice):
    entries = three(alice)
    chain.seal()
    tampered("DELETE FROM journal_entry WHERE id = %s", entries[1].pk)
    assert chain.verify().faults == [f"entry {entries[1].pk} (seal 2) was deleted"]


def test_verify_names_a_deleted_seal_and_its_entry(declared, alice):
    entries = three(alice)
    chain.seal()
    Seal.objects.filter(seq=3).delete()
    assert chain.verify().faults == [f"entry {entries[2].pk} stands outside the chain"]


def test_verify_names_reordered_rows(declared, alice):
    entries = three(alice)
    chain.seal()
    first, second = Seal.objects.get(seq=1), Seal.objects.get(seq=2)
    Seal.objects.filter(seq__in=[1, 2]).delete()
    Seal.objects.create(seq=1, entry_id=second.entry_id, digest=first.digest)
    Seal.objects.create(seq=2, entry_id=first.entry_id, digest=second.digest)
    assert [fault.split(" was ")[0] for fault in chain.verify().faults] == [
        f"entry {entries[1].pk} (seal 1)",
        f"entry {entries[0].pk} (seal 2)",
    ]


def test_erasing_what_is_private_leaves_the_chain_whole(declared, alice):
    entry = record(SYSTEM, "test.made", alice, private={"phone": "+8613000000000"}, person=alice)
    chain.seal()
    assert "13000000000" not in chain.canonical(entry)
    Private.objects.filter(person=alice).delete()
    assert chain.verify().faults == []


def test_record_many_is_the_same_in_bulk(declared, alice, bob):
    entries = record_many(SYSTEM, "test.made", [(alice, "a", {}), (bob, "b", {"n": 1})])
    assert [(one.scope, one.object_id, one.data) for one in Entry.objects.order_by("pk")] == [
        ("a", str(alice.pk), {}),
        ("b", str(bob.pk), {"n": 1}),
    ]
    assert Unsealed.objects.count() == len(entries) == 2


def test_a_handler_gets_each_entry_once_and_a_failing_one_is_tried_again_then_dead(declared, alice):
    got, failures = [], []

    def fail(entry):
        failures.append(entry.pk)
        raise ValueError("no network")

    handlers.add(
        Handler("good", lambda entry: got.append(entry.pk), ("test.*",)), Handler("bad", fail, ("test.made",))
    )
    entry = record(SYSTEM, "test.made", alice)
    assert outbox.deliver_due() == 1
    assert outbox.deliver_due() == 0
    assert (got, failures) == ([entry.pk], [entry.pk])
    for _ in outbox.WAITS:
        Delivery.objects.filter(handler="bad").update(due=timezone.now())
        outbox.deliver_due()
    bad = Delivery.objects.get(handler="bad")
    assert (bad.state, bad.error, bad.attempts) == ("dead", "no network", len(outbox.WAITS) + 1)


def test_a_claim_is_one_workers_and_runs_out(declared, alice):
    handlers.add(Handler("good", lambda entry: None, ("test.*",)))
    record(SYSTEM, "test.made", alice)
    delivery = Delivery.objects.select_related("entry").get()
    assert outbox._claim(delivery)
    assert not outbox._claim(delivery)
    assert outbox.deliver_due() == 0
    Delivery.objects.update(due=timezone.now())
    assert outbox.deliver_due() == 1
