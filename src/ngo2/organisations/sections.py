"""What an organisation's page is made of: sections that each app declares in its manifest."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ngo2.lib.registry import Registry

Facts = Mapping[str, Mapping[str, Any]]  # what `disclosure.public_facts` lets through


@dataclass(frozen=True)
class Section:
    """`context(organisation, facts)` gives what the template needs, or None to leave the section out.

    It reads facts only as the public may see them: the page is the same for everybody and cached.
    What else it shows must touch the page key `organisation:<id>` when it changes.
    """

    name: str
    order: int
    column: Literal["main", "side"]
    template: str
    context: Callable[[Any, Facts], dict[str, Any] | None]


@dataclass(frozen=True)
class Drawn:
    template: str
    context: dict[str, Any]


sections: Registry[Section] = Registry("section of the organisation page")


def compose(organisation: Any, facts: Facts, column: str) -> list[Drawn]:
    """The sections of one column that have something to show, in order."""
    chosen = sorted((one for one in sections if one.column == column), key=lambda one: (one.order, one.name))
    drawn = (
        Drawn(one.template, made) for one in chosen if (made := one.context(organisation, facts)) is not None
    )
    return list(drawn)
