"""Every route x every role: who gets what. A route without a row fails, and so does a row without a route."""

import html
import json
import re
from io import StringIO
from urllib.parse import urljoin, urlsplit

import pytest
from allauth.usersessions.models import UserSession
from django.core.management import call_command
from django.db import transaction
from django.test import Client, RequestFactory, override_settings
from django.urls import resolve, reverse
from rules import predicate

from ngo2.accounts.models import Person
from ngo2.config.routes import routes
from ngo2.config.tests.matrix import CODE, differences, named, route_of, verbs
from ngo2.config.tests.route_rows import ROWS
from ngo2.config.tests.world import ROLES, build_world
from ngo2.conftest import make_person, with_second_step
from ngo2.kernel.queue.views import house as queue_views
from ngo2.kernel.ui import access, errors
from ngo2.lib import permissions
from ngo2.organisations.models import Invitation

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
SANDBOX_TOLD = {"default-src": ["'none'"], "sandbox": []}


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory):
    """One world for all tests: it is long in the making, and each of them takes back what it did."""
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")),
        transaction.atomic(),
    ):
        cast = {
            name: make_person(name.title(), is_staff=name == "dana", is_active=name != "suspended")
            for name in ROLES[1:]
        }
        with_second_step(cast["dana"])
        yield build_world(cast)
        transaction.set_rollback(True)


@pytest.fixture
def world(made, db):
    return made


def test_every_route_has_a_row_and_every_row_a_route():
    assert sorted(set(named()) - set(map(route_of, ROWS))) == []
    assert sorted(set(map(route_of, ROWS)) - set(named())) == []
    assert [route.path for route in routes() if not route.name] == []


def test_every_row_says_something_of_each_role_and_method():
    said = {name: {verb for verb in ("get", "post") if getattr(row, verb)} for name, row in ROWS.items()}
    assert said == {name: set(verbs(named()[route_of(name)])) for name in ROWS}
    wrong = {name: row for name, row in ROWS.items() if {len(row.get), len(row.post)} - {0, len(ROLES)}}
    assert wrong == {}


def test_every_route_is_marked():
    assert [route.path for route in routes() if not route.access] == []


def test_the_command_lists_them_all():
    out = StringIO()
    call_command("routes", "--json", stdout=out)
    listed = json.loads(out.getvalue())
    assert {(row["name"], tuple(row["methods"]), row["access"]) for row in listed} == {
        (route.name, route.methods, route.access) for route in routes()
    }


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_the_rows_say(world, role):
    found = differences(world, ROWS, [role])
    assert not found, "\n".join(found)


TOO_BIG = 10**30  # more than a column of either database holds


def test_a_number_that_is_too_big_is_no_such_thing_and_no_error(world):
    broken = []
    for name, route in sorted(named().items()):
        kwargs = ROWS[name].of(world.alices) if name in ROWS and ROWS[name].of else {}
        for key in [key for key, value in kwargs.items() if isinstance(value, int)]:
            address = reverse(name, kwargs={**kwargs, key: TOO_BIG})
            for role in ("anonymous", "alice", "dana"):
                for verb in verbs(route):
                    with world.undone():
                        status = getattr(world.client(role), verb)(address).status_code
                    if status >= 500:
                        broken.append(f"{verb} {address} as {role}: {status}")
    assert broken == []


def addresses(world):
    """(route, an address of it) for all that have a row; that all have one is said above."""
    for name, route in sorted(named().items()):
        if name not in ROWS:
            continue
        of = ROWS[name].of
        yield route, reverse(name, kwargs=of(world.alices) if of else {})


def goal_of(form, page):
    """The view that a form on the page at this address goes to."""
    told = re.search(r'action="([^"]*)"', form.partition(">")[0])
    return resolve(urlsplit(urljoin(page, html.unescape(told[1]) if told else "")).path)


def ask(client, verb, url):
    answer = client.generic(verb, url)
    answer.body = b"".join(answer)  # to the end, so that files are closed
    return answer


