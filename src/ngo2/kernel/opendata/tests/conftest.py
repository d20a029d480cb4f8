from datetime import date

import pytest
from django.core.cache import cache

from ngo2.kernel.opendata.datasets import Column, Dataset, Licence, Place, Source
from ngo2.kernel.opendata.heads import head_of

COLUMNS = (
    Column("id", "Number", "Its number.", "code"),
    Column("name", "Name", "Its name."),
    Column("staff", "Staff", "How many.", "whole", "people"),
    Column("share", "Share", "Of what.", "number"),
    Column("since", "Since", "The day.", "day"),
    Column("causes", "Causes", "Their keys.", "list"),
    Column("former", "Former names", "One a line.", "lines"),
    Column("lat", "Latitude", "WGS-84.", "number", "degrees"),
    Column("lng", "Longitude", "WGS-84.", "number", "degrees"),
    Column("precision", "Precision", "How exact.", "code"),
)
ROWS = (
    {
        "id": "007",
        "name": '=cmd|"/c calc"!A1',
        "staff": 12,
        "share": -0.5,
        "since": date(2020, 1, 24),
        "causes": ["education", "health"],
        "former": ["蚂蚁, 夜校", "@山蚁"],
        "lat": 24.5,
        "lng": 107.25,
        "precision": "point",
    },
    {"id": "8", "name": "无处小组", "source": "survey 2020"},
)
PLACE = Place("lat", "lng", "precision")
AS_OF = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def fresh_pages():
    cache.clear()


@pytest.fixture
def small():
    """A dataset of two rows, or of those it is given."""

    def make(rows=ROWS, columns=COLUMNS, place=PLACE):
        return Dataset(
            "small", "Small list", "Two rows.", columns, lambda filters, language: iter(rows), lambda: len(rows),
            Licence("CC0 1.0", "https://example.org/cc0"), lambda: (Source("Example", "https://example.org/", "CC0"),),
            lambda: date(2026, 11, 1), place,
        )  # fmt: skip

    return make


@pytest.fixture
def head(small):
    return head_of(small(), "en", "https://example.org/open-data/#small", AS_OF)
