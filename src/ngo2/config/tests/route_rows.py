"""Who gets what: one row for each route, written by hand.

Roles in the order of `world.ROLES`: anonymous, Alice, Bob, Charlie, Dana, Erin, suspended.
"""

from typing import Any

from ngo2.accounts.consents import PUBLISH_CONTACT
from ngo2.config.tests.matrix import Row
from ngo2.config.tests.world import Things

EVERYBODY, NOBODY = "ooooooo", "hhhhhhh"
MINE, MINE_ON, MINE_DONE = "sooooos", "sgggggs", "sGGGGGs"
STAFF, STAFF_ON, STAFF_DONE = "sdddods", "sdddgds", "sdddGds"


def pk(name: str) -> Any:
    return lambda things: {"pk": getattr(things, name).pk}


def the_file(things: Things) -> dict[str, Any]:
    return {"pk": things.private_file.pk}


def handle(things: Things) -> dict[str, Any]:
    return {"handle": things.owner.handle}


def record(things: Things) -> dict[str, Any]:
    return {"pk": things.organisation.pk}


def below(name: str) -> Any:
    """The object at an address below its organisation."""
    return lambda things: record(things) | {name: getattr(things, name).pk}


def new_phone(things: Things) -> dict[str, Any]:
    return {"answer": "13900139001", "do": "save", "seen": things.organisation.facts["phone"]["changed"]}


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
    "accounts:join": Row(EVERYBODY, "GGooooG", data=lambda t: {"code": t.join_words}),
    "accounts:join_with": Row(
        EVERYBODY,
        "GGooooG",
        of=lambda t: {"code": t.join_words},
        data=lambda t: {"code": t.join_words},
        missing_get=EVERYBODY,
        missing_post=EVERYBODY,
    ),
    # For programs: a session changes nothing, and none is looked at
    "about_api:page": Row(EVERYBODY),
    "api:openapi": Row(EVERYBODY),
    "api:organisations": Row(EVERYBODY),
    "api:organisation": Row(EVERYBODY, of=record),
    "api:divisions": Row(EVERYBODY),
    "api:resolve": Row("rrrrrrr"),  # it asks for a name
    "api:one_division": Row(EVERYBODY, of=lambda t: {"code": "450000"}),
    "api:all_causes": Row(EVERYBODY),
    "api:all_datasets": Row(EVERYBODY),
    "api:nothing": Row(NOBODY, of=lambda t: {"rest": "nowhere"}),
    # Oneself
    "portal:mine": Row(MINE),
    "accounts:sign_out": Row(MINE, MINE_DONE),
    "accounts:terms": Row(MINE, MINE_ON, data=lambda t: {"answer": "yes"}),
    "accounts:name": Row(MINE, MINE_DONE, data=lambda t: {"name": "Li", "language": "en"}),
    "accounts:consents": Row(MINE, MINE_DONE, data=lambda t: {"purpose": PUBLISH_CONTACT, "answer": "give"}),
    "accounts:security": Row(MINE),
    "accounts:sign_in_methods": Row(MINE),
    "accounts:add_method": Row(MINE, MINE_ON, data=lambda t: {"address": "13900139000"}),
    "accounts:add_method_code": Row(MINE_ON, MINE_ON, data=lambda t: {"code": "123456"}),
    "accounts:remove_method": Row(
        "sohhhhs",
        "sGhhhhs",
        of=pk("identity"),
    ),
    "accounts:prove": Row(MINE, MINE, data=lambda t: {"code": "123456"}),
    "accounts:prove_passkey": Row(MINE, MINE, data=lambda t: {"credential": "{}"}),
    "accounts:authenticator": Row(MINE, MINE, data=lambda t: {"code": "123456"}),
    "accounts:remove_authenticator": Row(post="srrrrrs"),
    "accounts:recovery_codes": Row("spppops", "spppGps"),
    "accounts:add_passkey": Row(MINE, MINE, data=lambda t: {"credential": "{}", "name": "phone"}),
    "accounts:remove_passkey": Row(post="sGhhhhs", of=pk("passkey")),
    "accounts:tokens": Row(MINE),
    "accounts:new_token": Row(MINE, "sOOOOOs", data=lambda t: {"name": "Website", "days": "30"}),
    "accounts:revoke_token": Row(post="sGhhhhs", of=pk("token")),
    "accounts:end_session": Row(post="sGhhhhs", of=pk("session")),
    "accounts:sign_out_everywhere": Row(post="sSSSSSs"),
    "privacy:data": Row(MINE),
    "privacy:download": Row(post="sOOOOOs"),
    "privacy:erase": Row(MINE, "srGrGrs", data=lambda t: {"confirmation": "erase"}),
    "notify:messages": Row(MINE),
    "notify:read": Row(post=MINE_ON),
    "notify:wishes": Row(MINE, MINE_DONE),
    "notify:webhooks": Row(MINE),
    "notify:new_webhook": Row(
        MINE, "sOoooos", data=lambda t: {"scope": t.organisation.scope, "url": "https://example.org/hook"}
    ),
    "notify:webhook": Row("sohhhhs", of=pk("webhook")),
    "notify:webhook_do": Row(post="sGhhhhs", of=pk("webhook"), data=lambda t: {"do": "try"}),
    "notify:webhook_secret": Row(post="sOhhhhs", of=pk("webhook")),
    "notify:stop": Row(
        EVERYBODY,
        "OOOOOOO",
        of=lambda t: {"token": t.stop_link},
    ),
    # Files
    "files:file": Row("soohohs", of=the_file),
    "files:file#own": Row("sohhhhs", of=pk("own_file")),
    "files:file#public": Row(EVERYBODY, of=pk("public_image")),
    "files:file#claim": Row("sohhohs", of=pk("claim_file")),
    "files:copy": Row("soohohs", of=lambda t: the_file(t) | {"width": 320}),
    # Lists as files
    "opendata:catalogue": Row(EVERYBODY),
    "opendata:catalogue_json": Row(EVERYBODY),
    "opendata:dataset": Row(EVERYBODY, of=lambda t: {"name": "causes", "ending": "csv"}),
    "opendata:snapshot": Row(NOBODY, of=lambda t: {"name": "causes", "file": "1999-01.csv.gz"}),
    "organisations:directory_file": Row(EVERYBODY, of=lambda t: {"ending": "xlsx"}),
    "organisations:country_file": Row(EVERYBODY, of=lambda t: {"country": "CN", "ending": "geojson"}),
    "organisations:area_file": Row(
        EVERYBODY, of=lambda t: {"country": "CN", "code": "450000", "ending": "csv"}
    ),
    # The record
    "organisations:directory": Row(EVERYBODY),
    "organisations:country": Row(EVERYBODY, of=lambda t: {"country": "CN"}),
    "organisations:area": Row(EVERYBODY, of=lambda t: {"country": "CN", "code": "450000"}),
    "organisations:organisation": Row(EVERYBODY, of=record),
    "organisations:history": Row(EVERYBODY, of=record),
    # The record, for whoever runs it
    "organisations:edit": Row("soohohs", "sgghghs", of=record, data=lambda t: {"part": "contact"}),
    "organisations:question": Row(
        "soohohs", "sGGhGhs", of=lambda t: record(t) | {"field": "phone"}, data=new_phone
    ),
    "organisations:members": Row("soohohs", of=record),
    "organisations:member": Row(
        "sodhohs",
        "sGdhGhs",
        of=below("membership"),
        data=lambda t: {"do": "suspend"},
        crossed_get="shhhhhs",
        crossed_post="shhhhhs",
    ),
    "organisations:invite": Row(
        "sodhohs", "sGdhGhs", of=record, data=lambda t: {"role": "viewer", "days": "14"}
    ),
    "organisations:invitation": Row("sodhohs", of=below("invitation")),
    "organisations:invitation_paper": Row("sodhohs", of=below("invitation")),
    "organisations:revoke_invitation": Row(post="sGdhGhs", of=below("invitation")),
    "organisations:proposals": Row("soohohs", of=record),
    "organisations:decide_proposal": Row(post="sGGhGhs", of=below("proposal"), data=lambda t: {"do": "take"}),
    # The record, for whoever knows better or belongs to it
    "organisations:propose": Row(MINE, of=record),
    "organisations:propose_field": Row(
        MINE, MINE_DONE, of=lambda t: record(t) | {"field": "phone"}, data=lambda t: {"answer": "13900139009"}
    ),
    "organisations:new": Row(MINE, MINE_ON, data=lambda t: {"name_zh": "新的小组"}),
    "organisations:new_step": Row(
        MINE, MINE_ON, of=lambda t: {"step": "kind"}, data=lambda t: {"answer": "grassroots_ngo"}
    ),
    "organisations:claim": Row(
        MINE, MINE_ON, of=lambda t: {"pk": t.unclaimed.pk}, data=lambda t: {"way": "staff"}
    ),
    "organisations:claim#claimed": Row("sggooos", "sggooos", of=record, data=lambda t: {"way": "staff"}),
    "organisations:claim_code": Row(
        "soggggs", "sGggggs", of=lambda t: {"pk": t.unclaimed.pk}, data=lambda t: {"code": "123456"}
    ),
    "organisations:claim_document": Row(MINE, MINE, of=lambda t: {"pk": t.unclaimed.pk}),
    "organisations:claim_staff": Row(
        MINE, "sgGGGGs", of=lambda t: {"pk": t.unclaimed.pk}, data=lambda t: {"note": "Ask the office."}
    ),
    "organisations:claim_staff#claimed": Row(
        MINE_ON, MINE_ON, of=record, data=lambda t: {"note": "Ask the office."}
    ),
    "organisations:cancel_claim": Row(post="sGggggs", of=lambda t: {"pk": t.unclaimed.pk}),
    "organisations:join": Row(EVERYBODY, "ggggggg", data=lambda t: {"code": t.invitation_code}),
    "organisations:accept": Row(
        EVERYBODY,
        "sooGGGs",
        of=lambda t: {"code": t.invitation_code},
        missing_get=EVERYBODY,
        missing_post=MINE,
    ),
    # The platform team
    "organisations:decide_claim": Row(
        STAFF, STAFF_DONE, of=lambda t: {"claim": t.claim.pk}, data=lambda t: {"do": "accept"}
    ),
    "queue:today": Row(MINE),
    "organisations:imports": Row(STAFF, STAFF),
    "organisations:import": Row(
        STAFF, STAFF_DONE, of=lambda t: {"pk": t.batch.pk}, data=lambda t: {"do": "confirm"}
    ),
    "organisations:import_line": Row(
        STAFF, STAFF, of=lambda t: {"pk": t.batch.pk, "line": t.organisation.pk + 2}
    ),
    "organisations:import_bad_lines": Row(STAFF, of=lambda t: {"pk": t.batch.pk}),
    "organisations:import_mended": Row(post="sdddrds", of=lambda t: {"pk": t.batch.pk}),
    "queue:jobs": Row(STAFF),
    "queue:start_again": Row(post=STAFF_DONE, of=pk("job"), missing_post="sdddrds"),
    "notify:dead": Row(STAFF),
    "notify:send_again": Row(post=STAFF_DONE, of=pk("message")),
    "notify:give_up": Row(post=STAFF_DONE, of=pk("message")),
    "notify:hand_over_again": Row(post=STAFF_DONE, of=pk("delivery")),
    "notify:pause": Row(post=STAFF_DONE, data=lambda t: {"on": "1"}),
    "accounts:join_codes": Row(STAFF, STAFF_DONE, data=lambda t: {"count": 1, "days": 14}),
    "accounts:join_paper": Row(STAFF),
    "accounts:revoke_join_code": Row(post=STAFF_DONE, of=pk("join_code")),
    "accounts:persons": Row(STAFF, STAFF_ON, data=lambda t: {"address": t.identity.value}),
    "accounts:person": Row(STAFF, of=handle),
    "accounts:help_person": Row(post=STAFF_DONE, of=handle, data=lambda t: {"do": "suspend"}),
    # For machines: no worker runs in a test, and that is what it says to everybody
    "probes:healthz": Row(EVERYBODY),
    "probes:readyz": Row("uuuuuuu"),
    "operations:state": Row(STAFF),
}
