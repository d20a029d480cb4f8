"""One offer changes in a database of 100,000 needs and as many offers: how long until everybody concerned has it.

    PYTHONPATH=src .venv/bin/python -m benchmarks.matching.told [--posts 100000 --changes 10 --seed 6]
    DATABASE_URL=postgres://…/an_empty_one PYTHONPATH=src .venv/bin/python -m benchmarks.matching.told

Three processes: this one changes offers through the service; another one, which has its index, is asked for the page
of what fits a need; `ngo2 worker`, which has its own, finds whom to tell. Prints seconds from the commit until the page
has the offer, and until the pair is remembered for the letters, with CPU seconds of each process.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.exports import fill, prepare

GOAL = 2.0  # seconds
ORGANISATIONS = 20_000
PATIENCE = 1800.0  # for a first index
_TICK = os.sysconf("SC_CLK_TCK")


def post_all(side: str, count: int, seed: int) -> None:
    """Those of `benchmarks.matching`, written past the services."""
    from datetime import timedelta

    from django.utils import timezone

    from benchmarks.matching.made import Makers
    from ngo2.exchange import kinds
    from ngo2.exchange.models import Line, Post
    from ngo2.lib.text import fold

    now = timezone.now()
    until = timezone.localdate() + timedelta(days=60)

    def row(one: Any) -> Post:
        text = " ".join(one.words)
        areas = (
            dict(zip(("area1", "area2", "area3"), one.areas, strict=False)) if one.reach == "place" else {}
        )
        return Post(
            organisation_id=1 + one.organisation % ORGANISATIONS, side=side, kind=kinds.SUBKINDS[one.subkind].key,
            subkind=one.subkind, title=text[:40], text=text, search_text=fold(text), reach=one.reach, country="CN",
            until_day=until, receipt=one.receipt_needed, registered_only=one.registered_only,
            made_at=now - timedelta(days=3), changed_at=now - timedelta(days=3), **areas,
        )  # fmt: skip

    makers = Makers(seed)
    for begin in range(0, count, 5000):
        some = list(makers.posts(side, min(5000, count - begin)))
        rows = Post.objects.bulk_create([row(one) for one in some], batch_size=500)
        lines = [
            Line(post=made, place=place, item=line.item, quantity=_whole(line.quantity), unit=line.unit)
            for made, one in zip(rows, some, strict=True)
            for place, line in enumerate(one.lines)
        ]
        Line.objects.bulk_create(lines, batch_size=1000)


def _whole(quantity: Any) -> int | None:
    return None if quantity is None else int(quantity)


def answer_pages() -> None:
    """The other process: a number of a need comes in, the offers of its page and its times go out."""
    import django

    django.setup()
    from django.test import Client

    from ngo2.accounts.models import Person

    browser = Client()
    browser.force_login(Person.objects.get(name="Asker"))
    for asked in sys.stdin:
        began, cpu = time.perf_counter(), time.process_time()
        page = browser.get(f"/en/exchange/{asked.strip()}/matches/", headers={"host": "localhost"})
        took, cpu = time.perf_counter() - began, time.process_time() - cpu
        print(page.status_code, took, cpu, "-".join(_numbers(page.content.decode())), flush=True)


def _numbers(page: str) -> list[str]:
    import re

    return re.findall(r"offer 0*(\d+)", page)


class Pages:
    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.matching.told", "--answer"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def ask(self, need: int) -> tuple[float, float, list[str]]:
        asking, answers = self._process.stdin, self._process.stdout
        assert asking
        assert answers
        asking.write(f"{need}\n")
        asking.flush()
        status, took, cpu, numbers = answers.readline().rstrip("\n").split(" ")
        assert status == "200", status
        return float(took), float(cpu), numbers.split("-")

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(30)


def run_worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "ngo2", "worker"], stderr=subprocess.DEVNULL)


def cpu_of(pid: int) -> float:
    """Seconds that a process has worked."""
    parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / _TICK


def change(offer: Any, need: Any) -> float:
    """Make the offer what this need asks for; answers when it was committed."""
    from ngo2.exchange import drafting
    from ngo2.exchange.services import change_post
    from ngo2.lib.actors import SYSTEM

    said = drafting.of_post(need) | {"text": f"{need.text} {random.randrange(10**6)}"}
    told = drafting.whole("offer", said)
    change_post(SYSTEM, offer, told=told)
    return time.perf_counter()


def remembered(offer: int, since: float, patience: float) -> float:
    from ngo2.exchange.models import Suggestion

    while not Suggestion.objects.filter(offer=offer).exists():
        if time.perf_counter() - since > patience:
            raise SystemExit(f"nothing was found for offer {offer} within {patience:.0f} s")
        time.sleep(0.01)
    return time.perf_counter() - since


def measure(changes: int) -> None:
    from django.db import connection

    from ngo2.exchange.models import Post

    needs = list(
        Post.objects.filter(side="need", reach="place").exclude(area3="").order_by("?")[: changes + 1]
    )
    offers = list(
        Post.objects.filter(side="offer").select_related("organisation").order_by("?")[: changes + 1]
    )
    let_in(needs)
    pages, worker = Pages(), run_worker()
    try:
        began = time.perf_counter()
        first, _cpu, _offers = pages.ask(needs[0].pk)
        at = change(offers[0], needs[0])
        waited = remembered(offers[0].pk, at, PATIENCE)
        say(f"{connection.vendor}: first page of a process, its index made", f"{first:.1f} s")
        say("first job of a worker, its index made", f"{waited:.1f} s")
        say("both", f"{time.perf_counter() - began:.1f} s")
        shown, page_cpu, told, worker_cpu, present = [], [], [], [], 0
        for need, offer in zip(needs[1:], offers[1:], strict=True):
            before = cpu_of(worker.pid)
            at = change(offer, need)
            _took, cpu, numbers = pages.ask(need.pk)
            shown.append(time.perf_counter() - at)
            page_cpu.append(cpu)
            present += str(offer.pk) in numbers
            told.append(remembered(offer.pk, at, 60))
            worker_cpu.append(cpu_of(worker.pid) - before)
    finally:
        pages.close()
        worker.terminate()
        worker.wait(60)
    report("page of another process", shown, page_cpu)
    say("  pages that had the offer", f"{present} of {changes}", present == changes)
    report("remembered for the letters, by the worker", told, worker_cpu)


def report(what: str, seconds: list[float], cpu: list[float]) -> None:
    say(
        f"{what}: median, slowest",
        f"{statistics.median(seconds):.2f}, {max(seconds):.2f} s",
        max(seconds) < GOAL,
    )
    say("  CPU of that process", f"{statistics.median(cpu):.2f}, {max(cpu):.2f} s", max(cpu) < GOAL)


def say(what: str, figure: str, met: bool | None = None) -> None:
    print(f"{what:<60}{figure:>20}{'' if met is None else '  met' if met else '  MISSED'}", flush=True)


def let_in(needs: list[Any]) -> None:
    """Somebody who may see what fits these needs."""
    from django.utils import timezone

    from ngo2.accounts.consents import TERMS, purposes
    from ngo2.accounts.models import Person
    from ngo2.organisations.models import Membership

    asker = Person.objects.create(name="Asker", terms_version=purposes[TERMS].version)
    for organisation in {need.organisation_id for need in needs}:
        Membership.objects.create(
            organisation_id=organisation, person=asker, role=Membership.VIEWER, since=timezone.now()
        )


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("--posts", type=int, default=100_000, help="On each side.")
    words.add_argument("--changes", type=int, default=10)
    words.add_argument("--seed", type=int, default=6)
    words.add_argument("--answer", action="store_true", help=argparse.SUPPRESS)
    told = words.parse_args()
    if told.answer:
        answer_pages()
        return
    random.seed(told.seed)
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder), os.environ.get("DATABASE_URL", ""))
        began = time.perf_counter()
        fill(ORGANISATIONS)
        for side in ("need", "offer"):
            post_all(side, told.posts, told.seed)
        say(f"{told.posts:,} needs, as many offers, made in", f"{time.perf_counter() - began:.0f} s")
        measure(told.changes)


if __name__ == "__main__":
    main()
