"""What can happen, and who listens. Filled by the apps' manifests and receivers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ngo2.lib.registry import Registry

if TYPE_CHECKING:
    from ngo2.kernel.journal.models import Entry

Handle = Callable[["Entry"], None]


@dataclass(frozen=True)
class Verb:
    """`sentence` is translated and may hold `%(object)s` and `%(actor)s`.

    `touches` are keys of public pages that change with it (`kernel.ui.pages`), with `{object_id}` and `{scope}`.
    `shown` says whether the public history of the object may name it.
    """

    name: str
    sentence: object
    touches: tuple[str, ...] = ()
    shown: bool = False


@dataclass(frozen=True)
class Handler:
    name: str
    handle: Handle
    listens: tuple[str, ...] = field(default=())

    def wants(self, verb: str) -> bool:
        return any(
            verb == pattern or (pattern.endswith("*") and verb.startswith(pattern[:-1]))
            for pattern in self.listens
        )

    def listening(self) -> bool:
        """Is anybody there to be told now? Asked once for all entries that are written together."""
        return True


verbs: Registry[Verb] = Registry("verb")
handlers: Registry[Handler] = Registry("journal handler")


def on(*listens: str) -> Callable[[Handle], Handle]:
    """Register an idempotent handler; a pattern may end in `*`. It runs in the worker, at least once per entry."""

    def register(handle: Handle) -> Handle:
        handlers.add(Handler(f"{handle.__module__}.{handle.__name__}", handle, listens))
        return handle

    return register
