"""Keep the index true to the journal: entries in the order of their seals, each once, with the place in the index.

The index itself says how far it has come, in the same commit as what it holds. A worker that is killed loses nothing,
and every machine can keep an index of its own.
"""

import logging
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from ngo2.kernel.journal.models import Entry, Seal
from ngo2.kernel.search import places
from ngo2.kernel.search.building import Build, lines_of
from ngo2.kernel.search.engine import Key, State
from ngo2.kernel.search.nouns import Change, nouns
from ngo2.kernel.search.tantivy.index import TantivyWriter
from ngo2.kernel.ui import pages

log = logging.getLogger("ngo2.search")
SEALS = 2000  # looked at in one go
FAR = 5000  # seals without anything to find; then the place is noted all the same
PAGES = "search"  # key of pages that show what was found


@dataclass
class _Held:
    """What this process keeps open between two ticks: it is the one that writes."""

    stack: ExitStack = field(default_factory=ExitStack)
    path: Path | None = None
    writer: TantivyWriter | None = None
    state: State | None = None
    build: Build | None = None
    is_holder: bool = False


_mine = _Held()


def tick() -> bool:
    """One step; whether there may be more to do at once. Does nothing while another process has the turn."""
    if places.folder() is None or not _my_turn():
        return False
    path = places.current()
    if path is None:
        return _build_step()
    if path != _mine.path and not _open(path):
        return True
    return _follow()


def let_go() -> None:
    """Close what is open."""
    global _mine
    if _mine.writer:
        _mine.writer.close()
    if _mine.build:
        _mine.build.stop()
    _mine.stack.close()
    _mine = _Held()


def _my_turn() -> bool:
    if not _mine.is_holder:
        _mine.is_holder = _mine.stack.enter_context(places.held("writer"))
        if not _mine.is_holder:
            _mine.stack.close()
    return _mine.is_holder


def _open(path: Path) -> bool:
    if _mine.writer:
        _mine.writer.close()
    _mine.writer = _mine.path = None
    try:
        writer = TantivyWriter(path)
        state = writer.state()
    except (OSError, ValueError):
        log.exception("the search index cannot be read and is made anew")
        places.give_up_current()
        return False
    if state is None or not _same_history(state):
        log.warning("the search index belongs to another journal and is made anew")
        writer.close()
        places.give_up_current()
        return False
    _mine.path, _mine.writer, _mine.state = path, writer, state
    return True


def _same_history(state: State) -> bool:
    """After a restore the journal may be another one than the index has followed."""
    if not state.seq:
        return True
    return Seal.objects.filter(seq=state.seq, digest=state.digest).exists()


def _follow() -> bool:
    writer, state = _mine.writer, _mine.state
    assert writer is not None
    assert state is not None
    rows = Seal.objects.filter(seq__gt=state.seq).order_by("seq")
    seals = list(rows.values_list("seq", "digest", "entry_id")[:SEALS])
    if not seals:
        return False
    seq, digest, _ = seals[-1]
    keys = _changed([entry for _, _, entry in seals])
    after = State(seq, digest)
    if keys:
        _write(writer, keys, after)
    elif seq % FAR < len(seals):
        writer.commit(after)
    _mine.state = after
    return len(seals) == SEALS


def _write(writer: TantivyWriter, keys: Sequence[Key], after: State) -> None:
    writer.delete(keys)
    for noun in nouns:
        writer.write(lines_of(noun.name, [key.pk for key in keys if key.noun == noun.name]))
    writer.commit(after)
    pages.touch(PAGES)


def _changed(entries: Sequence[int]) -> list[Key]:
    rows = Entry.objects.filter(pk__in=entries).order_by("pk")
    changes = dict.fromkeys(
        Change(*row) for row in rows.values_list("verb", "scope", "object_type", "object_id").iterator()
    )
    found = (Key(noun.name, pk) for change in changes for noun in nouns for pk in noun.changed(change))
    return list(dict.fromkeys(found))


def _build_step() -> bool:
    """A little of the whole index; the lock tells a rebuild by hand from this one."""
    with places.held("building") as mine:
        if not mine:
            return False
        _mine.build = _mine.build or Build()
        step = next(_mine.build.steps(), None)
        if step is not None:
            _mine.build.add(*step, lines_of(*step))
            return True
        _mine.build.finish()
        _mine.build = None
    pages.touch(PAGES)
    log.info("the search index is in place")
    return True
