"""What a sheet says: for the template, in Chinese and English together."""

import unicodedata
from collections.abc import Mapping
from typing import Any

import segno
from django.conf import settings
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ngo2.organisations import disclosure, member_words
from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.facts.field_codes import FIELD_CODES
from ngo2.organisations.paper import number
from ngo2.organisations.paper.fields import FIELDS, NUMBERED, options
from ngo2.organisations.words import Words

LONGEST, LONGEST_NAME = 70, 66  # half-width signs: two lines of their columns
Pair = tuple[str, str]  # Chinese, English
Facts = Mapping[str, Mapping[str, Any]]

_WORDS: dict[str, Promise] = {
    "title": _("Is this still right?"),
    "how": _(
        "Tick the box of a line when it is still right. Write the new value when it is not. A line left blank says "
        "nothing: what the record says stays as it is."
    ),
    "all": _("Everything printed here is still right"),
    "number": _("Form number"),
    "printed": _("Printed on"),
    "as_it_stands": _("As it stands"),
    "still": _("Still right"),
    "new": _("New value"),
    "none": _("Write 无 or “none” when you have none."),
    "lists": _("Write the number of the answer:"),
    "consent": _("I may speak for this organisation. What I tick or write may be shown on its page."),
    "consent_members": _(
        "I may speak for this organisation. What I tick or write may be shown on its page, except lines marked *, "
        "which only its members and the platform team see."
    ),
    "name": _("Your name"),
    "signature": _("Signature"),
    "date": _("Date"),
    "phone": _("Phone for questions"),
    "back": _("Give it back at the workshop, send a photo, or post it to:"),
    "team": _("For the platform team"),
}


def chosen(facts: Facts, country: str, *, for_members: bool) -> dict[str, Any]:
    """{field: value} of what the sheet may tell. For others than members only what the public sees in full: a place
    that is shown coarser must not be confirmed by somebody who never saw the finer one."""
    public = disclosure.public_facts(country, facts)
    told: dict[str, Any] = {}
    for key in asked(for_members=for_members):
        one = facts.get(key)
        if one is None:
            continue
        if for_members or (CATALOGUE[key].shown == "all" and _same_for_all(key, facts, public)):
            told[key] = one["v"]
    return told


def asked(*, for_members: bool) -> list[str]:
    return [key for key in FIELDS if for_members or CATALOGUE[key].shown == "all"]


def _same_for_all(key: str, facts: Facts, public: Facts) -> bool:
    if key == "division" and key in public:
        return bool(public[key]["v"]["code"] == facts[key]["v"]["code"])
    return key in public and public[key]["v"] == facts[key]["v"]


def sheet(
    entry: int, name: str, told: Mapping[str, Any], country: str, *, at: Any, for_members: bool
) -> dict[str, Any]:
    """The data of one page."""
    fields = asked(for_members=for_members)
    written = number.written(entry)
    return {
        "number": written,
        "name": _short(name, LONGEST_NAME),
        "date": timezone.localtime(at).date().isoformat(),
        "qr": _qr(f"{settings.NGO2_SITE_URL}/organisations/paper/{written}/"),
        "lines": [
            {
                "code": FIELD_CODES[key],
                "label": _both(CATALOGUE[key].label),
                "value": _value(key, told[key], country) if key in told else "",
                "box": key in told,
                "members": CATALOGUE[key].shown == "members",
            }
            for key in fields
        ],
        "members": for_members,
        "lists": [_list(key) for key in fields if key in NUMBERED],
    }


def words() -> dict[str, Any]:
    return {key: _both(one) for key, one in _WORDS.items()} | {
        "site": settings.NGO2_SITE_URL,
        "address": settings.NGO2_POST_ADDRESS,
    }


def _both(label: Any) -> Pair:
    """Chinese, and English where it says something else."""
    with translation.override("zh-hans"):
        chinese = str(label)
    with translation.override("en"):
        english = str(label)
    return chinese, "" if english == chinese else english


def _value(key: str, value: Any, country: str) -> str:
    with translation.override("zh-hans"):
        said = member_words.said(key, value, country)
        return _short(_flat(said), LONGEST)


def _flat(said: Words) -> str:
    return "、".join(one.text for one in said.items) if said.items else said.text


def _short(text: str, longest: int) -> str:
    """A Chinese sign is twice as wide as a letter."""
    tidy, width = " ".join(text.split()), 0
    for at, sign in enumerate(tidy):
        width += 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        if width > longest:
            return f"{tidy[: at - 1]}…"
    return tidy


def _list(key: str) -> dict[str, Any]:
    return {"code": FIELD_CODES[key], "options": [_both(label) for label in options(key).values()]}


def _qr(address: str) -> str:
    drawn = segno.make(address, error="m", micro=False)
    return str(drawn.svg_inline(border=2, dark="#000", light="#fff", omitsize=True))
