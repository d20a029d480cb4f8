"""How old a record is, as a whole: its grade, when it falls, and what would bring it back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from ngo2.kernel.journal.models import Entry
from ngo2.kernel.ui.pages import versions
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.organisations import freshness, unlocks
from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.freshness import AGEING, FRESH, GRADES, STALE, UNCONFIRMED
from ngo2.organisations.manifest.unlocks import LISTED_FIRST
from ngo2.organisations.models import Organisation
from ngo2.organisations.services import NewOrganisation, assert_facts, create_organisations
from ngo2.organisations.services.ageing import age_records
from ngo2.organisations.tests.conftest import LIST

NOW = datetime(2026, 11, 15, 4, tzinfo=UTC)


def said(months_ago, *, by="owner", value="x"):
    at = (NOW - timedelta(days=30.5 * months_ago)).isoformat()
    confirmed = None if by == "import" else at
    return {
        "v": value,
        "source": by,
        "label": "",
        "url": "",
        "changed": at,
        "confirmed": confirmed,
        "imported": at if by == "import" else None,
    }


@pytest.mark.parametrize(
    ("facts", "grade"),
    [
        ({}, UNCONFIRMED),
        ({"phone": said(0, by="import"), "name_zh": said(0, by="import")}, UNCONFIRMED),
        ({"phone": said(5), "name_zh": said(50)}, FRESH),
        ({"phone": said(7), "name_zh": said(50)}, AGEING),  # 4 of 9 by weight
        ({"phone": said(7), "name_zh": said(61)}, STALE),
        ({"phone": said(1), "email": said(1, by="import")}, AGEING),
        ({"phone": said(1), "founded": said(300), "point": said(300)}, FRESH),  # these do not count
    ],
)
def test_the_grade_is_the_confirmed_and_young_share_by_weight(facts, grade):
    assert freshness.grade(facts, NOW) == grade


def test_a_phone_ages_faster_than_a_founding_year():
    life = {key: fact.half_life for key, fact in CATALOGUE.items()}
    assert (
        life["phone"] < life["email"] < life["address"] < life["division"] < life["name_zh"] < life["founded"]
    )


def test_asked_from_the_day_on_which_the_first_fact_is_due():
    facts = {"phone": said(2), "name_zh": said(2)}
    due = freshness.ask_from(facts)
    assert (timezone.localtime(due).date() - timezone.localtime(NOW).date()).days in range(115, 128)
    assert freshness.ask_from({"phone": said(2), "staff": said(9, by="import")}) == NOW - timedelta(
        days=274.5
    )
    assert freshness.ask_from({}) is None


def test_the_day_on_which_the_grade_falls_is_the_day_on_which_it_is_lost():
    facts = {"phone": said(2), "name_zh": said(2), "email": said(3)}
    falls = freshness.falls(facts, NOW)
    assert freshness.grade(facts, NOW) == FRESH
    assert freshness.grade(facts, falls - timedelta(seconds=1)) == FRESH
    assert freshness.grade(facts, falls) != FRESH
    assert freshness.falls({"phone": said(1, by="import")}, NOW) is None


def test_the_stalest_three_are_those_that_may_be_asked():
    facts = {
        "phone": said(8),
        "email": said(3),  # not due
        "website": said(40),
        "name_zh": said(90),
        "staff": said(2, by="import"),
        "sensitivity": said(90, value="normal"),  # decided signed in only
        "projects": said(90),  # more than one answer
        "publish_exact": said(90),
    }
    assert freshness.stalest(facts, 9, now=NOW) == ["staff", "name_zh", "website", "phone"]
    assert freshness.stalest(facts, now=NOW) == ["staff", "name_zh", "website"]
    assert freshness.stalest(facts, only={"phone", "projects"}, now=NOW) == ["phone"]


def test_a_revision_is_the_standing_of_the_facts_and_of_no_others():
    facts = {"phone": said(8), "email": said(9)}
    before = freshness.revision(facts, ["phone", "email"])
    assert freshness.revision(facts, ["email", "phone"]) == before
    assert freshness.revision(facts | {"staff": said(1)}, ["phone", "email"]) == before
    again = {"phone": facts["phone"] | {"imported": NOW.isoformat()}, "email": facts["email"]}
    assert freshness.revision(again, ["phone", "email"]) == before  # a list says it again: nothing new
    for change in ({"v": "y"}, {"confirmed": NOW.isoformat()}, {"changed": NOW.isoformat()}):
        assert freshness.revision({**facts, "phone": facts["phone"] | change}, ["phone", "email"]) != before


_KEYS = [key for key, one in CATALOGUE.items()]
_FACTS = st.dictionaries(
    st.sampled_from(_KEYS), st.builds(said, st.integers(0, 150), by=st.sampled_from(["owner", "import"]))
)


@settings(max_examples=60, deadline=None)
@given(facts=_FACTS, months=st.integers(1, 60))
def test_nobody_becomes_fresh_by_waiting_and_confirming_what_is_said_reaches_the_grade(facts, months):
    order = list(GRADES)
    later = NOW + timedelta(days=30 * months)
    assert order.index(freshness.grade(facts, later)) >= order.index(freshness.grade(facts, NOW))
    counted = [key for key in facts if CATALOGUE[key].weight]
    todo = freshness.to_reach(facts, FRESH, NOW)
    assert todo <= len(counted)
    assert (todo == 0) == (freshness.grade(facts, NOW) == FRESH or not counted)


def listed_first(facts):
    return next(one for one in unlocks.standings(facts, NOW) if one.label == str(LISTED_FIRST.label))


def test_listed_first_is_shown_before_it_bites():
    with timezone.override("Asia/Shanghai"):
        now = listed_first({"phone": said(2), "name_zh": said(59)})
    assert (now.unlocked, now.count) == (True, 1)
    assert "2026-12-" in now.sentence
    lost = listed_first({"phone": said(7), "name_zh": said(2), "email": said(13)})
    assert (lost.unlocked, lost.count) == (False, 2)


# In the database


@pytest.fixture
def old(group, alice):
    """A fresh record of Alice's group, which is then left alone for a year."""
    assert_facts(person_actor(alice), group, {key: one["v"] for key, one in group.facts.items()})
    group.refresh_from_db()
    assert group.grade == FRESH
    return group


