"""The index in files: many processes read, one writes."""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from typing import Any

from tantivy import Document as Stored
from tantivy import Index, Query, Searcher

from ngo2.kernel.search import cells
from ngo2.kernel.search.engine import Ask, Found, Hit, Key, Near, State
from ngo2.kernel.search.preparing import key_text
from ngo2.kernel.search.tantivy import questions
from ngo2.kernel.search.tantivy.schema import opened, schema

MOST_NEAR = 2000  # of so many around a place the nearest are found
_STATE = "state:0"
_MOST_VALUES = 20_000  # of all facets together: every county has one


class TantivyReader:
    """Looks before each question whether there is something new: two calls of the system."""

    def __init__(self, path: Path) -> None:
        self._index = opened(path)
        self._meta = path / "meta.json"
        self._seen = self._stamp()
        self._lock = Lock()

    def search(self, ask: Ask, limit: int, offset: int = 0) -> Found:
        searcher = self._searcher()
        question = questions.question(ask, searcher)
        if ask.near:
            inside = _circle(searcher, question, ask.near)
            page = inside[offset : offset + limit]
            return Found(len(inside), [Hit(_key(searcher, at), score, km) for km, score, at in page])
        found = searcher.search(question, limit, offset=offset, weight_by_field="fresh")
        return Found(found.count, [Hit(_key(searcher, at), score) for score, at in found.hits])  # type: ignore[attr-defined] # it is there, the stubs forgot it

    def suggest(self, ask: Ask, limit: int) -> list[Hit]:
        searcher = self._searcher()
        question = questions.beginnings(ask, searcher)
        found = searcher.search(question, limit, count=False, weight_by_field="fresh")
        return [Hit(_key(searcher, at), score) for score, at in found.hits]

    def counts(self, ask: Ask) -> dict[str, dict[str, int]]:
        searcher = self._searcher()
        wanted = {"facets": {"terms": {"field": "facet", "size": _MOST_VALUES}}}
        question = questions.question(ask, searcher)
        if ask.near:  # squares hold more than their circle
            inside = [at for _, _, at in _circle(searcher, question, ask.near)]
            pks = searcher.fast_field_values("pk", inside) if inside else []
            question = questions.among(question, [int(_number(pk)) for pk in pks])
        answer = searcher.aggregate(question, wanted)
        counts: dict[str, dict[str, int]] = {}
        for bucket in answer["facets"]["buckets"]:
            name, _, value = bucket["key"].partition("=")
            counts.setdefault(name, {})[value] = int(bucket["doc_count"])
        return counts

    def size(self) -> int:
        return max(0, self._searcher().num_docs - 1)

    def state(self) -> State | None:
        return _state(self._searcher())

    def _searcher(self) -> Searcher:
        with self._lock:
            if (stamp := self._stamp()) != self._seen:
                self._index.reload()
                self._seen = stamp
            return self._index.searcher()

    def _stamp(self) -> tuple[int, int, int]:
        """The file that names the parts of the index; it is always replaced, never written over."""
        meta = os.stat(self._meta)
        return meta.st_ino, meta.st_mtime_ns, meta.st_size


class TantivyWriter:
    """Raises ValueError when another process writes here."""

    def __init__(self, path: Path, *, megabytes: int = 40, threads: int = 1) -> None:
        new = not (path / "meta.json").exists()
        path.mkdir(parents=True, exist_ok=True)
        self._index: Index = opened(path, new=new)
        self._writer = self._index.writer(heap_size=megabytes * 1_000_000 * threads, num_threads=threads)

    def state(self) -> State | None:
        self._index.reload()
        return _state(self._index.searcher())

    def write(self, prepared: Iterable[str]) -> None:
        for line in prepared:
            self._writer.add_json(line)

    def delete(self, keys: Iterable[Key]) -> None:
        for key in keys:
            self._writer.delete_documents_by_term("key", key_text(key))

    def commit(self, state: State) -> None:
        self._writer.delete_documents_by_term("key", _STATE)
        self._writer.add_document(Stored(key=_STATE, state=json.dumps(state._asdict())))
        self._writer.commit()

    def close(self) -> None:
        """Waits until parts that are being put together are together."""
        self._writer.wait_merging_threads()


def _circle(searcher: Searcher, question: Query, near: Near) -> list[tuple[float, float, Any]]:
    """(kilometres, score, where it is kept), the nearest first. Read from columns: no document is opened for it."""
    hits = searcher.search(question, MOST_NEAR, count=False).hits
    places = [at for _, at in hits]
    if not places:
        return []
    lats = map(_number, searcher.fast_field_values("lat", places))
    lngs = map(_number, searcher.fast_field_values("lng", places))
    away = [cells.kilometres(lat, lng, near.lat, near.lng) for lat, lng in zip(lats, lngs, strict=True)]
    inside = sorted((km, number) for number, km in enumerate(away) if km <= near.km)
    return [(km, float(hits[number][0]), places[number]) for km, number in inside]


def _state(searcher: Searcher) -> State | None:
    found = searcher.search(Query.term_query(schema(), "key", _STATE, index_option="basic"), 1)
    if not found.hits:
        return None
    stored = searcher.doc(found.hits[0][1]).get_first("state")
    return State(**json.loads(str(stored)))


def _number(value: float | bool | None) -> float:
    """Whatever lies in a square has a point."""
    assert value is not None
    return float(value)


def _key(searcher: Searcher, at: object) -> Key:
    noun, _, pk = str(searcher.doc(at).get_first("key")).rpartition(":")  # type: ignore[arg-type]
    return Key(noun, int(pk))
