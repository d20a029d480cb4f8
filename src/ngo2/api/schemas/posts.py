"""Needs and offers, asked for and answered."""

from typing import Annotated, Any, Literal

from ninja import Field, Schema

from ngo2.api.schemas.base import CURSOR, DIVISION, EVERY, MOST, Language, Named
from ngo2.exchange.kinds import KINDS, REACHES, SUBKINDS

LARGEST = 2**63 - 1
PostKind: Any = Literal[("", *KINDS)]
About: Any = Literal[("", *SUBKINDS)]
Reach: Any = Literal[REACHES]


class WhichPosts(Language):
    """What a list of needs or offers is narrowed to."""

    q: Annotated[str, Field(max_length=80)] = Field(
        "", description="Words that stand in it: its title, its text, its lines.", examples=["电脑"]
    )
    kind: PostKind = Field("", description="Kind of what is needed or offered.", examples=["material"])
    about: About = Field("", description="What it is about, more closely.", examples=["computers"])
    area: str = Field(
        "",
        pattern=DIVISION,
        description="Code of a division of the home country; what reaches the whole country is found too.",
        examples=["450000"],
    )
    remote: Literal["", "true"] = Field("", description="Only what can be done from afar.", examples=["true"])
    organisation: int = Field(
        0, ge=0, le=LARGEST, description="Number of the organisation that posted it; 0: of all.", examples=[1]
    )
    limit: int = Field(EVERY, ge=1, le=MOST, description="How many on one page.", examples=[50])
    cursor: str = Field("", pattern=CURSOR, description="“next” of the page before.", examples=[""])


class PostedBy(Schema):
    id: int
    name: str
    url: str


class PostLine(Schema):
    item: str
    quantity: int | None = Field(description="null: no number is said.")
    unit: Named | None
    promised: int = Field(description="How many of them are promised to somebody.")


class PostListed(Schema):
    """Its free text stands on its page only, where it can be corrected and taken down at once."""

    id: int
    number: str = Field(description="As it is said on the phone.")
    side: Literal["need", "offer"]
    url: str
    title: str = Field(description="Without phone numbers and addresses, should there be any in it.")
    kind: Named
    about: Named
    organisation: PostedBy
    is_example: bool
    reach: Reach = Field(description="place, country (the whole of it) or remote (from afar).")
    country: Named
    areas: list[Named] = Field(description="From the top down; empty where it reaches the whole country.")
    from_day: str | None
    until_day: str = Field(description="The last day on which it stands in lists.")
    receipt: bool = Field(description="A deductible receipt can be given (need) or is asked for (offer).")
    registered_only: bool
    pick_up: bool = Field(description="The other side fetches it.")
    lines: list[PostLine]
    posted_at: str
    changed_at: str


class PostListing(Schema):
    items: list[PostListed]
    next: str | None = Field(description="Cursor of the next page; null on the last one.")


class PostLineWhole(PostLine):
    arrived: int = Field(description="How many arrived, as both sides say.")


class PostWhole(PostListed):
    """A post keeps its address: one that has ended says so, and why."""

    lines: list[PostLineWhole]  # type: ignore[assignment] # the same, and what arrived
    state: Literal["open", "over", "closed"] = Field(
        description="over: its last day is past, and nobody has said yet what became of it."
    )
    ending: Named | None = Field(description="Why it was closed.")
    closed_at: str | None
