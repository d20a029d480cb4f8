import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ngo2.kernel.journal.models import Entry
from ngo2.kernel.limits.services import TooMany
from ngo2.kernel.notify.types import types
from ngo2.kernel.queue.kinds import kinds
from ngo2.kernel.ui.models import Draft
from ngo2.lib.actors import ANONYMOUS, person_actor
from ngo2.lib.refusals import Hidden, Refused, SignInNeeded
from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.models import Assertion, Membership, Organisation
from ngo2.organisations.services import assert_facts, decide_proposal, propose_fact
from ngo2.organisations.sources import STAFF

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def at(name, *ids):
    return reverse(f"organisations:{name}", args=[getattr(one, "pk", one) for one in ids])


@pytest.fixture
def proposed(group, charlie):
    propose_fact(person_actor(charlie), group, field="phone", value="0778-2260219", note="It rang. <b>😀")
    return group.assertions.get(state=Assertion.WAITING)


def value(record, field):
    record.refresh_from_db()
    return (record.facts.get(field) or {}).get("v")


def readers(name, entry):
    return sorted(str(one.person) for one in types[name].recipients(entry))


def items(kind, person):
    return [one.title for one in kinds[kind].items(person)] if kinds[kind].may_decide(person) else None


def test_a_stranger_proposes_and_the_owner_takes_it_by_one_press(client, group, alice, charlie):
    client.force_login(charlie)
    assert at("propose_field", group, "phone") in client.get(at("propose", group)).content.decode()
    form = {"answer": "0778-2260219", "note": "I called.", "do": "save"}
    response = client.post(at("propose_field", group, "phone"), form)
    assert response["Location"] == at("propose", group)
    waiting = Entry.objects.latest("pk")
    assert (waiting.verb, readers("organisations.proposal_waiting", waiting)) == (
        "organisations.facts.proposed",
        ["Alice", "Bob"],
    )
    assert value(group, "phone") == "+867782260217"
    client.force_login(alice)
    assert "1 correction waits for you" in client.get(at("edit", group)).content.decode()
    text = client.get(at("proposals", group)).content.decode()
    assert text.index("0778 226 0217") < text.index("0778 226 0219")
    assert "I called." in text
    assert "Charlie" in text
    proposal = group.assertions.get(state=Assertion.WAITING)
    client.post(at("decide_proposal", group, proposal), {"do": "take"})
    assert value(group, "phone") == "+867782260219"
    done = Entry.objects.get(verb="organisations.proposal.accepted")
    assert readers("organisations.proposal_taken", done) == ["Charlie"]


def test_declined_it_stays_as_it_is_and_the_proposer_hears_it(client, group, proposed, alice):
    client.force_login(alice)
    client.post(at("decide_proposal", group, proposed), {"do": "decline"})
    assert value(group, "phone") == "+867782260217"
    done = Entry.objects.get(verb="organisations.proposal.declined")
    assert readers("organisations.proposal_declined", done) == ["Charlie"]
    assert "No correction waits" in client.get(at("proposals", group)).content.decode()


def test_the_second_press_says_that_it_is_decided(client, group, proposed, alice, bob):
    decide_proposal(person_actor(bob), proposed, accept=True)
    client.force_login(alice)
    response = client.post(at("decide_proposal", group, proposed), {"do": "decline"}, follow=True)
    assert "decided this already" in response.content.decode()
    assert value(group, "phone") == "+867782260219"


def test_what_somebody_typed_is_escaped_and_shown(client, group, proposed, alice):
    client.force_login(alice)
    text = client.get(at("proposals", group)).content.decode()
    assert "It rang. &lt;b&gt;😀" in text


@pytest.mark.parametrize(
    ("field", "typed"),
    [("phone", "no number <i>"), ("name_zh", "长" * 5000), ("division", "Nowhereshire"), ("phone", "")],
)
def test_what_makes_no_sense_is_said_and_nothing_is_lost(client, group, charlie, field, typed):
    client.force_login(charlie)
    form = {"answer": typed, "place": typed, "note": "My reason stays.", "do": "save"}
    text = client.post(at("propose_field", group, field), form).content.decode()
    assert "notice wrong" in text
    assert "My reason stays." in text
    assert typed.replace("<", "&lt;").replace(">", "&gt;") in text
    assert group.assertions.filter(state=Assertion.WAITING).count() == 0
    again = client.get(at("propose_field", group, field)).content.decode()
    assert "My reason stays." in again
    assert Draft.objects.filter(person=charlie).count() == 1


def test_nul_in_a_reason_is_left_out(group, charlie):
    propose_fact(person_actor(charlie), group, field="phone", value="0778-2260219", note="It \0rang.\0 ")
    assert group.assertions.get(state=Assertion.WAITING).note == "It rang."


def test_what_is_there_already_and_what_members_only_know_is_refused(group, charlie):
    with pytest.raises(Refused, match="already"):
        propose_fact(person_actor(charlie), group, field="phone", value="07782260217")
    for field, said in (("publish_exact", "yes"), ("sensitivity", "hidden")):
        with pytest.raises(Refused, match="Only members"):
            propose_fact(person_actor(charlie), group, field=field, value=said)
    with pytest.raises(Refused, match="no field"):
        propose_fact(person_actor(charlie), group, field="colour", value="red")


