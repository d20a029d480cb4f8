"""The index made at once by `ngo2 search rebuild`: however many processes share the work, and when one is killed."""

import os
import subprocess
import sys

import pytest
from django.core.management import call_command

from ngo2.demo.readers import hubei, uk
from ngo2.kernel.jobs.tests.processes import environment
from ngo2.kernel.search import places, queries
from ngo2.kernel.search.engine import Ask, Near
from ngo2.kernel.search.management.commands import search

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = [
    *(Ask(text) for text in ("医院", "黄冈", "yiyuan", "cishan", "yy", "trust", "community", "2020", "")),
    Ask("医院", facets={"country": ("CN",)}),
    Ask("医院", names_only=True),
    Ask("comunity", loosely=True),
    Ask(near=Near(30.6, 114.3, 100.0)),
]
# A process that prepares is killed as the system does it when memory runs out: when its first step is waited for.
KILLED = """
import multiprocessing, os, signal, sys, django
django.setup()
from django.core.management import execute_from_command_line
from ngo2.kernel.search import building
from ngo2.kernel.search.management.commands import search
steps = building.Build.steps
def killing(self, size):
    for number, step in enumerate(steps(self, size)):
        if number == 3:
            os.kill(multiprocessing.active_children()[0].pid, signal.SIGKILL)
        yield step
building.Build.steps = killing
search.STEP = 2
execute_from_command_line(["ngo2", "search", "rebuild", "--processes", "2", "--no-progress", "--skip-checks"])
"""


@pytest.fixture
def env(folder, tmp_path, monkeypatch):
    """For processes that are started here: they use the database and the folder of this test."""
    made = environment(tmp_path, DJANGO_SETTINGS_MODULE="ngo2.config.settings", NGO2_SEARCH_DIR=str(folder))
    for name, value in made.items():
        monkeypatch.setenv(name, value)
    return made


def rebuild(processes):
    call_command("search", "rebuild", processes=processes, progress=False, skip_checks=True)


def all_found():
    """{question: {(what, score, kilometres)}}: who fits equally well may stand in any order."""
    found = {number: queries.search(ask, 1000) for number, ask in enumerate(ASKED)}
    return {
        number: (one.total, {(hit.key, round(hit.score, 4), hit.km) for hit in one.hits})
        for number, one in found.items()
    }


@pytest.mark.usefixtures("env")
def test_two_processes_make_the_same_index_as_one(many, monkeypatch):
    for reader in (hubei, uk):
        many(*(row.facts for _, row in zip(range(60), reader.read(), strict=False)), dataset=reader.DATASET)
    monkeypatch.setattr(search, "STEP", 7)  # so that each has many
    rebuild(1)
    alone, first = all_found(), places.current()
    rebuild(2)
    assert places.current() != first
    assert queries.size() == 120
    assert all_found() == alone
    assert all(total for total, _ in alone.values()), [ASKED[n] for n, (t, _) in alone.items() if not t]


def test_when_a_process_is_killed_one_sentence_says_so_and_the_old_index_stays(env, many, names):
    many(*({"name_zh": f"江岸书屋{number}"} for number in range(20)))
    rebuild(1)
    before = places.current()
    many({"name_zh": "江岸茶馆"}, dataset="later")
    killed = subprocess.run(
        [sys.executable, "-c", KILLED], env=env, capture_output=True, text=True, timeout=120
    )
    assert killed.returncode == 1
    assert killed.stderr.splitlines() == [f"CommandError: {search._KILLED}"]
    assert places.current() == before
    assert len(names("江岸")) == 20
    rebuild(2)
    assert places.current() != before
    assert len(names("江岸")) == 21


def test_no_more_processes_than_there_are_cores_or_than_memory_is_for():
    parser = search.Command().create_parser("ngo2", "search")
    assert 1 <= parser.parse_args(["rebuild"]).processes <= min(os.cpu_count(), search.MOST_PROCESSES)
