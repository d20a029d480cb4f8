"""One round of letters for 1,000 who follow places, causes and boxes, in a directory of 100,000 organisations.

    PYTHONPATH=src .venv/bin/python -m benchmarks.follows [--rows 100000 --follows 1000 --news 2000]
    PYTHONPATH=src .venv/bin/python tools/postgres.py .venv/bin/python -m benchmarks.follows

Prints queries and milliseconds for each who follows, and how long the feed of a province takes when it is made anew.
"""

import argparse
import os
import random
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from benchmarks.exports import fill, prepare

COUNTIES = ("451228", "420503", "510116", "420111", "110105")


def follow(count: int) -> None:
    """A third each: a division, a cause (half of them within a province), a box of one or two degrees."""
    from django.utils import timezone

    from ngo2.kernel.packs import causes
    from ngo2.organisations.facts import places
    from ngo2.organisations.following import Area, area
    from ngo2.organisations.models import Subscription

    week = timezone.now() - timedelta(days=7)
    codes = [one.code for one in causes.causes()]
    rows = []
    for nth in range(count):
        county = random.choice(COUNTIES)
        wanted: Area = [
            lambda county=county: area("CN", random.choice(places.path("CN", county))),
            lambda county=county: (
                area("CN", county[:2] + "0000", random.choice(codes))
                if random.random() < 0.5
                else area(cause=random.choice(codes))
            ),
            lambda county=county: area(box=_box()),
        ][nth % 3]()
        rows.append(
            Subscription(
                email=f"r{nth}@example.org", language="zh-hans", made_at=week, confirmed_at=week, told_until=week,
                **wanted.columns,
            )
        )  # fmt: skip
    Subscription.objects.bulk_create(rows, batch_size=500)


def _box() -> list[float]:
    west, south = random.uniform(103, 115), random.uniform(22, 39)
    return [west, south, west + 1.5, south + 1.5]


def happen(count: int) -> None:
    """Changes of the last week, and a journal of 100,000 older entries below them."""
    from django.utils import timezone

    from ngo2.kernel.journal.models import Entry
    from ngo2.organisations.models import CauseOf, Organisation

    now = timezone.now()
    pks = list(Organisation.objects.values_list("pk", flat=True))
    old, new = now - timedelta(days=60), now - timedelta(days=3)
    told = [(old, random.choice(pks)) for _n in range(100_000)] + [
        (new, random.choice(pks)) for _n in range(count)
    ]
    entries = [
        Entry(
            at=at, verb="organisations.facts.changed", actor_kind="system", scope=f"organisation:{pk}",
            object_type="organisations.organisation", object_id=str(pk), data={"fields": ["phone", "staff"]},
        )
        for at, pk in told
    ]  # fmt: skip
    Entry.objects.bulk_create(entries, batch_size=2000)
    CauseOf.objects.bulk_create(
        [
            CauseOf(organisation_id=pk, cause=cause)
            for pk in pks
            for cause in ("rural-education", "volunteering")
        ],
        batch_size=5000,
    )


def measure() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from ngo2.organisations import queries
    from ngo2.organisations.directory import Filters
    from ngo2.organisations.models import Subscription
    from ngo2.organisations.services import telling

    following = Subscription.objects.count()
    began = time.perf_counter()
    news = telling.News(timezone.now() - timedelta(days=7), timezone.now())
    read = time.perf_counter() - began
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as asked:
        told = telling.tell_followers(timezone.now())
    took = time.perf_counter() - began
    print(
        f"{connection.vendor}: {following} follow, {len(news._places)} organisations with news, {told} letters"
    )
    print(f"  reading what happened: {read * 1000:.0f} ms, once for all")
    print(
        f"  the round: {took:.1f} s, {took * 1000 / following:.1f} ms and {len(asked) / following:.1f} queries each"
    )
    began = time.perf_counter()
    found = list(queries.latest(Filters(country="CN", area="450000"))[:30])
    print(f"  feed of a province, {len(found)} entries: {(time.perf_counter() - began) * 1000:.0f} ms")


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("--rows", type=int, default=100_000)
    words.add_argument("--follows", type=int, default=1000)
    words.add_argument("--news", type=int, default=2000)
    told = words.parse_args()
    random.seed(9)
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder), os.environ.get("DATABASE_URL", ""))
        fill(told.rows)
        happen(told.news)
        follow(told.follows)
        measure()


if __name__ == "__main__":
    main()
