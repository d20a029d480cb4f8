import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest
from django.conf import settings
from django.core.management import CommandError
from django.db import OperationalError

from ngo2.config import serving
from ngo2.config.management.commands import start


def test_a_taken_port_is_one_sentence_that_says_what_to_do(settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings.PORT, settings.NGO2_BIND = taken.getsockname()[1], "127.0.0.1"
        with pytest.raises(CommandError, match="choose another: PORT=8001 make run"):
            start._listening()
    start._listening().close()


# Each takes a tenth of a second to a second to load, and 10 to 100 MB: where it is used, not in each process.
LARGE = {
    *("numpy", "scipy", "statsmodels", "pandas", "pyarrow", "pyreadstat", "ortools", "vl_convert"),
    *("pypinyin", "rjieba", "pyxform", "openpyxl", "python_calamine", "PIL", "boto3"),
}


def test_what_is_large_is_not_loaded_by_every_process(tmp_path):
    code = "import django, sys; django.setup(); import ngo2.config.urls; print(*sys.modules)"
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "ngo2.config.settings", "NGO2_DATA_DIR": str(tmp_path)}
    env["PYTHONPATH"] = str(settings.SOURCE.parent)
    run = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    assert set(run.stdout.split()) & LARGE == set()


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
    before = {sign: signal.getsignal(sign) for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    yield lambda ending: monkeypatch.setattr(
        start, "_pages", lambda held, ready: [sys.executable, "-c", pages + ending, str(begun)]
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
    with socket.socket() as held:
        assert start.serve(held) == code


ANSWERS = """
import os, signal, socket, sys, time
held, ready, mark = socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]), sys.argv[3]
with open(mark, "a") as begun:
    begun.write("p")
me = os.path.getsize(mark)
if me == 1:
    os.kill(os.getppid(), signal.SIGHUP)
if me == 2:
    {then}
ended = []
signal.signal(signal.SIGTERM, lambda *_: ended.append(1))
if ready != -1:
    os.write(ready, b".")
held.settimeout(0.02)
while not ended:
    try:
        held.accept()[0].send(str(me).encode())
    except TimeoutError:
        pass
"""


@pytest.mark.parametrize(
    ("preparing", "then", "served_by"),
    [
        ("", "time.sleep(0.5)", b"2"),  # nobody waits until it is ready
        ("raise SystemExit(1)", "", b"1"),
        ("", "sys.exit(1)", b"1"),
        ("", "time.sleep(60)", b"1"),
    ],
)
def test_told_to_begin_again_the_pages_change_on_the_same_socket(
    children, monkeypatch, tmp_path, preparing, then, served_by
):
    """And a version that cannot prepare itself, ends or never gets ready leaves the old one in its place."""
    begun, prepared = tmp_path / "pages", tmp_path / "prepared"
    touch = f"open({str(prepared)!r}, 'w').close(); {preparing}"
    code = ANSWERS.replace("{then}", then or "pass")
    monkeypatch.setattr(
        start,
        "_pages",
        lambda held, ready: [sys.executable, "-c", code, str(held.fileno()), str(ready), str(begun)],
    )
    monkeypatch.setattr(start, "_worker", lambda: [sys.executable, "-c", "import time; time.sleep(60)"])
    monkeypatch.setattr(start, "_preparing", lambda: [sys.executable, "-c", touch])
    monkeypatch.setattr(start, "READY_SECONDS", 2 if "60" in then else 60)
    said, turns = [], []
    judged = start.log.error
    monkeypatch.setattr(start.log, "error", lambda *words: (turns.append(words), judged(*words)))

    def ask():
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not turns and said[-1:] != [b"2"]:
            with socket.create_connection(held.getsockname(), timeout=30) as one:
                said.append(one.recv(9))
        with socket.create_connection(held.getsockname(), timeout=30) as one:
            said.append(one.recv(9))
        os.kill(os.getpid(), signal.SIGTERM)

    with socket.create_server(("127.0.0.1", 0)) as held:
        asking = threading.Thread(target=ask)
        asking.start()
        assert start.serve(held) == 0
        asking.join()
    assert prepared.exists()
    assert bool(turns) == (served_by == b"1"), "it is said when the old one goes on"
    assert (b"2" in said) == (served_by == b"2"), "for a moment both answer"
    assert b"" not in said


def test_the_socket_that_systemd_holds_is_taken(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as theirs:
        monkeypatch.setattr(serving, "_SYSTEMD", os.dup(theirs.fileno()))
        monkeypatch.setenv("LISTEN_PID", str(os.getpid()))
        monkeypatch.setenv("LISTEN_FDS", "1")
        with serving.listening("127.0.0.1", 1) as held:
            assert held.getsockname() == theirs.getsockname()
    assert "LISTEN_FDS" not in os.environ, "no child must take it for its own"
