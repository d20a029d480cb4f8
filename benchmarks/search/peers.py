"""PostgreSQL and SQLite with the same words, made by our own tokenizer."""

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.search.asking import SHOWN, Question

STEP = 5000


def lines() -> Iterator[list[dict[str, Any]]]:
    from ngo2.kernel.search import sharing
    from ngo2.organisations.models import Organisation

    pks = list(Organisation.objects.order_by("pk").values_list("pk", flat=True))
    steps = [pks[at : at + STEP] for at in range(0, len(pks), STEP)]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn"), initializer=sharing.begin) as pool:
        for at in range(0, len(steps), 8):
            for found in pool.map(sharing.lines_of, ["organisations"] * 8, steps[at : at + 8]):
                yield [json.loads(line) for line in found]


def vector(document: dict[str, Any]) -> str:
    """A tsvector: words of names weigh A, those of texts D."""
    places: dict[str, list[str]] = {}
    position = 0
    for text, weight in ((f"{document['name']} | {document['alias']}", "A"), (document["text"], "D")):
        for word in text.split():
            position += 1
            quoted = word.replace("'", "''").replace("\\", "\\\\")
            places.setdefault(quoted, []).append(f"{min(position, 16000)}{weight}")
    return " ".join(f"'{word}':{','.join(at[:200])}" for word, at in places.items())


class Postgres:
    name = "PostgreSQL GIN + ts_rank"

    def __init__(self, url: str) -> None:
        import psycopg

        self.server = psycopg.connect(url, autocommit=True)
        self.base = f"ngo2_search_{os.getpid()}"
        self.server.execute(f'CREATE DATABASE "{self.base}"')
        self.db = psycopg.connect(url, dbname=self.base, autocommit=True)
        self.db.execute("CREATE TABLE docs (id bigint PRIMARY KEY, area1 text, kind text, words tsvector)")
        self.seconds = 0.0

    def add(self, documents: list[dict[str, Any]]) -> None:
        rows = [(*head(one), vector(one)) for one in documents]
        began = time.perf_counter()
        with self.db.cursor().copy("COPY docs FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        self.seconds += time.perf_counter() - began

    def finish(self) -> None:
        began = time.perf_counter()
        self.db.execute("CREATE INDEX ON docs USING gin (words)")
        self.db.execute("CREATE INDEX ON docs (area1)")
        self.db.execute("CREATE INDEX ON docs (kind)")
        self.db.execute("VACUUM ANALYZE docs")
        self.seconds += time.perf_counter() - began

    def bytes(self) -> int:
        ((size,),) = self.db.execute(
            "SELECT sum(pg_relation_size(indexrelid)) FROM pg_index WHERE indrelid = 'docs'::regclass"
        ).fetchall()
        return int(size)

    def ask(self, question: Question) -> int:
        text, facets = question
        wanted = " & ".join(
            "(" + " <-> ".join("'" + token.replace("'", "''") + "'" for token in side) + ")"
            for side in beside(text)
        )
        where = "".join(f" AND {name} = %s" for name in facets)
        rows = self.db.execute(
            f"SELECT id FROM docs WHERE words @@ %s::tsquery{where} "  # noqa: S608 (names of columns)
            f"ORDER BY ts_rank(words, %s::tsquery) DESC LIMIT {SHOWN}",
            [wanted, *(value[0] for value in facets.values()), wanted],
        )
        return len(rows.fetchall())

    def close(self) -> None:
        self.db.close()
        self.server.execute(f'DROP DATABASE "{self.base}" WITH (FORCE)')


class Fts5:
    name = "SQLite FTS5 + bm25"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.db = sqlite3.connect(path)
        self.db.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
            "CREATE TABLE docs (id INTEGER PRIMARY KEY, area1, kind);"
            "CREATE INDEX by_area ON docs (area1); CREATE INDEX by_kind ON docs (kind);"
            "CREATE VIRTUAL TABLE fts USING fts5(name, text, content='', tokenize='unicode61');"
        )
        self.seconds = 0.0

    def add(self, documents: list[dict[str, Any]]) -> None:
        began = time.perf_counter()
        heads = [head(one) for one in documents]
        self.db.executemany("INSERT INTO docs VALUES (?, ?, ?)", heads)
        self.db.executemany(
            "INSERT INTO fts (rowid, name, text) VALUES (?, ?, ?)",
            [
                (one[0], f"{doc['name']} | {doc['alias']}", doc["text"])
                for one, doc in zip(heads, documents, strict=True)
            ],
        )
        self.db.commit()
        self.seconds += time.perf_counter() - began

    def finish(self) -> None:
        began = time.perf_counter()
        self.db.execute("INSERT INTO fts (fts) VALUES ('optimize')")
        self.db.commit()
        self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.seconds += time.perf_counter() - began

    def bytes(self) -> int:
        return self.path.stat().st_size

    def ask(self, question: Question) -> int:
        text, facets = question
        wanted = " AND ".join('"' + " ".join(side).replace('"', "") + '"' for side in beside(text))
        where = "".join(f" AND docs.{name} = ?" for name in facets)
        sql = (
            f"SELECT docs.id FROM fts JOIN docs ON docs.id = fts.rowid WHERE fts MATCH ?{where} "  # noqa: S608
            f"ORDER BY bm25(fts, 6.0, 1.0) LIMIT {SHOWN}"
        )
        return len(self.db.execute(sql, [wanted, *(value[0] for value in facets.values())]).fetchall())

    def close(self) -> None:
        self.db.close()


def head(document: dict[str, Any]) -> tuple[int, str, str]:
    known = dict(one.split("=", 1) for one in document["facet"])
    return int(document["key"].split(":")[1]), known.get("area1", ""), known["kind"]


def beside(text: str) -> list[list[str]]:
    """The words that a question consists of, each as tokens side by side."""
    from ngo2.kernel.search.asking import asked
    from ngo2.lib.tokens import pairs

    return [pairs(word.text) if word.is_chinese else [word.text] for word in asked(text).words]
