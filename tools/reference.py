"""Write docs/reference from the code: settings, commands, journal verbs, routes, API. `--check` only compares."""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "reference"


def _start(data: str) -> None:
    """Start Django as nobody has set anything, so that the pages are the same on every machine."""
    kept = {"PATH", "HOME", "LANG", "LC_ALL", "TMPDIR"}
    for name in set(os.environ) - kept:
        del os.environ[name]
    os.environ.update(DJANGO_SETTINGS_MODULE="ngo2.config.settings", NGO2_DATA_DIR=data)
    sys.path.insert(0, str(ROOT / "src"))
    django.setup()


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    columns = list(head)
    yield f"| {' | '.join(columns)} |"
    yield f"|{' --- |' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in row)} |"


def _code(value: object) -> str:
    return f"`{value}`" if value != "" else ""


def settings() -> Iterator[str]:
    from django.conf import settings as configured
    from ngo2.lib.env import declared

    def default(text: str) -> str:
        text = text.replace(str(configured.DATA_DIR), "NGO2_DATA_DIR").replace(str(ROOT), ".")
        return text.replace("NGO2_DATA_DIR/", "$NGO2_DATA_DIR/")

    yield "# Settings"
    yield ""
    yield "Environment variables. A wrong one stops the start with one sentence."
    rows = []
    for name, variable in sorted(declared.items()):
        shown = "./var" if name == "NGO2_DATA_DIR" else default(variable.default)
        rows.append([_code(name), _code(shown), variable.help + (" Secret." if variable.secret else "")])
    yield from ["", *_table(["variable", "default", "what it is for"], rows)]


def commands() -> Iterator[str]:
    from django.core.management import get_commands, load_command_class

    yield "# Commands"
    yield ""
    yield "Of the product itself: `ngo2 NAME --help` says more. Django's own commands are there too."
    own = {name: app for name, app in get_commands().items() if str(app).startswith("ngo2.")}
    rows = [[_code(f"ngo2 {name}"), load_command_class(app, name).help] for name, app in sorted(own.items())]
    yield from ["", *_table(["command", "what it does"], rows)]


def verbs() -> Iterator[str]:
    from django.utils.translation import override
    from ngo2.kernel.journal.verbs import handlers
    from ngo2.kernel.journal.verbs import verbs as registered

    yield "# Journal verbs"
    yield ""
    yield "What can happen, in the words of the journal, and the handlers that hear of it."
    rows = []
    with override("en"):
        for verb in sorted(registered, key=lambda verb: verb.name):
            heard = [handler.name for handler in handlers if handler.wants(verb.name)]
            touches = ", ".join(map(_code, verb.touches))
            rows.append([_code(verb.name), verb.sentence, touches, ", ".join(map(_code, sorted(heard)))])
    yield from ["", *_table(["verb", "sentence", "pages that change", "heard by"], rows)]


def routes() -> Iterator[str]:
    from django.core.management import call_command

    output = StringIO()
    call_command("routes", "--json", stdout=output)
    found = json.loads(output.getvalue())
    yield "# Routes"
    yield ""
    yield "Every address, its methods and who may knock. Chinese stands without prefix, English under `/en/`."
    columns = list(found[0]) if found else []
    rows = [[_cell(route[column]) for column in columns] for route in found]
    yield from ["", *_table(columns, rows)]


def _cell(value: object) -> object:
    return ", ".join(map(str, value)) if isinstance(value, list) else _code("" if value is None else value)


def api() -> Iterator[str]:
    from ngo2.api.description import description

    told = description()
    yield "# API"
    yield ""
    yield f"{told['info']['description']} The whole description is at `/api/v1/openapi.json`;"
    yield "people read `/about/api/`."
    yield "Errors are `application/problem+json` with a sentence. Lists go on with `next` as `cursor`. An `ETag` comes"
    yield "with each public answer. A token (`/me/tokens/`) goes into `Authorization: Bearer`."
    for path, methods in told["paths"].items():
        one = methods["get"]
        yield from ["", f"## GET {path}", "", f"{one['summary']}. {one.get('description', '')}"]
        rows = [
            [_code(each["name"]), each.get("description", ""), _code(each.get("example", ""))]
            for each in one.get("parameters", [])
        ]
        if rows:
            yield from ["", *_table(["parameter", "what it does", "example"], rows)]


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "settings.md": settings,
    "commands.md": commands,
    "verbs.md": verbs,
    "routes.md": routes,
    "api.md": api,
}


def stale(pages: dict[str, str]) -> list[str]:
    """Names of pages that are not as the code says."""
    return [
        name
        for name, text in pages.items()
        if not (FOLDER / name).exists() or (FOLDER / name).read_text(encoding="utf-8") != text
    ]


def main() -> int:
    with tempfile.TemporaryDirectory() as data:
        _start(data)
        pages = {name: "\n".join(page()) + "\n" for name, page in PAGES.items()}
    old = stale(pages)
    if "--check" in sys.argv:
        print(*(f"docs/reference/{name} is not what the code says: make reference" for name in old), sep="\n")
        return 1 if old else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in old:
        (FOLDER / name).write_text(pages[name], encoding="utf-8")
        print(f"docs/reference/{name} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
