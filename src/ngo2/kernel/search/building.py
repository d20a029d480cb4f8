"""Make the whole index anew beside the one that is asked, in steps that may be interrupted at any time."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from django.apps import apps

from ngo2.kernel.journal.models import Seal
from ngo2.kernel.search import places
from ngo2.kernel.search.engine import State
from ngo2.kernel.search.nouns import Noun, nouns
from ngo2.kernel.search.preparing import prepared
from ngo2.kernel.search.tantivy.index import TantivyReader, TantivyWriter

STEP = 1000  # things a step
Prepare = Callable[[Sequence[tuple[str, list[int]]]], Iterator[list[str]]]


class Build:
    """Goes on where an earlier one stopped. Only one at a time: whoever makes one holds the lock `building`."""

    def __init__(self, *, megabytes: int = 40, threads: int = 1) -> None:
        path = places.building()
        state = _state_at(path)
        if state is None:
            shutil.rmtree(path, ignore_errors=True)
            last = Seal.objects.order_by("-seq").first()
            state = State(last.seq if last else 0, last.digest if last else "", _first(), 0, done=False)
        self.state = state
        self._writer = TantivyWriter(path, megabytes=megabytes, threads=threads)

    def steps(self, size: int = STEP) -> Iterator[tuple[str, list[int]]]:
        """(noun, primary keys) of all that is not in yet."""
        for noun in _from(self.state.noun):
            last = self.state.pk if noun.name == self.state.noun else 0
            while pks := _following(noun, last, size):
                yield noun.name, pks
                last = pks[-1]

    def add(self, noun: str, pks: Sequence[int], lines: Sequence[str], *, commit: bool = True) -> None:
        self._writer.write(lines)
        self.state = self.state._replace(noun=noun, pk=pks[-1])
        if commit:
            self._writer.commit(self.state)

    def finish(self) -> Path:
        self._writer.commit(State(self.state.seq, self.state.digest))
        self._writer.close()
        return places.put_in_place()

    def stop(self) -> None:
        self._writer.close()


def lines_of(noun: str, pks: Sequence[int]) -> list[str]:
    return [prepared(noun, document) for document in nouns[noun].documents(pks)]


def total() -> int:
    return sum(apps.get_model(noun.model)._default_manager.count() for noun in nouns)


def _following(noun: Noun, last: int, size: int) -> list[int]:
    rows = apps.get_model(noun.model)._default_manager.filter(pk__gt=last).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:size])


def _from(name: str) -> list[Noun]:
    known = list(nouns)
    at = next((number for number, noun in enumerate(known) if noun.name == name), 0)
    return known[at:]


def _first() -> str:
    return next((noun.name for noun in nouns), "")


def _state_at(path: Path) -> State | None:
    """How far an interrupted build had come; None when there is none that can be gone on with."""
    if not (path / "meta.json").exists():
        return None
    try:
        return TantivyReader(path).state()
    except (OSError, ValueError):
        return None
