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
def level(value: float, is_share: bool) -> str:
    """A share or a mean."""
    return percent(value) if is_share else figure(value)


@register.simple_tag
def side(told: Any, one: Any, is_small: bool) -> SafeString | str:
    """Of one wave in a trend: its share or mean, the interval, and how many."""
    if told is None:
        return "–"
    ends = "" if told.low is None else f"{level(told.low, one.is_share)}–{level(told.high, one.is_share)}"
    mark = "few" if is_small else ""
    return format_html(
        '{}<small>{}<br>n = <span class="{}">{}</span></small>',
        level(told.value, one.is_share),
        ends,
        mark,
        told.n,
    )


@register.simple_tag
def between(found: Any, is_share: bool) -> SafeString | str:
    """What lies between two waves, with its interval and how sure it is; marked where it is no chance."""
    if found is None:
        return "–"
    from ngo2.surveys.results import words  # noqa: PLC0415 (as above)

    low, high = (words.moved(end, is_share) for end in (found.low, found.high))
    much, p = words.moved(found.value, is_share), words.chance(found.corrected)
    shown = format_html("<b>{}</b>", much) if found.corrected < words.DIFFERS else much
    return format_html("{}<small>{} … {}<br>{}</small>", shown, low, high, p)


@register.simple_tag
def share_bar(share: int) -> SafeString:
    """A bar of whole percents; the number stands beside it."""
    return format_html(
        '<svg class="share-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="100" height="10" fill="#e3dfd2"/>'
        '<rect class="filled" width="{}" height="10" fill="#2c8271"/></svg>',
        share,
    )
