# ruff: noqa: S608 (names of columns are our own)
"""The same tables, bases and intervals in SQL: DuckDB on native columns, SQLite on one column of JSON."""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from scipy import special

from benchmarks.surveys.made import HEAD, Made
from ngo2.surveys.columns import FIRST, Multi

Z = float(special.ndtri(0.975))
Rows = list[tuple[Any, ...]]

# Of cells (r, c, n, w, w2) and bases (c, bn, bw, bw2): share of the column, Kish's n, Wilson's interval.
_ENDS = f"""
select r, c, n, w, w2, bn, bw, bw2, p, e,
       (p + z2 / (2 * e) - {Z} * sqrt(p * (1 - p) / e + z2 / (4 * e * e))) / (1 + z2 / e),
       (p + z2 / (2 * e) + {Z} * sqrt(p * (1 - p) / e + z2 / (4 * e * e))) / (1 + z2 / e)
from (select r, c, n, w, w2, bn, bw, bw2, w / bw as p, bw * bw / bw2 as e, {Z * Z} as z2
      from cells join bases using (c))
"""


class Duck:
    """Small whole numbers without NULL, as our columns hold them: codes, and a set of bits for a multi-select.

    Tried and slower: NULL for missing (26 ms a table instead of 10), a BOOLEAN for each option with FILTER (170 ms).
    One thread.
    """

    def __init__(self, made: Made) -> None:
        self.main = made.answers.main
        arrays: dict[str, Any] = {"w": made.weights}
        for name in self.main:
            column = self.main[name]
            if isinstance(column, Multi):
                arrays[name] = sum(
                    plane.astype(np.uint16) << 8 * place for place, plane in enumerate(column.planes)
                )
            else:
                arrays[name] = column.arrays()["codes"]
        self.db = duckdb.connect()
        self.db.execute("set threads = 1")
        self.db.register("given", pa.table(arrays))
        self.db.execute("create table t as select * from given")
        self.db.unregister("given")

    def sql(self, name: str) -> str:
        sums = f"select {name} as r, {HEAD} as c, count(*) as n, sum(w) as w, sum(w * w) as w2 from t group by all"
        column = self.main[name]
        if not isinstance(column, Multi):
            return f"""
                with sums as materialized ({sums}),
                cells as (select r - {FIRST} as r, c - {FIRST} as c, n, w, w2 from sums
                          where r >= {FIRST} and c >= {FIRST}),
                bases as (select c, sum(n) as bn, sum(w) as bw, sum(w2) as bw2 from cells group by c)
                {_ENDS}"""
        options = len(column.categories)
        return f"""
            with sums as materialized ({sums}),
            told as (select r, c - {FIRST} as c, n, w, w2 from sums where r & 1 = 1 and c >= {FIRST}),
            cells as (select o as r, c, sum(n) as n, sum(w) as w, sum(w2) as w2
                      from told, range({options}) as options(o) where (r >> (o + {FIRST})) & 1 = 1 group by o, c),
            bases as (select c, sum(n) as bn, sum(w) as bw, sum(w2) as bw2 from told group by c)
            {_ENDS}"""

    def table(self, name: str) -> Rows:
        return self.db.execute(self.sql(name)).fetchall()

    def one_query(self, names: list[str]) -> Rows:
        """All tables of a banner in one statement."""
        parts = (f"select '{name}', * from ({self.sql(name)})" for name in names)
        return self.db.execute(" union all ".join(parts)).fetchall()


class Json:
    """A row a response, its answers as JSON text. SQLite has no arrays of choices: json_each opens them."""

    def __init__(self, made: Made) -> None:
        self.main = made.answers.main
        self.db = sqlite3.connect(":memory:")
        self.db.execute("create table t (id integer primary key, weight real, answers text)")
        self.db.executemany("insert into t (weight, answers) values (?, ?)", self._responses(made))
        self.db.execute("analyze")

    def _responses(self, made: Made) -> Iterator[tuple[float, str]]:
        lists: dict[str, list[Any]] = {}
        for name in self.main:
            column = self.main[name]
            if isinstance(column, Multi):
                chosen = np.stack([column.chosen(option) for option in range(len(column.categories))], 1)
                lists[name] = [
                    np.flatnonzero(line).tolist() if there else None
                    for line, there in zip(chosen, column.answered, strict=True)
                ]
            else:
                codes = column.arrays()["codes"].tolist()
                lists[name] = [code - FIRST if code >= FIRST else None for code in codes]
        for number, weight in enumerate(made.weights.tolist()):
            yield (
                weight,
                json.dumps({name: each[number] for name, each in lists.items() if each[number] is not None}),
            )

    def table(self, name: str) -> Rows:
        head, row = f"json_extract(answers, '$.{HEAD}')", f"json_extract(answers, '$.{name}')"
        sums = "count(*) as n, sum(weight) as w, sum(weight * weight) as w2"
        told = f"select {row} as r, {head} as c, weight from t where r is not null and c is not null"
        if isinstance(self.main[name], Multi):
            cells = f"select j.value as r, c, {sums} from told, json_each(told.r) as j group by 1, 2"
            bases = "select c, count(*) as bn, sum(weight) as bw, sum(weight * weight) as bw2 from told group by c"
        else:
            cells = f"select r, c, {sums} from told group by 1, 2"
            bases = "select c, sum(n) as bn, sum(w) as bw, sum(w2) as bw2 from cells group by c"
        withs = f"with told as materialized ({told}), cells as materialized ({cells}), bases as ({bases})"
        return self.db.execute(withs + _ENDS).fetchall()