def test_a_route_answers_its_methods_and_405_to_all_others(world):
    """GET and POST, where it has them, are asked by `test_each_role_gets_what_the_rows_say`."""
    found = {}
    for route, url in addresses(world):
        client, others = world.client("alice"), [verb for verb in METHODS if verb not in route.methods]
        with world.undone():
            answers = {verb: ask(client, verb, url) for verb in {*others, "HEAD"}}
        refused = [verb for verb, answer in answers.items() if answer.status_code == 405]
        if sorted(refused) != sorted(others):
            found[route.name] = refused
        for verb in refused:
            assert answers[verb]["Allow"] == ", ".join(route.methods)
    assert found == {}


def test_staff_go_to_their_second_step_before_any_page_for_staff(world):
    half = Client()
    half.force_login(world.cast["dana"])
    answers = {
        (route.name, verb): ask(half, verb, url)
        for route, url in addresses(world)
        for verb in route.methods
        if route.access == access.STAFF
    }
    assert len(answers) >= 10
    assert {answer.headers.get("Location", "").split("?")[0] for answer in answers.values()} == {
        reverse("accounts:prove")
    }


def test_whoever_has_not_agreed_to_the_terms_is_asked_first(world):
    """Except where the rights of a person are: terms, leaving, proving, their data."""
    Person.objects.filter(pk=world.cast["alice"].pk).update(terms_version="")
    open_without = set()
    for route, url in addresses(world):
        if route.access == access.SIGNED_IN:
            verb = route.methods[0]
            with world.undone():
                answer = ask(world.client("alice"), verb, url)
            if answer.headers.get("Location", "").split("?")[0] != reverse("accounts:terms"):
                open_without.add(route.name)
    assert open_without == {
        "accounts:authenticator",
        "accounts:consents",
        "accounts:prove",
        "accounts:prove_passkey",
        "accounts:recovery_codes",
        "accounts:sign_out",
        "accounts:sign_out_everywhere",
        "accounts:terms",
        "privacy:data",
        "privacy:download",
        "privacy:erase",
    }


# Mail programs press the button themselves (RFC 8058), the signed link is the permission; a provider of SMS shows its
# secret, and so does a device that sends answers; answers that waited for a network are sent long after a token of a
# form has passed.
EXEMPT = {
    "collect:submission",
    "exchange:stop_search",
    "notify:stop",
    "notify:sms",
    "organisations:stop_follow",
    "questionnaires:app_submission",
    "questionnaires:collect_submission",
}
PROGRAMS = {
    "collect:submission",
    "notify:sms",
    "questionnaires:app_submission",
    "questionnaires:collect_submission",
}  # nobody is shown a form that goes there


@pytest.mark.parametrize("role", ["anonymous", "alice", "dana"])
def test_no_form_is_taken_from_another_site(world, role):
    """Each POST without a token is a 403 page that says what to do, whoever sends it."""
    taken, sentence = set(), errors.csrf_failure(RequestFactory().get("/"), "").content.decode()
    sentence = re.search(r"<p>(.+?)</p>", sentence)[1]
    for route, url in addresses(world):
        if "POST" in route.methods:
            data = ROWS[route.name].data
            with world.undone():
                answer = world.client(role, enforce_csrf_checks=True).post(url, data(world.alices))
            page = b"".join(answer).decode()
            if answer.status_code != 403 or sentence not in page or not CODE.search(page):
                taken.add(route.name)
    assert taken == EXEMPT


