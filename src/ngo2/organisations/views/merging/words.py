"""What two records say, side by side in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ngo2.organisations import member_words, words
from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.freshness import freshness
from ngo2.organisations.models import Organisation
from ngo2.organisations.services.merging import Preview
from ngo2.organisations.services.merging.facts import GONE, KEPT, Conflict
from ngo2.organisations.views.edit import country_of
from ngo2.organisations.words import Words


@dataclass(frozen=True)
class Question:
    """One conflict: `choices` [(side, value in words)], `explained` {side: which record says so, since when}."""

    key: str
    label: Any
    choices: list[tuple[str, str]]
    explained: dict[str, str]


def questions(preview: Preview) -> list[Question]:
    return [_question(preview, one) for one in preview.conflicts if one.open]


def _question(preview: Preview, one: Conflict) -> Question:
    sides = {KEPT: (preview.kept, one.kept), GONE: (preview.gone, one.gone)}
    said = {side: _text(one.field, fact["v"], record) for side, (record, fact) in sides.items()}
    if said[KEPT] == said[GONE]:  # words leave out in what they differ
        said = {side: _in_full(fact["v"]) for side, (_record, fact) in sides.items()}
    explained = {side: _who(one.field, fact, record) for side, (record, fact) in sides.items()}
    return Question(one.field, CATALOGUE[one.field].label, list(said.items()), explained)


def _who(key: str, fact: Mapping[str, Any], record: Organisation) -> str:
    fresh = freshness(fact, CATALOGUE[key].half_life)
    said = _("“%(name)s”: %(age)s") % {"name": words.called(record), "age": fresh.words}
    return f"{said} · {fact.get('label') or fresh.by}"


def _text(key: str, value: Any, record: Organisation) -> str:
    return _plain(member_words.said(key, value, country_of(record)))


def _plain(said: Words) -> str:
    return _(", ").join(_plain(one) for one in said.items) if said.items else said.text


def _in_full(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_in_full(one)}" for key, one in value.items() if one not in (None, "", []))
    return "; ".join(map(_in_full, value)) if isinstance(value, list) else str(value)


def labels(keys: list[str]) -> list[Any]:
    return [CATALOGUE[key].label for key in keys]
