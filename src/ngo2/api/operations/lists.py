"""Closed lists and whole files: causes, datasets."""

from typing import Any

from django.http import HttpRequest
from ninja import Query

from ngo2.api import schemas
from ngo2.api.operations.base import PROBLEMS, api
from ngo2.kernel.opendata.datasets import datasets
from ngo2.kernel.opendata.queries import snapshots
from ngo2.kernel.packs import causes
from ngo2.organisations import words


@api.get("causes", response={200: schemas.Causes, **PROBLEMS}, summary="All causes")
def all_causes(request: HttpRequest, language: Query[schemas.Language]) -> Any:
    """Each broad one followed by what it consists of, with its codes in ICNPTSO and UKCAT."""
    return {
        "items": [one._asdict() | {"name": one.label(words.language())} for one in causes.causes()],
    }


@api.get("datasets", response={200: schemas.Datasets, **PROBLEMS}, summary="Open datasets")
def all_datasets(request: HttpRequest, language: Query[schemas.Language]) -> Any:
    """Whole lists to download, with what each column means and the copy of each month."""
    return {"items": [_dataset(one) for one in datasets]}


def _dataset(one: Any) -> dict[str, Any]:
    columns = [
        {"key": c.key, "label": str(c.label), "meaning": str(c.meaning), "type": c.type, "unit": str(c.unit)}
        for c in one.columns
    ]
    copies = [
        {"month": s.month, "format": s.format, "bytes": s.bytes, "rows": s.rows, "sha256": s.sha256}
        for s in snapshots(one.name).filter(withdrawn_at=None)
    ]
    return {
        "name": one.name,
        "title": str(one.title),
        "description": str(one.description),
        "licence": str(one.licence.text),
        "columns": columns,
        "snapshots": copies,
    }
