"""Declarations (`lib.personal`) and the models they speak of: whose is a row, what is an empty field."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.utils.crypto import get_random_string
from django.utils.module_loading import import_string

from ngo2.lib import personal
from ngo2.lib.personal import Declaration, Personal


@dataclass(frozen=True)
class Selection:
    """The fields of a declaration that belong to a person by the same path."""

    declaration: Declaration
    model: type[models.Model]
    path: str
    fields: dict[str, Personal]

    def rows(self, person: Any) -> models.QuerySet[Any]:
        if self.declaration.rows and not self.path:
            return import_string(self.declaration.rows)(person)
        lookup = {"pk": person.pk} if self.path == "self" else {self.path: person}
        return self.model._base_manager.filter(**lookup)


def model_of(declaration: Declaration) -> type[models.Model]:
    return apps.get_model(declaration.model)


def selections() -> Iterator[Selection]:
    """All of them, upper rooms first: what points at a row goes before the row."""
    order = {config.label: place for place, config in enumerate(apps.get_app_configs())}
    found = sorted(personal.declarations, key=lambda one: order.get(one.model.split(".")[0], -1))
    for declaration in reversed(found):
        by_path: dict[str, dict[str, Personal]] = {}
        for name, one in declaration.fields.items():
            path = one.person or ("" if declaration.rows else declaration.person)
            by_path.setdefault(path, {})[name] = one
        for path, fields in by_path.items():
            yield Selection(declaration, model_of(declaration), path, fields)


def in_reading_order() -> list[Selection]:
    """For people: themselves and their account first, then the rest, libraries' tables last."""
    account = get_user_model()._meta.app_label

    def rank(one: Selection) -> tuple[bool, bool, bool]:
        ours = one.model.__module__.startswith("ngo2.")
        return one.path != "self", one.model._meta.app_label != account, not ours

    lower_first = list(selections())[::-1]
    return sorted(lower_first, key=rank)


def points_at_person(field: Any) -> bool:
    return isinstance(field, models.ForeignKey) and field.related_model is get_user_model()


IMPOSSIBLE = object()


def blank(field: Any) -> Any:
    """What an emptied field holds, or IMPOSSIBLE. Unique fields need `fresh(field)` instead, row by row."""
    if field.null:
        return None
    if isinstance(field, models.JSONField):
        return field.get_default() if field.has_default() else {}
    if isinstance(field, models.GenericIPAddressField):
        return "::"
    if isinstance(field, models.UUIDField):
        return uuid.UUID(int=0)
    if isinstance(field, models.BinaryField):
        return b""
    if isinstance(field, models.CharField | models.TextField | models.FileField):
        return ""
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.IntegerField | models.FloatField | models.DecimalField):
        return 0
    return IMPOSSIBLE


def is_unique(field: Any) -> bool:
    return bool(field.unique) and not field.null


def fresh(field: Any) -> Any:
    """An emptied value that no other row has."""
    if isinstance(field, models.UUIDField):
        return uuid.uuid4()
    return f"erased-{get_random_string(40)}"[: field.max_length or 47]
