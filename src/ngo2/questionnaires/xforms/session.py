"""A live instance of a form: answers set, repeats added, everything that follows from them evaluated when asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random, SystemRandom
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ngo2.questionnaires.xforms import actions, choosing, loading, moments, problems, showing, writing
from ngo2.questionnaires.xforms.body import Group, Node, Question, Repeat
from ngo2.questionnaires.xforms.choosing import Choice
from ngo2.questionnaires.xforms.definitions import Definition
from ngo2.questionnaires.xforms.documents import Element, cleaned
from ngo2.questionnaires.xforms.errors import Unknown
from ngo2.questionnaires.xforms.evaluation import Evaluation
from ngo2.questionnaires.xforms.places import Growth, Place
from ngo2.questionnaires.xforms.problems import Problem
from ngo2.questionnaires.xforms.sources import Source
from ngo2.questionnaires.xforms.texts import Text
from ngo2.questionnaires.xforms.values import boolean

if TYPE_CHECKING:
    from ngo2.questionnaires.xforms.forms import Form

_STEP = re.compile(r"(?:[\w.-]+:)?(@?[^\s/\[\]:]+)(?:\[(\d{1,9})\])?\Z")


@dataclass(frozen=True)
class State:
    """How a node stands now; `relevant` counts all that is above it."""

    relevant: bool
    required: bool
    readonly: bool
    value: str


class Session:
    """Of one person at one form; not for several threads at once. Paths carry the numbers of repeats,
    "/data/member[2]/name"; a number that is left out is 1."""

    def __init__(
        self, form: Form, now: datetime, properties: Mapping[str, str], random: Random | None
    ) -> None:
        if now.tzinfo is None:
            raise ValueError("now must carry the zone of the person who answers")
        self.form = form
        self.now = now
        self.version = form.version
        self.random: Random = random or SystemRandom()
        self.properties = properties
        self.language = form.language
        self.growth = Growth()
        self.top: Place = self.growth.root(form.root, form.initial, form.initial)
        self.evaluation = Evaluation(self)

    # --- what evaluation asks (World)

    @property
    def sources(self) -> Mapping[str, Source]:
        return self.form.sources

    @property
    def root(self) -> Element:
        return self.top.element

    def property_of_device(self, name: str) -> str:
        return self.properties.get(name, "")

    def itext(self, identity: str) -> str:
        return showing.itext(self, identity)

    def choice_name(self, path: str, value: str, near: Element) -> str:
        return choosing.name_of(self, self.form.definitions[path], value, near)

    # --- answers

    def set(self, path: str, value: str) -> None:
        """An answer as text, as it stands in the instance. What no XML can hold is left out."""
        try:
            place = self.place(path)
        except Unknown:  # an answer just before may have made the repeat that it is in
            self.settle()
            place = self.place(path)
        if not place.definition.leaf:
            raise Unknown(_("%(path)s holds no answer itself. Name a question within it.") % {"path": path})
        with self.zone():
            actions.change(self, place, cleaned(value))

    def add(self, path: str) -> str:
        """One more instance of a repeat ("/data/member"); its path."""
        self.settle()
        parent, definition = self._repeat(path)
        with self.zone():
            place = actions.grow(self, parent, definition)
        return place.path()

    def remove(self, path: str) -> None:
        """That instance of a repeat ("/data/member[2]"), with all that is in it."""
        self.settle()
        place = self.place(path)
        if not place.definition.repeated or place.parent is None:
            raise Unknown(_("%(path)s is no repeat, so it cannot be removed.") % {"path": path})
        self.evaluation.drop(place)

    def count(self, path: str) -> int:
        """How many instances of a repeat there are now."""
        self.settle()
        parent, definition = self._repeat(path)
        return len(parent.children[definition])

    # --- what follows

    def settle(self) -> None:
        """Brings all relevances, calculations and counts up to date; whatever is asked does it first."""
        with self.zone():
            self.evaluation.settle()

    def state(self, path: str) -> State:
        self.settle()
        place = self.place(path)
        bind = place.definition.bind
        with self.zone():
            return State(
                relevant=place.relevant,
                required=bind.required is not None and boolean(bind.required.evaluate(place.element, self)),
                readonly=any(
                    above.definition.bind.readonly is not None
                    and boolean(above.definition.bind.readonly.evaluate(above.element, self))
                    for above in place.upwards()
                ),
                value=place.value,
            )

    def value(self, path: str) -> str:
        self.settle()
        return self.place(path).value

    def problems(self, language: str | None = None) -> list[Problem]:
        """What keeps the answers from being complete and right, in document order."""
        with self.speaking(language):
            return problems.found(self)

    def problem(self, path: str, language: str | None = None) -> Problem | None:
        """What is wrong with one answer, if anything."""
        with self.speaking(language):
            return problems.at(self, self.place(path))

    # --- what is shown

    def walk(self, *, all_nodes: bool = False) -> Iterator[tuple[Node, str]]:
        """Groups, repeats (each instance) and questions as the body orders them, with their paths; without those that
        are not relevant now, unless `all_nodes`."""
        self.settle()
        yield from self._walk(self.form.body, self.top, all_nodes)

    def _walk(self, nodes: list[Node], near: Place, all_nodes: bool) -> Iterator[tuple[Node, str]]:
        for node in nodes:
            if node.definition is None:
                yield node, ""
                assert isinstance(node, Group)
                yield from self._walk(node.children, near, all_nodes)
                continue
            if isinstance(node, Group) and node.definition.repeated:
                # the group that carries a repeat's label
                yield node, node.path
                yield from self._walk(node.children, near, all_nodes)
                continue
            for place in self.below(near, node.definition):
                if not (place.relevant or all_nodes):
                    continue
                yield node, place.path()
                if isinstance(node, (Group, Repeat)):
                    yield from self._walk(node.children, place, all_nodes)

    def label(self, path: str, language: str | None = None) -> str:
        """The label of a question, group or choice-less note, outputs filled in; "" if it has none."""
        return self._shown(path, language, "label")

    def hint(self, path: str, language: str | None = None, *, guidance: bool = False) -> str:
        return self._shown(path, language, "hint", "guidance" if guidance else "long")

    def media(self, path: str, language: str | None = None) -> dict[str, str]:
        """Files of the label: {"image": "jr://images/a.jpg"}."""
        place, definition = self._spot(path)
        node = showing.node_of(self.form, definition)
        with self.speaking(language):
            return {} if node is None or isinstance(node, Repeat) else showing.media(self, node.label, place)

    def render(self, text: Text, path: str, language: str | None = None) -> str:
        """Any text of the form, as the node at `path` shows it."""
        with self.speaking(language):
            return showing.rendered(self, text, self.place(path))

    def _shown(self, path: str, language: str | None, what: str, form: str = "long") -> str:
        place, definition = self._spot(path)
        node = showing.node_of(self.form, definition)
        text = getattr(node, what, None)
        if text is None:
            return ""
        with self.speaking(language):
            return showing.rendered(self, text, place, form)

    def choices(self, path: str, language: str | None = None) -> list[Choice]:
        """The choices of a question now, filtered and in order."""
        place = self.place(path)
        with self.speaking(language):
            return choosing.choices(self, self.question(path), place)

    def question(self, path: str) -> Question:
        definition = self.place(path).definition
        found = self.form.questions.get(definition.path)
        if found is None:
            raise Unknown(_("%(path)s is no question.") % {"path": path})
        return found

    # --- what is kept

    def submission(self, now: datetime | None = None) -> bytes:
        """The instance as it is sent: without what is not relevant. `now` is written as the end of the interview."""
        if now is not None:
            actions.finish(self, now)
        self.settle()
        return writing.written(self, everything=False)

    def draft(self) -> bytes:
        """The instance with all that was answered, also what is not relevant now: for `resume`, not for sending."""
        self.settle()
        return writing.written(self, everything=True)

    @property
    def instance_id(self) -> str:
        meta = self.form.definitions.get(f"{self.form.root.path}/meta/instanceID")
        return self.evaluation.places(meta)[0].value if meta else ""

    # --- places

    def place(self, path: str) -> Place:
        """Raises Unknown."""
        steps = path.strip().strip("/").split("/")
        place = self.top
        if steps[0] != place.definition.name:
            raise Unknown(_("The form has no %(path)s.") % {"path": path[:200]})
        for step in steps[1:]:
            found = _STEP.match(step)
            child = place.definition.children.get(found[1]) if found else None
            if child is None or found is None:
                raise Unknown(_("The form has no %(path)s.") % {"path": path[:200]})
            index = int(found[2] or 1) - 1
            places = place.children[child]
            if not 0 <= index < len(places):
                raise Unknown(_("There is no %(path)s now. Add a repeat first.") % {"path": path[:200]})
            place = places[index]
        return place

    def _spot(self, path: str) -> tuple[Place, Definition]:
        """A place, and what is shown there; the group around a repeat that has no instance stands above it."""
        try:
            place = self.place(path)
        except Unknown:
            parent, definition = self._repeat(path)
            return parent, definition
        return place, place.definition

    def _repeat(self, path: str) -> tuple[Place, Definition]:
        above, _slash, name = path.strip().rstrip("/").rpartition("/")
        parent = self.place(above)
        definition = parent.definition.children.get(name.partition("[")[0])
        if definition is None or not definition.repeated:
            raise Unknown(_("%(path)s is no repeat.") % {"path": path[:200]})
        return parent, definition

    def below(self, near: Place, definition: Definition) -> list[Place]:
        """The places of a definition that belong to `near`, or to what is above it."""
        chain = {place.definition: place for place in near.upwards()}
        steps: list[Definition] = []
        node: Definition | None = definition
        while node is not None and node not in chain:
            steps.append(node)
            node = node.parent
        if node is definition:
            return [chain[definition]]
        places = [chain[node]] if node is not None else []
        for step in reversed(steps):
            places = [child for place in places for child in place.children[step]]
        return places

    @contextmanager
    def zone(self) -> Iterator[None]:
        token = moments.ZONE.set(self.now.tzinfo or UTC)
        try:
            yield
        finally:
            moments.ZONE.reset(token)

    @contextmanager
    def speaking(self, language: str | None) -> Iterator[None]:
        """Up to date, in a language (None: the default one of the form)."""
        self.settle()
        kept, self.language = self.language, self.form.language if language is None else language
        try:
            with self.zone():
                yield
        finally:
            self.language = kept


def started(
    form: Form, now: datetime, values: Mapping[str, str], properties: Mapping[str, str], random: Random | None
) -> Session:
    session = Session(form, now, properties, random)
    with session.zone():
        actions.begin(session)
        for path, value in values.items():
            actions.make_room(session, path)
            session.set(path, value)
    return session


def resumed(
    form: Form, xml: bytes, now: datetime | None, properties: Mapping[str, str], random: Random | None
) -> Session:
    session = Session(form, now or datetime.now(UTC), properties, random)
    loading.load(session, loading.instance(form, xml))
    return session
