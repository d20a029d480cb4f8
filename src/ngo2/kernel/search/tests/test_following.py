"""The index follows the journal: what is in it, what leaves it, and that it comes back."""

import shutil

import pytest
from django.utils import timezone

from ngo2.kernel.journal import chain
from ngo2.kernel.journal.models import Seal
from ngo2.kernel.journal.services import record
from ngo2.kernel.search import building, following, places, queries
from ngo2.kernel.search.engine import Ask
from ngo2.kernel.search.nouns import nouns
from ngo2.lib.actors import SYSTEM
from ngo2.organisations.models import Organisation
from ngo2.organisations.services import assert_facts
from ngo2.organisations.sources import Source

pytestmark = pytest.mark.django_db
STAFF = Source("staff")


def say(organisation, **facts):
    assert_facts(SYSTEM, organisation, facts, source=STAFF)


def leave(organisation, state):
    organisation.state = state
    organisation.save()
    record(SYSTEM, "organisations.facts.changed", organisation, scope=organisation.scope)


def test_without_an_index_there_is_none_and_the_worker_makes_one(folder, many, follow, names):
    many({"name_zh": "江岸书屋"})
    assert queries.search(Ask("江岸"), 5) is None
    follow()
    assert names("江岸") == ["江岸书屋"]
    assert queries.size() == 1


def test_without_a_folder_nothing_is_done(db, settings):
    assert settings.NGO2_SEARCH_DIR == ""
    assert following.tick() is False
    assert queries.settled(Ask("a")) is None


def test_a_change_is_found_and_what_was_before_is_not(many, follow, names):
    one, _other = many({"name_zh": "江岸书屋"}, {"name_zh": "襄城敬老会"})
    follow()
    say(one, name_zh="隆中书院", summary_zh="每周六给孩子讲故事")
    follow()
    assert [names(text) for text in ("江岸", "隆中", "讲故事", "敬老")] == [
        [],
        ["隆中书院"],
        ["隆中书院"],
        ["襄城敬老会"],
    ]


@pytest.mark.parametrize("state", [Organisation.CLOSED, Organisation.MERGED])
def test_who_is_closed_or_merged_leaves(many, follow, names, state):
    one, other = many({"name_zh": "江岸书屋"}, {"name_zh": "江岸敬老会"})
    follow()
    leave(one, state)
    follow()
    assert names("江岸") == ["江岸敬老会"]
    assert queries.size() == 1
    leave(one, Organisation.ACTIVE)
    follow()
    assert sorted(names("江岸")) == ["江岸书屋", "江岸敬老会"]
    assert other.pk


def test_of_two_that_became_one_both_are_looked_at(many):
    one, other = many({"name_zh": "江岸书屋"}, {"name_zh": "江岸敬老会"})
    Organisation.objects.filter(pk=one.pk).update(merged_into=other, state=Organisation.MERGED)
    from ngo2.kernel.search.nouns import Change

    for entry in (one, other):
        change = Change("organisations.merged", entry.scope, "organisations.organisation", str(entry.pk))
        assert set(nouns["organisations"].changed(change)) == {one.pk, other.pk}


def test_a_hidden_record_is_found_by_nothing_that_its_page_does_not_tell(many, follow, names):
    (one,) = many(
        {
            "name_zh": "晨光之家",
            "division": "420503",
            "phone": "0717-6220217",
            "address": "宜昌市伍家岗区夷陵路188号",
            "credit_code": "53330000501874064B",
            "service_area": {"divisions": ["420503"]},
        }
    )
    private = ("宜昌", "伍家岗", "Yichang", "yichang", "0717", "6220217", "夷陵路", "53330000501874064B")
    follow()
    assert names("宜昌") == ["晨光之家"]
    say(one, sensitivity="hidden")
    follow()
    assert {text: names(text) for text in private} == {text: [] for text in private}
    assert names("湖北") == names("晨光") == ["晨光之家"]
    assert queries.search(Ask("晨光", facets={"area2": ("420500",)}), 5).total == 0
    near = Ask("晨光", near=queries.Near(30.7, 111.3, 500))
    assert queries.search(near, 5).total == 0