def test_guessing_a_hidden_address_is_not_answered(client, group, dana, charlie):
    hidden = {"legal_status": "unregistered", "address": "庆远镇中山路5号"}
    assert_facts(person_actor(dana), group, hidden, source=STAFF)
    client.force_login(charlie)
    answers = set()
    for guess in ("庆远镇中山路5号", "庆远镇中山路6号"):
        response = client.post(at("propose_field", group, "address"), {"answer": guess, "do": "save"})
        answers.add((response.status_code, response["Location"]))
    assert answers == {(302, at("propose", group))}
    seen = (
        client.get(at("propose", group)).content + client.get(at("propose_field", group, "address")).content
    )
    assert "中山路" not in seen.decode()


def test_some_facts_are_not_for_strangers(client, group, charlie):
    client.force_login(charlie)
    closed = {
        "publish_exact",
        "sensitivity",
        "point",
        "projects",
        "finance",
        "trained",
        "country",
        "names_other",
    }
    got = {key: client.get(at("propose_field", group, key)).status_code for key in CATALOGUE}
    assert {key for key, status in got.items() if status == 404} == closed
    assert client.get(at("propose_field", group, "colour")).status_code == 404


def test_thirty_a_day(group, charlie, person):
    for n in range(30):
        propose_fact(person_actor(charlie), group, field="staff", value=n)
    with pytest.raises(TooMany):
        propose_fact(person_actor(charlie), group, field="staff", value=99)
    propose_fact(person_actor(person("Other")), group, field="staff", value=99)


def test_who_may_propose_and_decide(
    client, group, proposed, imported, alice, bob, charlie, dana, erin, suspended, member
):
    with pytest.raises(SignInNeeded):
        propose_fact(ANONYMOUS, group, field="phone", value=None)
    with pytest.raises(Hidden):
        propose_fact(person_actor(suspended), group, field="phone", value=None)
    member(erin, group, Membership.VIEWER)
    got = {}
    for person in (alice, bob, charlie, dana, erin):
        client.force_login(person)
        got[person.name] = (
            client.get(at("propose", group)).status_code,
            client.get(at("proposals", group)).status_code,
        )
    assert got == {
        "Alice": (200, 200),
        "Bob": (200, 200),
        "Charlie": (200, 404),
        "Dana": (200, 200),
        "Erin": (200, 403),
    }
    client.force_login(charlie)
    assert client.post(at("decide_proposal", group, proposed), {"do": "take"}).status_code == 404
    client.force_login(alice)
    other = imported(phone="0778-2260218")
    member(alice, other)
    assert client.post(at("decide_proposal", other, proposed), {"do": "take"}).status_code == 404
    client.logout()
    assert client.get(at("propose", group))["Location"].startswith(reverse("accounts:sign_in"))
    assert value(group, "phone") == "+867782260217"


def test_what_was_said_at_once_is_no_proposal_to_decide(client, group, alice):
    client.force_login(alice)
    said = group.assertions.filter(state=Assertion.ACCEPTED).first()
    assert client.post(at("decide_proposal", group, said), {"do": "decline"}).status_code == 404


def test_today_shows_it_to_who_may_decide(group, proposed, imported, alice, bob, charlie, dana, erin, member):
    member(erin, group, Membership.VIEWER)
    own = ["1 correction of “山蚁乡村教育小组”"]
    kind = "organisations.own_proposals"
    got = {one.name: items(kind, one) for one in (alice, bob, charlie, dana, erin)}
    assert got == {"Alice": own, "Bob": own, "Charlie": None, "Dana": None, "Erin": None}
    assert items("organisations.orphan_proposals", dana) == []
    orphan = imported(phone="0778-2260218", name_en="Orphan")
    propose_fact(person_actor(charlie), orphan, field="phone", value="0778-2260219")
    propose_fact(person_actor(charlie), orphan, field="staff", value="9")
    assert items("organisations.orphan_proposals", dana) == ["2 corrections of “山蚁乡村教育小组”"]
    assert items("organisations.orphan_proposals", alice) is None
    Membership.objects.filter(person=alice).update(suspended_at=timezone.now())
    assert items(kind, alice) is None


def test_the_list_costs_the_same_with_one_and_with_three(client, group, proposed, alice, person):
    client.force_login(alice)
    counts = []
    for field in ("staff", "volunteers"):
        with CaptureQueriesContext(connection) as queries:
            client.get(at("proposals", group))
        counts.append(len(queries))
        propose_fact(person_actor(person(field)), group, field=field, value=7)
    assert counts[0] == counts[1]


def test_a_closed_record_is_not_there(client, group, charlie):
    Organisation.objects.update(state=Organisation.CLOSED)
    group.refresh_from_db()
    client.force_login(charlie)
    assert client.get(at("propose", group)).status_code == 404
    with pytest.raises(Hidden):
        propose_fact(person_actor(charlie), group, field="phone", value=None)


def test_it_has_none_any_more(client, group, charlie):
    client.force_login(charlie)
    client.post(at("propose_field", group, "phone"), {"do": "none", "answer": ""})
    waiting = group.assertions.get(state=Assertion.WAITING)
    assert (waiting.field, waiting.value) == ("phone", None)
    assert not re.search("none any more", client.get(at("propose_field", group, "kind")).content.decode())
