"""Jobs for the tests: they live in a module so that a real worker process can import them."""

import time
from pathlib import Path

from django_tasks import task


@task
def slow_once(folder: str) -> str:
    """Hangs in its first attempt and ends at once in the next: the first must be killed in its middle."""
    started = Path(folder) / "started"
    with started.open("a") as file:
        file.write("started\n")
    if started.read_text().count("started") == 1:
        time.sleep(600)
    return "finished"


@task
def short(folder: str) -> str:
    with (Path(folder) / "started").open("a") as file:
        file.write("started\n")
    time.sleep(1.5)
    return "finished"


@task
def wrong() -> None:
    raise ValueError("seven is not a colour")


@task
def right(number: int) -> int:
    return number + 1
