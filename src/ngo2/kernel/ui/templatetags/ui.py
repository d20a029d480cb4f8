"""`{% load ui %}`: the components of every page. Shown on /style/, listed in docs/reference/components.md."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, to_locale

from ngo2.kernel.ui import ages

register = template.Library()

TONES = {"", "confirmed", "waiting", "wrong"}
KINDS = {"main", "quiet", "danger"}


def _tone(tone: str) -> str:
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"There is no tone {tone!r}: one of {sorted(TONES)}.")
    return tone


# The frame


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file; unhashed when never collected, so that an error page still renders."""
    try:
        return static(path)
    except ValueError:
        return f"/static/{path}"


@register.simple_tag
def lang_attr() -> str:
    """`zh-Hans` or `en`, for the `lang` attribute."""
    return to_locale(get_language() or "zh-hans").replace("_", "-")


@register.simple_tag
def other_lang_attr() -> str:
    return "en" if lang_attr().startswith("zh") else "zh-Hans"


@register.inclusion_tag("ui/parts/share_preview.html")
def share_preview(title: str, description: str = "", url: str = "", image: str = "") -> dict[str, Any]:
    """For block `head`: description and what chat apps show of a shared link."""
    return {
        "title": title,
        "description": description,
        "url": url,
        "image": image,
        "locale": "zh_CN" if lang_attr().startswith("zh") else "en_GB",
    }


