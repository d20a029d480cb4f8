"""HTML of a label as text with the little Markdown that XForms knows. Pure."""

import re

from lxml import etree, html

_LINES = {"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote"}
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_DROPPED = {"script", "style", "head", "iframe", "object", "embed", "noscript"}
_LINK = re.compile(r"(?:https?://|mailto:)[^\s()<>]+")


def plain(text: str) -> tuple[str, set[str]]:
    """(text, what was lost: picture, script). Never raises."""
    if "<" not in text and "&" not in text:
        return _tidy(text), set()
    try:
        root = html.fragment_fromstring(text, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return _tidy(re.sub(r"<[^>]*>", " ", text)), set()
    parts: list[str] = []
    lost: set[str] = set()
    muted: object = None
    for event, one in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        tag = one.tag if isinstance(one.tag, str) else ""
        if event == "start" and muted is None:
            if tag in _DROPPED:
                muted = one
                lost.add("script")
                continue
            lost |= {"picture"} if tag in {"img", "video", "audio"} else set()
            parts += [_before(tag), one.text or ""]
        elif event in {"end", "comment", "pi"}:
            if muted is None and event == "end":
                parts.append(_after(tag, one))
            if muted is one:
                muted = None
            if muted is None and one is not root:
                parts.append(one.tail or "")
    return _tidy("".join(parts)), lost


def _before(tag: str) -> str:
    if tag == "br" or tag in _LINES:
        return "\n- " if tag == "li" else "\n"
    return f"\x01{_MARKS[tag]}" if tag in _MARKS else "\x02" if tag == "a" else ""


def _after(tag: str, one: etree._Element) -> str:
    if tag == "a":
        link = one.get("href", "")
        return f"\x03{link}\x04" if _LINK.fullmatch(link) else "\x03\x04"
    return "\n" if tag in _LINES else f"{_MARKS[tag]}\x01" if tag in _MARKS else ""


def _tidy(text: str) -> str:
    """Marks stand at the words, links without an address are their words, blank lines go."""
    text = re.sub(r"\x02([^\x02\x03\x04]*)\x03\x04", r"\1", text)
    text = re.sub(r"\x02\s*([^\x02\x03\x04]*?)\s*\x03([^\x04]*)\x04", r"[\1](\2)", text)
    text = re.sub(r"\x01(\*+)\s*\1\x01", "", text)
    text = re.sub(r"\x01(\*+)\s*", r"\1", text)
    text = re.sub(r"\s*(\*+)\x01", r"\1", text)
    text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]", "", text.replace("\xa0", " "))
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return "\n".join(line for line in lines if line and line != "-")[:8000]
