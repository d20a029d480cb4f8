"""P11: what the description allows is answered as described, and what it does not is refused; never a 500.

Schemathesis runs in a process of its own against a real server. `make fuzz` runs it at length.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ngo2.api import description
from ngo2.exchange import kinds
from ngo2.exchange.services import publish_post
from ngo2.exchange.tests.conftest import telling
from ngo2.lib.actors import SYSTEM
from ngo2.organisations.services import NewOrganisation, create_organisations
from ngo2.organisations.sources import OWNER

EXAMPLES = os.environ.get("NGO2_FUZZ_EXAMPLES", "6")
SECONDS = 60 + 5 * int(EXAMPLES)


@pytest.fixture
def server(live_server, settings):
    """With something to find: schemathesis cannot know what a record's number is."""
    settings.NGO2_API_REQUESTS = 10**9
    rows = [
        NewOrganisation(
            {"name_zh": f"小组{n}", "kind": "foundation", "division": "420600", "causes": ["health"]}, str(n)
        )
        for n in range(4)
    ]
    (one, *_others) = create_organisations(SYSTEM, rows, source=OWNER, dataset="fuzz")
    for side in (kinds.NEED, kinds.OFFER):
        publish_post(SYSTEM, one.organisation, told=telling(side=side))
    return live_server.url


def fuzz(url, tmp_path, *options):
    command = [
        str(Path(sys.executable).parent / "schemathesis"), "run", f"{url}/api/v1/openapi.json", "--checks", "all",
        "--max-examples", EXAMPLES, "--seed", "20", "--no-color", "--suppress-health-check", "all",
        "--generation-database", "none", *options,
    ]  # fmt: skip
    return subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=SECONDS, check=False,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_promise_P11_schemathesis_finds_nothing(server, tmp_path):
    done = fuzz(server, tmp_path)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "Tested: 11" in done.stdout, "every operation was asked"
    assert "❌" not in done.stdout


@pytest.mark.django_db(transaction=True)
def test_promise_P11_twin_a_planted_gap_is_found(server, tmp_path, monkeypatch):
    """The description promises that every answer of /causes is a list of numbers."""
    told = description.description()
    monkeypatch.setitem(
        told["components"]["schemas"]["Causes"]["properties"]["items"], "items", {"type": "integer"}
    )
    done = fuzz(server, tmp_path, "--include-path", "/api/v1/causes")
    assert done.returncode == 1
    assert "Response violates schema" in done.stdout
