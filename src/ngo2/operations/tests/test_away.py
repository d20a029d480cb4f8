"""The database does not answer: everybody is told so, in the reader's language, and keeps what they typed."""

import json
import re
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
    typed = {"form_key": "k1", "story": "<b>三年</b> 😀", "code": "420100"}
    with away():
        answer = client.post(address, typed)
    text = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert SAID[prefix] in text
    assert "&lt;b&gt;三年&lt;/b&gt; 😀" in text
    assert 'name="form_key" value="k1"' in text
    assert '<input type="hidden" name="code" value="420100">' in text, "sent again, but not to be read"
    assert ("如果其实已经收到，也只算一次" if not prefix else "it counts once") in text
    assert re.search(r'class="big-code">[0-9A-Z]{6}<', text)
    assert client.post(address, typed).status_code == 302


def test_where_no_key_counts_it_is_said_that_it_may_be_there(client, alice):
    client.force_login(alice)
    with away():
        answer = client.post("/me/tokens/new/", {"form_key": "k1", "name": "my program"})
    assert "请先看一看" in answer.content.decode()


@pytest.mark.parametrize(
    ("method", "address", "kind"),
    [
        ("get", "/api/v1/organisations", "application/problem+json"),
        ("post", "/notify/sms/", "application/json"),
    ],
)
def test_programs_are_answered_as_programs(client, db, settings, method, address, kind):
    settings.NGO2_SMS_INBOUND_SECRET = "of-the-provider"
    with away():
        answer = getattr(client, method)(
            address,
            {"number": "13800138000", "text": "1", "id": "7"},
            headers={"authorization": "Bearer of-the-provider"},
        )
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer["Content-Type"].startswith(kind)
    assert "一分钟" in json.loads(answer.content)["detail" if method == "get" else "outcome"]


def test_a_full_disk_is_said_as_such_wherever_it_is_met(client, alice):
    client.force_login(alice)
    with away(OperationalError("database or disk is full")):
        assert client.post(reverse("notify:wishes"), {"story": "三年"}).status_code == 507
        assert client.get(reverse("portal:mine")).status_code == 500


def test_who_presses_again_while_the_first_press_hangs_keeps_what_was_typed(client, alice):
    from ngo2.kernel.ui import forms

    def hangs(*_words: object) -> None:
        raise forms.StillWorking

    client.force_login(alice)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forms, "_claim", hangs)
        answer = client.post(reverse("notify:wishes"), {"form_key": "k1", "story": "三年"})
    assert answer.status_code == 409
    assert 'rows="3">\n三年</textarea>' in answer.content.decode()


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


@pytest.mark.parametrize(
    ("state", "is_away"),
    [
        (None, True),  # no answer at all
        ("08006", True),
        ("40001", True),
        ("40P01", True),
        ("53300", True),
        ("57P03", True),
        ("57014", False),  # it took too long: it will the next time
        ("28P01", False),  # a wrong password: somebody has to look
        ("54000", False),
    ],
)
def test_what_postgresql_says_of_itself(monkeypatch, state, is_away):
    monkeypatch.setattr(databases, "is_postgres", lambda: True)
    error = OperationalError("…")
    error.__cause__ = Exception()
    error.__cause__.sqlstate = state
    assert databases.is_away(error) is is_away


def test_a_full_disk_of_the_server_is_known_in_any_language():
    error = OperationalError("无法扩展文件")
    error.__cause__ = Exception()
    error.__cause__.sqlstate = "53100"
    assert databases.is_full(error)
    assert not databases.is_away(error)
    assert not databases.is_full(ValueError("disk is full"))


def test_a_silent_server_is_given_up_in_seconds_unless_the_address_says_otherwise(tmp_path):
    options = databases.database("postgres://u@h/n?connect_timeout=60", tmp_path)["OPTIONS"]
    assert int(options["connect_timeout"]) == 60
    assert options["tcp_user_timeout"] == databases.POSTGRES_OPTIONS["tcp_user_timeout"]


def test_a_missing_table_is_our_fault_and_stays_one(client, alice):
    """SQLite's word for it is the same; PostgreSQL has one of its own."""
    with pytest.raises(Exception) as caught, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM no_such_table")
    assert not databases.is_away(caught.value)
