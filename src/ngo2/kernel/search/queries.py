"""Find by words. `None` says that there is no index now: the caller does without."""

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import TypeVar

from ngo2.kernel.journal.models import Seal, Unsealed
from ngo2.kernel.search import places, preparing
from ngo2.kernel.search.cells import SIZES
from ngo2.kernel.search.engine import Ask, Found, Hit, Key, Near, Reader, State
from ngo2.kernel.search.nouns import nouns
from ngo2.kernel.search.tantivy.index import TantivyReader

log = logging.getLogger("ngo2.search")
FURTHEST = 10_000  # results that can be leafed through
FEW = 3  # so few, and what is spelled alike is looked for as well
ENOUGH_NEAR = 10
T = TypeVar("T")
_lock = Lock()
_open: tuple[Path, Reader] | None = None


def available() -> bool:
    return places.current() is not None


def search(ask: Ask, limit: int, offset: int = 0) -> Found | None:
    if offset >= FURTHEST:
        return Found(0, [])
    return _asked(lambda reader: reader.search(ask, limit, offset))


def settled(ask: Ask) -> tuple[Ask, Found] | None:
    """`ask` as it is best answered: as written; loosely, when hardly anything is written so; near, by the smallest
    circle that holds enough. With its first hit and the total."""
    if ask.near:
        return _near_enough(ask)
    strict = search(ask, 1)
    if strict is None or strict.total >= FEW or not ask.text:
        return None if strict is None else (ask, strict)
    loose = replace(ask, loosely=True)
    found = search(loose, 1)
    return (loose, found) if found and found.total > strict.total else (ask, strict)


def best(ask: Ask) -> list[int] | None:
    """Primary keys of what can be leafed through, for the database to narrow further."""
    answer = settled(ask)
    found = search(answer[0], FURTHEST) if answer else None
    return None if found is None else [hit.key.pk for hit in found.hits]


def plain(text: str) -> list[Hit]:
    """By what the database can do alone, while there is no index."""
    return [Hit(Key(noun.name, pk), 0.0) for noun in nouns for pk in noun.plain(text)]


def suggest(ask: Ask, limit: int) -> list[Hit]:
    return _asked(lambda reader: reader.suggest(ask, limit)) or []


def counts(ask: Ask) -> dict[str, dict[str, int]] | None:
    return _asked(lambda reader: reader.counts(ask))


def noun_counts(ask: Ask) -> dict[str, int]:
    """{noun: how many} of what is found, whichever noun is asked for."""
    return (counts(replace(ask, noun="")) or {}).get(preparing.NOUN, {})


def size() -> int | None:
    return _asked(lambda reader: reader.size())


def state() -> State | None:
    return _asked(lambda reader: reader.state())


def behind(now: State) -> int:
    """Entries of the journal that the index has not followed yet."""
    return Seal.objects.filter(seq__gt=now.seq).count() + Unsealed.objects.count()


def _near_enough(ask: Ask) -> tuple[Ask, Found] | None:
    assert ask.near
    answer: tuple[Ask, Found] | None = None
    for km in SIZES:
        wide = replace(ask, near=Near(ask.near.lat, ask.near.lng, km))
        found = search(wide, 1)
        if found is None:
            return None
        answer = wide, found
        if found.total >= ENOUGH_NEAR:
            break
    return answer


def _asked(question: Callable[[Reader], T]) -> T | None:
    """An index that breaks while it is read is put aside, and the worker makes it again; nobody sees an error."""
    try:
        reader = _reader()
        return None if reader is None else question(reader)
    except Exception:
        log.exception("the search index did not answer and is made anew")
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # a fault inside the engine is no reason to stop
            raise
        log.exception("the search index broke and is made anew")
    _forget()
    places.give_up_current()
    return None


def _reader() -> Reader | None:
    global _open
    path = places.current()
    if path is None:
        _forget()
        return None
    with _lock:
        if _open is None or _open[0] != path:
            _open = path, TantivyReader(path)
        return _open[1]


def _forget() -> None:
    global _open
    with _lock:
        _open = None
