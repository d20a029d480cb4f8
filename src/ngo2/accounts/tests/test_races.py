"""Twenty requests at once get no more than one after the other; each race has a twin with a planted fault."""

import threading
import time
from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from ngo2.accounts import services
from ngo2.accounts.addresses import Address
from ngo2.accounts.models import Challenge, Person
from ngo2.accounts.services import codes, identities
from ngo2.lib.actors import person_actor
from ngo2.lib.tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


def came_of(attempts):
    """Of each: "done" or the code of its refusal."""
    passed, refused = race(attempts)
    return sorted([*["done"] * passed, *(refusal.code for refusal in refused)])


class Naive:
    """Rows of somebody who reads, thinks, and writes."""

    def __init__(self, rows):
        self.rows = rows

    def filter(self, **where):
        return Naive(self.rows.filter(**where))

    def update(self, **fields):
        found = list(self.rows.values("pk", "tries"))
        time.sleep(0.05)
        for row in found:
            known = {"tries": row["tries"] + 1} if "tries" in fields else fields
            Challenge.objects.filter(pk=row["pk"]).update(**known)
        return len(found)


@pytest.fixture
def planted(monkeypatch):
    real = Challenge.objects.filter

    def filtered(**where):
        return Naive(real(**where)) if "used_at" in where else real(**where)

    monkeypatch.setattr(codes.Challenge.objects, "filter", filtered)


@pytest.fixture
def sent(outbox):
    return codes.send_code(Address("email", "li@example.org"), purpose="sign_in", client="203.0.113.1")


def proving(challenge, code):
    return lambda: services.prove_code(challenge.token, code, purpose="sign_in")


def test_twenty_guesses_at_once_are_five(sent):
    challenge, _code = sent
    assert came_of([proving(challenge, "x")] * 20) == ["stale"] * 15 + ["wrong"] * 5


def test_the_right_code_opens_once(sent):
    assert came_of([proving(*sent)] * 20).count("done") == 1


def test_twin_reading_before_writing_lets_more_guesses_in(sent, planted):
    challenge, _code = sent
    assert came_of([proving(challenge, "x")] * 20).count("wrong") > 5


def test_twin_reading_before_writing_opens_more_than_once(sent, planted):
    assert came_of([proving(*sent)] * 20).count("done") > 1


@pytest.fixture
def two(person):
    alice = person("Alice", phone="13800138000", email="li@example.org")
    rows = list(alice.identities.all())
    return alice, [lambda pk=row.pk: services.remove_identity(person_actor(alice), alice, pk) for row in rows]


def test_two_removals_at_once_leave_one_way_in(two):
    alice, removals = two
    assert came_of(removals) == ["", "done"]
    assert alice.identities.count() == 1


def test_twin_without_the_lock_leaves_none(two, monkeypatch):
    """The lock is the row of the person (PostgreSQL) and the one writer (SQLite): without a transaction, neither."""
    alice, removals = two
    monkeypatch.setattr(identities, "transaction", SimpleNamespace(atomic=nullcontext))
    monkeypatch.setattr(Person.objects, "select_for_update", lambda: Person.objects)
    gate = threading.Barrier(2)

    class Slow:
        """Between looking and deleting, the other one looks too."""

        def __init__(self, rows):
            self.rows = rows

        def exists(self):
            found = self.rows.exists()
            gate.wait(timeout=60)
            return found

    manager = type(alice.identities)
    exclude = manager.exclude
    monkeypatch.setattr(manager, "exclude", lambda self, **where: Slow(exclude(self, **where)), raising=False)
    assert came_of(removals) == ["done", "done"]
    monkeypatch.undo()
    assert alice.identities.count() == 0
