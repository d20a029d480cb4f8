"""What more than one operation asks for or answers."""

from typing import Literal

from ninja import Field, Schema
from pydantic import ConfigDict

EVERY = 50
MOST = 100
COUNTRY = r"^([A-Za-z]{2})?$"
DIVISION = r"^[A-Za-z0-9-]{0,12}$"
CURSOR = r"^[A-Za-z0-9_-]{0,200}$"


class Language(Schema):
    lang: Literal["", "zh-hans", "zh", "en"] = Field(
        "", description="Language of names and sentences; otherwise Accept-Language decides.", examples=["en"]
    )


class Point(Schema):
    """WGS-84, degrees. Where `precision` is county it is the centre of the county, not a door."""

    lat: float
    lng: float


class Named(Schema):
    code: str
    name: str


class Licence(Schema):
    name: str
    url: str


class Wrong(Schema):
    parameter: str
    detail: str


class Problem(Schema):
    """RFC 9457."""

    model_config = ConfigDict(json_schema_extra={"examples": []})

    type: str
    title: str
    status: int
    detail: str
    errors: list[Wrong] | None = None
