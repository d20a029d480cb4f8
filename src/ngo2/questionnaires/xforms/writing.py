"""An instance written as XML, always the same bytes for the same answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from ngo2.questionnaires.xforms.documents import Element
from ngo2.questionnaires.xforms.places import Place

if TYPE_CHECKING:
    from ngo2.questionnaires.xforms.session import Session


def written(session: Session, *, everything: bool) -> bytes:
    """Nodes that are not relevant are left out, unless `everything` (the specification: "removed on submission")."""
    prefixes = dict(session.form.prefixes)
    top = etree.Element(session.form.root.tag, nsmap=_used(session, prefixes))
    _fill(top, session.top, everything)
    return bytes(etree.tostring(top, encoding="utf-8", xml_declaration=True))


def _used(session: Session, prefixes: dict[str, str]) -> dict[str | None, str]:
    """Only the namespaces that some node of the form is in."""
    spaces = {node.tag[1:].partition("}")[0] for node in session.form.order if node.tag.startswith("{")}
    found: dict[str | None, str] = {prefix: uri for prefix, uri in sorted(prefixes.items()) if uri in spaces}
    own = session.form.root.tag
    if own.startswith("{"):
        found[None] = own[1:].partition("}")[0]
    return found


def _fill(element: Element, place: Place, everything: bool) -> None:
    definition = place.definition
    known = set()
    for child, places in place.children.items():
        if child.attribute:
            known.add(child.name)
            if places[0].relevant or everything:
                element.set(child.tag, places[0].value)
    for name in sorted(place.element.attrib):
        if name not in known:
            element.set(name, place.element.get(name))
    if definition.leaf:
        element.text = place.value or None
        return
    for child, places in place.children.items():
        if child.attribute:
            continue
        for other in places:
            if other.relevant or everything:
                _fill(etree.SubElement(element, child.tag), other, everything)
