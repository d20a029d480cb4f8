"""One person's data as a zip: JSON for machines, one page to read, and their own files."""

import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from uuid import UUID

from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.module_loading import import_string

from ngo2.kernel.privacy.inventory import Selection, in_reading_order, points_at_person, selections
from ngo2.lib import personal

_IN_MEMORY = 5 * 2**20  # bytes; larger exports are written to a temporary file


def collect(person: Any) -> dict[str, Any]:
    """Everything declared for export, as JSON values: sections of rows, and places outside the database."""
    return {
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "sections": [section for one in in_reading_order() if (section := _section(one, person))["rows"]],
        "places": [
            {
                "title": str(place.title),
                "purpose": str(place.purpose),
                "content": import_string(place.export)(person),
            }
            for place in personal.places
            if place.export
        ],
    }


def _section(one: Selection, person: Any) -> dict[str, Any]:
    shown = {name: field for name, field in one.fields.items() if field.export}
    dates = [field.name for field in one.model._meta.local_fields if isinstance(field, models.DateField)]
    rows = one.rows(person).order_by("pk") if shown else one.model._base_manager.none()
    return {
        "model": one.declaration.model,
        "title": str(one.declaration.title),
        "labels": {name: str(field.label) for name, field in shown.items()},
        "purposes": {name: str(field.purpose) for name, field in shown.items()},
        "rows": [
            {
                name: _value(row, name, person)
                for name in [*shown, *dates]
                if name in shown or getattr(row, name)
            }
            for row in rows.iterator()
        ],
    }


def _value(row: Any, name: str, person: Any) -> Any:
    field = row._meta.get_field(name)
    if isinstance(field, models.ForeignKey):
        key = getattr(row, field.attname)
        return "you" if points_at_person(field) and key == person.pk else key
    return _plain(getattr(row, name))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, models.fields.files.FieldFile):
        return value.name
    return value


def readable(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The sections for the page: rows of (label, value), in the person's words."""
    return [
        {
            "title": section["title"],
            "rows": [
                [(label, row[name]) for name, label in section["labels"].items()] for row in section["rows"]
            ],
        }
        for section in data["sections"]
    ]


def attachments(person: Any) -> Iterator[tuple[str, bytes]]:
    done = set()
    for one in selections():
        path = one.declaration.attachments
        if path and one.declaration.model not in done:
            done.add(one.declaration.model)
            yield from import_string(path)(person, one.rows(person))


def build(person: Any) -> IO[bytes]:
    """The zip, ready to be read from its beginning."""
    data = collect(person)
    out: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (handed to the response, which closes it)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("my-data.json", json.dumps(data, ensure_ascii=False, indent=1, default=str))
        page = {"sections": readable(data), "places": data["places"], "made_at": timezone.localdate()}
        archive.writestr("my-data.html", render_to_string("privacy/export.html", page))
        for name, content in attachments(person):
            archive.writestr(name, content)
    out.seek(0)
    return out
