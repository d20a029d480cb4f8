"""Where one side stands with the story of a delivery: asked, agreed, or not. What its own page says of it."""

import hashlib
from dataclasses import dataclass
from typing import Any

from ngo2.exchange.models import Confirmation, Introduction, Story
from ngo2.exchange.stories import told

ASK, AGAIN, WAITS, PUBLIC, NO, DOWN = "ask", "again", "waits", "public", "no", "down"


@dataclass(frozen=True)
class Words:
    """What one side says, or would: `is_public` when it agreed to these words."""

    side: str
    name: str
    sentence: str
    is_public: bool
    photo: Any

    @property
    def mark(self) -> str:
        return mark(self.sentence)


@dataclass(frozen=True)
class Standing:
    """`state`: ASK once; AGAIN when the other side's words changed; WAITS for the other side; PUBLIC; NO; DOWN."""

    state: str
    story: Story | None
    mine: Words
    theirs: Words
    agreed: bool
    photo_agreed: bool
    name_agreed: bool
    in_own_name: bool


def mark(sentence: str) -> str:
    """What a side has read, without keeping the words of the other."""
    return hashlib.sha256(sentence.encode()).hexdigest() if sentence else ""


def accepts(own: Any, theirs: Any) -> bool:
    """Does this consent cover what the other says now? Saying less is always covered."""
    return mark(theirs.sentence) in {"", own.seen}


def of(one: Introduction, side: str, story: Story | None) -> Standing:
    """Of an introduction whose delivery is done; `story` is None while nobody has answered."""
    consents = list(story.consents.all()) if story else []
    live = {each.side: each for each in consents if each.said_yes and each.withdrawn_at is None}
    other = next(each for each in Confirmation.SIDES if each != side)
    said = {each.side: each for each in one.confirmations.all()}
    mine, theirs = (_words(one, each, live.get(each), said.get(each)) for each in (side, other))
    own = live.get(side)
    answered = any(each.side == side for each in consents)
    return Standing(
        state=_state(story, own, theirs, answered),
        story=story,
        mine=mine,
        theirs=theirs,
        agreed=own is not None,
        photo_agreed=bool(own and own.photo),
        name_agreed=bool(own and own.show_name),
        in_own_name=told.organisation_of(one, side) is None,
    )


def _state(story: Story | None, own: Any, theirs: Words, answered: bool) -> str:
    if story is not None and story.state in {Story.TAKEN_DOWN, Story.PUBLIC}:
        return DOWN if story.state == Story.TAKEN_DOWN else PUBLIC
    if own is None:
        return NO if answered else ASK
    return AGAIN if theirs.is_public and not accepts(own, theirs) else WAITS


def _words(one: Introduction, side: str, consent: Any, said: Any) -> Words:
    sentence = consent.sentence if consent else said.sentence if said else ""
    return Words(
        side=side,
        name=told.called(one, side, show_name=bool(consent and consent.show_name)),
        sentence=sentence,
        is_public=consent is not None,
        photo=said.photo if said else None,
    )
