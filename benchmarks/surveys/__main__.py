"""`python -m benchmarks.surveys [--responses 1000000] [--json-responses 100000] [--seed 7] [--times 7]`

Weighted tables of 60 questions with Kish's effective n and Wilson's intervals: seconds of the processor (of this
process and its children), ours beside DuckDB on native tables (one thread, as numpy) and beside a column of JSON in
SQLite. The same figures are asked of all three and compared.
"""

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

GOALS = {"duckdb": 1.3, "json": 50.0}
SOME = ("q1", "q7", "q20", "q33", "q49")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--responses", type=int, default=1_000_000)
    parser.add_argument("--json-responses", type=int, default=100_000, help="Its seconds are scaled up.")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--times", type=int, default=7, help="The best of so many runs counts.")
    told = parser.parse_args()
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ[name] = "1"
    report(told)


def report(told: argparse.Namespace) -> None:
    from benchmarks.surveys.made import HEAD, made
    from benchmarks.surveys.others import Duck, Json
    from ngo2.surveys.columns import Multi
    from ngo2.surveys.statistics.tables import banner

    whole = made(told.responses, told.seed)
    names = [name for name in whole.answers.main if name != HEAD]
    multis = [name for name in names if isinstance(whole.answers.main[name], Multi)]
    print(f"{told.responses:,} responses, {len(names) + 1} questions, seed {told.seed}, one thread each")
    kept(whole, told.times)
    duck = Duck(whole)
    few = whole.first(min(told.json_responses, told.responses))
    js, scale = Json(few), told.responses / min(told.json_responses, told.responses)

    def ours(of: Any, asked: Iterable[str]) -> list[Any]:
        main = of.answers.main
        tables = banner([main[name] for name in asked], main[HEAD], of.weights)
        return [(table, table.intervals("columns")) for table in tables]

    for name in names:
        _compare(name, ours(whole, [name])[0], duck.table(name))
        _compare(name, ours(few, [name])[0], js.table(name))
    for name, (table, ends) in zip(names, ours(whole, names), strict=True):
        _compare(name, (table, ends), duck.table(name))
    print("  the same figures from all three: all 59 tables, one by one and as a banner")

    def alone(asked: Iterable[str]) -> Callable[[], Any]:
        return lambda: [ours(whole, [name]) for name in asked]

    def queries(other: Any, asked: Iterable[str]) -> Callable[[], Any]:
        return lambda: [other.table(name) for name in asked]

    for label, asked in (("a table of single choices", SOME), ("a table with a multi-select", tuple(multis))):
        mine, theirs = _best([alone(asked), queries(duck, asked)], told.times)
        plain = _best([queries(js, asked)], 1)[0] * scale
        _say(f"{label}, mean of {len(asked)}", mine / len(asked), theirs / len(asked), plain / len(asked))
    mine, one, many = _best(
        [lambda: ours(whole, names), lambda: duck.one_query(names), queries(duck, names)],
        max(told.times // 2, 1),
    )
    plain = _best([queries(js, names)], 1)[0] * scale
    print(
        f"  DuckDB's banner: one statement {one * 1000:.0f} ms, 59 statements {many * 1000:.0f} ms; the better counts"
    )
    _say("the full banner, 1 x 59", mine, min(one, many), plain)
    if scale != 1:
        print(f"  JSON: measured with {len(few.weights):,} responses, times {scale:g}")


def kept(whole: Any, times: int) -> None:
    """Seconds by the clock of the file."""
    from ngo2.surveys.columns import read, write

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "edition"
        began = time.perf_counter()
        size = write(path, whole.answers)
        written = time.perf_counter() - began
        checked, unchecked = (_clock(partial(read, path, check=each), times) for each in (True, False))
    print(
        f"  file of {size / 1e6:.0f} MB: written in {written:.2f} s, read and checked in {checked:.2f} s, "
        f"mapped in {unchecked * 1000:.1f} ms"
    )


def _clock(what: Callable[[], Any], times: int) -> float:
    found = []
    for _n in range(times):
        began = time.perf_counter()
        what()
        found.append(time.perf_counter() - began)
    return min(found)


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _best(whats: list[Callable[[], Any]], times: int) -> list[float]:
    """In turn, so that what else the machine does meets all of them alike."""
    found = [float("inf")] * len(whats)
    for _n in range(times):
        for place, what in enumerate(whats):
            began = _cpu()
            what()
            found[place] = min(found[place], _cpu() - began)
    return found


def _compare(name: str, ours: Any, theirs: list[tuple[Any, ...]]) -> None:
    """Numbers of respondents to the last, sums and intervals to ten digits."""
    import numpy as np

    table, (low, high) = ours
    assert len(theirs) == np.count_nonzero(table.sums.count), name
    share, effective = table.percent("columns"), table.column_base.effective
    for r, c, n, w, w2, bn, bw, bw2, p, e, below, above in theirs:
        base = table.column_base[c]
        assert (n, int(bn)) == (table.sums.count[r, c], base.count), (name, r, c)
        mine = [
            table.sums.weight[r, c], table.sums.square[r, c], base.weight, base.square, share[r, c] / 100,
            effective[c], low[r, c] / 100, high[r, c] / 100,
        ]  # fmt: skip
        np.testing.assert_allclose(mine, [w, w2, bw, bw2, p, e, below, above], rtol=1e-10, err_msg=name)


def _say(label: str, ours: float, duck: float, js: float) -> None:
    print(
        f"  {label}: {ours * 1000:.1f} ms; DuckDB {duck * 1000:.1f} ms, ours is {ours / duck:.2f} of it "
        f"(goal <= {GOALS['duckdb']}); JSON {js:.2f} s, {js / ours:.0f} times ours (goal >= {GOALS['json']:.0f})"
    )


if __name__ == "__main__":
    main()
