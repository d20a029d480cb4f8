"""The product as it is served, in a place of its own, and clients that know what was promised to them."""

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from ngo2.operations.tests.machine import Machine
from tests.ports import free_port, is_free

CSRF = "d" * 32
SEEN = re.compile(r'name="seen" value="([^"]*)"')
SEED = """
import django; django.setup()
from django.test import Client
from ngo2.accounts import consents
from ngo2.accounts.services import create_person, give_consent
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.organisations.services import create_organisation
alice = create_person(SYSTEM, name="Alice", email="alice@example.org")
give_consent(person_actor(alice), alice, consents.TERMS, "web")
client = Client(SERVER_NAME="localhost")
client.force_login(alice)
made = [create_organisation(person_actor(alice), facts={"name_zh": f"演习{n}号小组"}) for n in range(%(clients)d)]
print(client.cookies["sid"].value, *[one.pk for one in made])
"""


def _words(pid: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:  # it ended just now
        return b""


@dataclass
class Site:
    """`start` serves it in a process group; `kill` is a power cut for the processes, `stop` a polite request."""

    machine: Machine
    application: str = "tests.drills.served:application"
    port: int = field(default_factory=free_port)
    session: str = ""
    organisations: list[int] = field(default_factory=list)
    before: tuple[str, ...] = ()  # words before the command: strace, for example
    settings: dict[str, str] = field(default_factory=dict)  # more of them

    def prepare(self, clients: int) -> None:
        """People and organisations, in a machine that has its tables."""
        assert self.machine.ngo2("collectstatic", "-v0", "--noinput").returncode == 0
        run = self.machine.python(SEED % {"clients": clients})
        assert run.returncode == 0, run.stderr
        self.session, *numbers = run.stdout.split()
        self.organisations = [int(number) for number in numbers]

    def start(self) -> None:
        """The pages, as `ngo2 start` serves them, with a socket of their own; returns when they answer."""
        serve = "from ngo2.config import serving; held = serving.listening('127.0.0.1', {port}); "
        serve += "serving.serve(held.fileno(), application={application!r})"
        self._begin("-c", serve.format(port=self.port, application=self.application))

    def start_whole(self) -> None:
        """`ngo2 start`: it holds the socket, and runs pages and worker."""
        self._begin("-m", "ngo2", "start")

    @contextmanager
    def worker(self) -> Iterator["subprocess.Popen[bytes]"]:
        """Beside the pages, which `start` serves alone."""
        process = self._process("-m", "ngo2", "worker")
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def _process(self, *words: str) -> "subprocess.Popen[bytes]":
        env = self.machine.environment(PORT=str(self.port), **self.settings)
        env["PYTHONPATH"] += os.pathsep + str(Path(__file__).resolve().parents[2])
        with (self.machine.data / "served.log").open("a") as log:
            return subprocess.Popen(
                [*self.before, sys.executable, *words],
                env=env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _begin(self, *words: str) -> None:
        self.process = self._process(*words)
        deadline = time.monotonic() + 180
        while self.get("/healthz") != 200:
            assert self.process.poll() is None, (self.machine.data / "served.log").read_text()[-2000:]
            assert time.monotonic() < deadline, "no page after three minutes"
            time.sleep(0.05)

    def begin_again(self) -> float:
        """SIGHUP to `ngo2 start`; returns, with the seconds it took, when other pages answer."""
        began, before = time.monotonic(), self._pages()
        os.kill(self.process.pid, signal.SIGHUP)
        while not (now := self._pages()) or now & before:  # the old ones answer beside the new for a while
            assert time.monotonic() < began + 180, "the pages did not change within three minutes"
            time.sleep(0.05)
        while self.get("/healthz") != 200:
            assert time.monotonic() < began + 180, "no page after three minutes"
        return time.monotonic() - began

    def _pages(self) -> set[str]:
        """Which child of `ngo2 start` serves them (Linux)."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return {one for one in children if b"ngo2.config.serving" in _words(one)}

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        # Its children die with it, but on a busy machine one holds the port for a moment longer.
        deadline = time.monotonic() + 30
        while not is_free(self.port):
            assert time.monotonic() < deadline, f"somebody holds port {self.port}"
            time.sleep(0.02)

    def stop(self) -> float:
        """Seconds that it took."""
        began = time.monotonic()
        os.kill(self.process.pid, signal.SIGTERM)
        self.process.wait(timeout=40)
        return time.monotonic() - began

    def get(self, path: str) -> int:
        try:
            return self.ask("GET", path)[0]
        except (OSError, http.client.HTTPException):
            return 0

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": f"sid={self.session}; csrf={CSRF}", "Host": "localhost"}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, urlencode(form) if form is not None else None, headers)
            response = connection.getresponse()
            return response.status, response.read().decode("utf-8", "replace")
        finally:
            connection.close()

    def values(self) -> list[str]:
        """Every answer that the record holds, as often as it holds it."""
        rows = self.machine.sql("SELECT value FROM organisations_assertion WHERE field = 'summary_zh'")
        return [token for (value,) in rows for token in re.findall(r"token-[0-9a-f]{32}", str(value))]


@dataclass
class Client(threading.Thread):
    """Answers one question of one organisation again and again. The form's key is stored before it is sent."""

    site: Site
    organisation: int
    ended: threading.Event
    acknowledged: list[str] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    tries: int = 0
    goal: int = 10**9
    give_up_after: float = 90.0

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def run(self) -> None:
        while not self.ended.is_set() and len(self.acknowledged) < self.goal:
            self._write()

    def _write(self) -> None:
        path = f"/organisations/{self.organisation}/edit/summary_zh/"
        token, seen = f"token-{uuid.uuid4().hex}", self._seen(path)
        if seen is None:
            return
        form = {"answer": f"做事 {token}", "do": "save", "seen": seen, "form_key": token[6:28]}
        form["csrfmiddlewaretoken"] = CSRF
        deadline = time.monotonic() + self.give_up_after
        while (
            time.monotonic() < deadline
        ):  # once begun it goes on, also when the drill ends: that is the promise
            status = self._ask("POST", path, form)[0]
            if status == 302:
                self.acknowledged.append(token)
                return
            if status not in {0, 409, 503}:
                return
            if self.ended.is_set() and self.site.process.poll() is not None:
                return
            time.sleep(0.05)

    def _seen(self, path: str) -> str | None:
        status, text = self._ask("GET", path)
        if status != 200:
            time.sleep(0.05)
            return None
        found = SEEN.search(text)
        return found[1] if found else ""

    def _ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        self.tries += 1
        try:
            status, text = self.site.ask(method, path, form)
        except (OSError, http.client.HTTPException):
            status, text = 0, ""
        self.statuses[status] = self.statuses.get(status, 0) + 1
        return status, text

    def __hash__(self) -> int:
        return id(self)


@dataclass(frozen=True)
class Outcome:
    acknowledged: int
    tries: int
    lost: int
    doubled: int
    errors: int  # answers of 500 and the like
    busy: int  # answers of 503: once more, please

    def __str__(self) -> str:
        return (
            f"{self.acknowledged} acknowledged, {self.tries} requests, {self.lost} lost, {self.doubled} doubled, "
            f"{self.errors} errors, {self.busy} told to come again"
        )


def reconcile(site: Site, clients: list[Client]) -> Outcome:
    """What was promised against what is there."""
    held = site.values()
    promised = [token for client in clients for token in client.acknowledged]
    heard: Counter[int] = Counter()
    for client in clients:
        heard.update(client.statuses)
    return Outcome(
        acknowledged=len(promised),
        tries=sum(client.tries for client in clients),
        lost=len(set(promised) - set(held)),
        doubled=len(held) - len(set(held)),
        errors=sum(n for status, n in heard.items() if status >= 500 and status != 503),
        busy=heard[503],
    )
