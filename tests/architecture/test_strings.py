"""Names in strings point down too: routes, models, templates, verbs and modules that imports do not show."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from ngo2.kernel.journal.verbs import verbs
from tests.architecture import house

MODULE = re.compile(r"ngo2(\.[a-z_]+)+(\.[A-Z]\w*)?")
REVERSING = {"reverse", "reverse_lazy", "redirect", "resolve_url"}
ROUTE = re.compile(r"[a-z_]+:[a-z_]+")


def _routes(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _routes(entry, inner)
        elif isinstance(entry, URLPattern) and entry.name:
            view = getattr(entry.callback, "view_class", entry.callback)
            yield namespace + entry.name, house.room_of_module(view.__module__)


@cache
def routes() -> dict[str, str]:
    """Name of a route to the room of its view, '' for a library's."""
    return dict(_routes(get_resolver()))


@cache
def known() -> dict[str, str]:
    """Every string that is a name of ours, with the room that owns it."""
    rooms = {config.label: house.room_of_module(config.name) for config in apps.get_app_configs()}
    names = {name: room for name, room in routes().items() if ":" in name}
    names |= {model._meta.label_lower: rooms[model._meta.app_label] for model in apps.get_models()}
    names |= {name: house.room_of(path) for name, path in house.templates().items()}
    names |= {verb.name: rooms.get(verb.name.split(".")[0], "") for verb in verbs}
    return {name: room for name, room in names.items() if room}


def owner_of(text: str) -> str:
    """The room that a string names, or ''."""
    if MODULE.fullmatch(text):
        return house.room_of_module(text)
    return known().get(text) or known().get(text.lower(), "")


def pointing_up(tree: ast.Module, room: str) -> list[tuple[int, str]]:
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    strings = [(node.lineno, node.value) for node in constants if isinstance(node.value, str)]
    owners = [(line, text, owner_of(text)) for line, text in strings]
    return sorted((line, text) for line, text, owner in owners if owner and not house.may_point(room, owner))


def test_strings_point_down() -> None:
    found = [
        f"{house.shown(path, line)}: {text!r} stands above {house.room_of(path)}"
        for path in house.python_files()
        for line, text in pointing_up(house.tree(path), house.room_of(path))
    ]
    assert found == []


def test_a_planted_name_of_a_higher_room_is_found() -> None:
    planted = ast.parse("key = ForeignKey('accounts.Person')\nmodule = 'ngo2.organisations.services'\n")
    assert pointing_up(planted, "kernel.journal") == [
        (1, "accounts.Person"),
        (2, "ngo2.organisations.services"),
    ]
    assert pointing_up(planted, "portal") == []


def _unknown_routes(path: Path) -> list[str]:
    calls = [node for node in ast.walk(house.tree(path)) if isinstance(node, ast.Call) and node.args]
    named = [call.args[0] for call in calls if getattr(call.func, "id", "") in REVERSING]
    texts = [argument.value for argument in named if isinstance(argument, ast.Constant)]
    unknown = [text for text in texts if ROUTE.fullmatch(str(text)) and text not in routes()]
    return [f"{house.shown(path)}: {text!r}" for text in unknown]


def test_every_route_named_in_code_exists() -> None:
    assert [line for path in house.python_files() for line in _unknown_routes(path)] == []


def test_models_refer_down() -> None:
    """The user model is the one name that lower rooms may point up to."""
    found = []
    for model in apps.get_models():
        room = house.room_of_module(model.__module__)
        for field in model._meta.get_fields() if room else ():
            other = field.related_model if field.concrete else None
            to = house.room_of_module(other.__module__) if isinstance(other, type) else ""
            if to and to != "accounts" and not house.may_point(room, to):
                found.append(f"{model._meta.label}.{field.name} refers up to {other.__name__}")
    assert found == []
