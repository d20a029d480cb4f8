"""Every line of the doctor's is in order on a well kept site, and says so when its thing is broken."""

import json
import smtplib
import stat
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone, translation

from ngo2.accounts.models import Identity
from ngo2.kernel.jobs.models import Schedule, Worker
from ngo2.kernel.journal import chain
from ngo2.kernel.journal.models import Delivery, Entry, Seal
from ngo2.kernel.journal.services import record
from ngo2.kernel.notify import services as notify
from ngo2.kernel.notify.models import Message
from ngo2.lib.actors import SYSTEM
from ngo2.operations import disk, doctor, house, queries, services
from ngo2.operations.doctor import handover, keeping, machine, work

GB = 10**9


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def kept(db, settings, tmp_path):
    """A site that is well: a fresh backup that was tried, a worker, room on the disk."""
    settings.DATA_DIR = tmp_path
    settings.NGO2_BACKUP_DIR = tmp_path / "backups"
    settings.NGO2_BACKUP_KEY_FILE = tmp_path / "backup_key"
    settings.NGO2_BACKUP_DIR.mkdir()
    for name in ("secret_key", "backup_key"):
        (tmp_path / name).touch(mode=0o600)
    _backup(settings, hours=3)
    Worker.objects.create(id="w", host="here", pid=1, seen_at=timezone.now())
    settings.ALLOWED_HOSTS = ["localhost", "testserver"]
    return settings


def _backup(settings, *, hours):
    for path in settings.NGO2_BACKUP_DIR.glob("*"):
        path.unlink()
    path = settings.NGO2_BACKUP_DIR / queries.file_name(timezone.now() - timedelta(hours=hours))
    path.touch()
    path.with_suffix(".verified").touch()
    return path


def line(name):
    return next(one for one in doctor.CHECKS if one.name == name).line()


def test_a_well_kept_site_has_nothing_to_mend(kept, monkeypatch):
    monkeypatch.setattr(disk, "measure", lambda folder: disk.Room(100 * GB, 50 * GB))
    monkeypatch.setattr(machine.checks, "run_checks", lambda **kwargs: [])
    lines = doctor.everything()
    names = {"database"} if connection.vendor == "postgresql" else set()  # its test server may sync less
    assert [(one.name, one.why) for one in lines if one.state != "ok" and one.name not in names] == []
    assert all(one.why and not one.do for one in lines if one.state == "ok")


def old_backup(kept, patch):
    _backup(kept, hours=27)


def no_backup(kept, patch):
    _backup(kept, hours=1).unlink()


def untried(kept, patch):
    _backup(kept, hours=1).with_suffix(".verified").unlink()


def little_room(kept, patch):
    patch.setattr(disk, "measure", lambda folder: disk.Room(100 * GB, 5 * GB))


def no_room(kept, patch):
    patch.setattr(disk, "measure", lambda folder: disk.Room(100 * GB, GB))


def no_worker(kept, patch):
    Worker.objects.all().delete()


def waits(kept, patch):
    entry = record(SYSTEM, "notify.paused")
    due = timezone.now() - timedelta(minutes=11)
    Delivery.objects.update_or_create(entry=entry, handler="x", defaults={"due": due})


def no_index(kept, patch):
    patch.setattr(settings, "NGO2_SEARCH_DIR", str(settings.NGO2_BACKUP_DIR))


def late(kept, patch):
    Schedule.objects.create(name="x", due=timezone.now() - timedelta(hours=1))


def failed(kept, patch):
    Schedule.objects.create(name="x", due=timezone.now(), last_error="OSError: no")


def dead(kept, patch):
    entry = record(SYSTEM, "notify.paused")
    Delivery.objects.create(entry=entry, handler="y", state=Delivery.DEAD, due=timezone.now())


def paused(kept, patch):
    notify.pause(SYSTEM)


def open_key(kept, patch):
    (kept.DATA_DIR / "backup_key").chmod(0o640)


def debug(kept, patch):
    kept.DEBUG = True


def public_demo(kept, patch):
    kept.DEMO, kept.ALLOWED_HOSTS = True, ["example.org"]


def set_back(kept, patch):
    later = timezone.now() + timedelta(hours=1)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_entry (at, verb, actor_kind, actor_id, actor_label, scope, object_type, object_id,"
            " data) VALUES (%s, 'x', 'system', '', '', '', '', '', '{}')",
            [later],
        )


def no_mail(kept, patch):
    kept.ALLOWED_HOSTS = ["example.org"]


def deaf_mail(kept, patch):
    def refuse(*args, **kwargs):
        raise smtplib.SMTPAuthenticationError(535, b"no")

    kept.NGO2_EMAIL_HOST = kept.EMAIL_HOST = "127.0.0.1"
    patch.setattr(work.EmailBackend, "open", refuse)


def altered(kept, patch):
    for _ in range(3):
        record(SYSTEM, "notify.paused")
    chain.seal()
    Seal.objects.filter(seq=2).update(digest="0" * 64)


def certificate_ends(kept, patch):
    kept.NGO2_SITE_URL = "https://example.org"
    patch.setattr(keeping, "expires", lambda host, port: timezone.now() + timedelta(days=10))


def certificate_ended(kept, patch):
    kept.NGO2_SITE_URL = "https://example.org"
    patch.setattr(keeping, "expires", lambda host, port: timezone.now() - timedelta(days=1))


def unfit(kept, patch):
    kept.SECURE_HSTS_SECONDS = 0


