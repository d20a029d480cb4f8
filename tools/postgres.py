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
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
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


@contextmanager
def own_cluster(folder: Path, *, synced: bool) -> Iterator[str]:
    user, port = unprivileged(), free_port()
    home = Path(tempfile.mkdtemp(prefix="ngo2-postgres-"))
    if user:
        shutil.chown(home, user)
    settings = f"-p {port} -h 127.0.0.1 -k {home} -c max_connections=300"
    settings += "" if synced else " -c fsync=off -c full_page_writes=off"

    def run(*command: str | Path) -> None:
        # To a file, not a pipe: the server keeps it open, and a pipe would never end.
        with open(os.devnull, "w") as silent:
            subprocess.run(command, user=user, cwd=home, stdout=silent, check=True)

    data = home / "data"
    run(
        folder / "initdb",
        "-D",
        data,
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
    )
    run(folder / "pg_ctl", "start", "-w", "-D", data, "-o", settings, "-l", home / "log")
    try:
        yield f"postgres://postgres@127.0.0.1:{port}"
    finally:
        run(folder / "pg_ctl", "stop", "-m", "immediate", "-D", data)
        shutil.rmtree(home, ignore_errors=True)


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
        return stack.enter_context(own_cluster(folder, synced=wanted == "synced"))
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
