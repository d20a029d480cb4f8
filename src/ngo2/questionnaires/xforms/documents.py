"""XML from strangers: no DTD, no entities, no network; bounded in bytes and depth."""

import re
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from ngo2.questionnaires.xforms.errors import TooLarge, Unreadable

FORM_BYTES = 32 * 1024 * 1024
INSTANCE_BYTES = 16 * 1024 * 1024

# What XML 1.0 cannot hold.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Element = Any  # lxml ships no types


def cleaned(text: str) -> str:
    """`text` without the characters that no XML document may hold (NUL, most controls, lone surrogates)."""
    return _FORBIDDEN.sub("", text)


def parse(xml: bytes, most: int) -> Element:
    """The root element. Raises TooLarge or Unreadable."""
    if len(xml) > most:
        raise TooLarge(
            _("This document is larger than %(mb)d MB. Send a smaller one.") % {"mb": most // 1024 // 1024}
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_pis=True
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if "depth" in str(error):  # libxml2 stops at 256
            raise TooLarge(_("This document is nested too deep. Make it flatter.")) from error
        raise Unreadable(
            _("This is not well-formed XML (%(why)s). Send the file again.") % {"why": str(error)[:200]}
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable(_("This document has a DOCTYPE, which we do not read. Take it out."))
    return root


def local(element: Element) -> str:
    """The name without its namespace; "" for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element) -> list[Element]:
    return [child for child in element if isinstance(child.tag, str)]
