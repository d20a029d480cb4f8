"""X6, P14: what was saved comes back equal, and what is wrong is refused with the place of the fault in words."""

import shutil
import sqlite3
import stat
import subprocess
import sys
import time

import pytest

from ngo2.operations import archive, databases, unpacking, vault
from ngo2.operations.failures import Failed

LOG_IN = """
import django; django.setup()
from django.test import Client
from ngo2.accounts.models import Person
from ngo2.accounts import consents
from ngo2.accounts.services import give_consent
from ngo2.lib.actors import person_actor
alice = Person.objects.get(name="Alice")
give_consent(person_actor(alice), alice, consents.TERMS, "web")
client = Client(SERVER_NAME="localhost")
client.force_login(alice)
print(client.get("/me/").status_code)
"""


def test_X6_a_backup_restores_into_an_empty_place_with_equal_hashes(lived_in, yard):
    path = lived_in.backup()
    before, media = lived_in.fingerprint(), lived_in.media()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((lived_in.data / "backup_key").stat().st_mode) == 0o600
    fresh = yard.empty()
    run = fresh.ngo2("restore", path, "--key", lived_in.data / "backup_key")
    assert run.returncode == 0, run.stderr
    assert run.stdout.count(before.digest) == 2
    after = fresh.fingerprint()
    changed_by_pausing = {
        "notify_pause",
        "journal_entry",
        "journal_unsealed",
        "journal_delivery",
        "ui_pageversion",
    }
    assert set(before.differences(after)) <= changed_by_pausing
    assert after.rows["notify_pause"] == 1
    assert (after.seals, after.last_seal) == (before.seals, before.last_seal)
    assert fresh.media() == media
    assert len(media) == 3
    assert fresh.python(LOG_IN).stdout.strip() == "200"
    assert fresh.ngo2("audit", "verify").returncode == 0


def test_a_backup_under_load_holds_every_commit_before_it(lived_in):
    """The twin: the copied file of a live SQLite database lacks what stands in its log."""
    if not lived_in.url.startswith("sqlite"):
        pytest.skip("copied files are a fault of SQLite only")
    path = lived_in.url.removeprefix("sqlite:///")
    live = sqlite3.connect(path)
    live.execute("PRAGMA wal_autocheckpoint=0")
    live.execute("PRAGMA journal_mode=WAL")
    live.execute("INSERT INTO ui_pageversion (key, n) VALUES ('in the log only', 1)")
    live.commit()
    copied = lived_in.data / "copied.sqlite3"
    shutil.copyfile(path, copied)
    question = "SELECT count(*) FROM ui_pageversion WHERE key = 'in the log only'"
    assert sqlite3.connect(copied).execute(question).fetchone() == (0,)
    backup = lived_in.backup()
    live.close()
    assert lived_in.ngo2("restore", backup, "--replace").returncode == 0
    assert lived_in.sql(question) == [(1,)]


def test_secrets_are_inside_only_when_asked_for(lived_in):
    def names(path):
        master = vault.read_key(lived_in.data / "backup_key")
        with path.open("rb") as file, archive.reading(file, master) as members:
            return {name: inner.read() for name, inner in members}

    plain = names(lived_in.backup())
    assert archive.SECRETS not in plain
    assert b"of the tests only" not in b"".join(plain.values())
    time.sleep(1)
    assert b"of the tests only" in names(lived_in.backup("--with-secrets"))[archive.SECRETS]


def test_a_place_with_data_is_not_overwritten_unasked(lived_in):
    path = lived_in.backup()
    before = lived_in.fingerprint()
    assert lived_in.ngo2("restore", path).returncode == 14
    assert lived_in.fingerprint() == before


