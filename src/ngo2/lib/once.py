"""Within one reading the same question is asked of the database once.

    @once
    def partners_of(person): ...

    with reading():
        ...  # `partners_of(person)` is looked up the first time, and remembered until here

Outside of a reading nothing is remembered, so that whatever decides always asks anew. A reading must change nothing
that is asked in it, and what `once` answers must not be changed by whoever asked: it is shared.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

A = TypeVar("A", bound=Hashable)
R = TypeVar("R")
_said: ContextVar[dict[tuple[object, Hashable], Any] | None] = ContextVar(
    "said in this reading", default=None
)


@contextmanager
def reading() -> Iterator[None]:
    """Readings inside one another are one."""
    if _said.get() is not None:
        yield
        return
    token = _said.set({})
    try:
        yield
    finally:
        _said.reset(token)


def once(ask: Callable[[A], R]) -> Callable[[A], R]:
    """`ask` takes one thing that can be a key: rows are, by their number."""

    @wraps(ask)
    def asked(of: A) -> R:
        said = _said.get()
        if said is None:
            return ask(of)
        key = (ask, of)
        if key not in said:
            said[key] = ask(of)
        answer: R = said[key]
        return answer

    return asked
