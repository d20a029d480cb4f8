"""Ranked search with a filter in N records: our index, PostgreSQL (GIN, ts_rank) and SQLite FTS5, in the same run.

    PYTHONPATH=src .venv/bin/python -m benchmarks.search [--records 100000] [--queries 300] [--postgres URL]

Records are written past the services (what is measured is the search), the index is made by `ngo2 search rebuild`, and
the two others get the same words. Then the same questions go to all three, one after the other, each with no filter, a
province, and a kind; last, a worker runs and records are edited.
"""

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.search.asking import SHOWN, Question, junk, questions, timed
from benchmarks.search.ours import edits, rebuild
from benchmarks.search.peers import Fts5, Postgres, lines
from benchmarks.search.records import fill


def prepare(folder: Path, database: str = "") -> None:
    os.environ.update(
        NGO2_DATA_DIR=str(folder),
        DJANGO_SETTINGS_MODULE="ngo2.config.settings",
        DATABASE_URL=database,
        NGO2_DEMO="1",
    )
    import django

    django.setup()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--postgres", default="postgres://postgres@127.0.0.1:5432/postgres")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ngo2-search-") as folder:
        prepare(Path(folder))
        run(Path(folder), options.records, options.queries, options.postgres)


def run(folder: Path, records: int, count: int, url: str) -> None:
    from ngo2.kernel.search import places, queries
    from ngo2.kernel.search.engine import Ask

    began = time.perf_counter()
    fill(records)
    print(f"{records:,} records written in {time.perf_counter() - began:.0f} s", flush=True)
    seconds, peak = rebuild()
    path = places.current()
    assert path is not None
    size = places.bytes_on_disk(path)
    print(
        f"ours: made in {seconds:.0f} s ({records / seconds:,.0f} records/s), "
        f"peak {peak / 1e6:,.0f} MB, {size / 1e6:,.0f} MB on disk",
        flush=True,
    )
    others = (Postgres(url), Fts5(folder / "fts.sqlite3"))
    try:
        for batch in lines():
            for other in others:
                other.add(batch)
        for other in others:
            other.finish()
            told = f"{other.seconds:.0f} s (words ready made), {other.bytes() / 1e6:,.0f} MB"
            print(f"{other.name}: {told}", flush=True)
        asked = questions(count)

        def ours(question: Question) -> int:
            found = queries.search(Ask(question[0], facets=question[1]), SHOWN)
            return len(found.hits) if found else 0

        figures = {
            "ours (tantivy)": timed(ours, asked),
            **{one.name: timed(one.ask, asked) for one in others},
        }
        print(
            f"\n| {count} ranked questions | median ms | p95 ms | most ms | rows |\n| --- | --- | --- | --- | --- |"
        )
        for name, (median, p95, most, rows) in figures.items():
            print(f"| {name} | {median:.2f} | {p95:.2f} | {most:.1f} | {rows} |")
        ratio = figures["ours (tantivy)"][1] / figures[Postgres.name][1]
        print(f"p95 against PostgreSQL: {ratio:.2f} (goal 0.25)", flush=True)
        waits = junk()
        told = f"{statistics.median(waits):.0f} ms (median), {max(waits):.0f} ms (most)"
        print(f"junk of up to 10,000 characters: {told}")
    finally:
        for other in others:
            other.close()
    waits = edits()
    print(f"an edit is found after {statistics.median(waits):.2f} s (median), {max(waits):.2f} s (most)")


if __name__ == "__main__":
    main()
