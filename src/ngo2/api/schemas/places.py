"""Divisions, asked for and answered."""

from ninja import Field, Schema

from ngo2.api.schemas.base import COUNTRY, DIVISION, Language, Named, Point


class Below(Language):
    country: str = Field("", pattern=COUNTRY, description="ISO 3166 code; the home country.", examples=["CN"])
    parent: str = Field("", pattern=DIVISION, description="Code of the division above.", examples=["420000"])


class Resolve(Language):
    name: str = Field(
        min_length=1,
        max_length=80,
        description="A code or a name, of today or the past.",
        examples=["襄樊市"],
    )
    country: str = Field("", pattern=COUNTRY, description="ISO 3166 code; the home country.", examples=["CN"])
    within: str = Field("", pattern=DIVISION, description="Keep to one division.", examples=["420000"])


class Country(Language):
    country: str = Field("", pattern=COUNTRY, description="ISO 3166 code; the home country.", examples=["CN"])


class Division(Schema):
    code: str
    name: str
    name_en: str | None
    level: int = Field(description="1 is directly below the country.")
    parent: str
    from_year: int
    to_year: int | None = Field(description="null: until today.")
    status: str
    point: Point | None


class Divisions(Schema):
    items: list[Division]


class DivisionWhole(Schema):
    division: Division
    path: list[Named] = Field(description="From the top down.")
    children: list[Division]


class Resolution(Schema):
    """What a code or name means today. With several in `current`, ask: never guess."""

    current: list[Division]
    ambiguous: bool
    retired: Division | None = Field(description="The line of history that was meant.")
    common: Division | None = Field(description="The deepest division that holds all of `current`.")
    moved: list[Division] = Field(description="Where a part had moved before.")