@register.inclusion_tag("ui/parts/breadcrumbs.html")
def breadcrumbs(trail: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """`trail`: (label, address) from the country down; an empty address is the page itself."""
    return {"trail": trail}


# Numbers and ages


@register.filter
def age(moment: date | datetime | None) -> str:
    return ages.age(moment)


@register.filter
def num(value: float | None) -> str:
    """`5267` as `5,267`; None as a dash."""
    if value is None:
        return "–"
    return f"{value:,}"


# What is pressed


@register.inclusion_tag("ui/parts/button.html")
def button(
    label: str,
    kind: str = "main",
    href: str = "",
    name: str = "",
    value: str = "",
    busy: str = "",
    form: str = "",
) -> dict[str, Any]:
    """A submit button, or with `href` a link that looks like one. `busy`: its words once pressed."""
    if kind not in KINDS:
        raise template.TemplateSyntaxError(f"There is no button {kind!r}: one of {sorted(KINDS)}.")
    return {
        "label": label,
        "kind": kind,
        "href": href,
        "name": name,
        "value": value,
        "busy": busy,
        "form": form,
    }


@register.inclusion_tag("ui/parts/search.html")
def search(
    action: str, label: str, value: str = "", example: str = "", name: str = "q", suggest: str = ""
) -> dict[str, Any]:
    """The example stands under the field, where a narrow screen does not cut it.

    `suggest` is the address of suggestions while somebody types; without JavaScript the form does without.
    """
    return {
        "action": action,
        "label": label,
        "value": value,
        "example": example,
        "name": name,
        "suggest": suggest,
    }


@register.inclusion_tag("ui/parts/filters.html")
def filters(title: str, options: Sequence[Any], open: bool = False) -> dict[str, Any]:  # noqa: A002 (as in HTML)
    """`options`: label, url, count, current. Folded on a phone, always open at the desk."""
    options = list(options)
    chosen = [option for option in options if _get(option, "current")]
    return {"title": title, "options": options, "chosen": chosen, "open": open or bool(chosen)}


@register.inclusion_tag("ui/parts/pager.html", takes_context=True)
def pager(context: Context, page: Page[Any], parameter: str = "page") -> dict[str, Any]:
    """Earlier and later; keeps the other parameters of the address."""
    request = context.get("request")
    query = request.GET.copy() if request else None

    def address(number: int) -> str:
        if query is None:
            return f"?{parameter}={number}"
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    return {
        "page": page,
        "earlier": address(page.previous_page_number()) if page.has_previous() else "",
        "later": address(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("ui/parts/share.html")
def share(url: str, title: str = "") -> dict[str, Any]:
    """Share (address to copy) and print."""
    return {"url": url, "title": title}


# Rows, facts, numbers


@register.simple_block_tag
def row(
    content: str,
    title: str = "",
    href: str = "",
    text: str = "",
    before: str = "",
    why: str = "",
    lang: str = "",
    example: bool = False,
) -> str:
    """One line of a list, inside `<ul class="rows">`. The content (pill, buttons) stands at its end."""
    return _render(
        "row",
        content=SafeString(content.strip()),  # what the template between the tags drew: escaped there
        title=title,
        href=href,
        text=text,
        before=before,
        why=why,
        lang=lang,
        example=example,
    )


@register.inclusion_tag("ui/parts/fact.html")
def fact(
    label: str,
    value: Any = "",
    checked: date | datetime | None = None,
    confirmed: bool = True,
    source: str = "",
    href: str = "",
    missing: str = "",
) -> dict[str, Any]:
    """One fact of a record, inside `<dl class="facts">`: never without its age, or `source` in its place.

    `value`: words, safe markup, or a list. Empty: "not known yet", and a link to `href` called `missing`.
    """
    words, tone = (source, "") if source else ages.fact_age(checked, confirmed=confirmed)
    values = list(value) if isinstance(value, list | tuple) else None
    return {
        "label": label,
        "value": value,
        "values": values,
        "age": words,
        "tone": tone,
        "href": href,
        "missing": missing,
    }


@register.inclusion_tag("ui/parts/stats.html")
def stats(items: Iterable[tuple[int, str]]) -> dict[str, Any]:
    """`items`: (number, what it counts)."""
    return {"items": items}


@register.inclusion_tag("ui/parts/steps.html")
def steps(step: int, total: int, label: str = "") -> dict[str, Any]:
    """`step 2 of 9`, in words and as a bar."""
    return {"step": step, "total": total, "label": label}


# Marks


@register.inclusion_tag("ui/parts/pill.html")
def pill(label: str, tone: str = "") -> dict[str, Any]:
    return {"label": label, "tone": _tone(tone)}


@register.inclusion_tag("ui/parts/status.html")
def status(label: str, text: str = "", tone: str = "confirmed") -> dict[str, Any]:
    """● and words, with a sentence under it that says why."""
    return {"label": label, "text": text, "tone": _tone(tone)}


@register.inclusion_tag("ui/parts/example.html")
def example_mark() -> dict[str, Any]:
    """Marks what was made for the demo."""
    return {}


@register.simple_block_tag
def notice(content: str, title: str = "", tone: str = "confirmed") -> str:
    return _render("notice", content=content, title=title, tone=_tone(tone))


@register.simple_block_tag
def card(content: str, title: str = "") -> str:
    return _render("card", content=content, title=title)


@register.simple_block_tag
def empty(content: str, title: str, text: str = "", action: str = "", href: str = "") -> str:
    """An empty list says what to do first. The content may hold more than the one link."""
    return _render(
        "empty",
        content=SafeString(content.strip()),  # what the template between the tags drew: escaped there
        title=title,
        text=text,
        action=action,
        href=href,
    )


@register.inclusion_tag("ui/parts/big_code.html")
def big_code(code: str, label: str = "") -> dict[str, Any]:
    return {"code": code, "label": label}


@register.inclusion_tag("ui/parts/qr.html")
def qr(svg: SafeString, caption: str = "", address: str = "") -> dict[str, Any]:
    """`svg`: from segno, without inline style. The address is written out for who cannot scan."""
    return {"svg": svg, "caption": caption, "address": address}


def _get(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)


def _render(part: str, **context: Any) -> SafeString:
    return render_to_string(f"ui/parts/{part}.html", context)


# For /style/ only


@register.simple_tag
def swatch(colour: str) -> SafeString:
    return format_html(
        '<svg class="swatch" viewBox="0 0 46 20" aria-hidden="true">'
        '<rect width="46" height="20" rx="3" fill="{}" stroke="#8c8576"/></svg>',
        colour,
    )


@register.simple_tag
def call_sample(sample: Any) -> SafeString:
    return conditional_escape(sample.draw())
