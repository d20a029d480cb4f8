"""Real processes: one writes, several read, and one that is killed in the middle loses nothing."""

import os
import signal
import subprocess
import sys
import time

import pytest

from ngo2.kernel.jobs.tests.processes import environment, eventually, running
from ngo2.kernel.search import queries
from ngo2.kernel.search.engine import Ask
from ngo2.lib.actors import SYSTEM
from ngo2.organisations.services import assert_facts
from ngo2.organisations.sources import Source

pytestmark = pytest.mark.django_db(transaction=True)
READER = """
import sys, django
django.setup()
from ngo2.kernel.search import queries
from ngo2.kernel.search.engine import Ask
print("ready", flush=True)
for line in sys.stdin:
    found = queries.search(Ask(line.strip()), 50)
    print("none" if found is None else found.total, flush=True)
"""
# Dies as a power cut would, after the documents were handed over and before the commit, or right after it.
KILLED = """
import os, signal, sys, django
django.setup()
from ngo2.kernel.journal import chain
from ngo2.kernel.search import following
from ngo2.kernel.search.tantivy import index
commit = index.TantivyWriter.commit
def die(self, state):
    if sys.argv[1] == "after":
        commit(self, state)
    os.kill(os.getpid(), signal.SIGKILL)
while chain.seal():
    pass
following._my_turn() and following._open(following.places.current())
index.TantivyWriter.commit = die
following.tick()
"""


@pytest.fixture
def env(folder, tmp_path):
    return environment(tmp_path, DJANGO_SETTINGS_MODULE="ngo2.config.settings", NGO2_SEARCH_DIR=str(folder))


@pytest.fixture
def reader(env):
    """reader("text") asks another process, which keeps the index open between two questions."""
    started = []

    def start():
        process = subprocess.Popen(
            [sys.executable, "-c", READER], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        assert process.stdout.readline().strip() == "ready"

        def ask(text):
            process.stdin.write(f"{text}\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

        return ask

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_two_read_while_one_writes_and_see_an_edit_within_a_second(env, many, reader):
    (one,) = many({"name_zh": "江岸书屋"})
    with running(env, "worker"):
        assert eventually(lambda: queries.search(Ask("江岸"), 5))
        first, second = reader(), reader()
        waits = []
        for number in range(5):
            time.sleep(0.13 * number)
            began = time.monotonic()
            assert_facts(SYSTEM, one, {"name_zh": f"隆中书院{'甲乙丙丁戊'[number]}"}, source=Source("staff"))
            typed = f"书院{'甲乙丙丁戊'[number]}"
            while first(typed) != "1":
                assert time.monotonic() - began < 30
                time.sleep(0.01)
            waits.append(time.monotonic() - began)
            assert second(typed) == "1"
    assert (first("江岸"), second("江岸")) == ("0", "0")
    assert min(waits) < 1.5, waits  # the worker looks twice a second; the machine of a test may be busy


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_worker_killed_around_a_commit_loses_nothing(env, many, follow, names, when):
    made = many(*({"name_zh": f"江岸书屋{n}"} for n in range(3)))
    follow()
    _let_go()
    assert_facts(SYSTEM, made[0], {"name_zh": "隆中书院"}, source=Source("staff"))
    many({"name_zh": "隆中学社"}, dataset="later")
    killed = subprocess.run([sys.executable, "-c", KILLED, when], env=env, timeout=120)
    assert killed.returncode == -signal.SIGKILL
    assert len(names("隆中")) == (2 if when == "after" else 0)
    follow()
    assert sorted(names("隆中")) == ["隆中书院", "隆中学社"]
    assert len(names("江岸")) == 2
    assert queries.size() == 4


def test_a_second_worker_waits_and_takes_over_from_a_dead_one(env, many, names, folder):
    many({"name_zh": "江岸书屋"})
    with running(env, "worker") as first:
        assert eventually(lambda: queries.search(Ask("江岸"), 5))
        with running(env, "worker"):
            many({"name_zh": "江岸学社"}, dataset="later")
            assert eventually(lambda: len(names("江岸")) == 2)
            os.kill(first.pid, signal.SIGKILL)
            many({"name_zh": "江岸茶馆"}, dataset="latest")
            assert eventually(lambda: len(names("江岸")) == 3)


def test_rebuild_and_status_by_hand(env, many, names):
    many(*({"name_zh": f"江岸书屋{n}"} for n in range(5)))

    def ngo2(*words):
        command = [sys.executable, "-m", "ngo2", "search", *words, "--skip-checks"]
        return subprocess.run(
            command, env=env, capture_output=True, text=True, check=True, timeout=120
        ).stdout

    assert "There is no index yet" in ngo2("status")
    assert "The index is in place" in ngo2("rebuild", "--processes", "2", "--no-progress")
    assert len(names("江岸")) == 5
    assert "5 documents" in ngo2("status")


def _let_go():
    from ngo2.kernel.search import following

    following.let_go()
