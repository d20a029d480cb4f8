"""Tries every route as every role, and says in letters what each got."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.test import Client
from django.urls import reverse

from ngo2.config.routes import Route, routes
from ngo2.config.tests.world import ROLES, Things, World

CODE = re.compile(r'<code class="big-code">\w+</code>')
NOWHERE = {int: 999_999_999, str: "00000-00000"}
NO_FILE = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Row:
    """What each role gets, one letter each in the order of ROLES, with `of` the kwargs of an object of Alice.

    `o` a page, `g` sent on after it worked, `s` sent to sign in, `p` sent to prove who they are first, `h` hidden
    (404), `d` denied (403), `r` refused with a sentence (422), `w` too much (429), `x` gone (410).
    `missing_…` is for what answers otherwise than 404 when there is no such object.
    """

    get: str = ""
    post: str = ""
    of: Callable[[Things], dict[str, Any]] | None = None
    data: Callable[[Things], dict[str, Any]] = lambda things: {}
    missing_get: str = ""
    missing_post: str = ""


def letter(response: Any) -> str:
    status = response.status_code
    if status in {301, 302, 303}:
        path = response.headers["Location"].split("?")[0]
        known = {"accounts:sign_in": "s", "accounts:prove": "p", "accounts:authenticator": "p"}
        return next((sign for name, sign in known.items() if path == reverse(name)), "g")
    return {200: "o", 403: "d", 404: "h", 410: "x", 422: "r", 429: "w"}.get(status, f"[{status}]")


def named() -> dict[str, Route]:
    return {route.name: route for route in routes() if route.name}


def verbs(route: Route) -> Iterable[str]:
    return (verb.lower() for verb in route.methods if verb != "HEAD")


def mirrored(letters: str) -> str:
    """What holds for an object of Erin, who has no colleague: Alice and Bob are strangers there."""
    anonymous, alice, _bob, charlie, dana, _erin, suspended = letters
    return "".join((anonymous, charlie, charlie, charlie, dana, alice, suspended))


def missing(letters: str, access: str) -> str:
    """What holds for an object that does not exist: 404 for whoever gets past the door."""
    at_the_door = {"signed_in": "s", "staff": "sd"}.get(access, "")
    return "".join(sign if sign in at_the_door else "h" for sign in letters)


def nobodys(kwargs: dict[str, Any]) -> dict[str, Any]:
    return {key: NOWHERE.get(type(value), NO_FILE) for key, value in kwargs.items()}


def differences(world: World, rows: dict[str, Row], roles: Iterable[str] = ROLES) -> list[str]:
    """One line for each (route, method, object, role) that gets something else than its row says."""
    found: list[str] = []
    for name, route in sorted(named().items()):
        if name in rows:
            for verb in verbs(route):
                found += _tried(world, name, route.access, verb, rows[name], roles)
    return found


def _tried(world: World, name: str, access: str, verb: str, row: Row, roles: Iterable[str]) -> list[str]:
    told: str = getattr(row, verb)
    data = row.data if verb == "post" else lambda things: {}
    trials = [("Alice's", told, world.alices)]
    if row.of is not None:
        trials.append(("Erin's", mirrored(told), world.erins))
    found = []
    for role in roles:
        place = ROLES.index(role)
        client, nothing = world.client(role), ("", "")
        if row.of is not None:
            kwargs = nobodys(row.of(world.alices))
            nothing = _ask(world, client, verb, reverse(name, kwargs=kwargs), data(world.alices))
            expected = (getattr(row, f"missing_{verb}") or missing(told, access))[place]
            if nothing[0] != expected:
                found.append(f"{name} {verb} nobody's as {role}: {nothing[0]} instead of {expected}")
        for whose, letters, things in trials:
            url = reverse(name, kwargs=row.of(things) if row.of else {})
            got = _ask(world, world.client(role), verb, url, data(things))
            if got[0] != letters[place]:
                found.append(f"{name} {verb} {whose} as {role}: {got[0]} instead of {letters[place]}")
            elif got[0] == "h" and got != nothing:
                found.append(f"{name} {verb} {whose} as {role}: hidden, but other words than for nothing")
    return found


def _ask(world: World, client: Client, verb: str, url: str, data: dict[str, Any]) -> tuple[str, str]:
    """The letter, and the page as far as it does not name its own address."""
    with world.undone():
        response = getattr(client, verb)(url, data)
        words = b"".join(response).decode("utf-8", "replace")
    return letter(response), CODE.sub("", words).replace(
        quote(url), "URL"
    ) if response.status_code == 404 else ""
