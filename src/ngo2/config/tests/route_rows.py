"""Who gets what: one row for each route, written by hand.

Roles in the order of `world.ROLES`: anonymous, Alice, Bob, Charlie, Dana, Erin, suspended.
"""

from typing import Any

from ngo2.config.tests.matrix import Row
from ngo2.config.tests.world import Things

EVERYBODY, NOBODY = "ooooooo", "hhhhhhh"
MINE, MINE_ON = "sooooos", "sgggggs"
STAFF, STAFF_ON = "sdddods", "sdddgds"


def pk(name: str) -> Any:
    return lambda things: {"pk": getattr(things, name).pk}


def the_file(things: Things) -> dict[str, Any]:
    return {"pk": things.private_file.pk}


def handle(things: Things) -> dict[str, Any]:
    return {"handle": things.owner.handle}


def record(things: Things) -> dict[str, Any]:
    return {"pk": things.organisation.pk}


ROWS: dict[str, Row] = {
    # Pages for everybody
    "portal:home": Row(EVERYBODY),
    "portal:about": Row(EVERYBODY),
    "portal:licence": Row(EVERYBODY),
    "privacy:notice": Row(EVERYBODY),
    "privacy:erased": Row(EVERYBODY),
    "accounts:notice": Row(EVERYBODY),
    "accounts:suspended": Row(EVERYBODY),
    "ui:style": Row(EVERYBODY),
    # Coming in; who is in already is sent on
    "accounts:sign_in": Row("ogggggo", "ggggggg", data=lambda t: {"address": "13900139000"}),
    "accounts:sign_in_code": Row("sgggggs", "sgggggs", data=lambda t: {"code": "123456"}),
    "accounts:sign_in_again": Row(post="sssssss"),
    "accounts:second_step": Row("sssssss", "sssssss", data=lambda t: {"code": "123456"}),
    "accounts:sign_in_passkey": Row("ogggggo", "ogggggo", data=lambda t: {"credential": "{}"}),
    "accounts:join": Row(EVERYBODY, "ggoooog", data=lambda t: {"code": t.join_words}),
    "accounts:join_with": Row(
        EVERYBODY,
        "ggoooog",
        of=lambda t: {"code": t.join_words},
        data=lambda t: {"code": t.join_words},
        missing_get=EVERYBODY,
        missing_post=EVERYBODY,
    ),
    # Oneself
    "portal:mine": Row(MINE),
    "accounts:sign_out": Row(MINE, MINE_ON),
    "accounts:terms": Row(MINE, MINE_ON, data=lambda t: {"answer": "yes"}),
    "accounts:name": Row(MINE, MINE_ON, data=lambda t: {"name": "Li", "language": "en"}),
    "accounts:consents": Row(MINE, MINE_ON, data=lambda t: {"purpose": "terms", "answer": "give"}),
    "accounts:security": Row(MINE),
    "accounts:sign_in_methods": Row(MINE),
    "accounts:add_method": Row(MINE, MINE_ON, data=lambda t: {"address": "13900139000"}),
    "accounts:add_method_code": Row(MINE_ON, MINE_ON, data=lambda t: {"code": "123456"}),
    "accounts:remove_method": Row(
        "sohhhhs",
        "sghhhhs",
        of=pk("identity"),
    ),
    "accounts:prove": Row(MINE, MINE, data=lambda t: {"code": "123456"}),
    "accounts:prove_passkey": Row(MINE, MINE, data=lambda t: {"credential": "{}"}),
    "accounts:authenticator": Row(MINE, MINE, data=lambda t: {"code": "123456"}),
    "accounts:remove_authenticator": Row(post="srrrrrs"),
    "accounts:recovery_codes": Row("spppops", "spppgps"),
    "accounts:add_passkey": Row(MINE, MINE, data=lambda t: {"credential": "{}", "name": "phone"}),
    "accounts:remove_passkey": Row(post="sghhhhs", of=pk("passkey")),
    "accounts:end_session": Row(post="sghhhhs", of=pk("session")),
    "accounts:sign_out_everywhere": Row(post="sssssss"),
    "privacy:data": Row(MINE),
    "privacy:download": Row(post=MINE),
    "privacy:erase": Row(MINE, "srgrgrs", data=lambda t: {"confirmation": "erase"}),
    "notify:messages": Row(MINE),
    "notify:read": Row(post=MINE_ON),
    "notify:wishes": Row(MINE, MINE_ON),
    "notify:stop": Row(
        EVERYBODY,
        EVERYBODY,
        of=lambda t: {"token": t.stop_link},
    ),
    # Files
    "files:file": Row("soohohs", of=the_file),
    "files:copy": Row("soohohs", of=lambda t: the_file(t) | {"width": 320}),
    # The record
    "organisations:directory": Row(EVERYBODY),
    "organisations:country": Row(EVERYBODY, of=lambda t: {"country": "CN"}),
    "organisations:area": Row(EVERYBODY, of=lambda t: {"country": "CN", "code": "450000"}),
    "organisations:organisation": Row(EVERYBODY, of=record),
    "organisations:history": Row(EVERYBODY, of=record),
    # The platform team
    "queue:today": Row(MINE),
    "queue:jobs": Row(STAFF),
    "queue:start_again": Row(post=STAFF_ON, of=pk("job"), missing_post="sdddrds"),
    "notify:dead": Row(STAFF),
    "notify:send_again": Row(post=STAFF_ON, of=pk("message")),
    "notify:give_up": Row(post=STAFF_ON, of=pk("message")),
    "notify:hand_over_again": Row(post=STAFF_ON, of=pk("delivery")),
    "notify:pause": Row(post=STAFF_ON, data=lambda t: {"on": "1"}),
    "accounts:join_codes": Row(STAFF, STAFF_ON, data=lambda t: {"count": 1, "days": 14}),
    "accounts:join_paper": Row(STAFF),
    "accounts:revoke_join_code": Row(post=STAFF_ON, of=pk("join_code")),
    "accounts:persons": Row(STAFF, STAFF_ON, data=lambda t: {"address": t.identity.value}),
    "accounts:person": Row(STAFF, of=handle),
    "accounts:help_person": Row(post=STAFF_ON, of=handle, data=lambda t: {"do": "suspend"}),
    # For machines: no worker runs in a test, and that is what it says to everybody
    "probes:healthz": Row(EVERYBODY),
    "probes:readyz": Row("[" * 7),
    "operations:state": Row(STAFF),
}