def test_who_is_not_consented_is_near_the_centre_of_the_county_only(many, follow):
    (one,) = many(
        {"name_zh": "晨光之家", "division": "420503", "point": {"lat": 30.64, "lng": 111.42, "crs": "wgs84"}}
    )
    follow()
    one.refresh_from_db()
    found = queries.search(Ask(near=queries.Near(30.64, 111.42, 100)), 5)
    assert found.hits[0].km == pytest.approx(
        queries.search(Ask(near=queries.Near(one.shown_lat, one.shown_lng, 100)), 5).hits[0].km
        + _away(one, 30.64, 111.42),
        abs=0.01,
    )
    assert found.hits[0].km > 0.1


def _away(one, lat, lng):
    from ngo2.kernel.search.cells import kilometres

    return kilometres(lat, lng, one.shown_lat, one.shown_lng)


def test_a_deleted_index_comes_back_by_itself(folder, many, follow, names):
    many({"name_zh": "江岸书屋"})
    follow()
    shutil.rmtree(folder)
    assert queries.settled(Ask("江岸")) is None
    follow()
    assert names("江岸") == ["江岸书屋"]


@pytest.mark.parametrize("broken", ["meta.json", "*.store", "*.term"])
def test_a_broken_index_is_no_error_and_comes_back(folder, many, follow, names, broken):
    many({"name_zh": "江岸书屋"})
    follow()
    following.let_go()
    queries._forget()
    for file in places.current().glob(broken):
        file.write_bytes(b"{}")
    queries.settled(Ask("江岸"))  # an answer or none, never an error
    follow()
    assert names("江岸") == ["江岸书屋"]


def test_an_index_of_another_journal_is_made_anew(folder, many, follow, names):
    """After a restore the journal says something else than the index has followed."""
    many({"name_zh": "江岸书屋"})
    follow()
    before = places.current()
    following.let_go()
    Seal.objects.update(digest="0" * 64)
    follow()
    assert places.current() != before
    assert names("江岸") == ["江岸书屋"]


def test_a_new_edition_of_the_fields_is_made_anew_and_the_old_one_goes(
    folder, many, follow, names, monkeypatch
):
    many({"name_zh": "江岸书屋"})
    follow()
    monkeypatch.setattr(places, "edition", lambda: "other")
    following.let_go()
    follow()
    assert names("江岸") == ["江岸书屋"]
    assert [path.name.split("-")[1] for path in folder.iterdir() if path.is_dir()] == ["other"]


def test_a_build_that_was_interrupted_goes_on(folder, many, follow, names, monkeypatch):
    """What was changed meanwhile is followed from the journal afterwards."""
    made = many(*({"name_zh": f"江岸书屋{n}"} for n in range(5)))
    while chain.seal():
        pass
    monkeypatch.setattr(building, "STEP", 2)
    build = building.Build()
    step = next(build.steps(2))
    build.add(*step, building.lines_of(*step))
    build.stop()
    say(made[0], name_zh="隆中书院")
    again = building.Build()
    assert [pks for _, pks in again.steps(10)] == [[one.pk for one in made[2:]]]
    again.stop()
    follow()
    assert len(names("江岸")) == 4
    assert names("隆中") == ["隆中书院"]


def test_following_twice_is_following_once(many, follow, names):
    (one,) = many({"name_zh": "江岸书屋"})
    follow()
    say(one, summary_zh="读书")
    say(one, summary_zh="读书和写字")
    follow()
    follow()
    assert names("江岸") == ["江岸书屋"]
    assert queries.size() == 1


def test_pages_that_show_what_is_found_are_made_anew(many, follow, client):
    (one,) = many({"name_zh": "江岸书屋"})
    follow()
    assert "江岸书屋" in client.get("/search/?q=江岸").text.replace("<mark>", "").replace("</mark>", "")
    say(one, name_zh="隆中书院")
    follow()
    assert "江岸书屋" not in client.get("/search/?q=江岸").text.replace("<mark>", "").replace("</mark>", "")


def test_who_is_confirmed_comes_a_little_before_who_is_not(many, follow, names):
    one, two = many({"name_zh": "江岸书屋"}, {"name_zh": "江岸学屋"})
    Organisation.objects.filter(pk=two.pk).update(confirmed_at=timezone.now())
    follow()
    assert names("江岸") == ["江岸学屋", "江岸书屋"]
    assert one.pk < two.pk
