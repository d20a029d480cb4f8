"""HTML of a tree, so that a browser reads the same tree again."""

from html import escape

from lxml import etree

VOID = frozenset({"br", "img", "input", "source"})


def html_of(element: etree._Element) -> str:
    parts: list[str] = []
    _write(element, parts)
    return "".join(parts)


def _write(element: etree._Element, parts: list[str]) -> None:
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in element.attrib.items())
    parts.append(f"<{element.tag}{attributes}>")
    if element.tag not in VOID:
        parts.append(_text(element.text))
        for child in element:
            if isinstance(child.tag, str):
                _write(child, parts)
            parts.append(_text(child.tail))
        parts.append(f"</{element.tag}>")


def _text(text: str | None) -> str:
    return escape(text, quote=False) if text else ""