# Why a second press of these does no harm, although they carry no key.
WITHOUT_KEY = {
    "a code or challenge works once, and the wrong try must stay counted": {
        "accounts:add_method_code",
        "accounts:add_passkey",
        "accounts:authenticator",
        "accounts:join",
        "accounts:join_with",
        "accounts:prove",
        "accounts:prove_passkey",
        "accounts:second_step",
        "accounts:sign_in_code",
        "accounts:sign_in_passkey",
        "organisations:claim_code",
    },
    "speaks to other machines or processes meanwhile; limits and the service make it one": {
        "accounts:add_method",
        "accounts:sign_in",
        "accounts:sign_in_again",
        "conversations:conversation",
        "organisations:claim",
        "organisations:claim_document",
        "organisations:handover_document",
        "organisations:verify_by",
        "organisations:follow",
        "organisations:import_mended",
        "organisations:imports",
    },
    "each press makes another, shown once, and the list shows both": {
        "accounts:new_token",
        "questionnaires:devices",
        "notify:new_webhook",
        "notify:webhook_secret",
    },
    "counts everything first, and what has not changed is not published again": {"surveys:publish"},
    "looks something up and leads there": {
        "accounts:persons",
        "organisations:join",
        "organisations:verify",
    },
    "ends the same however often": {
        "accounts:recovery_codes",
        "accounts:sign_out",
        "accounts:sign_out_everywhere",
        "collect:submission",
        "exchange:stop_search",
        "notify:sms",
        "notify:stop",
        "organisations:confirm_follow",
        "organisations:stop_follow",
        "privacy:download",
        "privacy:erase",
        "questionnaires:app_submission",
        "questionnaires:collect_submission",
    },
}


def test_every_form_does_it_once_or_says_why_not():
    assert {one.name for one in routes() if "POST" in one.methods and not one.once} == set.union(
        *WITHOUT_KEY.values()
    )


@pytest.mark.parametrize("role", ["alice", "dana"])
def test_every_form_on_a_page_has_its_token_and_where_it_counts_its_key(world, role):
    """As drawn: the forms of every page that this person can open."""
    seen, lacking = set(), set()
    for route, url in addresses(world):
        page = ask(world.client(role), "GET", url).body.decode("utf-8", "replace")
        for form in re.findall(r"<form\b.*?</form>", page, re.DOTALL):
            if 'method="post"' not in form.partition(">")[0] or route.name == "ui:style":
                continue
            goal = goal_of(form, url)
            seen.add(goal.view_name)
            wants = ["csrfmiddlewaretoken"] + ["form_key"] * getattr(goal.func, "once", False)
            lacking |= {(route.name, goal.view_name, name) for name in wants if f'name="{name}"' not in form}
    with_page = EXEMPT - PROGRAMS
    assert lacking == {(name, name, "csrfmiddlewaretoken") for name in with_page}
    assert len(seen) >= 15


def told(response):
    parts = [part.split() for part in response["Content-Security-Policy"].split(";")]
    return {name: values for name, *values in parts}


@pytest.mark.parametrize("role", ["anonymous", "alice", "dana"])
def test_every_answer_tells_the_browser_how_careful_to_be(world, settings, role):
    """Pages, redirects, refusals and errors alike; files say even less is allowed."""
    kinds = set()
    for route, url in [*addresses(world), (None, "/no/such/page/"), (None, "/static/build/ui.css")]:
        with world.undone():
            answer = ask(world.client(role), route.methods[0] if route else "GET", url)
        kinds.add(answer.status_code)
        place = url if route is None else route.name
        expected = (
            SANDBOX_TOLD
            if place.startswith("files:") and answer.status_code == 200
            else settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        )
        if place == "organisations:embed":  # the one page that stands on other sites
            assert told(answer) == {**expected, "frame-ancestors": ["*"]}
            assert "X-Frame-Options" not in answer
        elif place in {"questionnaires:app", "questionnaires:collect"}:  # previews of photos that were chosen
            images = [*expected["img-src"], "blob:"]
            assert told(answer) == {**expected, "img-src": images, "media-src": ["'self'", "blob:"]}
        elif not place.startswith("/static/"):
            assert told(answer) == expected, place
            assert answer["X-Frame-Options"] == "DENY", place
        assert answer["X-Content-Type-Options"] == "nosniff", place
        assert answer["Referrer-Policy"] == "same-origin", place
    assert {200, 302, 404} <= kinds