def test_replacing_saves_first_what_was_here(lived_in):
    path = lived_in.backup()
    lived_in.sql("UPDATE ui_pageversion SET n = n + 7")
    (lived_in.data / "files/later.webp").write_bytes(b"later")
    changed = lived_in.fingerprint()
    time.sleep(1)
    run = lived_in.ngo2("restore", path, "--replace")
    assert run.returncode == 0, run.stderr
    assert "later.webp" not in lived_in.media()
    newest = max((lived_in.data / "backups").glob("*.backup"))
    assert newest != path
    time.sleep(1)
    assert lived_in.ngo2("restore", newest, "--replace").returncode == 0
    paused = {"notify_pause", "journal_entry", "journal_unsealed", "journal_delivery", "ui_pageversion"}
    assert set(changed.differences(lived_in.fingerprint())) <= paused
    assert lived_in.media()["later.webp"] == b"later"


def _cut(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


def _flip(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def _newer(data: bytes) -> bytes:
    place = len(vault.MAGIC)
    return data[:place] + bytes([vault.FORMAT + 1]) + data[place + 1 :]


SPOILT = {
    "cut off": (_cut, 10),
    "one bit": (_flip, 11),
    "newer": (_newer, 12),
    "empty": (lambda data: b"", 11),
    "something else": (lambda data: b"PK\3\4" + data, 11),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_backup_is_refused(saved, how, tmp_path):
    spoil, code = SPOILT[how]
    path = tmp_path / "spoilt.backup"
    path.write_bytes(spoil(saved.backup.read_bytes()))
    with pytest.raises(Failed) as refused, unpacking.unpacked(path, saved.key):
        pass
    assert refused.value.exit_code == code


def test_a_refusal_is_one_sentence_and_changes_nothing(lived_in):
    path = lived_in.backup()
    path.write_bytes(_cut(path.read_bytes()))
    before, media = lived_in.fingerprint(), lived_in.media()
    run = lived_in.ngo2("restore", path, "--replace")
    assert (run.returncode, run.stderr.count("\n"), "Traceback" in run.stderr) == (10, 1, False)
    assert lived_in.ngo2("restore", path, "--check").returncode == 10
    assert (lived_in.fingerprint(), lived_in.media()) == (before, media)


def test_a_wrong_key_is_told_from_a_spoilt_file(saved, tmp_path):
    def code(key):
        with pytest.raises(Failed) as refused, unpacking.unpacked(saved.backup, key):
            pass
        return refused.value.exit_code

    other = tmp_path / "key"
    vault.make_key(other)
    assert code(other) == 13
    other.write_text("not a key")
    assert code(other) == 13
    assert code(tmp_path / "none") == 13


def test_a_backup_with_unknown_migrations_is_newer(lived_in, yard):
    lived_in.sql(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('organisations', '9999_later', '2030-01-01')"
    )
    path = lived_in.backup()
    assert yard.empty().ngo2("restore", path, "--key", lived_in.data / "backup_key").returncode == 12


def test_a_running_site_is_not_restored_over(lived_in):
    path = lived_in.backup()
    with databases.opened(lived_in.url) as held, held.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ui_pageversion")
        assert lived_in.ngo2("restore", path, "--replace").returncode == 16


def test_a_restore_killed_in_the_middle_leaves_the_old_one_usable(lived_in):
    path = lived_in.backup()
    lived_in.sql("UPDATE ui_pageversion SET n = n + 7")
    before = lived_in.fingerprint()
    restored = [sys.executable, "-m", "ngo2", "restore", str(path), "--replace"]
    running = subprocess.Popen(restored, env=lived_in.environment(), stdout=subprocess.DEVNULL)
    time.sleep(1.2)
    running.kill()
    running.wait()
    time.sleep(1)
    assert lived_in.fingerprint() == before
    assert lived_in.ngo2("restore", path, "--replace").returncode == 0


def test_verify_restores_into_a_temporary_database(saved_once, yard):
    before = saved_once.machine.fingerprint()
    assert saved_once.machine.ngo2("restore", saved_once.backup, "--check").returncode == 0
    assert saved_once.machine.fingerprint() == before
