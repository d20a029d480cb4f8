"""/healthz, /readyz and the disk guard."""

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from ngo2.kernel.jobs.models import Worker
from ngo2.operations import disk, health

GB = 10**9


@pytest.fixture(autouse=True)
def forgotten():
    disk.forget()
    health.forget()
    yield
    disk.forget()
    health.forget()


@pytest.fixture
def free(monkeypatch):
    """Say how much of a disk of 100 GB is free; the guard hears it at once."""

    def say(percent: float) -> None:
        monkeypatch.setattr(disk, "measure", lambda folder: disk.Room(100 * GB, int(percent * GB)))
        disk.forget()
        health.forget()

    say(50)
    return say


@pytest.fixture
def working(db):
    return Worker.objects.create(id="w", host="here", pid=1, seen_at=timezone.now())


def ready(client: Client) -> tuple[int, str]:
    health.forget()
    response = client.get("/readyz")
    return response.status_code, response.content.decode()


def test_healthz_asks_no_database(client):
    """No `db` here: a query would be an error."""
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers


def test_readyz_names_what_is_wrong_and_nothing_else(client, free, working, monkeypatch):
    assert ready(client) == (200, "ok\n")
    free(5)
    assert ready(client) == (503, "disk\n")
    free(50)
    working.delete()
    assert ready(client) == (503, "worker\n")

    def broken() -> bool:
        raise DatabaseError("at 10.0.0.7, password of ngo2 is wrong")

    monkeypatch.setitem(health.CHECKS, "database", broken)
    assert ready(client) == (503, "database\nworker\n")


def test_readyz_sees_work_that_waits(client, free, working):
    from datetime import timedelta

    from ngo2.kernel.journal.models import Delivery
    from ngo2.kernel.journal.services import record
    from ngo2.lib.actors import SYSTEM

    entry = record(SYSTEM, "notify.paused")
    late = timezone.now() - timedelta(minutes=11)
    Delivery.objects.update_or_create(entry=entry, handler="x", defaults={"due": late})
    assert ready(client) == (503, "tasks\n")


def test_readyz_really_writes(client, free, working, django_assert_num_queries):
    from ngo2.operations.models import Probe

    ready(client)
    first = Probe.objects.get().at
    ready(client)
    assert Probe.objects.get().at > first


def wishes() -> str:
    return reverse("notify:wishes")


def test_read_only_when_the_disk_is_full(client, alice, free):
    client.force_login(alice)
    free(1)
    page = client.get("/me/")
    assert page.status_code == 200
    with translation.override("zh-hans"):
        answer = client.post(wishes(), {"form_key": "k1", "story": "<b>三年</b>", "code": "123456"})
    text = answer.content.decode()
    assert answer.status_code == 507
    assert "&lt;b&gt;三年&lt;/b&gt;" in text
    assert 'name="form_key" value="k1"' in text
    assert '<input type="hidden" name="code" value="123456">' in text, "sent again, but not to be read"
    free(50)
    assert client.post(wishes(), {"form_key": "k1"}).status_code == 302


def test_reading_writes_nothing_while_the_disk_is_full(client, alice, free):
    """Twin: with room, the same page notes when the session was last seen."""
    from allauth.usersessions.models import UserSession

    client.force_login(alice)
    long_ago = timezone.now() - timezone.timedelta(days=1)
    UserSession.objects.update(last_seen_at=long_ago)
    free(1)
    writes = []

    def watch(execute, sql, params, many, context):
        if not sql.lstrip().upper().startswith(("SELECT", "SAVEPOINT", "RELEASE")):
            writes.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        assert client.get("/me/").status_code == 200
    assert writes == []
    free(50)
    with connection.execute_wrapper(watch):
        client.get("/me/")
    assert writes != []


def test_files_are_refused_first(client, alice, free):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(alice)
    free(5)
    upload = {"form_key": "k2", "words": "hello", "file": SimpleUploadedFile("a.png", b"png")}
    answer = client.post(wishes(), upload)
    assert answer.status_code == 507
    assert "hello" in answer.content.decode()
    assert client.post(wishes(), {"form_key": "k3"}).status_code == 302


def test_a_disk_that_fills_in_the_middle_of_a_form_is_said_the_same_way(client, alice, free, monkeypatch):
    from django.db import OperationalError

    from ngo2.kernel.notify import views

    def full(*args: object, **kwargs: object) -> None:
        raise OperationalError("database or disk is full")

    client.force_login(alice)
    monkeypatch.setattr(views.services, "choose", full)
    client.raise_request_exception = False
    assert client.post(wishes(), {"form_key": "k4"}).status_code == 507


@pytest.mark.parametrize(
    ("percent", "total", "state"),
    [
        (50, 100 * GB, "open"),
        (9, 100 * GB, "no_uploads"),
        (9, 1000 * GB, "open"),
        (1.9, 100 * GB, "read_only"),
        (1.9, 1000 * GB, "open"),
        (11, GB, "open"),
    ],
)
def test_a_small_share_of_a_large_disk_is_plenty(percent, total, state):
    assert disk.Room(total, int(total * percent / 100)).state == state


def test_the_ballast_is_held_and_given_free(free, settings, tmp_path):
    settings.DATA_DIR, settings.NGO2_BALLAST_MB = tmp_path, 3
    disk.keep_ballast()
    assert disk.ballast().stat().st_size == 3_000_000
    assert disk.ballast().stat().st_blocks * 512 >= 3_000_000
    free(10)
    disk.keep_ballast()
    assert disk.ballast().exists()
    free(1)
    disk.keep_ballast()
    assert not disk.ballast().exists()
    free(10)
    disk.keep_ballast()
    assert not disk.ballast().exists()  # not to and fro at the edge
    free(50)
    disk.keep_ballast()
    settings.NGO2_BALLAST_MB = 0
    disk.keep_ballast()
    assert not disk.ballast().exists()
