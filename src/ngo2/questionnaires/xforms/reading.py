"""An XForm document read: `read(xml, files)`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from ngo2.questionnaires.xforms import sources
from ngo2.questionnaires.xforms.controls import Controls
from ngo2.questionnaires.xforms.definitions import Bind, Definition
from ngo2.questionnaires.xforms.documents import FORM_BYTES, Element, children, local, parse
from ngo2.questionnaires.xforms.errors import TooLarge, Unreadable
from ngo2.questionnaires.xforms.expressions import Expression, compiled
from ngo2.questionnaires.xforms.forms import Form
from ngo2.questionnaires.xforms.instances import bare_instance, define
from ngo2.questionnaires.xforms.ordering import arrange
from ngo2.questionnaires.xforms.sources import Source
from ngo2.questionnaires.xforms.texts import NOTHING, Itext, Text, parts, read_itext

JR = "{http://openrosa.org/javarosa}"
_NEVER = ("", "false()", "0")
_ALWAYS = ("", "true()")
MOST_NODES = 20_000  # of the primary instance


def read(xml: bytes, files: Mapping[str, bytes] | None = None) -> Form:
    """The form; `files` are what it names, by file name ("fruits.csv"). Raises Unreadable with a sentence."""
    html = parse(xml, FORM_BYTES)
    if local(html) != "html":
        raise Unreadable(
            _("This is no XForm: it does not begin with <h:html>. Upload the form as pyxform writes it.")
        )
    head, body = _child(html, "head"), _child(html, "body")
    model = _child(head, "model") if head is not None else None
    if head is None or body is None or model is None:
        raise Unreadable(_("This XForm has no head, model or body. Convert the form again."))
    title = _child(head, "title")
    instances = [child for child in children(model) if local(child) == "instance"]
    tops = children(instances[0]) if instances else []
    if len(tops) != 1:
        raise Unreadable(_("This XForm has no primary instance. Convert the form again."))
    reader = Reader(model, tops[0], instances[1:], files or {})
    form = reader.form(" ".join("".join(title.itertext()).split()) if title is not None else "")
    reader.bind()
    Controls(form, model, body, reader).read()
    arrange(form)
    return form


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in children(element) if local(child) == name), None)


class Reader:
    def __init__(
        self, model: Element, top: Element, lists: list[Element], files: Mapping[str, bytes]
    ) -> None:
        self.model = model
        self.top = top
        self.files = files
        self.itext: Itext = read_itext(model)
        self.missing: list[str] = []
        self.kept: list[str] = []
        self.sources = {source.id: source for source in map(self._source, lists)}
        self.root = define(top)
        self.definitions = {node.path: node for node in self.root.walk()}
        if len(self.definitions) > MOST_NODES:
            raise TooLarge(_("This form has more than %(most)d fields. Split it.") % {"most": MOST_NODES})
        for place, node in enumerate(self.definitions.values()):
            node.place = place
        self.compiled: dict[tuple[str, Definition | None, bool], Expression] = {}
        self.ids: dict[str, Definition] = {}

    def form(self, title: str) -> Form:
        identity = self.top.get("id") or self.top.get("{http://openrosa.org/xforms}id") or ""
        if not identity:
            identity = (etree.QName(self.top).namespace or "") if self.top.tag.startswith("{") else ""
        version = self.top.get("version") or self.top.get("{http://openrosa.org/xforms}version") or ""
        self.made = Form(
            id=identity,
            version=version,
            title=title,
            itext=self.itext,
            root=self.root,
            initial=bare_instance(self.top),
            prefixes={prefix: uri for prefix, uri in self.top.nsmap.items() if prefix},
            sources=self.sources,
            definitions=self.definitions,
        )
        return self.made

    # --- lists

    def _source(self, element: Element) -> Source:
        identity = element.get("id", "")
        address = element.get("src", "")
        if not identity:
            raise Unreadable(_("A list of this form has no id. Convert the form again."))
        if not address:
            return sources.internal(identity, element)
        if address.startswith("jr://instance"):  # the last answers are on the phone, not here
            return sources.nothing(identity, "")
        return self.file(identity, address.rpartition("/")[2])

    def file(self, identity: str, name: str) -> Source:
        if name in self.files:
            return sources.from_file(identity, name, self.files[name])
        if name not in self.missing:
            self.missing.append(name)
        return sources.nothing(identity, name)

    def need(self, identity: str, name: str) -> None:
        """A list that only an appearance or a query names."""
        if identity not in self.sources:
            self.sources[identity] = self.file(identity, name)

    def need_external(self, identity: str) -> None:
        """A list of itemsets.csv (`select_one_external`)."""
        if identity in self.sources:
            return
        name = "itemsets.csv"
        if name not in self.files:
            self.need(identity, name)
            return
        rows = sources.rows_of(name, self.files[name])
        self.sources[identity] = sources.from_rows(
            identity, name, [row for row in rows if row.get("list_name", row.get("list name")) == identity]
        )

    # --- expressions and texts

    def expression(self, source: str, context: Definition | None, *, item: bool = False) -> Expression:
        key = (source.strip(), context, item)
        if key not in self.compiled:
            self.compiled[key] = compiled(key[0], context, self.root, frozenset(self.sources), item=item)
        return self.compiled[key]

    def text(self, element: Element | None, context: Definition | None) -> Text:
        """A label or hint: by reference to itext, by expression, or as it stands."""
        if element is None:
            return NOTHING
        reference = element.get("ref")
        if not reference:
            from_element = self._parts(element, context)
            return Text({"": {"long": from_element}}) if from_element else NOTHING
        return self.referred(reference, context)

    def _parts(self, element: Element, context: Definition | None) -> Any:
        return parts(element, lambda source: self.expression(source, context))

    def referred(self, reference: str, context: Definition | None) -> Text:
        identity = _itext_id(reference)
        if identity is not None:
            return self.itext.text(identity, lambda source: self.expression(source, context))
        return Text({"": {"long": (self.expression(reference, context),)}})

    def _message(self, text: str, context: Definition) -> Text | None:
        if not text:
            return None
        if _itext_id(text) is not None:
            return self.referred(text, context)
        return Text({"": {"long": (text,)}})

    # --- binds

    def definition(self, path: str, context: Definition | None = None) -> Definition:
        """The node that a `ref` or `nodeset` names. Raises Unreadable."""
        plain = "/".join(
            part.rpartition(":")[2] if "@" not in part else part for part in path.strip().split("/")
        )
        if not plain.startswith("/") and context is not None:
            steps = context.path.split("/")
            for part in plain.split("/"):
                if part == "..":
                    steps.pop()
                elif part != ".":
                    steps.append(part)
            plain = "/".join(steps)
        found = self.definitions.get(plain)
        if found is None:
            raise Unreadable(
                _("The form refers to %(path)s, which is not in it. Correct it.") % {"path": path.strip()}
            )
        return found

    def bind(self) -> None:
        binds = [child for child in children(self.model) if local(child) == "bind"]
        for element in binds:  # types first: whether a node repeats is known from the body only, see Controls
            node = self.definition(element.get("nodeset") or element.get("ref") or "")
            if element.get("id"):
                self.ids[element.get("id")] = node
        self.binds = binds

    def bind_all(self) -> None:
        """Once the body has said which nodes repeat."""
        for element in self.binds:
            node = self.definition(element.get("nodeset") or element.get("ref") or "")
            given = dict(element.attrib)

            def asked(
                name: str, constant: tuple[str, ...], node: Definition = node, given: Any = given
            ) -> Any:
                source = given.get(name, "").strip()
                return None if source in constant else self.expression(source, node)

            datatype = (given.get("type") or "string").rpartition(":")[2]
            node.bind = Bind(
                datatype=_TYPES.get(datatype, datatype),
                relevant=asked("relevant", _ALWAYS),
                required=asked("required", _NEVER),
                readonly=asked("readonly", _NEVER),
                constraint=asked("constraint", _ALWAYS),
                calculate=asked("calculate", ("",)),
                constraint_message=self._message(given.get(JR + "constraintMsg", ""), node),
                required_message=self._message(given.get(JR + "requiredMsg", ""), node),
                preload=given.get(JR + "preload", ""),
                preload_params=given.get(JR + "preloadParams", ""),
                attributes=given,
            )


_TYPES = {"integer": "int", "select": "string", "select1": "string", "rank": "string", "odk:rank": "string"}


def _itext_id(reference: str) -> str | None:
    """The id in `jr:itext('id')`, when it is a literal."""
    text = reference.strip()
    if not (text.startswith("jr:itext(") and text.endswith(")")):
        return None
    inner = text[len("jr:itext(") : -1].strip()
    if len(inner) > 1 and inner[0] in "'\"" and inner[-1] == inner[0] and inner[0] not in inner[1:-1]:
        return inner[1:-1]
    return None
