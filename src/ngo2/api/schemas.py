"""What goes in and comes out, as the description of the API tells it. Examples are of a real, public record."""

from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import ConfigDict

from ngo2.organisations.facts.choices import KINDS, LEGAL_STATUSES
from ngo2.organisations.freshness import GRADES

EVERY = 50
MOST = 100
Kind: Any = Literal[("", *KINDS)]
Status: Any = Literal[("", *LEGAL_STATUSES)]
Grade: Any = Literal[("", *GRADES)]
_COUNTRY = r"^([A-Za-z]{2})?$"
_DIVISION = r"^[A-Za-z0-9-]{0,12}$"


class Language(Schema):
    lang: Literal["", "zh-hans", "zh", "en"] = Field(
        "", description="Language of names and sentences; otherwise Accept-Language decides.", examples=["en"]
    )


class Which(Language):
    """What the list of organisations is narrowed to."""

    q: Annotated[str, Field(max_length=80)] = Field(
        "", description="Words that stand in one of its names.", examples=["红十字"]
    )
    country: str = Field("", pattern=_COUNTRY, description="ISO 3166 code.", examples=["CN"])
    area: str = Field(
        "", pattern=_DIVISION, description="Code of a division, also one of the past.", examples=["420000"]
    )
    cause: str = Field("", pattern=r"^[a-z0-9-]{0,40}$", description="Code of a cause.", examples=["health"])
    kind: Kind = Field("", description="Kind of organisation.", examples=["foundation"])
    status: Status = Field("", description="Legal status.", examples=["registered_association"])
    freshness: Grade = Field("", description="How much of it was confirmed lately.", examples=["fresh"])
    own: Literal["", "true"] = Field(
        "", description="Only those you belong to; needs a token.", examples=[""]
    )
    limit: int = Field(EVERY, ge=1, le=MOST, description="How many on one page.", examples=[50])
    cursor: str = Field(
        "", pattern=r"^[A-Za-z0-9_-]{0,200}$", description="“next” of the page before.", examples=[""]
    )


class Point(Schema):
    """WGS-84, degrees. Where `precision` is county it is the centre of the county, not a door."""

    lat: float
    lng: float


class Named(Schema):
    code: str
    name: str


class Listed(Schema):
    id: int
    url: str
    name: str
    name_en: str
    kind: Named
    legal_status: Named | None
    causes: list[Named]
    country: Named
    areas: list[Named] = Field(description="From the top down, as far as it may be told.")
    precision: str = Field(description="exact, county or province: how exactly the place may be told.")
    point: Point | None
    freshness: Named = Field(description="How much of it, by importance, was confirmed lately.")
    confirmed_at: str | None = Field(
        description="When the organisation or the platform team last confirmed or changed any fact; null: never."
    )
    changed_at: str = Field(
        description="When a fact last became another value, whoever said so: no confirmation."
    )
    verified_until: str | None = Field(
        description="The last day on which the check of its identity counts; null: none counts."
    )
    is_example: bool


class Licence(Schema):
    name: str
    url: str


class Listing(Schema):
    items: list[Listed]
    next: str | None = Field(description="Cursor of the next page; null on the last one.")
    licence: Licence


class Fact(Schema):
    value: Any = Field(description="null says: asked, and there is none.")
    source: str
    source_label: str
    source_url: str
    changed: str | None = Field(description="When the value became this.")
    confirmed: str | None = Field(description="When the organisation or the platform team last said so.")
    imported: str | None = Field(description="When a list last said so; nobody has checked it for that.")


class Whole(Listed):
    """Everything that may be told of one organisation; to its own members everything."""

    view: Literal["public", "member"]
    facts: dict[str, Fact]
    licence: Licence


class Below(Language):
    country: str = Field(
        "", pattern=_COUNTRY, description="ISO 3166 code; the home country.", examples=["CN"]
    )
    parent: str = Field("", pattern=_DIVISION, description="Code of the division above.", examples=["420000"])


class Resolve(Language):
    name: str = Field(
        min_length=1,
        max_length=80,
        description="A code or a name, of today or the past.",
        examples=["襄樊市"],
    )
    country: str = Field(
        "", pattern=_COUNTRY, description="ISO 3166 code; the home country.", examples=["CN"]
    )
    within: str = Field("", pattern=_DIVISION, description="Keep to one division.", examples=["420000"])


class Country(Language):
    country: str = Field(
        "", pattern=_COUNTRY, description="ISO 3166 code; the home country.", examples=["CN"]
    )


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


class Cause(Schema):
    code: str
    parent: str
    name: str
    zh: str
    en: str
    icnptso: str
    ukcat: str


class Causes(Schema):
    items: list[Cause]


class Column(Schema):
    key: str
    label: str
    meaning: str
    type: str
    unit: str


class Snapshot(Schema):
    month: str
    format: str
    bytes: int
    rows: int
    sha256: str


class Dataset(Schema):
    name: str
    title: str
    description: str
    licence: str
    columns: list[Column]
    snapshots: list[Snapshot]


class Datasets(Schema):
    items: list[Dataset]


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
