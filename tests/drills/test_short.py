"""The drills in short, each with its planted fault; `make drill` runs them long."""

import shutil

import pytest
from django.db import connection

from tests.drills import crash, full_disk, listed, malformed, offline, outage, restart, restore_load, sync
from tests.journeys import chromium


def test_promise_P1_nothing_is_lost_or_doubled_by_kills(site):
    outcome = crash.crash(site, kills=3, clients=8)
    assert (outcome.lost, outcome.doubled) == (0, 0), outcome
    assert outcome.acknowledged > 10, outcome


def test_the_twin_that_says_yes_before_it_writes_does_lose(site):
    outcome = crash.crash_twin(site, kills=2, clients=8)
    assert outcome.lost > 0, outcome


def test_promise_P1_nor_by_kills_of_the_database_server_and_everybody_is_told(mortal):
    site, server = mortal
    done = outage.outages(site, server, kills=2, clients=8)
    assert done.well, done
    assert done.kills == 2
    assert done.outcome.acknowledged > 10, done


def test_the_twin_that_says_yes_before_it_writes_loses_there_too(mortal):
    site, server = mortal
    site.application = crash.PLANTED
    done = outage.outages(site, server, kills=2, clients=8)
    assert done.outcome.lost > 0
    assert done.told == 0, "it says yes to somebody for whom nothing can be written"


def test_a_restart_under_load_fails_nobody(site):
    done = restart.restart(site, restarts=1, clients=6)
    assert (done.failed, done.outcome.lost, done.outcome.doubled) == (0, 0, 0), done
    assert done.outcome.acknowledged > 10


def test_the_twin_whose_socket_ends_with_the_pages_refuses_people_but_loses_nothing(site):
    done = restart.restart_twin(site, restarts=1, clients=6)
    assert done.failed > 0
    assert (done.outcome.lost, done.outcome.doubled) == (0, 0), done
    assert max(done.seconds) < 20


def test_promise_P14_a_backup_under_load_restores_with_every_promise(site, yard):
    promised, lost, code = restore_load.restored_under_load(site, yard.empty(), clients=6)
    assert (lost, code) == (0, 0)
    assert promised > 5


def test_the_twin_that_restores_an_older_backup_misses_promises(site, yard):
    _promised, lost, code = restore_load.restored_under_load(site, yard.empty(), clients=6, planted=True)
    assert code == 0
    assert lost > 0


def test_whoever_writes_or_undoes_a_list_may_be_killed(yard):
    done = listed.listed(yard.migrated(), rows=600, most=2)
    assert (done.written, done.twice, done.left) == (600, 0, 0), done
    assert done.kills > 0


def test_the_twin_that_marks_before_it_writes_loses_lines(yard):
    done = listed.listed_twin(yard.migrated(), rows=800, most=3)
    assert done.written < 800, done


def test_promise_P11_junk_into_any_route_is_no_error_of_ours(site):
    junk = malformed.malformed(site, inputs=150, clients=4)
    assert junk.well, junk
    assert junk.tried == 150
    assert junk.statuses[200] > 15, "most of it must come past the door"


def test_the_twin_that_believes_every_query_breaks(site):
    assert malformed.malformed_twin(site, inputs=100, clients=4).errors > 0


@pytest.mark.browser
def test_promise_P7_forms_answered_offline_arrive_once_and_whole(site):
    chromium.needed()
    out = offline.carried(site, forms=6, kills=1)
    assert out.well, out
    assert out.kills == 1


@pytest.mark.browser
def test_the_twin_that_sends_before_it_writes_loses_forms(site):
    chromium.needed()
    out = offline.carried(site, forms=2, kills=0, planted=True)
    assert out.arrived < 2, out


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL syncs in its own processes")
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is missing: apt install strace")
def test_promise_P2_every_answer_follows_a_sync(site):
    done = sync.synced(site, writes=10)
    assert (done.answers, done.after_a_sync) == (10, 10)
    assert connection.vendor == "sqlite"


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the fault is planted in SQLite")
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is missing: apt install strace")
def test_the_twin_that_does_not_sync_is_seen(site):
    done = sync.synced_twin(site, writes=5)
    assert done.answers == 5
    assert done.after_a_sync < 5


def test_the_counting_of_syncs_sees_a_missing_one():
    log = '7 fdatasync(9) = 0\n7 sendto(5, "HTTP/1.1 302 Found"...\n7 sendto(5, "HTTP/1.1 302 Found"...\n'
    assert sync.count(log) == sync.Synced(2, 1)


def test_a_full_disk_can_be_read_and_heals(on_disk, tmp_path):
    """Without the right to mount there is no small disk: the guard's own tests fake one everywhere."""
    if connection.vendor != "sqlite":
        pytest.skip("the disk of a PostgreSQL server is not ours to fill")
    try:
        with full_disk.small_disk(tmp_path / "disk", 64) as folder:
            done = full_disk.fill(on_disk(folder), folder, rounds=3)
    except full_disk.NoMount:
        pytest.skip("no right to mount a small file system here")
    assert done == full_disk.Filled([200] * 12, [507] * 3, 503, True, 302, 2)
    assert done.well


def test_the_twin_without_a_guard_is_seen(on_disk, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("the disk of a PostgreSQL server is not ours to fill")
    try:
        with full_disk.small_disk(tmp_path / "disk", 64) as folder:
            site = on_disk(folder)
            site.application = full_disk.UNGUARDED
            done = full_disk.fill(site, folder, rounds=3)
    except full_disk.NoMount:
        pytest.skip("no right to mount a small file system here")
    assert not done.well
