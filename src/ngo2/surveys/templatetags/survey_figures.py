"""`{% load survey_figures %}`: figures of results as they stand in tables."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


@register.simple_tag
def span(line: Any) -> str:
    """The interval of a line."""
    return "" if line.low is None or line.high is None else f"{line.low:.1f}–{line.high:.1f}"


@register.filter
def figure(value: float | None) -> str:
    from ngo2.surveys.results import words  # noqa: PLC0415 (templates are loaded in every process, NumPy is not)

    return words.figure(value)


@register.simple_tag
def mean(told: Any) -> SafeString | str:
    if told is None:
        return "–"
    return format_html("{} <small>{}–{}</small>", figure(told.value), figure(told.low), figure(told.high))


@register.simple_tag
def share_bar(share: int) -> SafeString:
    """A bar of whole percents; the number stands beside it."""
    return format_html(
        '<svg class="share-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="100" height="10" fill="#e3dfd2"/>'
        '<rect class="filled" width="{}" height="10" fill="#2c8271"/></svg>',
        share,
    )
