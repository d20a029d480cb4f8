"""The database does not answer: everybody is told so, in the reader's language, and keeps what they typed."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.urls import reverse
from django.utils.translation import override

from ngo2.lib import db as databases

SAID = {"": "数据库暂时没有应答", "/en": "does not answer for a moment"}


@contextmanager
def away(error: Exception | None = None) -> Iterator[None]:
    """As a server that was killed, or a file that another holds, would have it."""

    def gone(*_words: object) -> None:
        raise error or OperationalError("server closed the connection: database is locked")

    with connection.execute_wrapper(gone):
        yield


@pytest.fixture
def client(client):
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("prefix", SAID)
@pytest.mark.parametrize("name", ["portal:home", "organisations:directory", "portal:mine"])
def test_pages_say_so(client, alice, prefix, name):
    client.force_login(alice)
    with override("en" if prefix else "zh-hans"):
        address = reverse(name)
    with away():
        answer = client.get(address)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert SAID[prefix] in answer.content.decode()
    assert client.get(address).status_code == 200


def test_the_teams_pages_too(client, dana):
    client.force_login(dana)
    with away():
        answer = client.get("/today/")
    assert answer.status_code == 503


@pytest.mark.parametrize("prefix", SAID)
def test_what_was_typed_comes_back_and_can_be_sent_again(client, alice, prefix):
    client.force_login(alice)
    with override("en" if prefix else "zh-hans"):
        address = reverse("notify:wishes")
    typed = {"form_key": "k1", "story": "<b>三年</b> 😀", "code": "123456", "do": "save"}
    with away():
        answer = client.post(address, typed)
    text = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert SAID[prefix] in text
    assert "&lt;b&gt;三年&lt;/b&gt; 😀" in text
    assert 'name="form_key" value="k1"' in text
    assert "123456" not in text
    assert '<input type="hidden" name="do" value="save">' in text, "sent again, but not to be read"
    assert client.post(address, typed).status_code == 302


def test_programs_are_answered_as_programs(client, db):
    with away():
        answer = client.get("/api/v1/organisations")
    assert answer.status_code == 503
    assert answer["Content-Type"].startswith("application/problem+json")
    assert answer["Retry-After"]


def test_what_the_log_says(client, alice, caplog):
    client.force_login(alice)
    with away():
        client.post(reverse("notify:wishes"), {"story": "patient-31415"})
    assert "database is locked" in caplog.text
    assert "patient-31415" not in caplog.text


@pytest.mark.parametrize(
    ("error", "is_away"),
    [
        (OperationalError("database is locked"), True),
        (InterfaceError("connection already closed"), True),
        (ValueError("database is locked"), False),
        (None, False),
    ],
)
def test_only_a_database_is_away(error, is_away):
    assert databases.is_away(error) is is_away


def test_a_missing_table_is_our_fault_and_stays_one(client, alice):
    """SQLite's word for it is the same; PostgreSQL has one of its own."""
    with pytest.raises(Exception) as caught, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM no_such_table")
    assert not databases.is_away(caught.value)
