"""A form as read: shared by all its sessions, never changed after it was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from random import Random

from ngo2.questionnaires.xforms import session
from ngo2.questionnaires.xforms.body import Action, Group, Node, Question, Repeat, walk
from ngo2.questionnaires.xforms.definitions import Definition
from ngo2.questionnaires.xforms.documents import Element
from ngo2.questionnaires.xforms.sources import Source
from ngo2.questionnaires.xforms.texts import Itext, Text


@dataclass(eq=False, repr=False)
class Form:
    """`id`, `version` ("" if it has none), `title`; `languages` with the default first (empty: one without a name).

    `body`: the tree of `Group`, `Repeat` and `Question`; `questions` and `definitions` by path. `missing`: files that
    the form names and that were not handed over. `kept`: elements that no server can evaluate, by name.
    """

    id: str
    version: str
    title: str
    itext: Itext
    root: Definition
    initial: Element  # the primary instance as the form gives it, local names only
    prefixes: dict[str, str]
    sources: dict[str, Source]
    definitions: dict[str, Definition] = field(default_factory=dict)
    order: list[Definition] = field(default_factory=list)  # in which to evaluate
    dependents: dict[Definition, frozenset[Definition]] = field(default_factory=dict)
    looped: bool = False  # some field asks for itself in another instance of its repeat
    body: list[Node] = field(default_factory=list)
    questions: dict[str, Question] = field(default_factory=dict)
    repeats: dict[str, Repeat] = field(default_factory=dict)
    actions: tuple[Action, ...] = ()
    attributes: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    lists_cache: dict[tuple[int, str], object] = field(default_factory=dict)
    texts_cache: dict[tuple[str, Definition], Text] = field(default_factory=dict)

    @property
    def languages(self) -> tuple[str, ...]:
        return self.itext.languages

    @property
    def language(self) -> str:
        """The default one."""
        return self.itext.languages[0] if self.itext.languages else ""

    @property
    def set_values(self) -> list[Action]:
        """All actions of the form, wherever they stand."""
        inner = [action for node in walk(self.body) if not isinstance(node, Group) for action in node.actions]
        return [*self.actions, *inner]

    @cached_property
    def itext_outputs(self) -> bool:
        """Whether some translated text has an output in it."""
        return any(
            len(value)
            for texts in self.itext.values.values()
            for forms in texts.values()
            for value in forms.values()
        )

    def start(
        self,
        now: datetime,
        values: Mapping[str, str] | None = None,
        *,
        properties: Mapping[str, str] | None = None,
        random: Random | None = None,
    ) -> session.Session:
        """A new instance; `now` must be aware: its zone is the zone of the person who answers.

        `values` are pre-filled answers by indexed path; repeats are added as far as they ask. `properties`: deviceid,
        username, email, phonenumber. Raises Unknown for a path that the form does not have.
        """
        return session.started(self, now, values or {}, properties or {}, random)

    def resume(
        self,
        xml: bytes,
        now: datetime | None = None,
        *,
        properties: Mapping[str, str] | None = None,
        random: Random | None = None,
    ) -> session.Session:
        """An instance that was begun before. Raises Unreadable, OtherForm, OtherVersion or UnknownNodes."""
        return session.resumed(self, xml, now, properties or {}, random)
