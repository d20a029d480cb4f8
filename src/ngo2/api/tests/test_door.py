"""What stands before each operation: language, tokens, ETags, other sites, limits, methods."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ngo2.accounts.models import ApiToken, Person
from ngo2.accounts.services import revoke_token
from ngo2.api import door
from ngo2.kernel.limits.models import Spent
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.organisations.services import assert_facts
from ngo2.organisations.sources import OWNER

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "accepted", "name"),
    [("", "", "中国"), ("?lang=en", "zh", "China"), ("?lang=zh", "en", "中国"), ("", "en", "China"),
     ("", "fr, en-GB;q=0.8, zh;q=0.9", "中国"), ("", "fr", "中国"), ("", "zh-CN,zh;q=0.9,en;q=0.8", "中国"),
     ("", ";;;q=x", "中国")],
)  # fmt: skip
def test_the_language_of_names(ask, imported, query, accepted, name):
    imported()
    answer = ask(f"organisations{query}", {"Accept-Language": accepted} if accepted else {})
    assert answer.json()["items"][0]["country"]["name"] == name
    assert answer["Content-Language"] == ("en" if name == "China" else "zh-hans")
    assert "Accept-Language" in answer["Vary"]


def test_an_answer_that_has_not_changed_is_304_without_model_or_session(
    ask, imported, django_assert_num_queries
):
    one = imported()
    for path in ("organisations", f"organisations/{one.pk}"):
        tag = ask(path)["ETag"]
        with django_assert_num_queries(2) as asked:
            again = ask(path, {"If-None-Match": tag})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
        assert all("ui_pageversion" in query["sql"] for query in asked)
        assert again["Access-Control-Allow-Origin"] == "*"
        assert ask(path, {"If-None-Match": tag, "Accept-Language": "en"}).status_code == 200
        assert_facts(SYSTEM, one, {"staff": 3 + len(path)}, source=OWNER)
        assert ask(path, {"If-None-Match": tag}).status_code == 200


def test_other_sites_may_read_what_is_public(ask, imported, token, alice):
    one = imported()
    for path in (
        "organisations",
        f"organisations/{one.pk}",
        "causes",
        "divisions",
        "openapi.json",
        "datasets",
    ):
        answer = ask(path, {"Origin": "https://elsewhere.example"})
        assert answer["Access-Control-Allow-Origin"] == "*", path
        assert "Access-Control-Allow-Credentials" not in answer
        assert answer.cookies == {}
        own = ask(path, token(alice) | {"Origin": "https://elsewhere.example"})
        assert (own.status_code, "Access-Control-Allow-Origin" in own) == (200, False), path


def test_a_session_changes_nothing(ask, client, group, alice):
    public = ask(f"organisations/{group.pk}").content
    client.force_login(alice)
    assert ask(f"organisations/{group.pk}").content == public


@pytest.mark.parametrize("verb", ["post", "put", "patch", "delete", "options"])
def test_nothing_can_be_changed(client, verb):
    answer = getattr(client, verb)("/api/v1/causes")
    assert (answer.status_code, answer["Content-Type"], answer["Allow"]) == (
        405, "application/problem+json", "GET, HEAD"
    )  # fmt: skip


def test_head_is_get_without_a_body(client, imported):
    imported()
    whole, head = client.get("/api/v1/organisations"), client.head("/api/v1/organisations")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", whole["ETag"])


@pytest.mark.parametrize(
    "path",
    ["nothing", "organisations/x", "organisations/1/2", "divisions/%2F", "causes/", "needs/a%0A%0Db", "%0A"],
)
def test_other_addresses_are_answered_in_words_of_programs(ask, path):
    answer = ask(path)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


# Tokens that do not work


def refused(ask, headers):
    answer = ask("causes", headers)
    return (answer.status_code, answer.get("WWW-Authenticate"), answer["Content-Type"]) == (
        401, 'Bearer realm="NGO 2.0"', "application/problem+json",
    )  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Basic YTpi",
        "bearer ngo2_000000_00",
        "x" * 5000,
        "Bearer \udcff",
        "诶",
    ],
)
def test_what_is_no_token_is_refused_and_not_taken_for_nobody(ask, said):
    assert refused(ask, {"Authorization": said})


def test_a_token_that_was_taken_back_has_run_out_or_whose_person_is_suspended(ask, token, alice):
    headers = token(alice)
    assert ask("causes", headers).status_code == 200
    Person.objects.filter(pk=alice.pk).update(is_active=False)
    assert refused(ask, headers)
    Person.objects.filter(pk=alice.pk).update(is_active=True)
    assert ask("causes", headers).status_code == 200
    ApiToken.objects.update(expires_at=timezone.now())
    assert refused(ask, headers)
    ApiToken.objects.update(expires_at=timezone.now() + timedelta(days=1))
    revoke_token(person_actor(alice), alice, ApiToken.objects.get().pk)
    assert refused(ask, headers)


def test_the_day_of_its_last_use_is_kept(ask, token, alice):
    headers = token(alice)
    assert ApiToken.objects.get().last_used_on is None
    ask("causes", headers)
    assert ApiToken.objects.get().last_used_on == timezone.localdate()


# Limits


@pytest.fixture
def three(settings):
    settings.NGO2_API_REQUESTS = 3


def test_limits_are_exact_and_heal(ask, three):
    assert [ask(f"divisions/{code}").status_code for code in (420000, 420100, 420600, 430000, 440000)] == [
        200, 200, 200, 429, 429,
    ]  # fmt: skip
    answer = ask("causes")
    assert answer["Content-Type"] == "application/problem+json"
    assert 1 <= int(answer["Retry-After"]) <= 600
    Spent.objects.update(since=timezone.now() - door.PERIOD - timedelta(seconds=1))
    assert ask("causes").status_code == 200


def test_what_has_not_changed_counts_as_nothing(ask, three):
    tag = ask("causes")["ETag"]
    assert {ask("causes", {"If-None-Match": tag}).status_code for _time in range(9)} == {304}


def test_a_forged_header_changes_nothing_and_another_address_is_another(ask, three):
    for number in range(3):
        ask("causes", {"X-Forwarded-For": f"1.2.3.{number}"})
    assert ask("causes", {"X-Forwarded-For": "9.9.9.9"}).status_code == 429
    assert ask("causes", REMOTE_ADDR="198.51.100.7").status_code == 200


def test_a_token_has_its_own_larger_limit(ask, three, token, alice, charlie):
    for _time in range(3):
        ask("causes")
    headers = token(alice)
    assert [ask("causes", headers).status_code for _time in range(10)] == [200] * 9 + [429]
    assert ask("causes", token(charlie)).status_code == 200
    assert ask("causes").status_code == 429
