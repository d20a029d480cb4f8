"""Changes that wait for a look: name, code, register, status, filing."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ngo2.kernel.journal.models import Entry
from ngo2.kernel.notify.types import types
from ngo2.kernel.queue.kinds import kinds
from ngo2.lib.actors import ANONYMOUS, Actor, person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused, SignInNeeded
from ngo2.lib.tests.racing import race
from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.models import Asking, Assertion, Membership, Organisation
from ngo2.organisations.services import (
    assert_facts,
    create_organisation,
    decide_proposal,
    propose_fact,
    rebuild,
    withdraw_held,
)
from ngo2.organisations.sources import STAFF, Source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def at(name, *ids):
    return reverse(f"organisations:{name}", args=[getattr(one, "pk", one) for one in ids])


def value(record, field):
    record.refresh_from_db()
    return (record.facts.get(field) or {}).get("v")


@pytest.fixture
def waiting(group, alice):
    """Alice gives her group another name."""
    assert_facts(person_actor(alice), group, {"name_zh": "山蚁夜校"})
    return group.assertions.get(state=Assertion.WAITING)


def readers(name, entry):
    return sorted(str(one.person) for one in types[name].recipients(entry))


def test_these_facts_are_held_and_no_others():
    held = {key for key, fact in CATALOGUE.items() if fact.held}
    assert held == {
        *("name_zh", "name_en", "credit_code", "register_id"),
        *("registrar", "legal_status", "overseas_filing", "fundraising_certificate"),
    }


def test_another_value_waits_and_the_old_one_is_shown_meanwhile(group, alice, waiting):
    assert (waiting.source, waiting.person, waiting.how) == ("owner", alice, "changed")
    assert (value(group, "name_zh"), group.name) == ("山蚁乡村教育小组", "山蚁乡村教育小组")
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.data) == (
        "organisations.facts.held",
        {"fields": ["name_zh"], "source": "owner"},
    )


def test_what_was_missing_and_what_is_safe_pass_by_themselves(group, alice):
    said = {"name_en": "Ants", "credit_code": "53330000501874064B", "phone": "0778-2260218", "staff": 3}
    outcome = assert_facts(person_actor(alice), group, said)
    assert (outcome.changed, outcome.held) == (list(said), [])
    again = assert_facts(person_actor(alice), group, {"name_zh": "山蚁乡村教育小组"})
    assert (again.confirmed, again.held) == (["name_zh"], [])


@pytest.mark.parametrize("kind", ["paper", "survey", "workshop", "owner"])
def test_every_way_in_obeys_the_same_rule(group, dana, kind):
    outcome = assert_facts(person_actor(dana), group, {"name_zh": "山蚁夜校"}, source=Source(kind))
    assert (outcome.held, value(group, "name_zh")) == (["name_zh"], "山蚁乡村教育小组")


@pytest.mark.parametrize("kind", ["link", "sms"])
def test_whoever_was_asked_and_did_not_sign_in_obeys_it_too(group, alice, kind):
    now = timezone.now()
    asking = Asking.objects.create(
        organisation=group, person=alice, kind=Asking.LETTER, fields=["name_zh"],
        made_at=now, until=now + timedelta(days=1),
    )  # fmt: skip
    outcome = assert_facts(Actor(kind, str(asking.pk)), group, {"name_zh": "山蚁夜校"}, source=Source(kind))
    assert (outcome.held, value(group, "name_zh")) == (["name_zh"], "山蚁乡村教育小组")


def test_a_machine_that_speaks_for_the_owner_waits_too(group):
    outcome = assert_facts(Actor("system"), group, {"name_zh": "山蚁夜校"}, source=Source("survey"))
    assert outcome.held == ["name_zh"]


def test_staff_pass(group, dana):
    outcome = assert_facts(person_actor(dana), group, {"name_zh": "山蚁夜校"}, source=STAFF)
    assert (outcome.changed, value(group, "name_zh")) == (["name_zh"], "山蚁夜校")


def test_slips_in_a_new_record_are_mended_at_once_for_a_week(charlie):
    facts = {"name_zh": "夜交", "kind": "grassroots_ngo", "legal_status": "unregistered"}
    made = create_organisation(person_actor(charlie), facts=facts)
    assert assert_facts(person_actor(charlie), made, {"name_zh": "夜校"}).changed == ["name_zh"]
    made.assertions.filter(field="name_zh").update(at=timezone.now() - timedelta(days=8))
    assert assert_facts(person_actor(charlie), made, {"name_zh": "夜校二"}).held == ["name_zh"]


def test_after_a_check_of_papers_nothing_is_a_slip(charlie):
    facts = {"name_zh": "夜交", "kind": "grassroots_ngo", "legal_status": "unregistered"}
    made = create_organisation(person_actor(charlie), facts=facts)
    Organisation.objects.filter(pk=made.pk).update(verified_until=timezone.localdate())
    assert assert_facts(person_actor(charlie), made, {"name_zh": "夜校"}).held == ["name_zh"]


def test_what_was_just_taken_after_a_look_is_no_new_beginning(group, alice, dana, waiting):
    """Or one harmless change, taken, would open a week of any changes."""
    decide_proposal(person_actor(dana), waiting, accept=True)
    assert assert_facts(person_actor(alice), group, {"name_zh": "别的名字"}).held == ["name_zh"]


def test_said_again_it_is_one_question_and_another_value_replaces_it(group, alice, bob, waiting):
    assert assert_facts(person_actor(bob), group, {"name_zh": "山蚁夜校"}).held == ["name_zh"]
    assert list(group.assertions.filter(state=Assertion.WAITING)) == [waiting]
    assert_facts(person_actor(bob), group, {"name_zh": "山蚁"})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.decided_by) == (Assertion.WITHDRAWN, bob)
    assert group.assertions.get(state=Assertion.WAITING).value == "山蚁"


def test_taken_it_is_the_organisations_own_word_and_everybody_concerned_hears(
    group, alice, bob, dana, waiting
):
    decide_proposal(person_actor(dana), waiting, accept=True, answer="The register says so too.")
    assert value(group, "name_zh") == "山蚁夜校"
    assert group.facts["name_zh"]["source"] == "owner"
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.data["field"]) == ("organisations.held.accepted", "name_zh")
    assert readers("organisations.held_taken", entry) == ["Alice"]
    words = types["organisations.held_taken"].context(entry)
    assert words["answer"] == "The register says so too."
    assert "register" not in str(entry.data)  # what a person can ask to have erased is no part of the journal


def test_declined_it_stays_as_it_was(group, bob, dana):
    assert_facts(person_actor(bob), group, {"name_zh": "山蚁夜校"})
    waiting = group.assertions.get(state=Assertion.WAITING)
    decide_proposal(person_actor(dana), waiting, accept=False, answer="Please send the paper.")
    assert value(group, "name_zh") == "山蚁乡村教育小组"
    assert readers("organisations.held_declined", Entry.objects.latest("pk")) == ["Alice", "Bob"]


def test_other_owners_hear_at_once(group, alice, bob, member, erin):
    member(erin, group)
    assert_facts(person_actor(alice), group, {"name_zh": "山蚁夜校"})
    assert readers("organisations.held_waiting", Entry.objects.latest("pk")) == ["Erin"]


def test_nobody_of_the_organisation_decides_it(
    group, alice, bob, charlie, dana, erin, suspended, member, waiting
):
    member(erin, group, Membership.VIEWER)
    for person, refusal in (
        (alice, Denied),
        (bob, Denied),
        (erin, Denied),
        (charlie, Hidden),
        (suspended, Hidden),
    ):
        with pytest.raises(refusal):
            decide_proposal(person_actor(person), waiting, accept=True)
    with pytest.raises(SignInNeeded):
        decide_proposal(ANONYMOUS, waiting, accept=True)
    decide_proposal(person_actor(dana), waiting, accept=True)
    with pytest.raises(Refused, match="already"):
        decide_proposal(person_actor(dana), waiting, accept=False)


def test_it_can_be_taken_back(group, bob, charlie, dana, waiting):
    with pytest.raises(Hidden):
        withdraw_held(person_actor(charlie), waiting)
    withdraw_held(person_actor(bob), waiting)
    assert (waiting.state, waiting.decided_by) == (Assertion.WITHDRAWN, bob)
    with pytest.raises(Refused, match="already"):
        withdraw_held(person_actor(bob), waiting)
    with pytest.raises(Refused, match="already"):
        decide_proposal(person_actor(dana), waiting, accept=True)


def test_a_strangers_proposal_is_not_taken_back_by_this_door(group, alice, charlie):
    propose_fact(person_actor(charlie), group, field="phone", value="0778-2260219")
    with pytest.raises(Hidden):
        withdraw_held(person_actor(alice), group.assertions.get(state=Assertion.WAITING))


def test_an_owner_who_takes_a_strangers_name_has_asked_for_a_look(client, group, alice, charlie, dana):
    """Two accounts of one person are no second look."""
    propose_fact(person_actor(charlie), group, field="name_zh", value="山蚁夜校")
    client.force_login(alice)
    proposal = group.assertions.get(state=Assertion.WAITING)
    page = client.post(at("decide_proposal", group, proposal), {"do": "take"}, follow=True).content.decode()
    assert "somebody looks at it before it shows" in page
    assert value(group, "name_zh") == "山蚁乡村教育小组"
    held = group.assertions.get(state=Assertion.WAITING)
    assert (held.source, held.person) == ("owner", alice)
    decide_proposal(person_actor(dana), held, accept=True)
    assert value(group, "name_zh") == "山蚁夜校"


def test_made_anew_from_the_assertions_it_comes_out_the_same(group, alice, dana, waiting, charlie):
    propose_fact(person_actor(charlie), group, field="phone", value="0778-2260219")
    proposal = group.assertions.get(state=Assertion.WAITING, source="proposal")
    decide_proposal(person_actor(dana), waiting, accept=True)
    decide_proposal(person_actor(dana), proposal, accept=True)
    group.refresh_from_db()
    before = group.facts
    rebuild(group)
    group.refresh_from_db()
    assert group.facts == before


def test_the_owner_reads_what_waits_and_takes_it_back_by_one_press(client, group, alice, waiting):
    client.force_login(alice)
    page = client.get(at("edit", group)).content.decode()
    for words in ("Chinese name: waits for a check", "Shown meanwhile", "山蚁夜校", "Waiting since"):
        assert words in page
    assert "corrections" not in page.split("<main")[1].split("Proposed corrections")[0]
    done = client.post(at("withdraw_held", group, waiting), follow=True).content.decode()
    assert "Taken back: Chinese name stays as it is." in done
    again = client.post(at("withdraw_held", group, waiting), follow=True).content.decode()
    assert "decided this already" in again


def test_answering_the_question_says_that_it_waits(client, group, alice):
    client.force_login(alice)
    seen = group.facts["name_zh"]["changed"]
    page = client.post(
        at("question", group, "name_zh"), {"answer": "山蚁夜校", "do": "save", "seen": seen}, follow=True
    ).content.decode()
    assert "somebody looks at it before it shows" in page


def test_the_page_of_both_values_is_for_those_who_decide(client, group, alice, charlie, dana, waiting):
    got = {}
    for person in (alice, charlie, dana):
        client.force_login(person)
        response = client.get(at("proposals", group))
        got[person.name] = (response.status_code, "山蚁夜校" in response.content.decode())
    assert got == {"Alice": (200, False), "Charlie": (404, False), "Dana": (200, True)}
    client.force_login(alice)
    assert client.post(at("decide_proposal", group, waiting), {"do": "take"}).status_code == 403
    client.force_login(dana)
    assert client.post(at("decide_proposal", group, waiting), {"do": "take"}).status_code == 302
    assert value(group, "name_zh") == "山蚁夜校"


def test_in_chinese(client, group, alice, waiting):
    client.force_login(alice)
    page = client.get(at("edit", group).replace("/en/", "/")).content.decode()
    assert "山蚁夜校" in page
    assert 'lang="zh-Hans"' in page


def test_today_shows_it_to_the_team_with_one_press(group, alice, dana, waiting):
    kind = kinds["organisations.held"]
    [item] = kind.items(dana)
    assert (item.title, item.why, item.suggested) == (
        "“山蚁乡村教育小组” changes: Chinese name",
        "山蚁乡村教育小组 → 山蚁夜校",
        "take",
    )
    assert not kind.may_decide(alice)


def test_two_people_say_different_values_at_once_and_one_question_is_left(group, alice, bob):
    for person, name in ((alice, "甲"), (bob, "=cmd()|'臺' 😀")):
        assert_facts(person_actor(person), group, {"name_zh": name})
    assert [one.value for one in group.assertions.filter(state=Assertion.WAITING)] == ["=cmd()|'臺' 😀"]


@pytest.mark.django_db(transaction=True)
def test_taking_and_taking_back_at_once_only_one_counts(group, alice, dana, waiting):
    attempts = [
        lambda: decide_proposal(person_actor(dana), Assertion.objects.get(pk=waiting.pk), accept=True),
        lambda: withdraw_held(person_actor(alice), Assertion.objects.get(pk=waiting.pk)),
        lambda: decide_proposal(person_actor(dana), Assertion.objects.get(pk=waiting.pk), accept=False),
    ]
    passed, refused = race(attempts * 2)
    waiting.refresh_from_db()
    assert (passed, len(refused)) == (1, 5)
    assert (waiting.state == Assertion.ACCEPTED) == (value(group, "name_zh") == "山蚁夜校")


@pytest.mark.django_db(transaction=True)
def test_the_race_is_real_twin_that_looks_and_then_writes_does_both(group, alice, dana, waiting):
    """The planted fault: that it waits is read before anybody has written."""
    seen = Assertion.objects.get(pk=waiting.pk).state

    def careless(state):
        def act():
            if seen == Assertion.WAITING:
                Assertion.objects.filter(pk=waiting.pk).update(state=state)

        return act

    passed, refused = race([careless(Assertion.ACCEPTED), careless(Assertion.WITHDRAWN)])
    assert (passed, len(refused)) == (2, 0)
