"""Organisations, asked for and answered."""

from typing import Annotated, Any, Literal

from ninja import Field, Schema

from ngo2.api.schemas.base import COUNTRY, CURSOR, DIVISION, EVERY, MOST, Language, Licence, Named, Point
from ngo2.organisations.facts.choices import KINDS, LEGAL_STATUSES
from ngo2.organisations.freshness import GRADES

Kind: Any = Literal[("", *KINDS)]
Status: Any = Literal[("", *LEGAL_STATUSES)]
Grade: Any = Literal[("", *GRADES)]


class Which(Language):
    """What the list of organisations is narrowed to."""

    q: Annotated[str, Field(max_length=80)] = Field(
        "", description="Words that stand in one of its names.", examples=["红十字"]
    )
    country: str = Field("", pattern=COUNTRY, description="ISO 3166 code.", examples=["CN"])
    area: str = Field(
        "", pattern=DIVISION, description="Code of a division, also one of the past.", examples=["420000"]
    )
    cause: str = Field("", pattern=r"^[a-z0-9-]{0,40}$", description="Code of a cause.", examples=["health"])
    kind: Kind = Field("", description="Kind of organisation.", examples=["foundation"])
    status: Status = Field("", description="Legal status.", examples=["registered_association"])
    freshness: Grade = Field("", description="How much of it was confirmed lately.", examples=["fresh"])
    own: Literal["", "true"] = Field(
        "", description="Only those you belong to; needs a token.", examples=[""]
    )
    limit: int = Field(EVERY, ge=1, le=MOST, description="How many on one page.", examples=[50])
    cursor: str = Field("", pattern=CURSOR, description="“next” of the page before.", examples=[""])


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
