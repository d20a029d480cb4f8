"""Carry out the declarations for one person, or for what is old enough, inside the caller's transaction."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.module_loading import import_string

from ngo2.kernel.privacy.inventory import Selection, blank, fresh, in_reading_order, is_unique, selections
from ngo2.lib import personal
from ngo2.lib.personal import Erase, Personal

_CHUNK = 500  # rows at a time; both databases take that many parameters


def erase(person: Any) -> None:
    """Everything declared about `person` goes or is emptied; their own row stays as an anonymous shell."""
    for place in personal.places:
        import_string(place.erase)(person)
    # Whose a row is must be known before the first one changes: paths lead over rows that go.
    todo = [(one, list(one.rows(person).values_list("pk", flat=True))) for one in selections()]
    for one, keys in todo:
        _carry_out(one, one.fields, keys, person)
    shell = {"is_active": False, "is_staff": False, "last_login": None}
    type(person)._base_manager.filter(pk=person.pk).update(**shell)


def purge() -> int:
    """Erase what has been kept for as long as was said; returns how many rows."""
    count = 0
    for one in selections():
        for (since, days), fields in _by_age(one.fields).items():
            end = timezone.now() - timedelta(days=days)
            old = one.model._base_manager.filter(**{f"{since}__lt": end}).exclude(**_emptied(one, fields))
            keys = list(old.values_list("pk", flat=True))
            _carry_out(one, {name: _in_time(field) for name, field in fields.items()}, keys, None)
            count += len(keys)
    return count


def _by_age(fields: dict[str, Personal]) -> dict[tuple[str, int], dict[str, Personal]]:
    found: dict[tuple[str, int], dict[str, Personal]] = {}
    for name, field in fields.items():
        if field.retention.days:
            found.setdefault((field.retention.since, field.retention.days), {})[name] = field
    return found


def _emptied(one: Selection, fields: dict[str, Personal]) -> dict[str, Any]:
    """How a row looks that an earlier purge has emptied; {} when such rows go or cannot be told."""
    if any(field.erase.how != "blank" for field in fields.values()):
        return {}
    values = {name: blank(one.model._meta.get_field(name)) for name in fields}
    if any(is_unique(one.model._meta.get_field(name)) for name in fields):
        return {}
    return {
        f"{name}__isnull" if value is None else name: True if value is None else value
        for name, value in values.items()
    }


def _in_time(field: Personal) -> Personal:
    """What erasure keeps has a reason that ends with the time: then the row goes."""
    if field.erase.how != "keep":
        return field
    return Personal(field.purpose, field.retention, erase=Erase.DELETE_ROW)


def _carry_out(one: Selection, fields: dict[str, Personal], keys: list[Any], person: Any) -> None:
    for at in range(0, len(keys), _CHUNK):
        rows = one.model._base_manager.filter(pk__in=keys[at : at + _CHUNK])
        for path in dict.fromkeys(field.erase.path for field in fields.values() if field.erase.how == "call"):
            import_string(path)(person, rows)
        if any(field.erase.how == "delete" for field in fields.values()):
            rows.delete()
            continue
        _empty(rows, [name for name, field in fields.items() if field.erase.how == "blank"])


def _empty(rows: models.QuerySet[Any], names: list[str]) -> None:
    known = [rows.model._meta.get_field(name) for name in names]
    if not known:
        return
    same = {field.name: blank(field) for field in known if not is_unique(field)}
    if same:
        rows.update(**same)
    for field in filter(is_unique, known):
        for key in list(rows.values_list("pk", flat=True)):
            rows.model._base_manager.filter(pk=key).update(**{field.name: fresh(field)})


def kept(person: Any) -> list[tuple[str, list[str], str]]:
    """What erasure leaves of this person: (title, labels, reason)."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in in_reading_order():
        stays = [field for field in one.fields.values() if field.erase.how == "keep"]
        if stays and one.rows(person).exists():
            for field in stays:
                found.setdefault((str(one.declaration.title), str(field.erase.reason)), []).append(
                    str(field.label)
                )
    return [(title, labels, reason) for (title, reason), labels in found.items()]


def held(person: Any) -> dict[str, int]:
    """How many rows there are about this person, by the title of their declaration."""
    rows: dict[str, set[tuple[str, Any]]] = {}
    for one in in_reading_order():
        keys = one.rows(person).values_list("pk", flat=True)
        rows.setdefault(str(one.declaration.title), set()).update(
            (one.declaration.model, key) for key in keys
        )
    return {title: len(keys) for title, keys in rows.items() if keys}
