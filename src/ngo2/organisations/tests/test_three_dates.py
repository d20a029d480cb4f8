"""D4: updated is not verified. The three dates in every output: page, edit page, history, API, file, JSON-LD."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.organisations.models import Organisation
from ngo2.organisations.services import assert_facts
from ngo2.organisations.tests.conftest import LIST
from ngo2.organisations.tests.seen import json_ld, seen
from ngo2.organisations.tests.test_freshness import backdate

pytestmark = pytest.mark.django_db


@pytest.fixture
def changed_by_a_list(group, alice):
    """Confirmed 100 days ago by Alice; today a list says two things, one of them new."""
    assert_facts(person_actor(alice), group, {"phone": "0778-2260217", "email": "a@example.org"})
    group.refresh_from_db()
    backdate(group, 100, changed_at=timezone.now() - timedelta(days=100))
    assert_facts(SYSTEM, group, {"staff": 3, "phone": "0778-2260217"}, source=LIST)
    group.refresh_from_db()
    return group


def day(days_ago=0):
    return timezone.localdate(timezone.now() - timedelta(days=days_ago)).isoformat()


def test_D4_last_verified_differs_from_updated_at(changed_by_a_list, client, alice):
    one = changed_by_a_list
    assert [timezone.localdate(at).isoformat() for at in (one.confirmed_at, one.changed_at)] == [
        day(100),
        day(),
    ]
    row = next(
        csv.DictReader(
            io.StringIO(client.get("/en/organisations/download.csv").getvalue().decode("utf-8-sig"))
        )
    )
    labels = ("Confirmed on", "Changed on", "Imported on")
    assert [row.get(name, row.get(name.lower().split()[0])) for name in labels] == [day(100), day(), day()]
    listed = client.get("/api/v1/organisations?lang=en").json()["items"][0]
    assert (listed["confirmed_at"][:10], listed["changed_at"][:10]) != (listed["changed_at"][:10],) * 2
    assert listed["confirmed_at"] == one.confirmed_at.isoformat()
    page = client.get(f"/en/organisations/{one.pk}/")
    about = json_ld(page)["mainEntityOfPage"]
    assert (about["lastReviewed"], about["dateModified"]) == (day(100), day())
    assert f"last confirmed on {day(100)}" in seen(page) or f"confirmed on {day(100)}" in seen(page)
    assert f"confirmed on {day()}" not in seen(page)


def test_D4_a_fact_that_a_list_said_is_imported_everywhere_and_confirmed_nowhere(
    changed_by_a_list, client, alice
):
    one = changed_by_a_list
    said = client.get(f"/api/v1/organisations/{one.pk}").json()["facts"]["staff"]
    assert (said["confirmed"], said["imported"] is not None, said["changed"]) == (
        None,
        True,
        said["imported"],
    )
    client.force_login(alice)
    cache.clear()
    for page in (f"/en/organisations/{one.pk}/", f"/en/organisations/{one.pk}/edit/"):
        words = seen(client.get(page))
        assert "Paid staff 3 imported this month imported list" in words
    assert "imported · imported list" in seen(client.get(f"/en/organisations/{one.pk}/history/"))


def test_D4_a_list_that_says_the_same_again_changes_and_confirms_nothing(group):
    backdate(group, 50, changed_at=timezone.now() - timedelta(days=50))
    before = Organisation.objects.get(pk=group.pk)
    assert_facts(SYSTEM, group, {"phone": "0778-2260217"}, source=LIST)
    group.refresh_from_db()
    assert (group.changed_at, group.confirmed_at) == (before.changed_at, before.confirmed_at)
    assert group.facts["phone"]["imported"] > before.facts["phone"]["imported"]
    assert group.facts["phone"]["changed"] == before.facts["phone"]["changed"]


def test_confirming_changes_nothing_but_confirms(group, alice):
    backdate(group, 50, changed_at=timezone.now() - timedelta(days=50))
    before = Organisation.objects.get(pk=group.pk)
    assert_facts(person_actor(alice), group, {"phone": "0778-2260217"})
    group.refresh_from_db()
    assert group.changed_at == before.changed_at
    assert timezone.localdate(group.confirmed_at) == timezone.localdate()


# Directory


def names(page):
    return [one.name for one in page.context["entries"]]


@pytest.fixture
def three(imported, alice):
    found = {}
    for key, name in (("fresh", "丙"), ("stale", "甲"), ("unconfirmed", "乙")):
        found[key] = imported(name_zh=name, phone=f"0778-226021{len(found)}")
    for key in ("fresh", "stale"):
        assert_facts(SYSTEM, found[key], {k: one["v"] for k, one in found[key].facts.items()})
    found["stale"].refresh_from_db()
    backdate(found["stale"], 3000, grade="stale")
    # Confirmed in part only today: later than the fresh one, and still not before it.
    Organisation.objects.filter(pk=found["stale"].pk).update(
        confirmed_at=timezone.now() + timedelta(seconds=5)
    )
    cache.clear()
    return found


def test_fresh_records_come_first_and_the_list_is_filtered_by_freshness(client, three):
    page = client.get("/en/organisations/")
    assert names(page) == ["丙", "甲", "乙"]
    facet = next(options for name, options in page.context["facets"] if name == "How fresh it is")
    assert [(one.label, one.count) for one in facet] == [
        ("Any age", None),
        ("fresh", 1),
        ("out of date", 1),
        ("not confirmed", 1),
    ]
    assert names(client.get(facet[2].url)) == ["甲"]
    assert names(client.get("/organisations/?freshness=nonsense")) == ["丙", "甲", "乙"]
    api = client.get("/api/v1/organisations?freshness=fresh").json()
    assert [one["name"] for one in api["items"]] == ["丙"]
    assert client.get("/api/v1/organisations?freshness=nonsense").status_code == 422
    file = client.get("/en/organisations/download.csv?freshness=unconfirmed").getvalue().decode("utf-8-sig")
    assert [row["name"] for row in csv.DictReader(io.StringIO(file))] == ["乙"]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/en/organisations/{}/", "Out of date: last confirmed on"),
        ("/organisations/{}/", "20"),
    ],
)
def test_the_page_tells_the_grade_with_its_date(client, three, address, words):
    page = client.get(address.format(three["stale"].pk))
    assert words in page.context["grade"]
    assert page.context["grade"] in seen(page)
    assert "Not confirmed yet" in seen(client.get(f"/en/organisations/{three['unconfirmed'].pk}/"))


def test_the_owner_sees_what_freshness_brings_before_it_bites(client, group, alice):
    client.force_login(alice)
    assert "Yours is not among them now. Confirm 3 facts to get there." in seen(
        client.get(f"/en/organisations/{group.pk}/edit/")
    )
    assert_facts(person_actor(alice), group, {key: one["v"] for key, one in group.facts.items()})
    for address in (f"/en/organisations/{group.pk}/edit/", "/en/me/"):
        words = seen(client.get(address))
        assert "Listed first in the directory until 20" in words
        assert "to stay." in words
