"""Relevance, calculations and counts of a session, in the order of the form, only where something changed."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from lxml import etree

from ngo2.questionnaires.xforms import actions
from ngo2.questionnaires.xforms.definitions import Definition
from ngo2.questionnaires.xforms.errors import TooLarge
from ngo2.questionnaires.xforms.expressions import Expression
from ngo2.questionnaires.xforms.paths import GONE
from ngo2.questionnaires.xforms.places import Place
from ngo2.questionnaires.xforms.values import boolean, number, stored

if TYPE_CHECKING:
    from ngo2.questionnaires.xforms.session import Session

MOST_REPEATS = 5_000  # that a count may ask for
_ROUNDS = 1_000  # for fields that ask for themselves in other instances


class Evaluation:
    def __init__(self, session: Session) -> None:
        self.session = session
        self.queued: set[Definition] = set(session.form.order)
        self.changed: set[Definition] = set()
        self.kept: frozenset[Definition] = frozenset()  # calculations that are not done: see checking
        self._index: dict[Definition, list[Place]] | None = None

    def places(self, definition: Definition) -> list[Place]:
        """All of a definition, in document order."""
        if self._index is None:
            self._index = {node: [] for node in self.session.form.order}
            for place in self.session.top.walk():
                self._index[place.definition].append(place)
        return self._index[definition]

    def all(self) -> None:
        """The instance was replaced: everything has to be evaluated."""
        self._index = None
        self.queued = set(self.session.form.order)

    def touched(self, definition: Definition) -> None:
        """Its value was set."""
        self.changed.add(definition)
        self.queued |= self.session.form.dependents[definition]

    def grown(self, definition: Definition) -> None:
        """It has a new instance."""
        self._index = None
        for node in definition.walk():
            self.queued.add(node)
            self.touched(node)

    def drop(self, place: Place) -> None:
        assert place.parent is not None
        place.parent.children[place.definition].remove(place)
        place.parent.element.remove(place.element)
        self.grown(place.definition)

    def settle(self) -> None:
        """Raises TooLarge when a count asks for too many repeats; what was not done stays queued."""
        rounds = 0
        while self.queued and rounds < _ROUNDS:
            for definition in self.session.form.order:
                if definition in self.queued:
                    if self._process(definition):
                        self.queued.discard(definition)
                        self.touched(definition)
                    else:
                        self.queued.discard(definition)
            rounds += 1
        self.queued.clear()
        self.changed.clear()

    def _process(self, definition: Definition) -> bool:
        """Whether anything about it changed."""
        changed = False
        if definition.count is not None:
            changed = self._count(definition, definition.count)
        bind = definition.bind
        for place in self.places(definition):
            shown = place.parent is None or place.parent.relevant
            if shown and bind.relevant is not None:
                shown = boolean(bind.relevant.evaluate(place.element, self.session))
            if shown != place.relevant:
                place.show(shown)
                changed = True
            if bind.calculate is not None and shown and self._due(place, bind.calculate):
                value = stored(bind.calculate.evaluate(place.element, self.session), bind.datatype)
                place.calculated = True
                if value != place.value:
                    place.put(value)
                    changed = True
        return changed

    def _due(self, place: Place, calculate: Expression) -> bool:
        """What is drawn or read from the clock is evaluated once, and again only when what it asks for changed."""
        if place.definition in self.kept:
            return False
        return not (calculate.volatile and place.calculated) or not self.changed.isdisjoint(
            calculate.references
        )

    def _count(self, definition: Definition, count: Expression) -> bool:
        changed = False
        for parent in list(self._parents(definition)):
            places = parent.children[definition]
            at = (
                places[0].element
                if places
                else etree.SubElement(parent.element, f"{{{GONE}}}{definition.name}")
            )
            asked = number(count.evaluate(at, self.session))  # at the repeat: counts are written `../number`
            if not places:
                parent.element.remove(at)
            wanted = max(0, int(asked)) if isfinite(asked) else 0
            if wanted > MOST_REPEATS:
                raise TooLarge(
                    _(
                        "%(count)d repeats are too many; at most %(most)d are possible. Enter a smaller number."
                    )
                    % {"count": wanted, "most": MOST_REPEATS}
                )
            while len(places) > wanted:
                self.drop(places[-1])
                changed = True
            while len(places) < wanted:
                actions.grow(self.session, parent, definition)
                changed = True
        return changed

    def _parents(self, definition: Definition) -> Iterable[Place]:
        assert definition.parent is not None
        return self.places(definition.parent)
