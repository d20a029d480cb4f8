"""One line of the doctor's: a state, why, and what to type."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

State = Literal["ok", "warn", "bad"]


@dataclass(frozen=True)
class Finding:
    state: State
    why: str
    do: str = ""


@dataclass(frozen=True)
class Line:
    """`name` is a short word for scripts, `label` for people."""

    name: str
    label: str
    state: State
    why: str
    do: str

    @property
    def word(self) -> str:
        return {"ok": _("in order"), "warn": _("look at it"), "bad": _("not in order")}[self.state]

    @property
    def tone(self) -> str:
        return {"ok": "confirmed", "warn": "waiting", "bad": "wrong"}[self.state]


@dataclass(frozen=True)
class Check:
    """`slow`: asks other machines or reads much, so a page leaves it out."""

    name: str
    label: object
    look: Callable[[], Finding]
    slow: bool = False

    def line(self) -> Line:
        """A check that breaks is a finding too."""
        try:
            found = self.look()
        except Exception as error:
            found = Finding("bad", f"{type(error).__name__}: {error}"[:300], "ngo2 doctor --traceback")
        return Line(self.name, str(self.label), found.state, found.why, found.do)


def ok(why: str) -> Finding:
    return Finding("ok", why)


def warn(why: str, do: str) -> Finding:
    return Finding("warn", why, do)


def bad(why: str, do: str) -> Finding:
    return Finding("bad", why, do)
