"""An instance that comes from outside, put into a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ngo2.questionnaires.xforms.definitions import Definition
from ngo2.questionnaires.xforms.documents import INSTANCE_BYTES, Element, children, local, parse
from ngo2.questionnaires.xforms.errors import OtherForm, OtherVersion, UnknownNodes
from ngo2.questionnaires.xforms.places import Budget

if TYPE_CHECKING:
    from ngo2.questionnaires.xforms.forms import Form
    from ngo2.questionnaires.xforms.session import Session

_NAMED = 20
_OPENROSA = "{http://openrosa.org/xforms}"


def instance(form: Form, xml: bytes) -> Element:
    """The root of an instance of this form. Raises Unreadable, OtherForm, OtherVersion, UnknownNodes."""
    root = parse(xml, INSTANCE_BYTES)
    identity = root.get("id") or root.get(_OPENROSA + "id") or ""
    if not identity and root.tag.startswith("{"):
        identity = root.tag[1:].partition("}")[0]
    if identity != form.id or local(root) != form.root.name:
        raise OtherForm(
            _("This is an answer to the form “%(other)s”, not to “%(id)s”. Send it to its own form.")
            % {"other": identity or local(root), "id": form.id}
        )
    version = root.get("version") or root.get(_OPENROSA + "version") or ""
    if version != form.version:
        raise OtherVersion(
            _("This is an answer to version “%(other)s” of the form, not to “%(version)s”. Use that version.")
            % {"other": version, "version": form.version}
        )
    unknown: list[str] = []
    _compare(root, form.root, unknown, Budget())
    if unknown:
        raise UnknownNodes(
            _(
                "This answer has parts that the form does not have: %(paths)s. Use the right version of the form."
            )
            % {"paths": ", ".join(unknown[:3])},
            tuple(unknown),
        )
    return root


def load(session: Session, root: Element) -> None:
    """Replaces what the session holds. What was drawn or read from the clock before is not drawn again."""
    session.growth.budget = Budget()
    session.top = session.growth.root(session.form.root, root, session.form.initial)
    for place in session.top.walk():
        place.calculated = bool(place.value)
    session.evaluation.all()


def _compare(element: Element, definition: Definition, unknown: list[str], budget: Budget) -> None:
    seen: set[str] = set()
    for child in children(element):
        budget.spend()
        if len(unknown) >= _NAMED:
            return
        name = local(child)
        below = definition.children.get(name)
        if below is None or (name in seen and not below.repeated):
            unknown.append(f"{definition.path}/{name}")
            continue
        seen.add(name)
        _compare(child, below, unknown, budget)
