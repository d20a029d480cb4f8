"""Templates: they point down, run under the CSP, escape what they print and say nothing untranslated."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import TemplateDoesNotExist
from django.template.base import Lexer, TokenType
from django.template.loader import get_template

from tests.architecture import house
from tests.architecture.test_strings import routes

FORBIDDEN = {
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)", re.I),
    "inline style": re.compile(r"<style\b|<[^>{]*\sstyle\s*=", re.I),
    "inline handler": re.compile(r"<[^>{]*\son[a-z]+\s*=|javascript:|hx-on", re.I),
    "another host": re.compile(
        r"<(?:script|img|iframe|source|link)\b[^>]*(?:src|srcset|href)=[\"'](?:https?:)?//", re.I
    ),
    "unescaped, without a reason in a comment on the line": re.compile(
        r"^(?!.*\{#).*(?:\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off)", re.M
    ),
}
COMMENT = re.compile(r"\{%\s*comment\b.*?endcomment\s*%\}|<!--.*?-->", re.S)
TEMPLATES = [pytest.param(name, path, id=name) for name, path in house.templates().items()]
PAGES = [template for template in TEMPLATES if str(template.id).endswith(".html")]


def _libraries() -> dict[str, str]:
    return {path.stem: house.room_of(path) for path in house.SOURCE.glob("**/templatetags/*.py")}


def _named(source: str) -> Iterator[tuple[str, str, int]]:
    """(tag, name, line) of what a template names literally."""
    for token in Lexer(source).tokenize():
        if token.token_type is not TokenType.BLOCK:
            continue
        words = token.split_contents()
        tag, arguments = words[0], words[1:]
        if tag == "load":
            libraries = arguments[arguments.index("from") + 1 :] if "from" in arguments else arguments
            yield from ((tag, library, token.lineno or 0) for library in libraries)
        elif tag in {"extends", "include", "url"} and arguments and arguments[0][0] in "\"'":
            yield tag, arguments[0].strip("\"'"), token.lineno or 0


def owner_of(tag: str, name: str) -> str | None:
    """The room that owns what the tag names; '' for a library's, None where nothing has that name."""
    if tag == "load":
        return _libraries().get(name, "")
    if tag == "url":
        return routes().get(name)
    if name in house.templates():
        return house.room_of(house.templates()[name])
    try:
        get_template(name)
    except TemplateDoesNotExist:
        return None
    return ""


def findings(source: str, room: str) -> list[str]:
    """What is wrong with a template of `room`, a line each."""
    lines = []
    for tag, name, line in _named(source):
        owner = owner_of(tag, name)
        if owner is None:
            lines.append(f"line {line}: {tag} {name!r} leads nowhere")
        elif owner and not house.may_point(room, owner):
            lines.append(f"line {line}: {tag} {name!r} stands above {room}")
    bare = COMMENT.sub("", source)
    return lines + [what for what, pattern in FORBIDDEN.items() if pattern.search(bare)]


@pytest.mark.parametrize(("name", "path"), TEMPLATES)
def test_template_is_in_order(name: str, path: Path) -> None:
    assert findings(path.read_text(encoding="utf-8"), house.room_of(path)) == []


@pytest.mark.parametrize(("name", "path"), TEMPLATES)
def test_template_compiles(name: str, path: Path) -> None:
    assert get_template(name)


PLANTED = {
    "{% extends 'ui/none.html' %}": "line 1: extends 'ui/none.html' leads nowhere",
    "{% url 'nowhere:at_all' %}": "line 1: url 'nowhere:at_all' leads nowhere",
    "<script>alert(1)</script>": "inline script",
    '<p style="color:red">': "inline style",
    "<a onclick='go()'>": "inline handler",
    '<img src="https://elsewhere.test/pixel.png">': "another host",
    "{{ text|safe }}": "unescaped, without a reason in a comment on the line",
}


@pytest.mark.parametrize(("source", "finding"), PLANTED.items())
def test_a_planted_fault_is_found(source: str, finding: str) -> None:
    assert findings(source, "portal") == [finding]


def test_a_reason_or_a_data_block_is_accepted() -> None:
    source = '<script type="application/ld+json">{{ data|safe }} {# escaped by as_json #}</script>'
    assert findings(source, "portal") == []
    assert findings('<script src="/static/ui.js" defer></script>', "portal") == []


# Text between tags, and the attributes that are read out or shown.
TAG = re.compile(r"<!--.*?-->|<(script|code)\b.*?</\1>|</?[a-zA-Z!][^>]*>", re.S)
SPOKEN = re.compile(r"\b(?:placeholder|aria-label|title|alt)=(?:\"([^\"]*)\"|'([^']*)')")
WORDS = re.compile(r"[A-Za-z]{2,}[^<>]*|[㐀-鿿]+")
NAMES = re.compile(r"NGO ?2\.0|JSON-LD|QR|English|中文|简体中文|&[a-z]+;|&#\d+;")


def untranslated(source: str) -> list[str]:
    """Words that a page would say in one language only."""
    blanked, inside = [], False
    for token in Lexer(source).tokenize():
        if token.token_type is TokenType.TEXT:
            blanked.append("" if inside else token.contents)
        elif token.token_type is TokenType.BLOCK:
            tag = token.split_contents()[0]
            if tag in {"blocktranslate", "blocktrans", "comment", "verbatim"}:
                inside = True
            elif tag in {"endblocktranslate", "endblocktrans", "endcomment", "endverbatim"}:
                inside = False
            blanked.append(" ")
    text = "".join(blanked)
    said = [TAG.sub("\n", text), *(a or b for a, b in SPOKEN.findall(text))]
    return [words.strip() for part in said for words in WORDS.findall(NAMES.sub("", part))]


@pytest.mark.parametrize(("name", "path"), PAGES)
def test_X7_template_says_nothing_untranslated(name: str, path: Path) -> None:
    assert untranslated(path.read_text(encoding="utf-8")) == []


def test_planted_words_are_found() -> None:
    source = '<p title="Read me" class="big">Hello {{ name }}</p>{% translate "fine" %}<b>NGO 2.0</b>'
    assert untranslated(source) == ["Hello", "Read me"]
