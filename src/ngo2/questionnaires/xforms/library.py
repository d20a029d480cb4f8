"""The table of functions that expressions may call; the modules beside it fill it."""

from collections.abc import Callable
from dataclasses import dataclass

from ngo2.questionnaires.xforms.values import Value


@dataclass(frozen=True)
class Function:
    """`kind`: what it returns ("any": that of its argument). `does` gets lxml's context first; without it libxml2's
    own function is taken. `volatile`: asks for chance, the clock or the device."""

    least: int
    most: int | None
    kind: str
    does: Callable[..., Value] | None = None
    volatile: bool = False


FUNCTIONS: dict[str, Function] = {}


def register(
    name: str, least: int, most: int | None, kind: str, does: Callable[..., Value], volatile: bool = False
) -> None:
    """A function that does not ask where it is called."""
    FUNCTIONS[name] = Function(least, most, kind, lambda _context, *given: does(*given), volatile)
