"""The nodes of one instance: `Place`s, each with its element in the tree that expressions are evaluated on."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from lxml import etree

from ngo2.questionnaires.xforms.definitions import Definition
from ngo2.questionnaires.xforms.documents import Element, local
from ngo2.questionnaires.xforms.errors import TooLarge
from ngo2.questionnaires.xforms.paths import GONE

MOST = 300_000  # places of one instance


class Place:
    """One node. `children` by definition, each a list of instances (of one, unless it repeats).

    `relevant`: its own and all above it. A node that is not relevant keeps its value, but its element stands in the
    namespace GONE, where no path finds it: as JavaRosa, which leaves such nodes out of every node-set.
    """

    __slots__ = ("calculated", "children", "definition", "element", "parent", "relevant", "value")

    def __init__(self, definition: Definition, element: Element, parent: Place | None, value: str) -> None:
        self.definition = definition
        self.element = element  # of an attribute: the element that it belongs to
        self.parent = parent
        self.children: dict[Definition, list[Place]] = {}
        self.value = value
        self.relevant = True
        self.calculated = False

    def put(self, value: str) -> None:
        self.value = value
        if self.definition.attribute:
            if self.relevant:
                self.element.set(self.definition.name, value)
        else:
            self.element.text = value

    def show(self, relevant: bool) -> None:
        self.relevant = relevant
        name = self.definition.name
        if self.definition.attribute:
            if relevant:
                self.element.set(name, self.value)
            else:
                self.element.attrib.pop(name, None)
        else:
            self.element.tag = name if relevant else f"{{{GONE}}}{name}"

    def number(self) -> int:
        """Which instance of its repeat it is, from 1."""
        return self.parent.children[self.definition].index(self) + 1 if self.parent else 1

    def path(self) -> str:
        """ "/data/member[2]/name": repeats carry their number."""
        if self.parent is None:
            return self.definition.path
        if self.definition.attribute:
            return f"{self.parent.path()}/@{self.definition.name}"
        step = f"{self.parent.path()}/{self.definition.name}"
        return f"{step}[{self.number()}]" if self.definition.repeated else step

    def walk(self) -> Iterator[Place]:
        """Itself and all below, in document order."""
        yield self
        for places in self.children.values():
            for place in places:
                yield from place.walk()

    def upwards(self) -> Iterator[Place]:
        place: Place | None = self
        while place is not None:
            yield place
            place = place.parent


class Budget:
    """How many places there may still be."""

    def __init__(self) -> None:
        self.count = 0

    def spend(self) -> None:
        self.count += 1
        if self.count > MOST:
            raise TooLarge(_("This answer has too many parts. Use fewer repeats."))


class Growth:
    """Makes places out of elements, within a budget."""

    def __init__(self) -> None:
        self.budget = Budget()

    def root(self, definition: Definition, given: Element, default: Element) -> Place:
        place = Place(definition, etree.Element(definition.name), None, "")
        self._fill(place, given, default)
        return place

    def add(self, parent: Place, definition: Definition, template: Element) -> Place:
        """A new instance of a repeat, after those that there are."""
        element = etree.Element(definition.name)
        _insert(parent, definition, element)
        return self._grown(parent, definition, element, template, template)

    def _grown(
        self, parent: Place, definition: Definition, element: Element, given: Element, default: Element
    ) -> Place:
        self.budget.spend()
        place = Place(definition, element, parent, "")
        parent.children.setdefault(definition, []).append(place)
        self._fill(place, given, default)
        return place

    def _fill(self, place: Place, given: Element, default: Element) -> None:
        """`default` is what the form says for what `given` lacks."""
        definition, element = place.definition, place.element
        known = {name.rpartition("}")[2]: value for name, value in default.attrib.items()}
        known |= {name.rpartition("}")[2]: value for name, value in given.attrib.items()}
        offered, fallback = by_name(given), by_name(default) if default is not given else {}
        for child in definition.children.values():
            if child.attribute:
                value = known.pop(child.name, "")
                element.set(child.name, value)
                place.children[child] = [Place(child, element, place, value)]
                continue
            place.children[child] = []
            found = offered.get(child.name, [])
            if not child.repeated:
                found = (found or fallback.get(child.name) or [etree.Element(child.name)])[:1]
            for other in found:
                own = child.template if child.repeated else fallback.get(child.name, [other])[0]
                self._grown(place, child, etree.SubElement(element, child.name), other, own)
        for name, value in given.attrib.items():
            if (
                name.rpartition("}")[2] in known
            ):  # the form does not know it, a client may have meant something
                element.set(name, value)
        if definition.leaf:
            place.value = given.text or ""
            element.text = place.value


def by_name(element: Element) -> dict[str, list[Element]]:
    """The children of an element by their local names."""
    found: dict[str, list[Element]] = {}
    for child in element:
        found.setdefault(local(child), []).append(child)
    return found


def _insert(parent: Place, definition: Definition, element: Element) -> None:
    own = parent.children.get(definition)
    if own:
        own[-1].element.addnext(element)
        return
    before: Place | None = None
    for other in parent.definition.children.values():
        if other is definition:
            break
        places = parent.children.get(other)
        if places and not other.attribute:
            before = places[-1]
    if before is not None:
        before.element.addnext(element)
    else:
        parent.element.insert(0, element)
