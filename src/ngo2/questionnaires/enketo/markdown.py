"""The little of Markdown and HTML that a label may hold: bold, italic, links, headings, lists, spans with a style.

Ported from enketo-transformer 4.2.0 (markdown.js): Copyright Enketo LLC and contributors, Apache-2.0. Everything that
looks like a tag is escaped first; only the tags that this module writes itself come back. Where the original needs
quadratic time on hostile text, the text stays as it was written.
"""

import re
from html.parser import HTMLParser
from urllib.parse import quote

from lxml import etree

LONGEST = 20_000  # characters of a label with Markdown; a page of consent has 3,000
TAGS = 40  # signs "<" in a line, above which they stay signs

# JavaScript's classes, which differ from Python's.
SPACE = r"\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
DOT = r"[^\n\r\u2028\u2029]"
BEGIN = r"(?:^|(?<=[\n\r\u2028\u2029]))"
END = r"(?:\Z|(?=[\n\r\u2028\u2029]))"
JS_STRIP = (
    "\t\n\x0b\x0c\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029"
    + ("\u202f\u205f\u3000\ufeff")
)


def _tag(name: str) -> re.Pattern[str]:
    inside = r"([^/\n]*)" if name == "span" else r"(?:[^/\n]*)"
    return re.compile(
        rf"&lt;[{SPACE}]?{name}{inside}&gt;((?:(?!&lt;/){DOT})+)&lt;/[{SPACE}]?{name}[{SPACE}]?&gt;"
    )


SPAN, SUP, SUB = _tag("span"), _tag("sup"), _tag("sub")
STYLE = re.compile(r"( style=([\"'])[^\"']*\2)")
STRONG_LINE = re.compile(rf"__({DOT}*?)__")
STRONG_STAR = re.compile(rf"\*\*({DOT}*?)\*\*")
EM_LINE = re.compile(rf"({BEGIN}|[^A-Za-z0-9_])_([^{SPACE}][^_\n]*)_([^A-Za-z0-9_]|{END})")
EM_STAR = re.compile(rf"\*([^{SPACE}][^*\n]*)\*")
HEADER = re.compile(rf"{BEGIN}[{SPACE}]*(#{{1,6}})[{SPACE}]?([^#][^\n]*)(\n|{END})")
BULLETS = re.compile(rf"{BEGIN}(?:(?:\*|\+|-) (?:{DOT}*)(?:\n|{END}))+")
BULLET = re.compile(rf"(?:\*|\+|-)({DOT}*)\n?")
NUMBERS = re.compile(rf"(?:\n(?:[0-9]+\.) (?:{DOT}*))+{END}")
NUMBER = re.compile(rf"\n?(?:[0-9]+\.)({DOT}*)")
FIRST = re.compile(r"\n?([0-9]+)\.")
# From the begin of a line only, and without going back: linear, and the same as the original's `([^\\n]+)\\n{2,}`.
PARAGRAPH = re.compile(r"(?<![^\n])([^\n]++)\n{2,}")
LINE = re.compile(r"(?<![^\n])([^\n]++)\n")
BLOCK = re.compile(r"</?(ul|ol|li|h|p)", re.IGNORECASE)


def escaped(text: str) -> str:
    return text.replace("<", "&lt;").replace(">", "&gt;")


def to_html(text: str) -> str:
    """HTML of a label: what is not Markdown stays, with its angle brackets escaped."""
    html = escaped(text)
    if len(text) > LONGEST:
        return html
    if max(line.count("<") for line in text.split("\n")) <= TAGS:
        html = SPAN.sub(_span, html)
        html = SUP.sub(r"<sup>\1</sup>", html)
        html = SUB.sub(r"<sub>\1</sub>", html)
    html = html.replace("&", "&amp;")
    for sign, kept in (("\\\\", "&92;"), ("\\*", "&42;"), ("\\_", "&95;"), ("\\#", "&35;")):
        html = html.replace(sign, kept)
    html = STRONG_LINE.sub(r"<strong>\1</strong>", html)
    html = STRONG_STAR.sub(r"<strong>\1</strong>", html)
    html = EM_LINE.sub(r"\1<em>\2</em>\3", html)
    html = EM_STAR.sub(r"<em>\1</em>", html)
    html = _anchors(html)
    html = HEADER.sub(_header, html)
    html = BULLETS.sub(lambda list_: f"<ul>{BULLET.sub(_item, list_[0])}</ul>", html)
    html = NUMBERS.sub(_numbered, html)
    html = html.replace("\n<ul>", "<ul>")
    for kept, sign in (("&35;", "#"), ("&95;", "_"), ("&92;", "\\"), ("&42;", "*"), ("&amp;", "&")):
        html = html.replace(kept, sign)
    html = PARAGRAPH.sub(_paragraph, html)
    return LINE.sub(r"\1<br>", html)


