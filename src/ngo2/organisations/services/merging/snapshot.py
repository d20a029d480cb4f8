"""What a merge did, written down so that it can be taken back: changed columns, rows that went, rows that were made."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext as _

from ngo2.lib.refusals import Refused

Change = tuple[Model, Mapping[str, Any]]


def as_json(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def columns(row: Model) -> dict[str, Any]:
    """{column: value that JSON can hold}."""
    return {one.attname: as_json(getattr(row, one.attname)) for one in row._meta.concrete_fields}


def values(model: type[Model], said: Mapping[str, Any]) -> dict[str, Any]:
    """The other way round."""
    known = {one.attname: one for one in model._meta.concrete_fields}
    return {name: known[name].to_python(value) for name, value in said.items()}


class Snapshot:
    """Writes and remembers. `moved` is [model, pk, column, before, after], `dropped` and `made` are whole rows."""

    def __init__(self) -> None:
        self.moved: list[list[Any]] = []
        self.dropped: list[dict[str, Any]] = []
        self.made: list[dict[str, Any]] = []

    def change(self, changes: Iterable[Change]) -> None:
        """Rows of one table that change alike go in one statement."""
        ordered = sorted(changes, key=lambda one: (one[0]._meta.label, repr(sorted(one[1].items()))))
        for (label, _same), group in groupby(
            ordered, key=lambda one: (one[0]._meta.label, repr(sorted(one[1].items())))
        ):
            pairs = list(group)
            rows, new = [row for row, _new in pairs], pairs[0][1]
            table = apps.get_model(label)._base_manager.filter(pk__in=[row.pk for row in rows])
            if new and table.update(**new) != len(rows):
                raise moved_on()
            self.moved += [
                [label, as_json(row.pk), name, as_json(getattr(row, name)), as_json(value)]
                for row in rows
                for name, value in new.items()
                if as_json(getattr(row, name)) != as_json(value)
            ]

    def drop(self, rows: Iterable[Model]) -> None:
        for row in rows:
            self.dropped.append(_whole(row))
            type(row)._base_manager.filter(pk=row.pk).delete()

    def make(self, row: Model) -> None:
        row.save(force_insert=True)
        self.note_made(row)

    def note_made(self, row: Model) -> None:
        self.made.append(_whole(row))

    def note_dropped(self, row: Model) -> None:
        self.dropped.append(_whole(row))


def _whole(row: Model) -> dict[str, Any]:
    return {"model": row._meta.label, "pk": as_json(row.pk), "fields": columns(row)}


def moved_on() -> Refused:
    return Refused(
        _(
            "Somebody changed one of the two records meanwhile. Look at both once more; nothing was changed yet."
        ),
        code="moved_on",
    )
