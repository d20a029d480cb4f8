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
from ngo2.kernel.journal.models import Entry

CODE = re.compile(r'<code class="big-code">\w+</code>')
NOWHERE = {int: 999_999_999, str: "00000-00000"}
NO_FILE = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Row:
    """What each role gets, one letter each in the order of ROLES, with `of` the kwargs of an object of Alice.

    `o` a page, `g` sent on, `s` sent to sign in, `p` sent to prove who they are first, `k` asked for the secret of a
    device (401), `h` hidden (404), `d` denied (403), `r` refused with a sentence (422), `w` too often (429), `x` gone
    (410), `u` not now (503). A capital says that something was done: the journal holds one entry more.
    `missing_…` is for what answers otherwise than 404 when there is no such object, `crossed_…` when an object of
    Erin is asked for below the address of Alice's organisation.
    """

    get: str = ""
    post: str = ""
    of: Callable[[Things], dict[str, Any]] | None = None
    data: Callable[[Things], dict[str, Any]] = lambda things: {}
    missing_get: str = ""
    missing_post: str = ""
    crossed_get: str = ""
    crossed_post: str = ""


def letter(response: Any) -> str:
    status = response.status_code
    if status in {301, 302, 303}:
        path = response.headers["Location"].split("?")[0]
        known = {"accounts:sign_in": "s", "accounts:prove": "p", "accounts:authenticator": "p"}
        return next((sign for name, sign in known.items() if path == reverse(name)), "g")
    return {200: "o", 401: "k", 403: "d", 404: "h", 410: "x", 422: "r", 429: "w", 503: "u"}.get(
        status, f"[{status}]"
    )


def named() -> dict[str, Route]:
    return {route.name: route for route in routes() if route.name}


def route_of(name: str) -> str:
    """Rows of one route with several kinds of objects are told apart behind a #."""
    return name.partition("#")[0]


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


def crossed(letters: str) -> str:
    """What holds for Erin's object below Alice's address: 404 for whoever may go there."""
    return "".join(sign if sign in "sd" else "h" for sign in letters)


def nobodys(kwargs: dict[str, Any]) -> dict[str, Any]:
    return {key: NOWHERE.get(type(value), NO_FILE) for key, value in kwargs.items()}


@dataclass(frozen=True)
class Trial:
    """One address with what each role gets there."""

    whose: str
    kwargs: dict[str, Any]
    data: dict[str, Any]
    letters: str


def trials(world: World, route: Route, verb: str, row: Row) -> list[Trial]:
    """The object that does not exist comes first."""
    told: str = getattr(row, verb)
    data = row.data if verb == "post" else lambda things: {}
    if row.of is None:
        return [Trial("the page", {}, data(world.alices), told)]
    alices, erins = row.of(world.alices), row.of(world.erins)
    nothing = getattr(row, f"missing_{verb}") or missing(told, route.access)
    found = [
        Trial("nobody's", nobodys(alices), data(world.alices), nothing),
        Trial("Alice's", alices, data(world.alices), told),
        Trial("Erin's", erins, data(world.erins), mirrored(told)),
    ]
    if "pk" in alices and len([value for value in alices.values() if isinstance(value, int)]) > 1:
        mixed = {**erins, "pk": alices["pk"]}
        letters = getattr(row, f"crossed_{verb}") or crossed(told)
        found.append(Trial("Erin's below Alice's", mixed, data(world.erins), letters))
    return found


def differences(world: World, rows: dict[str, Row], roles: Iterable[str] = ROLES) -> list[str]:
    """One line for each (route, method, object, role) that gets something else than its row says."""
    found: list[str] = []
    routes = named()
    for name, row in sorted(rows.items()):
        route = routes[route_of(name)]
        for verb in verbs(route):
            for role in roles:
                found += _as(role, world, name, route, verb, row)
    return found


def _as(role: str, world: World, name: str, route: Route, verb: str, row: Row) -> Iterable[str]:
    nothing, place = ("", ""), ROLES.index(role)
    for trial in trials(world, route, verb, row):
        url = reverse(route.name, kwargs=trial.kwargs)
        got = _ask(world, world.client(role), verb, url, trial.data)
        nothing = got if trial.whose == "nobody's" else nothing
        if got[0] != trial.letters[place]:
            yield f"{name} {verb} {trial.whose} as {role}: {got[0]} instead of {trial.letters[place]}"
        elif got[0] == "h" and got != nothing:
            yield f"{name} {verb} {trial.whose} as {role}: hidden, but other words than for nothing"


def _ask(world: World, client: Client, verb: str, url: str, data: dict[str, Any]) -> tuple[str, str]:
    """The letter, and of a 404 the page as far as it does not name its own address."""
    with world.undone():
        before = Entry.objects.count()
        response = getattr(client, verb)(url, data)
        words = b"".join(response).decode("utf-8", "replace")
        done = Entry.objects.count() > before
    sign = letter(response).upper() if done else letter(response)
    return sign, CODE.sub("", words).replace(quote(url), "URL") if response.status_code == 404 else ""
