"""Messages and looks as those who take part read them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from ngo2.conversations.scopes import About, Talk


@dataclass(frozen=True)
class Said:
    """`of` is the organisation; "" where a person speaks for themselves. `file`: of a document, what it is called.

    `marks` are lines that stand behind the message: how far it was read, and by whom.
    """

    number: int
    mine: bool
    name: str
    of: str
    at: datetime
    text: str
    key: str
    picture: Any = None
    document: Any = None
    file: str = ""
    removed: bool = False
    marks: tuple[str, ...] = ()


def said(
    talk: Talk, messages: Iterable[Any], person: Any, *, read: int = 0, read_by_others: int = 0
) -> list[Said]:
    """`read`: how far the reader had come before this page; `read_by_others`: and how far the other sides have."""
    rows = list(messages)
    own = talk.about.side_of(person)
    ours = [one.number for one in rows if own and one.side == own.key]
    read_of_ours = max((number for number in ours if number <= read_by_others), default=0)
    latest = talk.conversation.last
    found = []
    for one in rows:
        marks = []
        if one.number == read_of_ours:
            marks.append(_("The other side has read until here."))
        if one.number == read < latest:
            marks.append(_("You had read until here."))
        found.append(_said(talk.about, one, person, tuple(marks)))
    return found


def _said(about: About, one: Any, person: Any, marks: tuple[str, ...]) -> Said:
    file, mine = one.attachment, person is not None and one.person_id == person.pk
    if file is not None and file.deleted_at is not None:
        file = None
    is_picture = file is not None and file.kind == "image"
    return Said(
        number=one.number,
        mine=mine,
        name=_("You") if mine else _name(one.person),
        of=organisation(about, one.side),
        at=one.at,
        text=one.text,
        key=one.key if mine else "",
        picture=file if is_picture else None,
        document=file if file is not None and not is_picture else None,
        file=f"{file.name} ({filesizeformat(file.bytes)})" if file is not None else "",
        removed=not one.text and file is None,
        marks=marks,
    )


def organisation(about: About, key: str) -> str:
    side = about.side(key)
    return side.name if side and not side.is_person else ""


def who(about: About, key: str) -> str:
    """A side in a sentence."""
    side = about.side(key)
    return side.name if side else _("Somebody")


def _name(person: Any) -> str:
    return str(person.name) if person and person.name else _("Somebody")


@dataclass(frozen=True)
class Asked:
    """That the platform team was asked to look, as everybody reads it."""

    who: str
    reason: str
    asked_at: datetime
    seen_at: datetime | None
    settled_at: datetime | None
    answer: str


def asked(about: About, look: Any) -> Asked:
    by = _(", ").join(filter(None, (_name(look.person), organisation(about, look.side))))
    return Asked(by, look.reason, look.asked_at, look.seen_at, look.settled_at, look.answer)
