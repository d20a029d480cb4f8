import pytest
from django.utils import timezone

from ngo2.kernel.journal.models import Entry
from ngo2.kernel.ui.pages import versions
from ngo2.lib.actors import ANONYMOUS, SYSTEM, Actor, person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused, SignInNeeded
from ngo2.organisations.models import Assertion, Membership, Organisation
from ngo2.organisations.services import (
    NewOrganisation,
    assert_facts,
    create_organisation,
    create_organisations,
    decide_proposal,
    rebuild,
)
from ngo2.organisations.sources import OWNER, PROPOSAL, STAFF, Source

pytestmark = pytest.mark.django_db
LIST = Source("import", "Hubei 2020")


def current(organisation, key):
    organisation.refresh_from_db()
    return organisation.facts[key]["v"]


def test_owner_changes_a_fact_and_the_record_is_the_latest_assertion(group, alice):
    outcome = assert_facts(person_actor(alice), group, {"phone": "0778 2260218", "staff": "2"})
    assert (outcome.changed, outcome.confirmed, outcome.waiting, outcome.refused) == (
        ["phone", "staff"],
        [],
        [],
        {},
    )
    assert current(group, "phone") == "+867782260218"
    assert current(group, "staff") == 2
    assert list(
        group.assertions.filter(field="phone").order_by("pk").values_list("how", "source", "person")
    ) == [
        ("imported", "import", None),
        ("changed", "owner", alice.pk),
    ]


def test_saying_the_same_again_confirms_and_changed_imported_confirmed_are_three_dates(group, alice):
    before = group.facts["phone"]
    assert before["imported"]
    assert not before["confirmed"]
    outcome = assert_facts(person_actor(alice), group, {"phone": "07782260217"})
    group.refresh_from_db()
    after = group.facts["phone"]
    assert outcome.confirmed == ["phone"]
    assert (after["changed"], after["imported"]) == (before["changed"], before["imported"])
    assert after["confirmed"] > before["changed"]
    assert after["source"] == "owner"


def test_one_bad_field_never_stops_the_others(group, alice):
    outcome = assert_facts(
        person_actor(alice), group, {"phone": "no", "volunteers": "20", "colour": "red", "email": "a@b"}
    )
    assert outcome.changed == ["volunteers"]
    assert sorted(outcome.refused) == ["colour", "email", "phone"]
    assert current(group, "volunteers") == 20


def test_we_do_not_have_one_is_an_answer_but_not_for_the_kind(group, alice):
    outcome = assert_facts(person_actor(alice), group, {"website": None, "kind": ""})
    assert (outcome.changed, list(outcome.refused)) == (["website"], ["kind"])
    assert current(group, "website") is None


def test_an_import_never_overrides_what_the_owner_said(group, alice):
    assert_facts(person_actor(alice), group, {"phone": "0778-2260218"})
    outcome = assert_facts(SYSTEM, group, {"phone": "0778-2260219", "staff": "3"}, source=LIST)
    assert (outcome.changed, outcome.waiting) == (["staff"], ["phone"])
    assert current(group, "phone") == "+867782260218"
    question = group.assertions.get(state=Assertion.WAITING)
    decide_proposal(person_actor(alice), question, accept=True)
    assert current(group, "phone") == "+867782260219"
    assert group.facts["phone"]["source"] == "owner"


def test_a_strangers_word_waits_for_the_owner_who_may_decline(group, alice, charlie):
    outcome = assert_facts(
        person_actor(charlie), group, {"phone": "0778-2260219"}, source=PROPOSAL, note="It rang."
    )
    assert outcome.waiting == ["phone"]
    assert current(group, "phone") == "+867782260217"
    proposal = group.assertions.get(state=Assertion.WAITING)
    with pytest.raises(Hidden):
        decide_proposal(person_actor(charlie), proposal, accept=True)
    decide_proposal(person_actor(alice), proposal, accept=False)
    assert current(group, "phone") == "+867782260217"
    with pytest.raises(Refused, match=r"already|已"):
        decide_proposal(person_actor(alice), proposal, accept=True)


def test_proposing_what_is_there_is_no_proposal(group, charlie):
    outcome = assert_facts(person_actor(charlie), group, {"phone": "07782260217"}, source=PROPOSAL)
    assert (outcome.waiting, list(outcome.refused)) == ([], ["phone"])


@pytest.mark.parametrize("source", [OWNER, STAFF, LIST], ids=str)
def test_charlie_cannot_write(group, charlie, source):
    with pytest.raises(Hidden):
        assert_facts(person_actor(charlie), group, {"phone": None}, source=source)


