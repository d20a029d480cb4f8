"""The body of a form: what is shown, in which order, and how it is answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ngo2.questionnaires.xforms.definitions import Definition
from ngo2.questionnaires.xforms.expressions import Expression
from ngo2.questionnaires.xforms.texts import NOTHING, Text

CONTROLS = ("input", "select1", "select", "rank", "range", "upload", "trigger", "secret")


@dataclass(frozen=True)
class Static:
    """A choice that stands in the body itself."""

    value: str
    label: Text


@dataclass(frozen=True)
class Itemset:
    """Choices from the nodes of `nodes`; `value` and `label` are evaluated at each of them.

    `label_id`: the label is the itext of the id that `label` gives.
    """

    nodes: Expression
    value: Expression
    label: Expression | None
    label_id: bool = False
    value_name: str = ""  # when value is just the name of a child, which is faster
    label_name: str = ""


@dataclass(frozen=True)
class Search:
    """`search()` of Collect: rows of a CSV file; the choices of the body name its columns."""

    list: str
    mode: str = ""  # "", contains, startswith, endswith, matches
    columns: tuple[str, ...] = ()
    text: Expression | None = None
    filter_column: str = ""
    filter_text: Expression | None = None


@dataclass(frozen=True)
class Choices:
    static: tuple[Static, ...] = ()
    itemset: Itemset | None = None
    search: Search | None = None


@dataclass(frozen=True)
class Action:
    """`setvalue`: `value` is evaluated at the target; what a server cannot do (`setgeopoint`) is not `doable`."""

    events: tuple[str, ...]
    target: Definition
    value: Expression | None
    text: str = ""
    doable: bool = True


@dataclass(eq=False, repr=False)
class Question:
    path: str
    definition: Definition
    control: str
    datatype: str
    appearance: str = ""
    label: Text = NOTHING
    hint: Text = NOTHING  # with form "guidance" for what is shown on paper and on request
    choices: Choices | None = None
    start: str = ""
    end: str = ""
    step: str = ""
    mediatype: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    actions: tuple[Action, ...] = ()

    @property
    def several(self) -> bool:
        """Whether its value is a list of choices."""
        return self.control in ("select", "rank")


@dataclass(eq=False, repr=False)
class Group:
    """`path` is "" for a group that only stands in the body."""

    path: str
    definition: Definition | None
    appearance: str = ""
    label: Text = NOTHING
    children: list[Question | Group | Repeat] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(eq=False, repr=False)
class Repeat:
    """`count` is jr:count; `fixed` that people may not add or remove (jr:noAddRemove, or a count)."""

    path: str
    definition: Definition
    count: Expression | None = None
    fixed: bool = False
    appearance: str = ""
    children: list[Question | Group | Repeat] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)
    actions: tuple[Action, ...] = ()


Node = Question | Group | Repeat


def walk(nodes: list[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        if not isinstance(node, Question):
            yield from walk(node.children)
