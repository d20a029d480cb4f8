import signal
import socket
import sys

import pytest
from django.core.management import CommandError
from django.db import OperationalError

from ngo2.config.management.commands import start


def test_a_taken_port_is_one_sentence_that_says_what_to_do(settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings.PORT, settings.NGO2_BIND = taken.getsockname()[1], "127.0.0.1"
        with pytest.raises(CommandError, match="choose another: PORT=8001 make run"):
            start._port_is_free()
    start._port_is_free()


def test_a_database_that_does_not_answer_is_one_sentence(monkeypatch):
    def refused():
        raise OperationalError("connection failed:\n\tConnection refused")

    monkeypatch.setattr(start.connection, "ensure_connection", refused)
    with pytest.raises(
        CommandError, match=r"does not answer \(connection failed: Connection refused\).*DATABASE_URL"
    ) as said:
        start._database_answers()
    assert "\n" not in str(said.value)


@pytest.fixture
def children(monkeypatch, tmp_path):
    """Pages that end with `code` as soon as a worker was begun twice; a worker that is killed at once."""
    begun = tmp_path / "begun"
    pages = "import pathlib, sys, time\nbegun = pathlib.Path(sys.argv[1])\n"
    pages += "while not begun.exists() or begun.read_text().count('w') < 2: time.sleep(0.01)\n"
    worker = "import os, sys\nopen(sys.argv[1], 'a').write('w')\nos.kill(os.getpid(), 9)"
    monkeypatch.setattr(start, "_worker", lambda: [sys.executable, "-c", worker, str(begun)])
    monkeypatch.setattr(start, "_LOOK_SECONDS", 0.01)
    monkeypatch.setattr(start, "_PAUSE_SECONDS", 0.01)
    before = {sign: signal.getsignal(sign) for sign in (signal.SIGTERM, signal.SIGINT)}
    yield lambda ending: monkeypatch.setattr(
        start, "_pages", lambda: [sys.executable, "-c", pages + ending, str(begun)]
    )
    for sign, handler in before.items():
        signal.signal(sign, handler)


@pytest.mark.parametrize(
    ("ending", "code"),
    [
        ("sys.exit(3)", 3),
        ("import os; os.kill(os.getpid(), 9)", 137),
        ("import os; os.kill(os.getppid(), 15); time.sleep(60)", 0),
    ],
)
def test_a_killed_worker_is_begun_again_and_the_end_of_the_pages_is_told(children, ending, code):
    children(ending)
    assert start.serve() == code