def test_anonymous_is_asked_to_sign_in_and_a_viewer_hears_no(group, erin, member):
    with pytest.raises(SignInNeeded):
        assert_facts(ANONYMOUS, group, {"phone": None})
    member(erin, group, Membership.VIEWER)
    with pytest.raises(Denied):
        assert_facts(person_actor(erin), group, {"phone": None})


def test_suspended_member_and_suspended_person_cannot_write(group, bob, alice):
    Membership.objects.filter(person=bob).update(suspended_at=timezone.now())
    alice.is_active = False
    for person in (alice, bob):
        with pytest.raises(Hidden):
            assert_facts(person_actor(person), group, {"phone": None})


def test_staff_write_under_their_own_name(group, dana):
    assert_facts(person_actor(dana), group, {"founded": "2009"}, source=STAFF)
    assert current(group, "founded") == 2009
    entry = Entry.objects.filter(verb="organisations.facts.changed").latest("pk")
    assert (entry.actor_id, entry.data) == (str(dana.pk), {"fields": ["founded"], "source": "staff"})


def test_of_two_editors_at_once_the_later_is_shown_both_and_loses_nothing_else(group, alice, bob):
    seen = {"phone": group.facts["phone"]["changed"]}
    assert_facts(person_actor(alice), group, {"phone": "0778-2260218"}, seen=seen)
    outcome = assert_facts(person_actor(bob), group, {"phone": "0778-2260219", "staff": 4}, seen=seen)
    assert (outcome.changed, outcome.refused["phone"].code) == (["staff"], "overtaken")
    assert current(group, "phone") == "+867782260218"


def test_every_change_touches_the_pages_that_show_it(group, alice):
    keys = ["organisations", f"organisation:{group.pk}"]
    before = dict(versions(keys))
    assert_facts(person_actor(alice), group, {"wechat": "蚂蚁夜校"})
    assert dict(versions(keys)) == {key: n + 1 for key, n in before.items()}


def test_the_projection_can_be_made_anew_from_the_assertions(group, alice, charlie):
    assert_facts(
        person_actor(alice), group, {"phone": "0778-2260218", "causes": ["education"], "name_en": "Ants"}
    )
    assert_facts(SYSTEM, group, {"phone": "0778-2260219", "volunteers": 9}, source=LIST)
    assert_facts(person_actor(charlie), group, {"name_en": "Bees"}, source=PROPOSAL)
    group.refresh_from_db()
    columns = [f.name for f in Organisation._meta.concrete_fields]
    before = {name: getattr(group, name) for name in columns}
    rebuild(group)
    group.refresh_from_db()
    assert {name: getattr(group, name) for name in columns} == before


def test_the_same_list_twice_adds_nothing_and_a_bad_fact_leaves_the_row_whole():
    rows = [
        NewOrganisation({"name_zh": "甲", "founded": "3009"}, "1"),
        NewOrganisation({"name_zh": "乙"}, "2"),
    ]
    made = create_organisations(SYSTEM, rows, source=LIST, dataset="d")
    assert [list(one.refused) for one in made] == [["founded"], []]
    assert create_organisations(SYSTEM, rows, source=LIST, dataset="d") == []
    assert sorted(Organisation.objects.values_list("name", flat=True)) == ["乙", "甲"]


def test_only_staff_and_machines_import(charlie, dana):
    rows = [NewOrganisation({"name_zh": "甲"}, "1")]
    with pytest.raises(Denied):
        create_organisations(person_actor(charlie), rows, source=LIST, dataset="d")
    assert len(create_organisations(person_actor(dana), rows, source=LIST, dataset="d")) == 1
    assert len(create_organisations(Actor("import", "7"), rows, source=LIST, dataset="e")) == 1


def test_who_makes_a_record_owns_it(charlie):
    made = create_organisation(
        person_actor(charlie),
        facts={"name_zh": "夜校", "kind": "grassroots_ngo", "legal_status": "unregistered"},
    )
    assert list(made.memberships.values_list("person", "role", "answers")) == [(charlie.pk, "owner", True)]
    assert made.claimed_at
    with pytest.raises(Refused, match=r"name|名称"):
        create_organisation(person_actor(charlie), facts={"kind": "company"})


def test_lists_cost_the_same_number_of_queries_for_1_and_for_50(django_assert_max_num_queries):
    for name, count in (("a", 1), ("b", 50)):
        rows = [
            NewOrganisation({"name_zh": f"{name}{n}", "causes": ["education"]}, str(n)) for n in range(count)
        ]
        with django_assert_max_num_queries(26):
            create_organisations(SYSTEM, rows, source=LIST, dataset=name)
