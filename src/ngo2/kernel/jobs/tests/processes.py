"""Real worker processes against the test database, for crash tests."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

MANAGE = [sys.executable, "-m", "ngo2"]


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    """As an operator would set it, with the database of this test."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database['NAME']}"
    else:
        password = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
        host = f"{database['HOST']}:{database['PORT'] or 5432}"
        url = f"postgres://{database['USER']}{password}@{host}/{database['NAME']}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NGO2_", "DATABASE_"))}
    return {
        **kept,
        "DATABASE_URL": url,
        "NGO2_DATA_DIR": str(data_dir),
        "PYTHONPATH": str(settings.SOURCE.parent),
        **more,
    }


@contextmanager
def running(env: dict[str, str], *command: str) -> Iterator["subprocess.Popen[str]"]:
    """`ngo2 <command>` in the background, killed at the end; system checks have tests of their own."""
    process = subprocess.Popen(
        [*MANAGE, *command, "--skip-checks"],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        output = process.communicate()[0]
        sys.stdout.write(output)  # pytest shows it when the test fails


def eventually(question: Callable[[], Any]) -> Any:
    """The first true answer; the last one after three minutes, in which a process starts on the busiest machine."""
    end = time.monotonic() + 180
    while not (answer := question()) and time.monotonic() < end:
        time.sleep(0.05)
    return answer
