"""Rows that wait in snapshots are about persons too: exported with them, and erased with them."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction

from ngo2.lib import personal
from ngo2.organisations.models import Merge

Said = dict[str, Any]


def export_from_snapshots(person: Any) -> list[Said]:
    return [said for merge in _holding() for said in merge.dropped if _names(said, person)]


def erase_from_snapshots(person: Any) -> None:
    """A row that is nothing without this person goes; of others their name and words go."""
    with transaction.atomic():
        for merge in _holding().select_for_update():
            dropped = [said for one in merge.dropped for said in _without(one, person)]
            moved = [one for one in merge.moved if not _tells_of(one, person)]
            Merge.objects.filter(pk=merge.pk).update(dropped=dropped, moved=moved)


def _holding() -> Any:
    return Merge.objects.exclude(before={}).order_by("pk")


def _tells_of(change: list[Any], person: Any) -> bool:
    """Who had decided something, as a number in a column that points at persons."""
    label, _pk, column, *values = change
    known = next(one for one in apps.get_model(label)._meta.concrete_fields if one.attname == column)
    return bool(known.is_relation and _is_person(known) and person.pk in values)


def _names(said: Said, person: Any) -> list[Any]:
    """The columns by which this row points at the person."""
    model = apps.get_model(said["model"])
    keys = [one for one in model._meta.concrete_fields if one.is_relation and _is_person(one)]
    return [one for one in keys if said["fields"].get(one.attname) == person.pk]


def _is_person(known: Any) -> bool:
    return bool(known.related_model._meta.label == settings.AUTH_USER_MODEL)


def _without(said: Said, person: Any) -> Iterator[Said]:
    pointing = _names(said, person)
    if not pointing:
        yield said
    elif all(one.null for one in pointing):
        words = personal.declarations[said["model"]].fields if said["model"] in personal.declarations else {}
        blank = {one.attname: None for one in pointing} | {name: "" for name in words if name in _texts(said)}
        yield {**said, "fields": {**said["fields"], **blank}}


def _texts(said: Said) -> set[str]:
    return {name for name, value in said["fields"].items() if isinstance(value, str)}
