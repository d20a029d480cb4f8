"""The nodes of a form's primary instance, as the form defines them: one for all instances of a repeat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ngo2.questionnaires.xforms.documents import Element

if TYPE_CHECKING:
    from ngo2.questionnaires.xforms.expressions import Expression
    from ngo2.questionnaires.xforms.texts import Text

XFORMS = "http://www.w3.org/2002/xforms"


@dataclass
class Bind:
    """What a bind says; expressions that are missing or constant false are None (`relevant` None: always)."""

    datatype: str = "string"
    relevant: Expression | None = None
    required: Expression | None = None
    readonly: Expression | None = None
    constraint: Expression | None = None
    calculate: Expression | None = None
    constraint_message: Text | None = None
    required_message: Text | None = None
    preload: str = ""
    preload_params: str = ""
    attributes: dict[str, str] = field(default_factory=dict)  # all of them, also those of `bind::` columns


@dataclass(eq=False, repr=False)
class Definition:
    """`path` is "/data/member/name" ("/data/meta/entity/@id" for an attribute); names are local, `tag` is Clark's."""

    name: str
    tag: str
    path: str
    parent: Definition | None
    attribute: bool = False
    repeated: bool = False
    template: Element | None = None  # what a new instance of a repeat is made of
    children: dict[str, Definition] = field(default_factory=dict)
    bind: Bind = field(default_factory=Bind)
    count: Expression | None = None  # jr:count
    place: int = 0  # in document order

    @property
    def depth(self) -> int:
        return self.path.count("/")

    @property
    def leaf(self) -> bool:
        return not any(not child.attribute for child in self.children.values()) and not self.repeated

    def upwards(self) -> Iterator[Definition]:
        """Itself, its parent, up to the root."""
        node: Definition | None = self
        while node is not None:
            yield node
            node = node.parent

    def walk(self) -> Iterator[Definition]:
        """Itself and all below it, in document order."""
        yield self
        for child in self.children.values():
            yield from child.walk()

    def repeats(self) -> list[Definition]:
        """The repeats that it is in (itself included), from the outermost."""
        return [node for node in reversed(list(self.upwards())) if node.repeated]


def common_repeat(a: Definition, b: Definition) -> Definition | None:
    """The innermost repeat that both are in."""
    mine = {id(repeat) for repeat in a.repeats()}
    shared = [repeat for repeat in b.repeats() if id(repeat) in mine]
    return shared[-1] if shared else None
