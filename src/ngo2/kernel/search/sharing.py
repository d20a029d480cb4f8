"""What the processes of a rebuild run. It knows nothing of Django before `begin`: a new process begins here."""

import gc
from collections.abc import Sequence
from importlib import import_module

import django

_RARELY = 100_000  # objects more than before, until garbage is looked for; a step of records makes some fifty thousand


def begin() -> None:
    """With the settings that the command was started with: the environment is inherited. Connections are not.

    What Django has loaded stays to the end, and what a step makes goes with it: looking through all of it for
    garbage again and again was a tenth of the work.
    """
    django.setup()
    gc.freeze()
    gc.set_threshold(_RARELY)


def lines_of(noun: str, pks: Sequence[int]) -> list[str]:
    found: list[str] = import_module("ngo2.kernel.search.building").lines_of(noun, pks)
    return found