def weak(kept, patch):
    table = "_POSTGRES" if connection.vendor == "postgresql" else "_SQLITE"
    patch.setattr(machine, table, {**getattr(machine, table), _first(table): "something else"})


def _first(table):
    return next(iter(getattr(machine, table)))


def no_tool(kept, patch):
    patch.setattr(machine.connection, "vendor", "postgresql")
    patch.setattr(machine.databases, "server_version", lambda connection: 150000)
    patch.setattr(machine.databases, "client_program", lambda name, version: None)


def breaks(kept, patch):
    def burst() -> bool:
        raise OSError("no such thing")

    patch.setattr(work.health, "tasks", burst)


BROKEN = [
    (old_backup, "backup", "bad"),
    (no_backup, "backup", "bad"),
    (untried, "proof", "warn"),
    (little_room, "disk", "warn"),
    (no_room, "disk", "bad"),
    (no_worker, "workers", "bad"),
    (waits, "waiting", "bad"),
    (breaks, "waiting", "bad"),
    (late, "schedules", "warn"),
    (failed, "schedules", "bad"),
    (dead, "dead letters", "warn"),
    (paused, "outgoing", "warn"),
    (no_index, "search", "warn"),
    (open_key, "secrets", "bad"),
    (debug, "debug", "bad"),
    (public_demo, "demo", "bad"),
    (set_back, "clock", "bad"),
    (no_mail, "mail", "bad"),
    (deaf_mail, "mail", "bad"),
    (altered, "journal", "bad"),
    (certificate_ends, "certificate", "warn"),
    (certificate_ended, "certificate", "bad"),
    (unfit, "deployment", "warn"),
    (weak, "database", "bad"),
    (no_tool, "pg_dump", "warn"),
]


@pytest.mark.parametrize(
    ("broken", "name", "state"), BROKEN, ids=lambda value: getattr(value, "__name__", value)
)
def test_each_line_sees_what_is_broken(kept, monkeypatch, broken, name, state):
    broken(kept, monkeypatch)
    found = line(name)
    assert (found.state, bool(found.why), bool(found.do)) == (state, True, True)


def test_every_line_has_something_that_breaks_it():
    assert {one.name for one in doctor.CHECKS} == {name for _broken, name, _state in BROKEN}


def test_the_command_says_it_to_people_and_to_programs(kept):
    no_worker(kept, None)
    output = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", "--json", stdout=output)
    found = {one["name"]: one["state"] for one in json.loads(output.getvalue())}
    assert (ended.value.code, found["workers"], found["backup"]) == (1, "bad", "ok")
    output = StringIO()
    with pytest.raises(SystemExit):
        call_command("doctor", stdout=output)
    assert "→ ngo2 worker" in output.getvalue()


def test_the_handover_sheet_is_complete_and_holds_no_secret(kept, dana):
    sheet = "\n".join(handover.sheet())
    for needed in (str(kept.DATA_DIR), str(kept.NGO2_BACKUP_DIR), str(kept.NGO2_BACKUP_KEY_FILE), "Dana"):
        assert needed in sheet
    assert kept.SECRET_KEY not in sheet


def test_an_old_backup_stands_on_today(kept, dana):
    assert list(house.old_backup(dana)) == []
    _backup(kept, hours=27)
    assert [item.title for item in house.old_backup(dana)] == ["The newest backup is older than a day"]
    no_backup(kept, None)
    assert list(house.old_backup(dana)) == []  # a site of today needs none yet
    assert stat.S_IMODE((kept.DATA_DIR / "backup_key").stat().st_mode) == 0o600


def test_an_old_backup_is_told_once_by_mail_to_the_team_and_again_when_a_later_one_grows_old(
    kept, dana, alice
):
    def told() -> list[str]:
        services.watch()
        return list(
            Entry.objects.filter(verb=services.LATE).order_by("id").values_list("data__newest", flat=True)
        )

    Identity.objects.create(person=dana, kind="email", value="dana@example.org", verified_at=timezone.now())
    assert told() == []
    first = _backup(kept, hours=27)
    assert told() == told() == [first.name]
    second = _backup(kept, hours=26.5)
    assert told() == told() == [first.name, second.name]
    for entry in Entry.objects.filter(verb=services.LATE):
        notify.write_messages(entry)
    mails = Message.objects.filter(type="operations.backup_late", channel="email")
    assert {(one.person, one.address) for one in mails} == {(dana, "dana@example.org")}
    assert [second.name in one.body for one in mails.order_by("entry_id")] == [False, True]


def test_an_old_backup_stands_in_red_on_the_pages_of_the_team_and_nowhere_else(client, kept, dana, alice):
    _backup(kept, hours=27)
    red = 'class="notice wrong" role="alert"'
    client.force_login(dana)
    pages = {
        path: client.get(path).content.decode() for path in ("/en/today/", "/en/me/", "/en/", "/en/about/")
    }
    assert [path for path, text in pages.items() if red in text] == ["/en/today/", "/en/me/"]
    assert "The newest backup is older than a day" in pages["/en/me/"]
    client.force_login(alice)
    assert red not in client.get("/en/me/").content.decode()
    client.force_login(dana)
    _backup(kept, hours=1)
    assert red not in client.get("/en/me/").content.decode()


def test_the_page_is_for_the_team(client, kept, alice, dana):
    client.force_login(alice)
    assert client.get("/today/house/").status_code == 403
    client.force_login(dana)
    page = client.get("/en/today/house/")
    assert page.status_code == 200
    assert "The newest backup is 3 hours old." in page.content.decode()
