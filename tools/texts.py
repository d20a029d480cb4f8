"""What the product says: every text that code and templates pass through gettext."""

import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.extract import extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "ngo2"
UNSAID = {"tests", "migrations", "static"}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


class Text(NamedTuple):
    """A msgid; `context` and `plural` are "" where there is none."""

    context: str
    singular: str
    plural: str


def _python(source: bytes) -> Iterator[Text]:
    """Texts of Python source; gettext calls with anything but literals are not seen."""
    for _line, message, _comments, context in extract("python", io.BytesIO(source), KEYWORDS):
        singular, plural = message[:2] if isinstance(message, tuple) else (message, "")
        if singular:
            yield Text(context or "", singular, plural)


def _template(source: str, name: str) -> Iterator[Text]:
    """Texts of a template: Django blanks all else out, and what is left reads as Python once unindented."""
    blanked = templatize(source, origin=name)
    yield from _python("\n".join(line.strip() for line in blanked.splitlines()).encode())


def texts() -> dict[Text, list[str]]:
    """All msgids with the files that say them, in the order of the files."""
    found: dict[Text, list[str]] = {}
    for path in sorted(SOURCE.rglob("*")):
        name = path.relative_to(ROOT).as_posix()
        if UNSAID & set(path.parts) or path.name == "conftest.py":
            continue
        said: Iterable[Text] = ()
        if path.suffix == ".py":
            said = _python(path.read_bytes())
        elif path.suffix in {".html", ".txt", ".svg", ".xml"} and "templates" in path.parts:
            said = _template(path.read_text(encoding="utf-8"), name)
        for text in said:
            places = found.setdefault(text, [])
            if name not in places:
                places.append(name)
    return found
