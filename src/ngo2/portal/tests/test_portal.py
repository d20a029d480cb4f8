import gzip
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils import timezone

from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.organisations.models import Claim, Membership, Organisation
from ngo2.organisations.services import (
    NewOrganisation,
    assert_facts,
    create_organisation,
    create_organisations,
)
from ngo2.organisations.sources import PROPOSAL, Source

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[4]
LIST = Source("import", "Hubei 2020")


@pytest.fixture(autouse=True)
def fresh_pages():
    cache.clear()


@pytest.fixture
def listed(db):
    rows = [
        NewOrganisation(
            {"name_zh": "江岸书屋", "kind": "grassroots_ngo", "division": "420102", "causes": ["reading"]},
            "1",
        ),
        NewOrganisation(
            {"name_zh": "襄城敬老会", "kind": "foundation", "division": "420602", "causes": ["reading"]}, "2"
        ),
        NewOrganisation({"name_zh": "昆明绿色", "kind": "company", "division": "530102"}, "3"),
        NewOrganisation({"name_en": "Bristol Books", "kind": "grassroots_ngo", "country": "GB"}, "4"),
    ]
    return [made.organisation for made in create_organisations(SYSTEM, rows, source=LIST, dataset="d")]


@pytest.fixture
def ants(alice):
    return create_organisation(
        person_actor(alice), facts={"name_zh": "山蚁", "kind": "grassroots_ngo", "division": "451228"}
    )


def test_home_counts_what_is_there_and_nothing_else(client, listed, ants):
    page = client.get("/en/")
    assert page.context["numbers"] == [
        (5, "organisations"),
        (3, "provinces with organisations"),
        (1, "confirmed this month"),
    ]
    assert page.context["latest_title"] == "Lately confirmed"
    assert page.context["entries"][0].name == "山蚁"
    assert page.text.count('class="t') >= 34


def test_confirmed_last_month_is_not_counted_as_this_month(client, ants):
    Organisation.objects.update(confirmed_at=timezone.now() - timedelta(days=32))
    assert client.get("/en/").context["numbers"][2][0] == 0


def test_every_suggested_search_finds_something(client, listed):
    tries = client.get("/").context["tries"]
    assert [label for label, _url in tries] == ["湖北省 教育", "教育", "基金会"]
    for _label, url in tries:
        assert client.get(url).context["total"] > 0


def test_an_empty_home_says_what_to_do_first(client, db):
    page = client.get("/en/")
    assert page.status_code == 200
    assert "The directory is still empty" in page.text
    assert page.context["tries"] == []


def test_home_asks_the_database_as_often_for_three_as_for_one(client, listed, django_assert_num_queries):
    Organisation.objects.exclude(name="江岸书屋").update(state=Organisation.CLOSED)
    with django_assert_num_queries(12):
        client.get("/")
    Organisation.objects.update(state=Organisation.ACTIVE)
    cache.clear()
    with django_assert_num_queries(12):
        client.get("/")


def test_X1_home_is_within_the_budget(client, listed):
    styles = b"".join(path.read_bytes() for path in sorted((ROOT / "frontend" / "css").glob("*.css")))
    for url in ("/", "/en/", "/about/", "/about/licence/"):
        page = client.get(url, headers={"accept-encoding": ""})
        assert len(gzip.compress(page.content, 6)) + len(gzip.compress(styles, 6)) <= 28_000, url


def test_about_says_who_sees_what_and_what_the_law_says(client):
    page = client.get("/en/about/")
    assert "the county, never more" in page.text
    assert "not legal advice" in page.text
    assert "yescallop/areacodes" in client.get("/en/about/licence/").text


def test_mine_needs_a_person(client, db):
    assert client.get("/me/").status_code == 302


def test_mine_begins_with_three_ways_for_who_runs_nothing(client, charlie, ants):
    client.force_login(charlie)
    page = client.get("/en/me/")
    assert page.status_code == 200
    for said in (
        "Hello, Charlie",
        "You do not run a page here yet",
        "Look for your organisation.",
        "Sign out",
    ):
        assert said in page.text
    assert "山蚁" not in page.text
    assert page.context["staff_links"] == []


def test_mine_shows_my_organisations_and_what_to_do_next(client, alice, charlie, ants):
    assert_facts(person_actor(charlie), ants, {"phone": "0778-2260217"}, source=PROPOSAL)
    Organisation.objects.update(facts=_aged(ants))
    client.force_login(alice)
    held = client.get("/en/me/").context["held"]
    assert [(one.membership.organisation.name, one.role, one.may_edit) for one in held] == [
        ("山蚁", "owner", True)
    ]
    assert [step.text for step in held[0].steps] == [
        "Decide on 1 proposed correction",
        "Confirm 3 facts that have become old",
        "Say in two sentences what you do",
    ]


def _aged(organisation):
    organisation.refresh_from_db()
    old = (timezone.now() - timedelta(days=5000)).isoformat()
    return {key: fact | {"changed": old, "confirmed": old} for key, fact in organisation.facts.items()}


def test_a_viewer_is_not_asked_to_do_anything(client, bob, ants):
    Membership.objects.create(organisation=ants, person=bob, role=Membership.VIEWER, since=timezone.now())
    client.force_login(bob)
    held = client.get("/en/me/").context["held"]
    assert [(one.role, one.steps, one.may_edit) for one in held] == [("viewer", [], False)]


def test_a_suspended_membership_is_not_mine(client, alice, ants):
    Membership.objects.update(suspended_at=timezone.now())
    client.force_login(alice)
    assert client.get("/me/").context["held"] == []


def test_a_claim_that_waits_is_shown(client, erin, listed):
    Claim.objects.create(organisation=listed[2], person=erin, proof=Claim.STAFF, made_at=timezone.now())
    client.force_login(erin)
    page = client.get("/en/me/")
    assert "昆明绿色" in page.text
    assert "You do not run a page here yet" not in page.text


def test_the_platform_team_finds_its_pages(client, dana):
    client.force_login(dana)
    labels = [label for label, _url in client.get("/en/me/").context["staff_links"]]
    assert "Today: what waits for us" in labels


def test_mine_asks_as_often_for_three_organisations_as_for_one(
    client, alice, ants, django_assert_num_queries
):
    client.force_login(alice)
    client.get("/me/")
    with django_assert_num_queries(MINE):
        client.get("/me/")
    for name in ("乙", "丙"):
        create_organisation(person_actor(alice), facts={"name_zh": name, "kind": "company"})
    with django_assert_num_queries(MINE):
        assert len(client.get("/me/").context["held"]) == 3


MINE = 19
