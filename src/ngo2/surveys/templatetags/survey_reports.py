"""`{% load survey_reports %}`: the paragraphs of a report."""

from itertools import groupby

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ngo2.surveys.reports.faces import HIDDEN, Cell, Paragraph, Run, ends

register = template.Library()
BREAK = format_html("<{}>", "br")


@register.filter
def prose(paragraphs: list[Paragraph]) -> SafeString:
    """Points that follow each other are one list."""
    return format_html_join(
        "", "{}", ((_some(kind, list(some)),) for kind, some in groupby(paragraphs, _kind))
    )


def _kind(one: Paragraph) -> str:
    return one["kind"]


def _some(kind: str, some: list[Paragraph]) -> SafeString:
    lines = ((_runs(one["runs"]),) for one in some)
    if kind == "ul":
        return format_html("<ul>{}</ul>", format_html_join("", '<li dir="auto">{}</li>', lines))
    if kind == "ol":
        return format_html("<ol>{}</ol>", format_html_join("", '<li dir="auto">{}</li>', lines))
    if kind == "h":
        return format_html_join("", '<h2 dir="auto">{}</h2>', lines)
    return format_html_join("", '<p dir="auto">{}</p>', lines)


def _runs(runs: list[Run]) -> SafeString:
    return format_html_join("", "{}", ((_run(one),) for one in runs))


def _run(one: Run) -> SafeString:
    words = format_html_join(BREAK, "{}", ((line,) for line in one["text"].split("\n")))
    if one.get("bold"):
        words = format_html("<strong>{}</strong>", words)
    if one.get("italic"):
        words = format_html("<em>{}</em>", words)
    if href := one.get("href"):
        words = format_html('<a href="{}" rel="noopener">{}</a>', href, words)
    return words


@register.simple_tag
def cell(one: Cell, narrow: bool = False) -> SafeString | str:
    """What is read, and below it the interval with the number; both in a line each where columns are `narrow`."""
    if one["said"] == HIDDEN or one["said"] == str(one.get("n")):
        return one["said"]
    parts = [(part,) for part in (ends(one), f"n = {one['n']:,}" if "n" in one else "") if part]
    more = format_html_join(BREAK if narrow else " · ", "{}", parts)
    return format_html("{} <small>{}</small>", one["said"], more)
