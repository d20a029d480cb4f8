"""The controls of a form's body read into `Question`, `Group` and `Repeat`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ngo2.questionnaires.xforms.body import (
    CONTROLS,
    Action,
    Choices,
    Group,
    Itemset,
    Node,
    Question,
    Repeat,
    Search,
    Static,
    walk,
)
from ngo2.questionnaires.xforms.definitions import Definition
from ngo2.questionnaires.xforms.documents import Element, children, local
from ngo2.questionnaires.xforms.errors import Unreadable
from ngo2.questionnaires.xforms.forms import Form
from ngo2.questionnaires.xforms.instances import take_templates
from ngo2.questionnaires.xforms.parsing import tree

if TYPE_CHECKING:
    from ngo2.questionnaires.xforms.reading import Reader

JR = "{http://openrosa.org/javarosa}"
_PASSIVE = ("setgeopoint", "recordaudio")  # actions that only a phone can do
_READY = ("odk-instance-first-load", "xforms-ready", "odk-instance-load")


class Controls:
    def __init__(self, form: Form, model: Element, body: Element, reader: Reader) -> None:
        self.form = form
        self.model = model
        self.body = body
        self.reader = reader

    def read(self) -> None:
        for element in self.body.iter():
            if isinstance(element.tag, str) and local(element) == "repeat":
                self.reader.definition(element.get("nodeset") or element.get("ref") or "").repeated = True
        take_templates(self.form.initial, self.form.root)
        self._find_lists()
        self.reader.bind_all()
        self.form.attributes = dict(self.body.attrib)
        self.form.actions = tuple(
            action for child in children(self.model) for action in self._actions_of(child, None)
        )
        self.form.body = self._nodes(self.body, None)
        for node in walk(self.form.body):
            if isinstance(node, Question):
                self.form.questions.setdefault(node.path, node)
            elif isinstance(node, Repeat):
                self.form.repeats[node.path] = node
                node.definition.count = node.count
        self.form.missing = tuple(self.reader.missing)
        self.form.kept = tuple(dict.fromkeys(self.reader.kept))

    def _find_lists(self) -> None:
        """Lists that are named outside of `<instance>`: by `query` and by `search()`."""
        for element in self.body.iter():
            if not isinstance(element.tag, str):
                continue
            query = element.get("query", "")
            if query.startswith("instance("):
                self.reader.need_external(query[len("instance(") :].partition(")")[0].strip(" '\""))
            name = _searched(element.get("appearance", ""))
            if name:
                self.reader.need(name, f"{name}.csv")

    def _nodes(self, element: Element, context: Definition | None) -> list[Node]:
        found: list[Node] = []
        for child in children(element):
            name = local(child)
            if name == "group":
                found.append(self._group(child, context))
            elif name == "repeat":
                found.append(self._repeat(child, context))
            elif name in CONTROLS:
                found.append(self._question(child, name, context))
            elif name not in ("label", "hint", "setvalue", *_PASSIVE):
                self.reader.kept.append(name)
        return found

    def _group(self, element: Element, context: Definition | None) -> Group:
        reference = element.get("ref") or element.get("nodeset") or ""
        node = self.reader.definition(reference, context) if reference else None
        return Group(
            path=node.path if node else "",
            definition=node,
            appearance=element.get("appearance", ""),
            label=self.reader.text(_child(element, "label"), node or context or self.form.root),
            children=self._nodes(element, node or context),
            attributes=dict(element.attrib),
        )

    def _repeat(self, element: Element, context: Definition | None) -> Repeat:
        node = self.reader.definition(element.get("nodeset") or element.get("ref") or "", context)
        counted = element.get(JR + "count", "").strip()
        return Repeat(
            path=node.path,
            definition=node,
            count=self.reader.expression(counted, node) if counted else None,
            fixed=bool(counted) or element.get(JR + "noAddRemove", "").strip() == "true()",
            appearance=element.get("appearance", ""),
            children=self._nodes(element, node),
            attributes=dict(element.attrib),
            actions=tuple(action for child in children(element) for action in self._actions_of(child, node)),
        )

    def _question(self, element: Element, control: str, context: Definition | None) -> Question:
        reference = element.get("ref") or element.get("nodeset") or self._bound(element)
        node = self.reader.definition(reference, context)
        question = Question(
            path=node.path,
            definition=node,
            control=control,
            datatype=node.bind.datatype,
            appearance=element.get("appearance", ""),
            label=self.reader.text(_child(element, "label"), node),
            hint=self.reader.text(_child(element, "hint"), node),
            start=element.get("start", ""),
            end=element.get("end", ""),
            step=element.get("step", ""),
            mediatype=element.get("accept") or element.get("mediatype", ""),
            attributes=dict(element.attrib),
            actions=tuple(action for child in children(element) for action in self._actions_of(child, node)),
        )
        query = element.get("query", "")
        if query:
            question.control = "select1"
            question.choices = Choices(itemset=self._itemset(query, "name", "label", node))
        elif control in ("select", "select1", "rank") or _child(element, "itemset") is not None:
            question.choices = self._choices(element, node, question.appearance)
        return question

    def _bound(self, element: Element) -> str:
        bound = self.reader.ids.get(element.get("bind", ""))
        if bound is None:
            raise Unreadable(_("A question of the body has no ref. Convert the form again."))
        return bound.path

    # --- choices

    def _choices(self, element: Element, node: Definition, appearance: str) -> Choices:
        itemset = _child(element, "itemset")
        search = self._search(appearance, node)
        if itemset is not None:
            value, label = _child(itemset, "value"), _child(itemset, "label")
            return Choices(
                itemset=self._itemset(
                    itemset.get("nodeset", ""),
                    value.get("ref", "name") if value is not None else "name",
                    label.get("ref", "label") if label is not None else "",
                    node,
                ),
                search=search,
            )
        static = []
        for item in children(element):
            if local(item) == "item":
                value = _child(item, "value")
                text = "".join(value.itertext()).strip() if value is not None else ""
                static.append(Static(text, self.reader.text(_child(item, "label"), node)))
        return Choices(static=tuple(static), search=search)

    def _itemset(self, nodes: str, value: str, label: str, context: Definition) -> Itemset:
        expression = self.reader.expression(nodes, context)
        identity = label.strip().startswith("jr:itext(") and label.strip().endswith(")")
        asked = label.strip()[len("jr:itext(") : -1] if identity else label
        return Itemset(
            nodes=expression,
            value=self.reader.expression(value, context, item=True),
            label=self.reader.expression(asked, context, item=True) if asked.strip() else None,
            label_id=identity,
            value_name=value.strip() if value.strip().isidentifier() else "",
            label_name=asked.strip() if asked.strip().isidentifier() else "",
        )

    def _search(self, appearance: str, node: Definition) -> Search | None:
        name = _searched(appearance)
        if not name:
            return None
        start = appearance.index("search(")
        given = _arguments(appearance[start : appearance.rindex(")") + 1])
        literal = [str(token.value) if token.symbol == "(string)" else "" for token in given]
        if len(given) not in (1, 4, 6):
            raise Unreadable(
                _("search() takes 1, 4 or 6 values. Correct the appearance of %(path)s.")
                % {"path": node.path}
            )
        asked = [None if token.symbol == "(string)" and not token.value else token.source for token in given]
        return Search(
            list=name,
            mode=literal[1] if len(given) > 1 else "",
            columns=tuple(part.strip() for part in literal[2].split(",")) if len(given) > 2 else (),
            text=self.reader.expression(asked[3] or "''", node) if len(given) > 3 else None,
            filter_column=literal[4] if len(given) > 4 else "",
            filter_text=self.reader.expression(asked[5] or "''", node) if len(given) > 5 else None,
        )

    # --- actions

    def _actions_of(self, element: Element, context: Definition | None) -> list[Action]:
        name = local(element)
        if name not in ("setvalue", *_PASSIVE):
            return []
        reference = element.get("ref") or ""
        bound = self.reader.ids.get(element.get("bind", ""))
        target = self.reader.definition(reference, context) if reference or bound is None else bound
        event = element.get("event") or element.get("{http://www.w3.org/2001/xml-events}event") or ""
        value = element.get("value")
        if name != "setvalue":
            self.reader.kept.append(name)
        return [
            Action(
                events=tuple(_READY[0] if part in _READY[:2] else part for part in event.split()),
                target=target,
                value=self.reader.expression(value, target) if value is not None else None,
                text="".join(element.itertext()),
                doable=name == "setvalue",
            )
        ]


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in children(element) if local(child) == name), None)


def _searched(appearance: str) -> str:
    """The file that `search('fruits', ...)` names, without its ending."""
    if "search(" not in appearance or ")" not in appearance:
        return ""
    inside = appearance[appearance.index("search(") + 7 :].strip()
    mark = inside[:1]
    return inside[1:].partition(mark)[0].strip() if mark in ("'", '"') else ""


def _arguments(call: str) -> list[Any]:
    token = tree("concat" + call[len("search") :])
    return list(token)
