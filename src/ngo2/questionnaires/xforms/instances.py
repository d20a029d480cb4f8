"""The primary instance of a form: its nodes defined, its default values kept."""

from django.utils.translation import gettext as _
from lxml import etree

from ngo2.questionnaires.xforms.definitions import XFORMS, Definition
from ngo2.questionnaires.xforms.documents import Element, children, local
from ngo2.questionnaires.xforms.errors import Unreadable

TEMPLATE = "{http://openrosa.org/javarosa}template"


def define(top: Element) -> Definition:
    """Nodes of the same name are one definition. Which of them repeat, the body says."""
    root = Definition(local(top), _tag(top), "/" + local(top), None)
    _define(top, root)
    return root


def _define(element: Element, node: Definition) -> None:
    for name in element.attrib:
        short = "@" + name.rpartition("}")[2]
        if name != TEMPLATE and short not in node.children:
            node.children[short] = Definition(short[1:], name, f"{node.path}/{short}", node, attribute=True)
    for child in children(element):
        name = local(child)
        if name not in node.children:
            node.children[name] = Definition(name, _tag(child), f"{node.path}/{name}", node)
        _define(child, node.children[name])


def _tag(element: Element) -> str:
    """Clark's name; what is in the namespace of XForms (or in the form's own default one) has none of its own."""
    name = etree.QName(element)
    own = name.namespace
    return name.localname if own in (None, XFORMS) else name.text


def bare_instance(element: Element) -> Element:
    """A copy with local names; attributes keep their namespaces, for the submission."""
    copy = etree.Element(local(element))
    for name, value in element.attrib.items():
        copy.set(name, value)
    inner = children(element)
    if not inner:
        copy.text = element.text
    for child in inner:
        copy.append(bare_instance(child))
    return copy


def take_templates(initial: Element, root: Definition) -> None:
    """For each repeat what a new instance is made of: its template, else its first instance without the answers.

    Templates are taken out of the initial instance: they are no part of the record.
    """
    _take(initial, root)
    for node in root.walk():
        if node.repeated and node.template is None:
            raise Unreadable(
                _("The repeat %(path)s is not in the instance. Convert the form again.") % {"path": node.path}
            )


def _take(element: Element, node: Definition) -> None:
    seen: dict[str, Element] = {}
    for child in list(element):
        name = child.tag
        below = node.children[name]
        _take(child, below)
        if not below.repeated:
            if name in seen:
                raise Unreadable(
                    _("%(path)s stands twice in the form and is no repeat. Rename one.")
                    % {"path": below.path}
                )
            seen[name] = child
            continue
        if child.get(TEMPLATE) is not None:
            del child.attrib[TEMPLATE]
            below.template = child
            element.remove(child)
        elif below.template is None:
            below.template = _emptied(child)


def _emptied(element: Element) -> Element:
    copy = etree.Element(element.tag)
    for name, value in element.attrib.items():
        copy.set(name, value)
    for child in element:
        copy.append(_emptied(child))
    return copy
