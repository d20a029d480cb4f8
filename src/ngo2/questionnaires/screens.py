"""A form cut into screens of a few questions, for pages without JavaScript. Pure.

What is asked on a screen must not hang on what is answered on the same one: before a question whose relevance or
choices do, a new screen begins. A group that the form wants on one page (`field-list`) stays together.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from ngo2.questionnaires.xforms import Group, Question, Repeat, Session
from ngo2.questionnaires.xforms.body import Node
from ngo2.questionnaires.xforms.definitions import Definition
from ngo2.questionnaires.xforms.expressions import Expression
from ngo2.questionnaires.xforms.places import Place

MOST = 4  # questions of a screen: few enough for a small phone


@dataclass
class Screen:
    """`paths` are those of its questions. `above` are the labels of the groups around them.

    `repeat`: this screen asks whether there is one more of the repeat at that path; `instance`: the screen stands in
    this one of a repeat ("/data/member[2]").
    """

    paths: list[str] = field(default_factory=list)
    above: tuple[str, ...] = ()
    repeat: str = ""
    instance: str = ""

    @property
    def at(self) -> str:
        """What its address names."""
        return self.paths[0] if self.paths else self.repeat


def screens(session: Session, language: str | None = None) -> list[Screen]:
    """Those that are to be asked now, in order."""
    session.settle()
    return list(_Cutting(session, language).all())


def after(found: list[Screen], at: str) -> Screen | None:
    """The screen behind the one at `at`."""
    places = [one.at for one in found]
    return found[places.index(at) + 1] if at in places and places.index(at) + 1 < len(found) else None


class _Cutting:
    def __init__(self, session: Session, language: str | None) -> None:
        self.session, self.language = session, language
        self.current = Screen()
        self.asked: set[Definition] = set()  # on the current screen

    def all(self) -> Iterator[Screen]:
        yield from self._nodes(self.session.form.body, (), "", together=False)
        yield from self._end()

    def _nodes(
        self, nodes: list[Node], above: tuple[str, ...], instance: str, *, together: bool
    ) -> Iterator[Screen]:
        for node in nodes:
            if isinstance(node, Question):
                yield from self._question(node, above, instance, together=together)
            elif isinstance(node, Repeat):
                yield from self._repeat(node, above, instance)
            else:
                yield from self._group(node, above, instance, together=together)

    def _question(
        self, node: Question, above: tuple[str, ...], instance: str, *, together: bool
    ) -> Iterator[Screen]:
        for place in self._places(node.definition, instance):
            # Also for one that is not asked now, so that the pages stay the same whatever is answered.
            if self._hangs(node) and not together:
                yield from self._end()
            if not place.relevant:
                continue
            current = self.current
            full = len(current.paths) >= MOST and not together
            moved = current.paths and (current.above, current.instance) != (above, instance)
            if full or moved:
                yield from self._end()
            self.current.above, self.current.instance = above, instance
            self.current.paths.append(place.path())
            self.asked.add(node.definition)

    def _group(
        self, node: Group, above: tuple[str, ...], instance: str, *, together: bool
    ) -> Iterator[Screen]:
        if (
            node.definition is not None and node.definition.repeated
        ):  # only carries the label of a repeat, which says it itself
            yield from self._nodes(node.children, above, instance, together=together)
            return
        if node.definition is not None and not any(
            place.relevant for place in self._places(node.definition, instance)
        ):
            if not self._hangs_on(node.definition):
                return
            yield from self._end()
            return
        is_list = "field-list" in node.appearance.split()
        inner = (*above, *self._label(node, instance))
        if not together:
            yield from self._end()
        yield from self._nodes(node.children, inner, instance, together=together or is_list)
        if not together:
            yield from self._end()

    def _repeat(self, node: Repeat, above: tuple[str, ...], instance: str) -> Iterator[Screen]:
        yield from self._end()
        label = self._repeat_label(node)
        is_list = "field-list" in node.appearance.split()
        places = [place for place in self._places(node.definition, instance) if place.relevant]
        for number, place in enumerate(places, start=1):
            inner = (*above, f"{label} {number}".strip())
            yield from self._nodes(node.children, inner, place.path(), together=is_list)
            yield from self._end()
        parents_are_relevant = all(
            one.relevant for one in self._places(node.definition.parent, instance) if node.definition.parent
        )
        if not node.fixed and node.count is None and parents_are_relevant:
            base = f"{instance}/{node.definition.name}" if self._is_within(node, instance) else node.path
            yield Screen(repeat=base, above=(*above, label) if label else above, instance=instance)

    def _is_within(self, node: Repeat, instance: str) -> bool:
        parent = node.definition.parent
        return bool(instance) and parent is not None and self.session.place(instance).definition is parent

    def _places(self, definition: Definition | None, instance: str) -> list[Place]:
        if definition is None:
            return []
        near = self.session.place(instance) if instance else self.session.top
        return self.session.below(near, definition)

    def _end(self) -> Iterator[Screen]:
        if self.current.paths:
            yield self.current
        self.current, self.asked = Screen(), set()

    def _hangs(self, node: Question) -> bool:
        definition: Definition | None = node.definition
        while definition is not None:
            if self._hangs_on(definition):
                return True
            definition = definition.parent
        bind = node.definition.bind
        lists = node.choices.itemset.nodes if node.choices and node.choices.itemset else None
        return any(self._refers(one) for one in (bind.calculate, bind.required, lists))

    def _hangs_on(self, definition: Definition) -> bool:
        return self._refers(definition.bind.relevant)

    def _refers(self, expression: Expression | None) -> bool:
        """Directly, or through what is calculated from what is asked here."""
        if expression is None or not self.asked:
            return False
        wanted, seen = list(expression.references), set()
        while wanted:
            one = wanted.pop()
            if one in self.asked:
                return True
            if one not in seen:
                seen.add(one)
                if one.bind.calculate is not None:
                    wanted += one.bind.calculate.references
        return False

    def _label(self, node: Group, instance: str) -> tuple[str, ...]:
        near = instance or f"/{self.session.top.definition.name}"
        text = self.session.render(node.label, near, self.language).strip()
        return (text,) if text else ()

    def _repeat_label(self, node: Repeat) -> str:
        """It stands at the group around the repeat, which the body names by the same path."""
        for one in _groups(self.session.form.body):
            if one.path == node.path and one.label:
                return self.session.render(
                    one.label, f"/{self.session.top.definition.name}", self.language
                ).strip()
        return ""


def _groups(nodes: list[Node]) -> Iterator[Group]:
    for node in nodes:
        if isinstance(node, Group):
            yield node
        if not isinstance(node, Question):
            yield from _groups(node.children)
