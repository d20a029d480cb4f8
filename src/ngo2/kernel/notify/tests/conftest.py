import pytest

from ngo2.kernel.journal.services import record
from ngo2.kernel.journal.verbs import Verb, verbs
from ngo2.kernel.notify import types as registry
from ngo2.kernel.notify.types import MessageType, Recipient
from ngo2.lib.actors import SYSTEM


@pytest.fixture
def book(monkeypatch):
    """Addresses by person: the accounts room's part, played by a dict."""
    addresses = {}
    monkeypatch.setattr(registry.address_book, "_look_up", lambda person: addresses.get(person.pk, {}))
    return addresses


@pytest.fixture
def declared(monkeypatch, book):
    """`declared(**fields)`: one message type about `test.happened`, to the people in `declared.people`."""
    monkeypatch.setattr(
        verbs, "_items", {**verbs._items, "test.happened": Verb("test.happened", "it happened")}
    )
    monkeypatch.setattr(registry.types, "_items", {})

    def declare(**fields):
        given = {
            "name": "test.type",
            "label": "Something happens",
            "verbs": ("test.*",),
            "recipients": lambda entry: [Recipient(person) for person in declare.people],
            "subject": "About %(what)s",
            "body": "Dear reader,\nthis is about %(what)s.",
            "context": lambda entry: {"what": f"entry of {entry.scope}"},
            "link": lambda entry: "/o/1/",
        }
        kind = MessageType(**{**given, **fields})
        registry.types.add(kind)
        return kind

    declare.people = []
    return declare


@pytest.fixture
def happen(db):
    """Journal the event and hand the entry to whoever listens, as the worker does."""
    from ngo2.kernel.journal.outbox import deliver_due

    def go(scope="organisation:1"):
        entry = record(SYSTEM, "test.happened", scope=scope)
        deliver_due()
        return entry

    return go
