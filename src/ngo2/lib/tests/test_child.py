"""The child process keeps to its limits, and knows nothing of us."""

import json
from dataclasses import replace

import pytest

from ngo2.lib import child

LIMITS = child.Limits(memory=300 * 2**20, seconds=2, patience=15)


@pytest.fixture
def script(tmp_path):
    def make(body: str):
        path = tmp_path / "script.py"
        path.write_text(body)
        return path

    return make


def test_it_reads_bytes_or_a_file_and_answers(script, tmp_path):
    upper = script("import sys\nsys.stdout.buffer.write(sys.stdin.buffer.read().upper())")
    file = tmp_path / "file"
    file.write_bytes(b"abc")
    assert child.run(upper, LIMITS, b"abc") == b"ABC"
    with file.open("rb") as source, (tmp_path / "out").open("w+b") as out:
        assert child.run(upper, replace(LIMITS, written=100), source, out) == b""
        out.seek(0)
        assert out.read() == b"ABC"


@pytest.mark.parametrize(
    "body",
    [
        "x = bytearray(400 * 2**20)",  # memory
        "while True: pass",  # processor
        "import os; os.abort()",
        "import tempfile\nwith tempfile.TemporaryFile() as file: file.write(b'1')",  # files
        "raise SystemExit(3)",
    ],
)
def test_a_child_that_goes_too_far_has_said_nothing(script, body):
    assert child.run(script(body), LIMITS, b"") is None


def test_a_child_that_waits_is_stopped(script):
    assert child.run(script("import time; time.sleep(60)"), replace(LIMITS, patience=1), b"") is None


def test_it_has_no_environment_and_no_packages_of_a_user(script, monkeypatch):
    monkeypatch.setenv("NGO2_SECRET_KEY", "hush")
    told = child.run(
        script("import json, os, sys; print(json.dumps([list(os.environ), sys.flags.isolated]))"), LIMITS, b""
    )
    environment, isolated = json.loads(told or b"")
    assert (set(environment) <= {"LC_CTYPE"}, isolated) == (True, 1)


def test_within_its_limits_it_may_use_what_it_needs(script):
    assert child.run(script("x = bytearray(100 * 2**20); print('well')"), LIMITS, b"") == b"well\n"
