"""Divisions: what lies below, what a name means today, and one of them."""

from typing import Any

from django.http import HttpRequest
from ninja import Path, Query

from ngo2.api import schemas
from ngo2.api.operations.base import PROBLEMS, api
from ngo2.api.places import division_whole, resolved, tree


@api.get("divisions", response={200: schemas.Divisions, **PROBLEMS}, summary="What lies below a division")
def divisions(request: HttpRequest, below: Query[schemas.Below]) -> Any:
    """Without `parent`, what lies directly below the country."""
    return {"items": tree(below.country, below.parent)}


@api.get(
    "divisions/resolve", response={200: schemas.Resolution, **PROBLEMS}, summary="What a name means today"
)
def resolve(request: HttpRequest, asked: Query[schemas.Resolve]) -> Any:
    """A code or a name, of today or the past. Nothing in `current`: not known."""
    return resolved(asked.country, asked.name, asked.within)


@api.get("divisions/{code}", response={200: schemas.DivisionWhole, **PROBLEMS}, summary="One division")
def one_division(
    request: HttpRequest,
    where: Query[schemas.Country],
    code: str = Path(..., pattern=r"^[A-Za-z0-9-]{1,12}$", example="420600"),
) -> Any:
    """By its code of today; for codes of the past ask what they mean today."""
    return division_whole(where.country, code)
