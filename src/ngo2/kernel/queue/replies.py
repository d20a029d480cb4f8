"""Ready answers: what the apps declare, with the team's own words over it, in the language of the reader."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import get_language, override

from ngo2.kernel.queue.kinds import ItemKind
from ngo2.kernel.queue.models import Reply

_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Answer:
    """`declared`: the app knows it, so that it can be hidden and put back, not removed."""

    name: str
    zh: str
    en: str
    declared: bool
    changed: bool
    hidden: bool

    def text(self, language: str) -> str:
        return self.en if language.startswith("en") else self.zh


def answers(kind: ItemKind) -> list[Answer]:
    """All of them, also those that are hidden. One question to the database."""
    own = {row.name: row for row in Reply.objects.filter(kind=kind.name).order_by("pk")}
    found = [_of(one.name, own.pop(one.name, None), one.text) for one in kind.replies]
    return found + [_of(name, row) for name, row in own.items()]


def ready(kind: ItemKind, fills: Mapping[str, str], language: str = "") -> list[tuple[str, str]]:
    """[(name, words)] to choose from, filled in."""
    language = language or get_language() or ""
    return [(one.name, fill(one.text(language), fills)) for one in answers(kind) if not one.hidden]


def words_of(kind: ItemKind, name: str, fills: Mapping[str, str], language: str = "") -> str:
    """The ready answer of that name; "" when there is none (any more)."""
    return dict(ready(kind, fills, language)).get(name, "")


def fill(text: str, fills: Mapping[str, str]) -> str:
    """Nothing but plain names is read between braces, so that nobody's words can reach further."""
    return _PLACE.sub(lambda found: str(fills.get(found[1], found[0])), text)


def unknown_places(text: str, known: Iterable[str]) -> list[str]:
    """Placeholders in `text` that would stay as they are."""
    return sorted({name for name in _PLACE.findall(text) if name not in set(known)})


def _of(name: str, row: Reply | None, declared: object = None) -> Answer:
    if row is not None:
        return Answer(name, row.zh, row.en, declared is not None, changed=True, hidden=row.hidden)
    zh, en = (_in(language, declared) for language in ("zh-hans", "en"))
    return Answer(name, zh, en, declared=True, changed=False, hidden=False)


def _in(language: str, text: object) -> str:
    with override(language):
        return str(text)