def _span(match: re.Match[str]) -> str:
    style = STYLE.search(match[1])
    return f"<span{style[0] if style else ''}>{match[2]}</span>"


def _anchors(html: str) -> str:
    r"""`\[([^\]]*)\]\(([^)]+)\)`, in linear time."""
    parts = []
    done = 0
    at = html.find("[")
    while at >= 0:
        close = html.find("](", at)
        bracket = html.find("]", at)
        if close < 0:
            break
        if bracket < close:  # this one closes without an address
            at = html.find("[", bracket)
            continue
        end = html.find(")", close + 2)
        if end < 0:
            break
        if end == close + 2:
            at = html.find("[", bracket)
            continue
        href = quote(html[close + 2 : end], safe=";,/?:@&=+$-_.!~*'()#")
        label = html[at + 1 : close]
        parts += [html[done:at], f'<a href="{href}" rel="noopener" target="_blank">{label}</a>']
        done = end + 1
        at = html.find("[", done)
    return "".join([*parts, html[done:]])


def _header(match: re.Match[str]) -> str:
    level = len(match[1])
    return f"<h{level}>{match[2].rstrip('#')}</h{level}>"


def _item(match: re.Match[str]) -> str:
    return f"<li>{match[1].strip(JS_STRIP)}</li>"


def _numbered(match: re.Match[str]) -> str:
    first = FIRST.match(match[0])
    start = f' start="{first[1]}"' if first and first[1] != "1" else ""
    return f"<ol{start}>{NUMBER.sub(_item, match[0])}</ol>"


def _paragraph(match: re.Match[str]) -> str:
    line = match[1].strip(JS_STRIP)
    return match[1] if BLOCK.match(line) else f"<p>{line}</p>"


def to_tree(html: str) -> etree._Element:
    """What a browser makes of `to_html`'s output, as the children of a <root>."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root


class _Builder(HTMLParser):
    """As much of HTML's tree building as these few tags need: paragraphs end at blocks, misnested tags reopen."""

    FORMATTING = frozenset({"a", "em", "strong"})
    BLOCKS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "ul"})
    HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = etree.Element("root")
        self.open = [self.root]
        self.reopen: list[etree._Element] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in self.BLOCKS or tag == "li":
            self._end_paragraph()
        if tag in self.HEADINGS and self.open[-1].tag in self.HEADINGS:
            self.open.pop()
        if tag == "li":
            for element in reversed(self.open):
                if element.tag == "li":
                    self._pop_to(element)
                    break
                if element.tag in ("ol", "ul"):
                    break
        if tag not in self.BLOCKS and tag != "li":
            self._restore()
        element = etree.SubElement(self.open[-1], tag, {name: value or "" for name, value in attributes})
        if tag != "br":
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag == "p" and not any(element.tag == "p" for element in self.open):
            etree.SubElement(self.open[-1], "p")
            return
        for element in reversed(self.open[1:]):
            if element.tag == tag:
                left = self.open[self.open.index(element) + 1 :]
                self._pop_to(element)
                self.reopen += [each for each in left if each.tag in self.FORMATTING]
                return

    def handle_data(self, text: str) -> None:
        if text.strip():
            self._restore()
        last = self.open[-1]
        if len(last):
            last[-1].tail = (last[-1].tail or "") + text
        else:
            last.text = (last.text or "") + text

    def _restore(self) -> None:
        for element in self.reopen:
            self.open.append(etree.SubElement(self.open[-1], element.tag, dict(element.attrib)))
        self.reopen = []

    def _end_paragraph(self) -> None:
        for element in self.open:
            if element.tag == "p":
                left = self.open[self.open.index(element) + 1 :]
                self._pop_to(element)
                self.reopen += [each for each in left if each.tag in self.FORMATTING]
                return

    def _pop_to(self, element: etree._Element) -> None:
        del self.open[self.open.index(element) :]
