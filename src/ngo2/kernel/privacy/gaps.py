"""What the manifests forgot, or say of something that is no longer there. A test fails on each line."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.module_loading import import_string

from ngo2.kernel.privacy.inventory import IMPOSSIBLE, blank, model_of, points_at_person, selections
from ngo2.lib import personal

# What can hold words about somebody. Numbers, dates and booleans are read with the row they stand in.
WORDS = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.GenericIPAddressField,
    models.FileField,
    models.UUIDField,
    models.BinaryField,
)


def must_be_classified(field: Any) -> bool:
    return isinstance(field, WORDS) or points_at_person(field)


def _models() -> Iterator[type[models.Model]]:
    """Every table that is installed, ours and the libraries'."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


def unclassified() -> list[str]:
    """`app.Model.field` of every field that nobody's manifest speaks of; a library's model as a whole."""
    found = []
    for model in _models():
        label = model._meta.label
        ours = model.__module__.startswith("ngo2.")
        if label not in personal.declarations:
            names = [field.name for field in model._meta.local_fields if must_be_classified(field)]
            found += [f"{label}.{name}" for name in names] if ours else [label]
            continue
        declaration = personal.declarations[label]
        if not ours and not declaration.fields and not declaration.plain:
            continue  # declared impersonal as a whole
        said = declaration.plain | set(declaration.fields)
        found += [
            f"{label}.{field.name}"
            for field in model._meta.local_fields
            if must_be_classified(field) and field.name not in said
        ]
    return sorted(found)


def stale() -> list[str]:
    """What is declared but is not there any more: models, fields, paths, functions."""
    found = []
    for declaration in personal.declarations:
        try:
            model = model_of(declaration)
        except LookupError:
            found.append(declaration.model)
            continue
        there = {field.name for field in model._meta.get_fields()}
        said = set(declaration.fields) | declaration.plain
        said |= {one.retention.since for one in declaration.fields.values() if one.retention.since}
        found += [f"{declaration.model}.{name}" for name in said - there]
        paths = [declaration.rows, declaration.attachments]
        paths += [one.erase.path for one in declaration.fields.values()]
        found += [f"{declaration.model}: {path}" for path in _broken(paths)]
    for place in personal.places:
        found += [f"{place.name}: {path}" for path in _broken([place.erase, place.export])]
    return sorted(found)


def _broken(paths: Iterable[str]) -> Iterator[str]:
    for path in set(paths) - {""}:
        try:
            import_string(path)
        except ImportError:
            yield path


def senseless() -> list[str]:
    """Declarations that cannot be carried out or not be read by a person, each in a sentence."""
    found = []
    for one in selections():
        for name, field in one.fields.items():
            where = f"{one.declaration.model}.{name}"
            if not (field.label and one.declaration.title):
                found.append(f"{where}: give it a `label`, and its model a `title`, for the notice")
            if field.erase.how == "delete" and one.path == "self":
                found.append(f"{where}: the person's own row stays as a shell; blank its fields")
            if field.erase.how == "blank" and blank(one.model._meta.get_field(name)) is IMPOSSIBLE:
                found.append(f"{where}: cannot be emptied; allow null, or erase it another way")
        hows = {field.erase.how for field in one.fields.values()}
        if {"delete", "keep"} <= hows:
            found.append(f"{one.declaration.model}: a row cannot go and keep a field at once")
    return found
