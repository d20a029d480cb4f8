"""Every app keeps its things on the same shelves, and nobody reaches into another's private ones."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture import house

SHELVES = {"apps", "models", "rules", "queries", "services", "forms", "views", "urls", "manifest"}
SHELVES |= {"receivers", "tasks", "admin", "__init__", "conftest"}
FOLDERS = {"migrations", "templates", "static", "tests", "management", "templatetags"}
# What another room may never import: how an app meets the outside is its own affair.
PRIVATE = {"apps", "views", "urls", "manifest", "receivers", "tasks", "admin", "forms"}
PRIVATE |= {"migrations", "management", "templatetags", "tests"}
# Mechanisms of the kernel that have a shelf's name: docs/house.md names them as what others call.
MECHANISMS = {"ngo2.kernel.ui.forms"}
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "stuff", "shared", "functions"}
# What a module beside the shelves may not know: it is a pure algorithm, fed with values or with records.
IMPURE = ("django.db", "django.http", "django.shortcuts", "django.views", "django.forms", "django.urls")
FETCHING = {"objects", "save", "delete", "refresh_from_db"}
APPS = ("accounts", "organisations", "conversations", "questionnaires", "exchange", "surveys", "portal")
# Beside the shelves and yet no algorithms, each with its reason.
BETWEEN = {
    "accounts/adapters.py": "allauth calls it by its name in the settings",
    "accounts/backends.py": "Django calls it by its name in the settings",
    "accounts/middleware.py": "Django calls it by its name in the settings",
    "accounts/stages.py": "allauth calls it on the way through a sign-in",
    "accounts/second_step.py": "reads what allauth keeps in a session",
    "accounts/presence.py": "notes in a session when and where a person was last here",
    "accounts/proof.py": "guards views by what allauth keeps in a session",
    "accounts/notices.py": "finds recipients for the message types of the manifest",
    "questionnaires/opened.py": "keeps forms that were read, for services and pages alike",
    "surveys/links.py": "signed links, asked by letters and by pages of other rooms alike",
    "surveys/words.py": "says the steps of the funnel, which a query answers with",
    "surveys/reports/counting.py": "counts a wave once for all blocks: asked by services, so it stands below them",
    "surveys/reports/figures.py": "a kind of block is one file, with the form that asks for it",
    "surveys/reports/trending.py": "counts two waves once for all blocks, as counting.py does",
    "surveys/reports/two_waves.py": "a kind of block is one file, with the form that asks for it",
    "surveys/reports/prose.py": "a kind of block is one file, with the form that asks for it",
    "conversations/on_page.py": "draws a conversation into pages of the rooms above",
    "organisations/middleware.py": "Django calls it by its name in the settings",
    "organisations/acting.py": "guards the views of every room that stands on a record",
    "organisations/references.py": "a registry that finds the rows which point at an organisation",
    "organisations/remits.py": "what a partner looks after, as rows: asked by rules, which stand below queries",
    "organisations/held.py": "which changes wait, as rows and as an answer: asked by the one door and by queries alike",
    "exchange/map_layer.py": "what the map asks for, declared by the manifest: its facets are pages' too",
    "organisations/map_layer.py": "what the map asks for, declared by the manifest: its facets are pages' too",
    "questionnaires/collect_urls.py": "addresses that programs know, so without a language: a second urls",
}


def _imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, module) of every import, with `from a import b` also as a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def reaching_in(tree: ast.Module, room: str) -> list[str]:
    """Imports of another room's private shelves."""
    found = set()
    for line, module in _imports(tree):
        other = house.room_of_module(module)
        inner = module.removeprefix(f"ngo2.{other}.").split(".")[0]
        mechanism = any(module == name or module.startswith(f"{name}.") for name in MECHANISMS)
        if other and other not in {room, "lib"} and inner in PRIVATE and not mechanism:
            found.add(f"line {line}: {inner} of {other}")
    return sorted(found)


def test_only_open_shelves_are_imported() -> None:
    found = [
        f"{house.shown(path)} {what}"
        for path in house.python_files()
        for what in reaching_in(house.tree(path), house.room_of(path))
    ]
    assert found == []


def test_a_planted_reach_is_found() -> None:
    planted = ast.parse("from ngo2.organisations import queries, views\nimport ngo2.kernel.ui.forms\n")
    assert reaching_in(planted, "portal") == ["line 1: views of organisations"]
    assert reaching_in(planted, "organisations") == []


def test_no_module_is_named_for_nothing() -> None:
    named = [house.shown(path) for path in house.SOURCE.rglob("*") if path.stem in NAMELESS]
    assert named == []


def _beside_the_shelves(app: str) -> list[Path]:
    known = SHELVES | FOLDERS
    inside = [path.relative_to(house.SOURCE / app) for path in (house.SOURCE / app).rglob("*.py")]
    return [house.SOURCE / app / path for path in inside if not known & {path.stem, *path.parts}]


def impurities(tree: ast.Module, app: str) -> list[str]:
    """What makes a module more than an algorithm: imports of the web or the database, queries, saving."""
    own = tuple(f"ngo2.{app}.{shelf}" for shelf in ("services", "queries", "views", "forms"))
    imported = {module for _line, module in _imports(tree) if module.startswith((*IMPURE, *own))}
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return sorted(imported | (used & FETCHING))


def test_what_stands_beside_the_shelves_is_pure() -> None:
    modules = [(path, app) for app in APPS for path in _beside_the_shelves(app)]
    found = {
        path.relative_to(house.SOURCE).as_posix(): impurities(house.tree(path), app) for path, app in modules
    }
    impure = {name: imports for name, imports in found.items() if imports}
    assert {name: imports for name, imports in impure.items() if name not in BETWEEN} == {}
    assert set(BETWEEN) - set(impure) == set()  # a reason that is no longer needed goes


def test_a_planted_query_in_an_algorithm_is_found() -> None:
    planted = ast.parse("import math\nfrom ngo2.organisations import queries\nOrganisation.objects.first()\n")
    assert impurities(planted, "organisations") == ["ngo2.organisations.queries", "objects"]