# Planted faults: with one check taken out, the matrix must be red.


def tried(world, name, role):
    return differences(world, {name: ROWS[name]}, [role])


RULES = {
    "files.read": "files:file get Alice's as charlie: o instead of h",
    "organisations.see": "organisations:members get Erin's as charlie: o instead of h",
    "organisations.edit": "organisations:question post Alice's as charlie: G instead of h",
    "organisations.manage_members": "organisations:invite post Erin's as charlie: G instead of h",
}


@pytest.mark.parametrize("rule", RULES)
def test_the_matrix_turns_red_without_one_rule(world, monkeypatch, rule):
    """The twin: this rule allows everything."""
    expected = RULES[rule]
    monkeypatch.setitem(permissions._rules, rule, predicate(lambda actor, obj=None: True))
    assert expected in tried(world, expected.split()[0], "charlie")


def test_the_matrix_turns_red_when_a_page_for_staff_is_open(world, monkeypatch):
    monkeypatch.setattr(queue_views.house_jobs, "access", access.PUBLIC)
    assert "queue:jobs get the page as anonymous: o instead of s" in tried(world, "queue:jobs", "anonymous")


def test_the_matrix_turns_red_when_anothers_object_is_found_without_asking_whose(world, monkeypatch):
    everybodys = lambda person: UserSession.objects.all()  # noqa: E731
    monkeypatch.setattr("ngo2.accounts.queries.live_sessions", everybodys)
    found = tried(world, "accounts:end_session", "charlie")
    assert "accounts:end_session post Erin's as charlie: G instead of h" in found


def test_the_matrix_turns_red_when_an_object_is_found_below_the_address_of_others(world, monkeypatch):
    """Alice may invite to her own group; the invitations of Erin are not reached through it."""
    anybodys = lambda record, pk: Invitation.objects.select_related("organisation").get(pk=pk)  # noqa: E731
    monkeypatch.setattr("ngo2.organisations.views.invitations._of", anybodys)
    found = tried(world, "organisations:invitation", "alice")
    assert "organisations:invitation get Erin's below Alice's as alice: o instead of h" in found


def test_the_matrix_turns_red_when_a_refusal_says_more_than_nothing_there(world, monkeypatch):
    def talkative(self, request, error):
        return errors.page(request, 404, f"You asked for {error}.")

    monkeypatch.setattr(errors.RefusalMiddleware, "process_exception", talkative)
    found = tried(world, "files:file", "charlie")
    assert found[0] == "files:file get Alice's as charlie: hidden, but other words than for nothing"


@pytest.mark.parametrize("role", ["alice", "dana"])
def test_no_cache_keeps_a_page_for_one_person(world, role):
    """On a shared computer or behind a proxy: what is not for everybody is gone after signing out."""
    kept, opened = set(), 0
    for route, url in addresses(world):
        if route.access != access.PUBLIC:
            with world.undone():
                answer = ask(world.client(role), route.methods[0], url)
            opened += answer.status_code == 200
            careful = {"no-store", "private"} & set(re.split(r"[,\s]+", answer.get("Cache-Control", "")))
            if answer.status_code == 200 and not careful:
                kept.add(route.name)
    assert kept == set()
    assert opened >= 15


def test_kept_pages_of_the_public_are_the_same_for_everybody(world):
    """Byte for byte, whoever asks, and no cookie is given or asked for."""
    views = [(route, url) for route, url in addresses(world) if route.access == access.PUBLIC]
    kept = 0
    for route, url in views:
        answers = [ask(world.client(role), route.methods[0], url) for role in ("anonymous", "alice", "dana")]
        if "public" in answers[0].get("Cache-Control", ""):
            kept += 1
            assert len({(one.status_code, one.body, one.get("ETag")) for one in answers}) == 1, route.name
            assert not any(one.cookies or "Cookie" in one.get("Vary", "") for one in answers), route.name
    assert kept >= 8
