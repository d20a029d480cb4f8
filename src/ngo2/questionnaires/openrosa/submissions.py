"""To which form and version a submission belongs, before anything else of it is looked at."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ngo2.questionnaires.xforms import Unreadable
from ngo2.questionnaires.xforms.documents import INSTANCE_BYTES, children, local, parse

_OPENROSA = "{http://openrosa.org/xforms}"
_SEALED = "{http://www.opendatakit.org/xforms/encrypted}"
_KEY = "base64EncryptedKey"


@dataclass(frozen=True)
class Head:
    form_id: str
    version: str


def head(document: bytes) -> Head:
    """Raises Unreadable, with a sentence for whoever sends: not XML, not UTF-8, or encrypted."""
    try:
        text = document.decode("utf-8")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:  # UTF-16 in disguise, which no text column of a database holds
        raise Unreadable(_("These answers are not written in UTF-8. Send them as your app made them."))
    root = parse(document, INSTANCE_BYTES)
    if (
        root.tag.startswith(_SEALED)
        or root.get("encrypted") == "yes"
        or _KEY in {local(child) for child in children(root)}
    ):
        raise Unreadable(
            _(
                "These answers are encrypted, and we have no key to read them. Download the form anew, and answer it "
                "without encryption."
            )
        )
    return Head(_attribute(root, "id"), _attribute(root, "version"))


def _attribute(root: object, name: str) -> str:
    get = root.get  # type: ignore[attr-defined] # lxml ships no types
    return str(get(name) or get(_OPENROSA + name) or "")
