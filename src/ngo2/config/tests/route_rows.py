"""Who gets what: one row for each route, written by hand.

Roles in the order of `world.ROLES`: anonymous, Alice, Bob, Charlie, Dana, Erin, suspended.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from ngo2.accounts.consents import PUBLISH_CONTACT
from ngo2.config.tests.matrix import Row
from ngo2.config.tests.world import Things
from ngo2.exchange.services import certificates
from ngo2.surveys import links as survey_links

EVERYBODY, NOBODY, DEVICES = "ooooooo", "hhhhhhh", "kkkkkkk"
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


def wish(things: Things) -> dict[str, Any]:
    """Somewhere that nobody follows yet."""
    return {"country": "CN", "area": "420000", "every": "weekly", "email": "somebody@example.org"}


def version(things: Things) -> dict[str, Any]:
    return {"pk": things.report.pk, "version": things.publication.version}


def post(things: Things) -> dict[str, Any]:
    return {"number": things.post.pk}


def number(name: str) -> Any:
    return lambda things: {"number": getattr(things, name).pk}


def posting(**more: str) -> Any:
    return lambda things: record(things) | {"side": "need", **more}


def helped(name: str) -> Any:
    """What stands below an agreement of help."""
    return lambda things: {"pk": things.help.pk, name: getattr(things, name).pk}


def a_day(things: Things) -> dict[str, Any]:
    return {"name": "王晓兰", "day": str(timezone.localdate()), "hours": "2.5", "what": "Taught reading"}


def project(things: Things) -> dict[str, Any]:
    return {"number": things.project.pk}


def in_a_month(things: Things, name: str = "until_day") -> dict[str, Any]:
    return {name: str(timezone.localdate() + timedelta(days=30))}


def a_survey(things: Things) -> dict[str, Any]:
    return {
        "title_en": "Another survey",
        "consent_en": "Who asks, what for, and who reads it. " * 2,
        "months": "12",
    }


def two_waves(things: Things) -> dict[str, Any]:
    return {"pk": things.planned.pk, "earlier": things.wave.pk}


def collected(**more: Any) -> Any:
    return lambda things: {"key": things.device_form.key, **more}


def a_line(things: Things) -> dict[str, Any]:
    return {"pk": things.form.pk, "name": "called"}


ROWS: dict[str, Row] = {
    # Needs and offers: everybody reads them, the editors of their organisation change them
    "exchange:needs": Row(EVERYBODY),
    "exchange:offers": Row(EVERYBODY),
    "exchange:needs_map": Row(EVERYBODY),
    "exchange:offers_map": Row(EVERYBODY),
    "exchange:needs_file": Row(EVERYBODY, of=lambda t: {"ending": "csv"}),
    "exchange:offers_file": Row(EVERYBODY, of=lambda t: {"ending": "json"}),
    "exchange:numbers": Row(EVERYBODY),
    "exchange:post": Row(EVERYBODY, of=post),
    "exchange:card": Row(EVERYBODY, of=post),
    "exchange:cards": Row("rrrrrrr", of=lambda t: {"side": "need"}),  # without a box there is nothing to show
    "exchange:sheet": Row(EVERYBODY, of=post),
    "exchange:needs_atom": Row(EVERYBODY),
    "exchange:needs_json": Row(EVERYBODY),
    "exchange:offers_atom": Row(EVERYBODY),
    "exchange:offers_json": Row(EVERYBODY),
    "exchange:searches": Row(MINE),
    "exchange:new_search": Row(
        MINE, MINE_DONE, of=lambda t: {"side": "need"}, data=lambda t: {"every": "daily"}
    ),
    "exchange:change_search": Row(post="sGhhhhs", of=pk("saved_search"), data=lambda t: {"every": "weekly"}),
    "exchange:stop_search": Row(EVERYBODY, "OOOOOOO", of=lambda t: {"token": t.stop_search_link}),
    "exchange:choose": Row("sgggogs", of=lambda t: {"side": "need"}),
    "exchange:own": Row("soohohs", of=record),
    "exchange:new": Row("sgghhhs", of=posting()),
    "exchange:new_step": Row(
        "soohhhs", "sgghhhs", of=posting(step="words"), data=lambda t: {"text": "我们需要图书。"}
    ),
    "exchange:same": Row("sgghhhs", "sgghhhs", of=posting()),
    "exchange:edit": Row("sooddds", of=post),
    "exchange:edit_step": Row(
        "sooddds",
        "sGGddds",
        of=lambda t: post(t) | {"step": "words"},
        data=lambda t: {"text": "我们需要图书。"},
    ),
    "exchange:matches": Row("soodods", of=post),
    "exchange:answer": Row(
        "sggooos",
        "sggGGGs",
        of=post,
        data=lambda t: {"who": "me", "words": "We have some of them.", "safe": "on"},
    ),
    "exchange:introduction": Row("soohohs", "sGGhhhs", of=pk("introduction"), data=lambda t: {"do": "agree"}),
    "exchange:arrived": Row(
        "soohhhs", "soohhhs", of=pk("introduction"), data=lambda t: {"sentence": "It is here."}
    ),
    "exchange:agreement": Row("soohhhs", "soohhhs", of=pk("introduction"), data=lambda t: {"quality": "new"}),
    "exchange:agreement_file": Row("shhhhhs", of=pk("introduction")),
    # What arrived: everybody reads it, each side decides, the platform team looks at what was reported
    "exchange:story": Row("soohhhs", "sGGhhhs", of=pk("delivered"), data=lambda t: {"do": "withdraw"}),
    "exchange:thanks": Row(EVERYBODY),
    "exchange:thanks_feed": Row(EVERYBODY),
    "exchange:thanks_one": Row(EVERYBODY, of=number("story")),
    "exchange:thanks_card": Row(EVERYBODY, of=number("story")),
    "exchange:thanks_tall_card": Row(EVERYBODY, of=number("story")),
    "exchange:thanks_small_card": Row(EVERYBODY, of=number("story")),
    "exchange:thanks_photo_copy": Row(
        EVERYBODY, of=lambda t: number("story")(t) | {"side": "giver", "width": 320}
    ),
    "exchange:thanks_photo": Row(EVERYBODY, of=lambda t: number("story")(t) | {"side": "giver"}),
    "exchange:report_thanks": Row(
        "sooooos", "sGGGGGs", of=number("story"), data=lambda t: {"note": "There is a child in it."}
    ),
    "exchange:judge_thanks": Row(
        STAFF, STAFF_DONE, of=number("story"), data=lambda t: {"do": "down", "note": "There is a child."}
    ),
    "exchange:acknowledge": Row(
        "soohhhs",
        "sGGhhhs",
        of=pk("received"),
        data=lambda t: {"wish": "waived", "handler": "李四", "received_on": str(timezone.localdate())},
    ),
    "exchange:acknowledgement_file": Row("soohhhs", of=pk("received")),
    "exchange:hours": Row("soohhhs", "sGGhhhs", of=pk("help"), data=a_day),
    "exchange:hours_list": Row("soohhhs", of=pk("help")),
    # Whoever helped answers for it, not whoever recorded it.
    "exchange:hours_answer": Row(
        "sddhhhs",
        "sddhhhs",
        of=helped("service"),
        data=lambda t: {"do": "confirm"},
        crossed_post="sddhhhs",
    ),
    "exchange:hours_correct": Row("soohhhs", "sGGhhhs", of=helped("service"), data=a_day),
    "exchange:certify": Row("soohhhs", "sGGhhhs", of=helped("volunteer"), data=lambda t: {"with_name": "on"}),
    "exchange:certificate_file": Row("soohhhs", of=helped("certificate")),
    "exchange:certificate_check": Row(
        EVERYBODY, of=lambda t: {"token": certificates.token_of(t.certificate)}
    ),
    "exchange:answers": Row(MINE),
    # Plans: the platform team everywhere, partners (nobody of the cast) in their part; proposals, both sides
    "exchange:plans": Row(STAFF, STAFF_ON, data=lambda t: {"about": "nonsense"}),
    "exchange:plan": Row("shhhohs", "shhhGhs", of=pk("plan"), data=lambda t: {"do": "drop"}),
    "exchange:approve_plan": Row("shhhghs", "shhhghs", of=pk("plan")),
    "exchange:plan_file": Row("shhhhhs", of=lambda t: {"pk": t.plan.pk, "ending": "csv"}),
    "exchange:proposal": Row(
        "soohohs", "sGGhohs", of=pk("plan_proposal"), data=lambda t: {"do": "no", "note": "We have enough."}
    ),
    # The shared page of a project: its team, and the platform team looks
    "exchange:project": Row("soohohs", of=project),
    "exchange:project_calendar": Row("soohohs", of=project),
    "exchange:milestone_new": Row(
        "soohdhs",
        "sGGhdhs",
        of=project,
        data=lambda t: {**in_a_month(t, "by_day"), "what": "A workshop", "responsible": t.organisation.pk},
    ),
    "exchange:milestone": Row(
        "soohdhs",
        "sGGhdhs",
        of=lambda t: project(t) | {"milestone": t.milestone.pk},
        data=lambda t: {
            **in_a_month(t, "by_day"),
            "what": "A workshop",
            "responsible": t.organisation.pk,
            "state": "planned",
            "version": 1,
        },
    ),
    # Answering: whoever holds the link of the invitation, then of what was begun
    "surveys:invited": Row(
        EVERYBODY,
        "GGGGGGG",
        of=lambda t: {"token": survey_links.token(t.asked)},
        data=lambda t: {"adult": "on", "agreed": "on"},
    ),
    "surveys:refuse": Row(post="GGGGGGG", of=lambda t: {"token": survey_links.token(t.asked)}),
    "surveys:begin": Row(EVERYBODY, "GGGGGGG", of=pk("wave"), data=lambda t: {"adult": "on", "agreed": "on"}),
    "questionnaires:answer": Row("ggggggg", "ggggggg", of=lambda t: {"token": t.begun_link}),
    "questionnaires:look": Row(EVERYBODY, "GGGGGGG", of=lambda t: {"token": t.begun_link}),
    "questionnaires:done": Row(EVERYBODY, of=lambda t: {"token": t.answered_link}),
    "questionnaires:withdraw": Row(post="GGGGGGG", of=lambda t: {"token": t.answered_link}),
    "questionnaires:paper": Row("sohhohs", of=pk("edition")),
    "questionnaires:key": Row(post="sGhhGhs", of=pk("edition")),
    "questionnaires:bring": Row("sohhohs", "sghhghs", of=pk("edition"), data=lambda t: {"do": "drop"}),
    "questionnaires:bring_table": Row("sohhohs", of=pk("edition")),
    "questionnaires:bring_bad": Row("shhhhhs", of=pk("edition")),  # no table waits
    "surveys:surveys": Row(EVERYBODY),
    "surveys:own_record": Row(
        EVERYBODY,
        "ooooooo",
        of=lambda t: {"token": survey_links.record_token(t.answered.response)},
        data=lambda t: {"agreed": ""},
    ),
    "surveys:feedback": Row(
        EVERYBODY, of=lambda t: {"token": survey_links.feedback_token(t.answered.response)}
    ),
    "questionnaires:facts": Row(post="ggggggg", of=lambda t: {"token": t.answered_link}),
    "questionnaires:app": Row(EVERYBODY, of=lambda t: {"token": t.begun_link}),
    "questionnaires:app_form": Row(EVERYBODY, of=lambda t: {"token": t.begun_link}),
    "questionnaires:app_submission": Row(post="ddddddd", of=lambda t: {"token": t.begun_link}),  # no form can
    "questionnaires:app_medium": Row(EVERYBODY, of=lambda t: {"token": t.begun_link, "name": "map.png"}),
    "questionnaires:app_file": Row(EVERYBODY, of=lambda t: {"token": t.begun_link, "name": t.begun_file}),
    "questionnaires:collect": Row(EVERYBODY, of=lambda t: {"link": t.collect_link}),
    "questionnaires:collect_form": Row("xxxxxxx", of=lambda t: {"link": t.collect_link}),  # names no edition
    "questionnaires:collect_submission": Row(post="ddddddd", of=lambda t: {"link": t.collect_link}),
    "questionnaires:collect_medium": Row(EVERYBODY, of=lambda t: {"link": t.collect_link, "name": "map.png"}),
    "questionnaires:worker": Row(EVERYBODY),
    "questionnaires:shell": Row(EVERYBODY),
    "surveys:release": Row(EVERYBODY, of=pk("release")),
    "surveys:release_file": Row(EVERYBODY, of=lambda t: {"pk": t.release.pk, "name": "answers.csv"}),
    # Surveys: the platform team, and the researchers whom it named
    "surveys:running": Row("soddoos", "soddGos", data=a_survey),
    "surveys:survey": Row("sohhohs", "sGhhGhs", of=pk("survey"), data=lambda t: {"sample": "0"}),
    "surveys:change": Row("sohhohs", "sGhhGhs", of=pk("survey"), data=a_survey),
    "surveys:new_form": Row(post="sGhhGhs", of=pk("survey")),
    "surveys:wave": Row("sohhohs", "sGhhGhs", of=pk("wave"), data=lambda t: {"do": "close"}),
    "surveys:results": Row("sohhohs", of=pk("wave")),
    "surveys:said": Row("sghhghs", of=pk("wave")),
    "surveys:results_table": Row("sghhghs", of=lambda t: {"pk": t.wave.pk, "ending": "csv"}),
    "surveys:quotas": Row("sohhohs", "sGhhGhs", of=pk("planned"), data=lambda t: {}),
    "surveys:letters": Row("sohhohs", "sGhhGhs", of=pk("wave"), data=lambda t: {"who": "all"}),
    "surveys:letters_file": Row("sohhohs", of=lambda t: {"pk": t.wave.pk, "batch": t.letters.pk}),
    "surveys:poster": Row("sohhohs", of=pk("wave")),
    "surveys:new_report": Row(
        "sohhohs", "sGhhGhs", of=pk("survey"), data=lambda t: {"wave": t.wave.pk, "title_en": "Another"}
    ),
    "surveys:report": Row("sohhohs", "sGhhGhs", of=pk("report"), data=lambda t: {"do": "down:1"}),
    "surveys:report_texts": Row(
        "sohhohs", "sGhhGhs", of=pk("report"), data=lambda t: {"title_en": "Other", "licence": "CC BY 4.0"}
    ),
    "surveys:add_block": Row(
        "sohhohs", "sGhhGhs", of=lambda t: {"pk": t.report.pk, "kind": "text"}, data=lambda t: {"en": "More."}
    ),
    "surveys:add_block#chart": Row(
        "sohhohs",
        "sGhhGhs",
        of=lambda t: {"pk": t.report.pk, "kind": "chart"},
        data=lambda t: {"question": "staff"},
    ),
    "surveys:block": Row(
        "sohhohs", "sGhhGhs", of=lambda t: {"pk": t.report.pk, "block": "1"}, data=lambda t: {"en": "Other."}
    ),
    "surveys:preview": Row("sohhohs", of=pk("report")),
    "surveys:publish": Row("sohhohs", "sghhghs", of=pk("report")),
    "surveys:withdraw": Row("sohhohs", "sGhhGhs", of=version, data=lambda t: {"reason": "It was wrong."}),
    "surveys:published": Row(EVERYBODY, of=pk("report")),
    "surveys:published_version": Row(EVERYBODY, of=version),
    "surveys:published_paper": Row(EVERYBODY, of=version),
    "surveys:published_part": Row(EVERYBODY, of=lambda t: version(t) | {"block": "funnel", "ending": "csv"}),
    "surveys:comparability": Row("sohhohs", of=two_waves),
    "surveys:decide": Row(
        "sohhohs",
        "sGhhGhs",
        of=lambda t: two_waves(t) | {"question": "called"},
        data=lambda t: {"before": "called", "is_comparable": "yes", "note": "It asks the same."},
    ),
    "surveys:trend": Row("sohhohs", of=pk("planned")),
    "surveys:trend_table": Row("sohhohs", of=lambda t: {"pk": t.planned.pk, "ending": "csv"}),
    "surveys:answers": Row("sohhohs", of=lambda t: {"pk": t.wave.pk, "ending": "csv"}),
    "surveys:publish_answers": Row("sohhohs", "sohhohs", of=pk("over")),
    "surveys:withdraw_release": Row(post="sGhhGhs", of=lambda t: {"pk": t.over.pk, "release": t.release.pk}),
    "surveys:judge": Row(
        "sohhohs",
        "sGhhGhs",
        of=lambda t: {"pk": t.wave.pk, "invitation": t.answered.pk},
        data=lambda t: {"reason": "test"},
    ),
    # Making a form: whoever runs what it is for
    "questionnaires:form": Row(
        "sohhohs", "sGhhGhs", of=pk("form"), data=lambda t: {"do": "close", "edition": "1"}
    ),
    "questionnaires:workbook": Row("sohhohs", of=pk("form")),
    "questionnaires:files": Row("sohhohs", "sghhghs", of=pk("form"), data=lambda t: {"drop": "none.csv"}),
    "questionnaires:compare": Row("sohhohs", of=pk("form")),
    "questionnaires:upload": Row("sohhohs", "sghhghs", of=pk("form"), data=lambda t: {"do": "drop"}),
    "questionnaires:try": Row("sghhghs", "sghhghs", of=pk("form")),  # nobody has begun to try it
    "questionnaires:new_question": Row(
        "sohhohs",
        "sGhhGhs",
        of=pk("form"),
        data=lambda t: {"kind": "whole", "label_0": "Staff?", "seen": "0"},
    ),
    "questionnaires:question": Row(
        "sohhohs", "sGhhGhs", of=a_line, data=lambda t: {"do": "copy", "seen": "0"}
    ),
    "questionnaires:show_if": Row(
        "sohhohs", "sGhhGhs", of=a_line, data=lambda t: {"do": "always", "seen": "0"}
    ),
    # Private conversations: both sides, and the team only where one of them asked it to look
    "conversations:mine": Row(MINE),
    "conversations:conversation": Row(
        "soohhhs", "sGGhhhs", of=pk("conversation"), data=lambda t: {"text": "On Monday."}
    ),
    "conversations:conversation#looked_at": Row(
        "soohOhs", "sGGhdhs", of=pk("looked_at"), data=lambda t: {"text": "On Monday."}
    ),
    "conversations:after": Row(
        "soohhhs",
        of=lambda t: pk("conversation")(t) | {"number": 0},
        crossed_get="soohhhs",  # the number counts messages, and is nobody's
    ),
    "conversations:after#looked_at": Row(
        "soohhhs", of=lambda t: pk("looked_at")(t) | {"number": 0}, crossed_get="soohhhs"
    ),
    "conversations:look": Row(
        "soohhhs", "sGGhhhs", of=pk("conversation"), data=lambda t: {"text": "They ask for money."}
    ),
    "conversations:settle": Row(
        "sdddods", "sdddGds", of=pk("looked_at"), data=lambda t: {"text": "All is well."}
    ),
    "exchange:close": Row("soodods", "sGGdods", of=post, data=lambda t: {"ending": "over"}),
    "exchange:extend": Row("sooddds", "sGGddds", of=post, data=in_a_month),
    # Two records become one; partners too, who are nobody of the cast
    "organisations:merges": Row(STAFF),
    "organisations:merge": Row(
        "shhhohs",
        "shhhohs",
        of=lambda t: {"pk": t.organisation.pk, "gone": t.unclaimed.pk},
        data=lambda t: {"seen": "long ago"},
        crossed_get="shhhohs",
        crossed_post="shhhohs",
    ),
    "organisations:undo_merge": Row("shhhohs", "shhhGhs", of=lambda t: {"merge": t.merge.pk}),
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
    "api:needs": Row(EVERYBODY),
    "api:need": Row(EVERYBODY, of=post),
    "api:offers": Row(EVERYBODY),
    "api:offer": Row(NOBODY, of=post),  # its number is that of a need
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
    "files:file#sent_along": Row("soohhhs", of=pk("sent_along")),
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
    # Searching
    "search:results": Row(EVERYBODY),
    "search:suggest": Row(EVERYBODY),
    # The map
    "maps:tile": Row(EVERYBODY, of=lambda t: {"layer": "organisations", "z": 0, "x": 0, "y": 0}),
    "maps:tilejson": Row(EVERYBODY, of=lambda t: {"layer": "organisations"}),
    "maps:base_tile": Row(EVERYBODY, of=lambda t: {"z": 0, "x": 0, "y": 0}),
    "organisations:map": Row(EVERYBODY),
    "organisations:card": Row(EVERYBODY, of=record),
    "organisations:cards": Row("rrrrrrr"),  # without a box there is nothing to show
    "organisations:embed": Row(EVERYBODY),
    "organisations:embed_picture": Row(EVERYBODY),
    "organisations:oembed": Row("rrrrrrr"),  # without an address of ours
    "portal:gaps": Row(EVERYBODY),
    "portal:gaps_in": Row(EVERYBODY, of=lambda t: {"code": "450000"}),
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
    "organisations:close": Row("sodhohs", "sGdhGhs", of=record, data=lambda t: {"reason": "resting"}),
    "organisations:reopen": Row("sgdhghs", "sgdhghs", of=record),
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
    "organisations:make_badge": Row(post="sGdhGhs", of=record),
    "organisations:badge": Row("sodhohs", of=below("badge")),
    "organisations:revoke_badge": Row(post="sGdhGhs", of=below("badge")),
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
    # Behind a link that asks: nobody has to sign in
    "organisations:asked": Row(
        EVERYBODY, "GGGGGGG", of=lambda t: {"token": t.link}, data=lambda t: {"all": "1"}
    ),
    "organisations:ask_again": Row(post="GGGGGGG", of=lambda t: {"token": t.old_link}),
    # Trust, and a record that changes hands
    "organisations:verify": Row("soohhhs", "sgghhhs", of=record, data=lambda t: {"how": "document"}),
    "organisations:verify_by": Row(
        "soohhhs",
        "sGGhhhs",
        of=lambda t: record(t) | {"how": "visit"},
        data=lambda t: {"note": "Call the office."},
    ),
    "organisations:take_check_back": Row(post="sGGhhhs", of=record),
    "organisations:decide_check": Row(
        "shhhohs",
        "shhhGhs",
        of=lambda t: {"check": t.check.pk},
        data=lambda t: {"do": "decline", "answer": "A better photo, please."},
    ),
    "organisations:vouch": Row(MINE, MINE, of=record, data=lambda t: {"note": "We know them well."}),
    "organisations:vouched": Row("soohohs", of=record),
    "organisations:report_vouch": Row(
        "soohohs", "sGGhGhs", of=below("vouch"), data=lambda t: {"note": "We never met."}
    ),
    "organisations:withdraw_vouch": Row(post="sGdhhhs", of=lambda t: record(t) | {"vouch": t.given_vouch.pk}),
    "organisations:judge_vouch": Row(
        STAFF, STAFF_DONE, of=lambda t: {"vouch": t.vouch.pk}, data=lambda t: {"do": "keep"}
    ),
    "organisations:handover": Row(
        "sgoooos",
        "sgoooos",
        of=record,
        data=lambda t: {"role": "Helper", "reason": "She left.", "proof": "voices"},
    ),
    "organisations:handover#free": Row(
        MINE,
        "sGGGGGs",
        of=lambda t: {"pk": t.left.pk},
        data=lambda t: {"role": "Helper", "reason": "She left.", "proof": "voices"},
    ),
    "organisations:handover_document": Row(MINE_ON, MINE_ON, of=record),
    "organisations:cancel_handover": Row(post=MINE_ON, of=record),
    "organisations:stop_handover": Row(post="sGdhGhs", of=record),
    "organisations:decide_handover": Row(
        "shhhohs", "shhhGhs", of=lambda t: {"handover": t.handover.pk}, data=lambda t: {"do": "accept"}
    ),
    "organisations:speak": Row(
        EVERYBODY,
        "sGGooos",
        of=lambda t: {"token": t.voice_link},
        data=lambda t: {"speaks_for": t.organisation.pk},
    ),
    "organisations:stop_by_link": Row(EVERYBODY, "GGGGGGG", of=lambda t: {"token": t.handover_stop_link}),
    "files:file#check": Row("soohohs", of=pk("check_file")),
    # What is new: as a feed, and by e-mail
    "organisations:feed": Row(EVERYBODY),
    "organisations:country_feed": Row(EVERYBODY, of=lambda t: {"country": "CN"}),
    "organisations:area_feed": Row(EVERYBODY, of=lambda t: {"country": "CN", "code": "450000"}),
    "organisations:follow": Row(EVERYBODY, "GGGGGGG", data=wish),
    "organisations:follow_sent": Row(EVERYBODY),
    "organisations:confirm_follow": Row(EVERYBODY, "OOOOOOO", of=lambda t: {"token": t.confirm_link}),
    "organisations:stop_follow": Row(EVERYBODY, "OOOOOOO", of=lambda t: {"token": t.stop_follow_link}),
    "organisations:follows": Row(MINE),
    "organisations:change_follow": Row(post="sGhhhhs", of=pk("followed"), data=lambda t: {"every": "daily"}),
    # On paper
    "organisations:print_paper": Row(post="sGGhGhs", of=record),
    "organisations:paper_sheet": Row("soohohs", of=lambda t: record(t) | {"form": t.sheet.pk}),
    "organisations:papers_in": Row(STAFF),
    "organisations:print_papers": Row(STAFF, STAFF_DONE, data=lambda t: {"part": "1"}),
    "organisations:papers": Row(STAFF, of=lambda t: {"batch": t.papers.pk}),
    "organisations:key_paper": Row(
        STAFF,
        STAFF_DONE,
        of=lambda t: {"number": t.sheet.number},
        data=lambda t: {"do": "write", "rest": "yes"},
    ),
    # The platform team
    "organisations:decide_claim": Row(
        "shhhohs", "shhhGhs", of=lambda t: {"claim": t.claim.pk}, data=lambda t: {"do": "accept"}
    ),
    "organisations:withdraw_held": Row(post="sGGhGhs", of=lambda t: record(t) | {"proposal": t.held.pk}),
    "organisations:decide_proposal#held": Row(
        post="sddhGhs",
        of=lambda t: record(t) | {"proposal": t.held.pk},
        data=lambda t: {"do": "take"},
        crossed_post="shhhhhs",
    ),
    "queue:today": Row(MINE),
    "organisations:likenesses": Row(STAFF, STAFF_DONE, data=lambda t: {"pair": [t.likeness.pk]}),
    "organisations:likeness": Row(
        "shhhohs",
        "shhhGhs",
        of=lambda t: {"pk": t.likeness.pk},
        data=lambda t: {"do": "different"},
    ),
    "queue:one": Row(MINE),
    "queue:do": Row(
        post=STAFF_DONE, data=lambda t: {"kind": "organisations.held", "key": t.held.pk, "do": "take"}
    ),
    "queue:later": Row(
        post=STAFF_ON, data=lambda t: {"kind": "organisations.held", "key": t.held.pk, "until": "week"}
    ),
    "queue:give": Row(
        post=STAFF_DONE, data=lambda t: {"kind": "organisations.held", "key": t.held.pk, "to": "me"}
    ),
    "queue:batch": Row(
        post=STAFF_DONE,
        data=lambda t: {"kind": "organisations.orphan_proposals", "keys": [t.orphan.pk], "do": "decline"},
    ),
    "queue:replies": Row(STAFF),
    "queue:reply": Row(
        STAFF,
        STAFF_DONE,
        of=lambda t: {"kind": "organisations.claims", "name": "document"},
        data=lambda t: {"zh": "请寄来照片。", "en": "Please send a photo."},
    ),
    "organisations:partners": Row(STAFF),
    "organisations:partner": Row("shhhohs", "shhhGhs", of=record, data=lambda t: {"do": "make"}),
    "organisations:partner_part": Row("shhhghs", "shhhghs", of=lambda t: record(t) | {"what": "place"}),
    "organisations:partner_part#running": Row(
        "shhhohs",
        "shhhGhs",
        of=lambda t: {"pk": t.network.pk, "what": "cause"},
        data=lambda t: {"answer": ["education"], "do": "save"},
    ),
    "organisations:partner_decisions": Row(STAFF),
    "organisations:overrule": Row(
        STAFF,
        STAFF_DONE,
        of=lambda t: {"what": "claim", "pk": t.decided.pk},
        data=lambda t: {"answer": "The office knows nobody of that name."},
    ),
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
    "notify:incoming_sms": Row(STAFF, STAFF_DONE, of=pk("incoming"), data=lambda t: {"do": "read"}),
    "notify:sms": Row(post="uuuuuuu"),  # no secret is set
    "notify:pause": Row(post=STAFF_DONE, data=lambda t: {"on": "1"}),
    "accounts:join_codes": Row(STAFF, STAFF_DONE, data=lambda t: {"count": 1, "days": 14}),
    "accounts:join_paper": Row(STAFF),
    "accounts:revoke_join_code": Row(post=STAFF_DONE, of=pk("join_code")),
    "accounts:persons": Row(STAFF, STAFF_ON, data=lambda t: {"address": t.identity.value}),
    "accounts:person": Row(STAFF, of=handle),
    "accounts:help_person": Row(post=STAFF_DONE, of=handle, data=lambda t: {"do": "suspend"}),
    # Devices of a form: whoever edits it lists, adds and takes back
    "questionnaires:devices": Row(
        "sohhohs", "sOhhOhs", of=pk("device_form"), data=lambda t: {"label": "Phone of Wang Fang"}
    ),
    "questionnaires:revoke_device": Row(
        post="sGhhGhs", of=lambda t: {"pk": t.device_form.pk, "device": t.device.pk}
    ),
    # For devices: they come with a name and secret of their own, and no person's session opens anything
    "collect:form_list": Row(DEVICES, of=collected(), missing_get=DEVICES),
    "collect:submission": Row(post=DEVICES, of=collected(), missing_post=DEVICES),
    "collect:form_xml": Row(DEVICES, of=collected(number=1), missing_get=DEVICES),
    "collect:manifest": Row(DEVICES, of=collected(number=1), missing_get=DEVICES),
    "collect:medium": Row(DEVICES, of=collected(number=1, name="a.csv"), missing_get=DEVICES),
    # For machines: no worker runs in a test, and that is what it says to everybody
    "probes:healthz": Row(EVERYBODY),
    "probes:readyz": Row("uuuuuuu"),
    "operations:state": Row(STAFF),
}
