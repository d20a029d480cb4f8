"""The public numbers of an exchange with 100,000 posts, beside the same numbers reckoned row by row in Python.

    PYTHONPATH=src .venv/bin/python -m benchmarks.numbers [--posts 100000 --organisations 2000]
    PYTHONPATH=src .venv/bin/python tools/postgres.py .venv/bin/python -m benchmarks.numbers

Prints milliseconds (of the processor, where the database is in the process) and queries of the page made anew, how
often as fast as row by row that is, and the seconds of the anonymous rows of all deliveries.
"""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.exports import fill, prepare

LINES = 2


def post(count: int) -> None:
    """A year of posts: two in three answered, a third of those agreed on, most of these done."""
    from django.utils import timezone

    from ngo2.exchange import kinds
    from ngo2.exchange.models import Introduction, Line, Post, Promise
    from ngo2.organisations.models import Organisation

    now = timezone.now()
    owners = list(Organisation.objects.values_list("pk", "area1"))
    subkinds = list(kinds.SUBKINDS)
    for start in range(0, count, 5000):
        posts = [
            _post(now, random.choice(owners), random.choice(subkinds))
            for _n in range(start, min(start + 5000, count))
        ]
        Post.objects.bulk_create(posts, batch_size=1000)
        lines = [
            Line(post=one, place=place, item="…", quantity=20, unit="piece")
            for one in posts
            for place in range(LINES)
        ]
        Line.objects.bulk_create(lines, batch_size=2000)
        answers = [_answer(one, random.choice(owners)[0], now) for one in posts if random.random() < 2 / 3]
        Introduction.objects.bulk_create(answers, batch_size=1000)
        of_post = {line.post_id: line for line in lines}
        Promise.objects.bulk_create([_promise(one, of_post[one.post_id]) for one in answers], batch_size=2000)


def _post(now: datetime, owner: tuple[int, str], subkind: str) -> Any:
    from ngo2.exchange import kinds
    from ngo2.exchange.models import Post

    made = now - timedelta(days=random.uniform(1, 360))
    is_open = random.random() < 0.5
    return Post(
        organisation_id=owner[0], side=random.choice(list(kinds.SIDES)), kind=kinds.SUBKINDS[subkind].key,
        subkind=subkind, title="…", reach=random.choice(kinds.REACHES), country="CN", area1=owner[1],
        until_day=(now + timedelta(days=20)).date(), made_at=made, changed_at=made,
        state="open" if is_open else "closed", ending="" if is_open else "delivered",
    )  # fmt: skip


def _answer(post: Any, organisation: int, now: datetime) -> Any:
    from ngo2.exchange.models import Introduction

    asked = post.made_at + timedelta(days=random.expovariate(1 / 5))
    agreed = asked + timedelta(days=random.uniform(0, 7)) if random.random() < 0.5 else None
    state = (
        random.choice(["done", "done", "done", "agreed", "ended"])
        if agreed
        else random.choice(["asked", "ended"])
    )
    over = state in {"done", "ended"}
    return Introduction(
        post=post, organisation_id=organisation, words="…", answer_by=now.date(), asked_at=asked, agreed_at=agreed,
        state=state, ending={"done": "delivered", "ended": "declined"}.get(state, ""),
        ended_at=(agreed or asked) + timedelta(days=random.expovariate(1 / 20)) if over else None,
    )  # fmt: skip


def _promise(one: Any, line: Any) -> Any:
    from ngo2.exchange.models import Promise

    many = random.randrange(1, 20)
    done = many if one.state == "done" else None
    return Promise(
        introduction=one,
        line=line,
        asked=many,
        promised=many if one.agreed_at else 0,
        sent=done,
        received=done,
    )


def timed(label: str, what: Callable[[], Any], times: int = 3) -> float:
    """The best of some runs: what else happens on the machine only makes it slower."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    best = min(_seconds(what) for _n in range(times))
    with CaptureQueriesContext(connection) as asked:
        what()
    print(f"  {label}: {best * 1000:.0f} ms, {len(asked)} queries")
    return best


def _seconds(what: Callable[[], Any]) -> float:
    from django.db import connection

    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    began = clock()
    what()
    return clock() - began


def row_by_row() -> None:
    """What a page would do that reads the rows and counts them itself."""
    from collections import Counter

    from ngo2.exchange.models import Introduction, Post, Promise

    posts, answers, units = Counter[Any](), Counter[Any](), Counter[Any]()
    for one in Post.objects.filter(dataset="").select_related("organisation").iterator():
        posts[one.side, one.kind, one.area1, one.state, one.ending] += one.organisation.state == "active"
    first: dict[int, Any] = {}
    for each in Introduction.objects.select_related("post").iterator():
        answers[each.post.kind, each.post.area1, each.state, each.ending, each.agreed_at is None] += 1
        first[each.post_id] = min(first.get(each.post_id, each.asked_at), each.asked_at)
    for promise in Promise.objects.select_related("line", "introduction").iterator():
        units[promise.line.unit] += promise.promised


def measure() -> None:
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client

    from ngo2.exchange.models import Introduction, Post
    from ngo2.kernel.opendata.datasets import datasets

    client = Client(headers={"host": "localhost"})

    def page() -> None:
        cache.clear()
        assert client.get("/en/exchange/numbers/").status_code == 200

    def rows() -> int:
        return sum(1 for _row in datasets["deliveries"].rows(None, "en"))

    print(f"{connection.vendor}: {Post.objects.count():,} posts, {Introduction.objects.count():,} answers")
    page()
    ours = timed("the page made anew", page)
    theirs = timed("the same row by row", row_by_row, 1)
    print(f"  {theirs / ours:.0f} times")
    print(f"  deliveries that name nobody: {rows():,} rows")
    timed("  all of them", rows, 1)
    timed("  counting them", datasets["deliveries"].count, 1)


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("--posts", type=int, default=100_000)
    words.add_argument("--organisations", type=int, default=2000)
    told = words.parse_args()
    random.seed(6)
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder), os.environ.get("DATABASE_URL", ""))
        fill(told.organisations)
        post(told.posts)
        measure()


if __name__ == "__main__":
    main()
