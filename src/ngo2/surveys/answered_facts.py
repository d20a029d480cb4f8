"""What an answer says of an organisation that we do not know yet: facts of a record that could be."""

from typing import Any

from django.utils import timezone

from ngo2.kernel.packs import home
from ngo2.lib.refusals import Refused
from ngo2.organisations import words
from ngo2.organisations.facts import CATALOGUE, clean
from ngo2.organisations.facts.places import knows
from ngo2.questionnaires import prefilling
from ngo2.questionnaires.models import Response
from ngo2.questionnaires.opened import form_of
from ngo2.questionnaires.xforms import Session, Unknown

ASKED = ("name_zh", "name_en", "kind")  # on the page itself, with the place


def facts(response: Response) -> dict[str, Any]:
    """{key: clean value}; what makes no sense for a record is left out."""
    found = {}
    for one in prefilling.differing(_session(response), response.edition.facts, {}):
        try:
            found[one.key] = clean(one.key, one.said)
        except Refused:
            continue
    return found


def others(known: dict[str, Any]) -> list[tuple[str, str]]:
    """(key, the fact in words) of what the page does not ask itself."""
    return [
        (key, f"{CATALOGUE[key].label}: {_flat(words.in_words(key, value, home()))}")
        for key, value in known.items()
        if key not in ASKED
    ]


def place(response: Response) -> str:
    """Where they are, when the form has asked it: as our own page understands it."""
    session = _session(response)
    for path, key in prefilling.by_path(session.form, response.edition.facts).items():
        if key != "division":
            continue
        try:
            code = session.value(path)
        except Unknown:
            continue
        if code and knows(home(), code):
            return words.place(home(), code)
    return ""


def _session(response: Response) -> Session:
    return form_of(response.edition).resume(response.xml.encode(), timezone.localtime())


def _flat(said: words.Words) -> str:
    return ", ".join(map(_flat, said.items)) if said.items else str(said.text)
