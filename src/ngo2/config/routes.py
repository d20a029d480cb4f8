"""Every route of the site with its methods and who may knock: for `ngo2 routes`, its test and the docs."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RoutePattern

from ngo2.kernel.ui.access import access_of, methods_of


@dataclass(frozen=True)
class Route:
    """`path` in Django's notation without the language prefix; `access` as marked ("" means: closed to everybody).

    `once`: pressing twice does it once and leads to the first answer (`kernel.ui.forms.once`).
    """

    path: str
    name: str
    methods: tuple[str, ...]
    access: str
    once: bool


def routes() -> list[Route]:
    found = {(route.path, route.name): route for route in _walk(get_resolver(), "/", "")}
    return sorted(found.values(), key=lambda route: route.path)


def as_json() -> list[dict[str, Any]]:
    return [asdict(route) for route in routes()]


def _walk(resolver: URLResolver, before: str, namespace: str) -> Iterator[Route]:
    for one in resolver.url_patterns:
        path = before + _text(one)
        if isinstance(one, URLResolver):
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from _walk(one, path, inner)
        else:
            yield _route(one, path, namespace)


def _text(one: URLPattern | URLResolver) -> str:
    if isinstance(one.pattern, LocalePrefixPattern):
        return ""
    text = str(one.pattern)
    return text if isinstance(one.pattern, RoutePattern) else text.lstrip("^").rstrip("$")


def _route(one: URLPattern, path: str, namespace: str) -> Route:
    name = f"{namespace}{one.name or ''}"
    once = getattr(one.callback, "once", False)
    return Route(path, name, methods_of(one.callback), access_of(one.callback, name), once)
