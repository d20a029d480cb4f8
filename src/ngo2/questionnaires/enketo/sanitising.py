"""What a page made of a stranger's form may hold: only what is named here reaches a browser."""

import re

from lxml import etree

ELEMENTS = {
    "a": {"href", "rel", "target", "title"},
    "audio": {"controls", "src"},
    "br": set(),
    "datalist": set(),
    "details": set(),
    "div": set(),
    "em": set(),
    "fieldset": set(),
    "form": {"autocomplete", "novalidate"},
    **{f"h{level}": set[str]() for level in range(1, 7)},
    "img": {"alt", "src"},
    "input": {
        "accept", "autocomplete", "capture", "checked", "disabled", "list", "max", "maxlength", "min", "multiple",
        "name", "readonly", "step", "type", "value",
    },
    "label": set(),
    "legend": set(),
    "li": set(),
    "ol": {"start"},
    "option": {"disabled", "selected", "value"},
    "p": set(),
    "section": {"name"},
    "select": {"disabled", "max", "min", "multiple", "name", "readonly", "step"},
    "span": set(),
    "strong": set(),
    "sub": set(),
    "summary": set(),
    "sup": set(),
    "textarea": {"maxlength", "name", "readonly", "rows"},
    "ul": set(),
    "video": {"controls", "src"},
}  # fmt: skip
EVERYWHERE = frozenset({"class", "dir", "lang", "name", "role"})
DATA = re.compile(r"data-[a-z0-9-]+\Z")
IDS = frozenset(
    {
        "form-languages", "form-title", "or-calculated-items", "or-preload-items", "or-setgeopoint-items",
        "or-setvalue-items",
    }
)  # fmt: skip
LINK = re.compile(r"(https?://|mailto:|tel:)", re.IGNORECASE)
STYLES = re.compile(
    r"\s*(color|background-color|font-weight|font-style|font-size|text-align|text-decoration)"
    r"\s*:\s*([\w#%.\- ]{1,40}|rgba?\([\d., %]{1,40}\))\s*\Z"
)
INPUTS = frozenset(
    {
        "checkbox", "date", "datetime-local", "email", "file", "hidden", "month", "number", "password", "radio",
        "range", "tel", "text", "time", "url",
    }
)  # fmt: skip


def sanitise(page: etree._Element, *, allowed: frozenset[str] = frozenset()) -> None:
    """Takes out every element, attribute and address that is not on the list; `allowed` are our own media.

    A style becomes `data-style`, which our script applies: the page's policy forbids the attribute.
    """
    for element in list(page.iter()):
        if element is page:
            continue
        if not isinstance(element.tag, str):  # a comment
            _out(element)
        elif element.tag not in ELEMENTS:
            element.tag = "span"
            element.attrib.clear()
    for element in page.iter():
        known = ELEMENTS.get(element.tag)
        if known is not None:
            for name, value in list(element.attrib.items()):
                _check(element, name, value, known, allowed)


def _out(element: etree._Element) -> None:
    parent, tail = element.getparent(), element.tail or ""
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _check(element: etree._Element, name: str, value: str, known: set[str], allowed: frozenset[str]) -> None:
    if name == "style":
        del element.attrib[name]
        kept = ";".join(part.strip() for part in value.split(";") if STYLES.match(part))
        if kept:
            element.set("data-style", kept)
    elif name == "href":
        if not LINK.match(value) and value not in allowed:
            del element.attrib[name]
    elif name == "src":
        if value not in allowed:
            del element.attrib[name]
    elif name == "type" and element.tag == "input":
        if value not in INPUTS:
            element.set(name, "text")
    elif name == "id":
        # Anything else could pass for an element of our page.
        if value not in IDS and element.tag != "datalist":
            del element.attrib[name]
    elif name == "rel" or name == "target":
        element.set(name, "noopener noreferrer nofollow" if name == "rel" else "_blank")
    elif not (name in known or name in EVERYWHERE or DATA.match(name)):
        del element.attrib[name]
