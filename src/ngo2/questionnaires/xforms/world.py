"""What an evaluation may ask beyond the instance: the time, the language, the lists, the form's texts."""

from collections.abc import Mapping
from contextvars import ContextVar
from datetime import datetime
from random import Random
from typing import Any, Protocol

from ngo2.questionnaires.xforms.documents import Element
from ngo2.questionnaires.xforms.sources import Source


class World(Protocol):
    now: datetime
    random: Random
    version: str

    @property
    def sources(self) -> Mapping[str, Source]: ...

    @property
    def root(self) -> Element: ...

    def property_of_device(self, name: str) -> str: ...

    def itext(self, identity: str) -> str:
        """The text in the language of the moment; "" if there is none."""

    def choice_name(self, path: str, value: str, near: Element) -> str:
        """The label of a choice of the question at `path` that is nearest to `near`."""


WORLD: ContextVar[Any] = ContextVar("WORLD")


def world() -> World:
    found: World = WORLD.get()
    return found
