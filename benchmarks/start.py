"""Seconds from a clean clone to the first page, and from the second `make run` to the first page.

PYTHONPATH=src .venv/bin/python -m benchmarks.start       # needs the package registries
"""

import os
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 900
# What the shell that calls us may have set for its own copy.
FOREIGN = {"PYTHONPATH", "VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL", "NGO2_DATA_DIR", "DATABASE_URL"}


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def seconds_to_first_page(clone: Path) -> float:
    """Run `make run` in a group of its own until the home page answers, then stop it as Ctrl+C does."""
    port = free_port()
    env = {name: value for name, value in os.environ.items() if name not in FOREIGN} | {"PORT": str(port)}
    began = time.monotonic()
    quiet = subprocess.DEVNULL
    running = subprocess.Popen(["make", "run"], cwd=clone, env=env, stdout=quiet, start_new_session=True)
    try:
        while not answers(port):
            if running.poll() is not None:
                raise SystemExit(f"make run ended with {running.returncode} before the first page")
            if time.monotonic() - began > PATIENCE:
                raise SystemExit(f"no page after {PATIENCE} s")
            time.sleep(0.1)
        return time.monotonic() - began
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGINT)
            running.wait(timeout=60)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        first = seconds_to_first_page(clone)
        again = seconds_to_first_page(clone)
        print(f"make run, clean clone to first page: {first:.1f} s")
        print(f"make run, again:                     {again:.1f} s")


if __name__ == "__main__":
    main()
