"""Run a command against a PostgreSQL: `python tools/postgres.py pytest -q`.

Takes the first that there is: the server of NGO2_TEST_POSTGRES (a URL), a throw-away cluster of the machine's own
programs, the server at 127.0.0.1:5432 that lets `postgres` in without a password, a throw-away cluster of the wheel.
A cluster of ours syncs nothing to disk: dropping a database or emptying its tables is ten times as fast there.
With NGO2_TEST_POSTGRES=synced it does, for the drill that looks whether it does.
The command finds DATABASE_URL set; a throw-away cluster is stopped and removed when it ends.
"""

import hashlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[1]
LOCAL = "postgres://postgres@127.0.0.1:5432"
# A test database is thrown away: it need not survive a power cut.
QUICK = "options=-c%20synchronous_commit%3Doff"
MISSING = "No PostgreSQL: install it (Debian: apt install postgresql) or set NGO2_TEST_POSTGRES to a URL."


def answers(url: str) -> bool:
    try:
        psycopg.connect(f"{url}/postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def programs() -> Path | None:
    """The folder of initdb and pg_ctl; Debian keeps it off the PATH. The newest version wins."""
    on_path = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    candidates = [*reversed(folders), *([Path(on_path).resolve().parent] if on_path else [])]
    return next((folder for folder in candidates if (folder / "pg_ctl").exists()), None)


def unprivileged() -> str | None:
    """Who may run the server: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Cluster:
    """A server of our own, made new; `kill` is a power cut for its processes, after which `start` has to mend it."""

    def __init__(self, folder: Path, *, synced: bool) -> None:
        self._folder, self._user, port = folder, unprivileged(), free_port()
        self._home = Path(tempfile.mkdtemp(prefix="ngo2-postgres-"))
        self._data, self._log = self._home / "data", self._home / "log"
        self._server: subprocess.Popen[bytes] | None = None
        self.url = f"postgres://postgres@127.0.0.1:{port}"
        if self._user:
            shutil.chown(self._home, self._user)
        settings = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": self._home}
        settings |= {"max_connections": 300} | ({} if synced else {"fsync": "off", "full_page_writes": "off"})
        self._settings = [f"--{name}={value}" for name, value in settings.items()]
        made = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run(
            [folder / "initdb", "-D", self._data, *made],
            user=self._user,
            cwd=self._home,
            stdout=subprocess.DEVNULL,
            check=True,
        )

    def start(self) -> None:
        """Returns when it answers. A child of ours, so that nothing is left of it when it ends."""
        with self._log.open("ab") as log:
            self._server = subprocess.Popen(
                [self._folder / "postgres", "-D", self._data, *self._settings],
                user=self._user,
                cwd=self._home,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + 60
        while not answers(self.url):
            if self._server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL does not start:\n{self._log.read_text()[-2000:]}")
            time.sleep(0.05)

    def kill(self) -> None:
        """Each of its processes at once; returns when none is left (Linux)."""
        assert self._server is not None
        pid = self._server.pid
        os.kill(pid, signal.SIGSTOP)  # it makes no more of them
        children = [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        for one in (pid, *children):
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        self._server.wait()
        while any(map(_lives, children)):
            time.sleep(0.01)

    def remove(self) -> None:
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(signal.SIGQUIT)  # at once, and its children with it
            self._server.wait()
        shutil.rmtree(self._home, ignore_errors=True)


def _lives(pid: int) -> bool:
    """Not gone, and not only waiting for somebody to notice that it is."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@contextmanager
def own_cluster(folder: Path, *, synced: bool) -> Iterator[Cluster]:
    made = Cluster(folder, synced=synced)
    try:
        made.start()
        yield made
    finally:
        made.remove()


@contextmanager
def wheel_cluster() -> Iterator[str]:
    try:
        import pgserver
    except ImportError:  # the wheel ends at Python 3.12
        sys.exit(MISSING)
    home = Path(tempfile.mkdtemp(prefix="ngo2-pgserver-"))
    home.chmod(0o755)  # the wheel starts the server as a user of its own
    server = pgserver.get_server(home / "data", cleanup_mode="stop")
    try:
        yield "postgres://postgres@" + str(home / "data").replace("/", "%2F")
    finally:
        server.cleanup()
        shutil.rmtree(home, ignore_errors=True)


def server(stack: ExitStack) -> str:
    """The URL of a server, without a database."""
    wanted = os.environ.get("NGO2_TEST_POSTGRES", "")
    if wanted.startswith("postgres"):
        return wanted.rstrip("/")
    folder = None if wanted == "wheel" else programs()
    if folder:
        return stack.enter_context(own_cluster(folder, synced=wanted == "synced")).url
    if wanted != "wheel" and answers(LOCAL):
        return LOCAL
    return stack.enter_context(wheel_cluster())


def main() -> int:
    command = sys.argv[1:] or ["sh", "-c", "echo $DATABASE_URL"]
    # Two clones on one machine must not share a test database.
    name = "ngo2_" + hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
    # A kill must stop the cluster too: an exit runs what the stack holds.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with ExitStack() as stack:
        url = f"{server(stack)}/{name}?{QUICK}"
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main())