def backdate(organisation, days, **columns):
    """As if everything had been said `days` earlier; columns stay as they were then."""
    back = timedelta(days=days)
    facts = {}
    for key, one in organisation.facts.items():
        dates = {name: one[name] for name in ("changed", "confirmed", "imported")}
        facts[key] = one | {
            name: (datetime.fromisoformat(at) - back).isoformat() if at else None
            for name, at in dates.items()
        }
    confirmed = organisation.confirmed_at - back if organisation.confirmed_at else None
    Organisation.objects.filter(pk=organisation.pk).update(
        facts=facts, ask_from=freshness.ask_from(facts), confirmed_at=confirmed, **columns
    )
    organisation.refresh_from_db()


def test_columns_follow_every_word(imported, dana):
    one = imported(phone="0778-2260217")
    assert (one.grade, one.ask_from is not None) == (UNCONFIRMED, True)
    assert_facts(
        SYSTEM, one, {"phone": "0778-2260217", "name_zh": "山蚁乡村教育小组", "kind": "grassroots_ngo"}
    )
    one.refresh_from_db()
    assert one.grade == FRESH
    assert one.ask_from > timezone.now() + timedelta(days=170)


def test_what_ages_by_itself_is_journalled_once_and_touches_its_pages(old):
    backdate(old, 400)
    keys = ["organisations", f"organisation:{old.pk}"]
    before = dict(versions(keys))
    assert age_records() == 1
    assert age_records() == 0
    old.refresh_from_db()
    assert old.grade == AGEING
    entry = Entry.objects.get(verb="organisations.aged")
    assert (entry.object_id, entry.data) == (str(old.pk), {"from": FRESH, "to": AGEING})
    assert dict(versions(keys)) == {key: before.get(key, 0) + 1 for key in keys}


def test_rows_from_before_get_their_grade_at_the_first_run(old):
    Organisation.objects.update(grade=UNCONFIRMED, ask_from=None)
    assert age_records() == 1
    old.refresh_from_db()
    assert (old.grade, old.ask_from) == (FRESH, freshness.ask_from(old.facts))


def test_ageing_reads_in_batches_and_only_what_can_still_fall(db, django_assert_max_num_queries, monkeypatch):
    rows = [NewOrganisation({"name_zh": f"组{n}", "phone": f"1380013{n:04d}"}, str(n)) for n in range(30)]
    create_organisations(SYSTEM, rows, source=LIST, dataset="many")
    with django_assert_max_num_queries(1):  # nothing was ever confirmed: nothing can fall
        assert age_records() == 0
    Organisation.objects.update(ask_from=None)
    monkeypatch.setattr("ngo2.organisations.services.ageing.BATCH", 7)
    with django_assert_max_num_queries(6 * 6):
        assert age_records() == 0
    assert not Organisation.objects.filter(ask_from=None).exists()
