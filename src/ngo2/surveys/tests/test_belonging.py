"""Who answered without a record: with consent it becomes one, once; what is alike waits for a look."""

import threading

import pytest
from django.urls import reverse
from django.utils import timezone

from ngo2.conftest import PersonClient
from ngo2.kernel.journal.models import Entry
from ngo2.lib.actors import SYSTEM, Actor, person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused
from ngo2.lib.tests.racing import PATIENCE, outcomes
from ngo2.organisations.models import Membership, Organisation
from ngo2.organisations.services import NewOrganisation, create_organisation, create_organisations
from ngo2.organisations.sources import Source
from ngo2.questionnaires import kinds
from ngo2.questionnaires.models import Response
from ngo2.questionnaires.services import receive, withdraw_response
from ngo2.questionnaires.tests import scenes
from ngo2.surveys import links
from ngo2.surveys.manifest import belongings
from ngo2.surveys.models import Belonging, Invitation, Survey
from ngo2.surveys.services import answering, belonging
from ngo2.surveys.tests.conftest import CONSENT

FACTS = {"name": "name_zh", "staff": "staff", "url": "phone"}
SAID = {"name_zh": "河池夜校", "name_en": "", "kind": "grassroots_ngo", "place": "河池市", "agreed": "on"}
CLEAN = {"name_zh": "河池夜校", "kind": "grassroots_ngo", "division": {"code": "451200", "as_of_year": 2026}}
PHONE = "0778-0000217"


@pytest.fixture
def open_wave(db):
    survey = Survey.objects.create(title_en="Internet use", consent_en=CONSENT, made_at=timezone.now())
    now = timezone.now()
    edition = scenes.edition(survey.scope, facts=FACTS)
    return survey.waves.create(number=1, edition=edition, opens_at=now, opened_at=now, is_open_to_all=True)


def come(wave, **values):
    """Somebody with the open link has answered."""
    begun = answering.begin_open(Actor("link", wave.scope), wave, agreed=True, adult=True, language="")
    session = scenes.form_of(wave.edition).resume(begun.response.xml.encode())
    for name, value in ({"name": "河池夜校", "staff": "3"} | values).items():
        session.set(f"/data/{name}", value)
    response = receive(
        Actor("link", begun.response.files_scope), wave.edition, document=session.submission(), way="page"
    ).response
    answering.note_received(response)
    return Response.objects.select_related("edition__form", "organisation").get(pk=response.pk)


@pytest.fixture
def response(open_wave):
    return come(open_wave)


def known(name="河池夜校", state="active", **facts):
    told = {"name_zh": name, "kind": "grassroots_ngo", "division": "451200", **facts}
    rows = [NewOrganisation(told, name)]
    made = create_organisations(SYSTEM, rows, source=Source("import", "List"), dataset="list")[0].organisation
    Organisation.objects.filter(pk=made.pk).update(state=state)
    return made


def address(response):
    return links.record_path(response)


def link(response):
    return Actor("link", response.files_scope)


def test_S8_with_consent_an_unknown_group_becomes_a_record_that_nobody_owns(client, response):
    shown = client.get(address(response)).content.decode()
    assert "河池夜校" in shown
    assert "Paid staff: 3" in shown
    answer = client.post(address(response), SAID | {"facts": ["staff"]})
    assert answer.status_code == 302
    made = Organisation.objects.get()
    assert (made.name, made.kind, made.area2, made.facts["staff"]["v"]) == (
        "河池夜校",
        "grassroots_ngo",
        "451200",
        3,
    )
    assert set(made.assertions.values_list("source", "source_label")) == {("survey", "Internet use")}
    assert (made.claimed_at, made.verified_until, Membership.objects.count()) == (None, None, 0)
    response.refresh_from_db()
    one = Invitation.objects.get(response=response)
    assert (response.organisation, one.respondent.organisation, one.weight) == (made, made, 0)
    verbs = Entry.objects.filter(verb__in=["organisations.created", "surveys.record.made"])
    assert verbs.count() == 2
    assert "河池夜校" in client.get(address(response)).content.decode()


def test_without_the_tick_nothing_is_made_and_nothing_typed_is_lost(client, response):
    shown = client.post(address(response), {**SAID, "agreed": "", "name_en": "Night school"}).content.decode()
    assert "Without that nothing is made" in shown
    assert "Night school" in shown
    assert not Organisation.objects.exists()
    with pytest.raises(Refused):
        belonging.make_record(link(response), response, agreed=False, facts=CLEAN)
    response.refresh_from_db()
    assert response.facts_asked_at is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name_zh": "", "name_en": " "}, "needs a name"),
        ({"place": "Atlantis"}, "do not know this place"),
        ({"place": ""}, "required"),
        ({"kind": "circus"}, "valid choice"),
        ({"name_zh": "x" * 121}, "120"),
        ({"facts": ["phone"]}, "valid choice"),
    ],
)
def test_what_lacks_or_makes_no_sense_is_said(client, response, typed, sentence):
    assert sentence in client.post(address(response), SAID | typed).content.decode()
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("name", "facts"),
    [("河池夜校", {}), ("河 池 夜 校 ", {}), ("蚂蚁夜校", {"phone": PHONE})],
)
def test_what_is_alike_is_shown_first_and_waits_for_a_look(client, open_wave, name, facts):
    there = known(**facts)
    response = come(open_wave, web="yes", url=PHONE)
    said = SAID | {"name_zh": name}
    shown = client.post(address(response), said).content.decode()
    assert "Is it one of these?" in shown
    assert there.name in shown
    client.post(address(response), said | {"which": str(there.pk), "seen": [str(there.pk)]})
    waits = Belonging.objects.get()
    assert (waits.organisation, waits.is_right, Organisation.objects.count()) == (there, None, 1)
    response.refresh_from_db()
    assert response.organisation is None
    assert "waits for a look" in client.get(address(response)).content.decode()


def test_the_two_ways_to_write_taiwan_are_one_name(client, open_wave):
    there = known("臺灣夜校")
    shown = client.post(address(come(open_wave)), SAID | {"name_zh": "台湾夜校"}).content.decode()
    assert there.name in shown


def test_said_to_be_another_one_it_is_made(client, response):
    there = known()
    client.post(address(response), SAID | {"which": "none", "seen": [str(there.pk)]})
    assert Organisation.objects.count() == 2
    assert not Belonging.objects.exists()


def test_a_number_that_was_not_shown_is_no_choice(client, response):
    other = known("完全不同的基金会", division="110000")
    shown = client.post(address(response), SAID | {"which": str(other.pk)})
    assert shown.status_code == 302
    assert not Belonging.objects.exists()


@pytest.mark.parametrize("state", ["closed", "merged"])
def test_one_that_left_the_directory_is_not_shown(client, response, state):
    there = known(state=state)
    with pytest.raises(Refused):
        belonging.say_belongs(link(response), response, there, agreed=True, name="x")
    client.post(address(response), SAID)
    assert Organisation.objects.exclude(pk=there.pk).count() == 1


def test_pressed_twice_it_is_made_once(client, response):
    for _twice in range(2):
        client.post(address(response), SAID)
    with pytest.raises(Refused) as refused:
        belonging.make_record(link(response), response, agreed=True, facts=CLEAN | {"name_zh": "Another"})
    assert refused.value.code == belonging.TWICE
    assert Organisation.objects.count() == 1


def test_emoji_and_signs_of_four_bytes_are_kept(client, response):
    client.post(address(response), SAID | {"name_zh": "𠮷祥夜校🌱"})
    assert Organisation.objects.get().name == "𠮷祥夜校🌱"


def test_a_link_is_of_one_answer_only(client, response, open_wave):
    feedback = links.feedback_token(response)
    for token in ("x", feedback, links.record_token(response)[:-1] + "x"):
        assert client.get(reverse("surveys:own_record", args=[token])).status_code == 404
    here = address(response)
    withdraw_response(link(response), response)
    answering.note_withdrawn(response)
    assert client.get(here).status_code == 404


def test_it_is_offered_behind_the_answers_where_the_form_knows_facts(response, open_wave, settings):
    def offered():
        return [one.url for one in kinds.after(open_wave.survey.scope, response)]

    settings.DEMO = False
    assert links.record_path(response) in offered()
    Survey.objects.update(is_example=True)
    assert links.record_path(response) not in offered()
    settings.DEMO = True
    assert links.record_path(response) in offered()
    response.edition.facts = {}
    assert links.record_path(response) not in offered()


def test_trying_names_out_ends(client, response, monkeypatch):
    monkeypatch.setattr(belonging, "TRIES", 2)
    known()
    codes = [client.post(address(response), SAID).status_code for _again in range(3)]
    assert codes == [200, 200, 429]


# Somebody decides


@pytest.fixture
def said(response):
    there = known()
    return belonging.say_belongs(link(response), response, there, agreed=True, name="河池夜校")


def test_who_runs_the_record_or_the_team_decides_and_nobody_else(said, alice, bob, charlie, dana):
    said.organisation.memberships.create(person=alice, role="owner", since=timezone.now())
    said.organisation.memberships.create(person=bob, role="viewer", since=timezone.now())
    for who in (bob, charlie):
        with pytest.raises((Denied, Hidden)):
            belonging.decide_belonging(person_actor(who), said, is_right=True)
    assert [len(list(belongings.items(one))) for one in (alice, bob, charlie, dana)] == [1, 0, 0, 1]
    assert {alice, dana} <= set(belongings.deciders(str(said.pk)))
    assert not {bob, charlie} & set(belongings.deciders(""))
    belonging.decide_belonging(person_actor(alice), said, is_right=True)
    with pytest.raises(Refused):
        belonging.decide_belonging(person_actor(dana), said, is_right=False)
    said.response.refresh_from_db()
    one = Invitation.objects.get(response=said.response)
    assert (said.response.organisation, one.respondent.organisation) == (said.organisation,) * 2
    assert Membership.objects.count() == 2
    assert Entry.objects.filter(verb="surveys.belonging.decided").count() == 1


def test_declined_the_answers_stay_and_belong_to_nobody(said, dana, client):
    belonging.decide_belonging(person_actor(dana), said, is_right=False)
    said.response.refresh_from_db()
    one = Invitation.objects.get(response=said.response)
    assert (said.response.organisation, one.respondent.organisation, one.excluded) == (None, None, "")
    assert "another organisation" in client.get(address(said.response)).content.decode()


@pytest.mark.parametrize("outcome", ["invited", "received"])
def test_of_who_was_drawn_they_are_the_answers_once(said, dana, open_wave, outcome):
    other = open_wave.survey.respondents.create(number=99, organisation=said.organisation)
    asked = open_wave.invitations.create(respondent=other, weight=2.5, outcome=outcome)
    if outcome == "received":
        first = come(open_wave)
        Invitation.objects.filter(response=first).delete()
        Invitation.objects.filter(pk=asked.pk).update(response=first)
    belonging.decide_belonging(person_actor(dana), said, is_right=True)
    one = Invitation.objects.get(response=said.response)
    if outcome == "invited":
        assert (one.pk, one.outcome, one.weight, one.excluded) == (asked.pk, "received", 2.5, "")
    else:
        assert (one.respondent.organisation, one.excluded) == (None, "double")
    answering.note_received(said.response)
    assert Invitation.objects.filter(response=said.response).count() == 1


def test_taken_back_nothing_waits(said, dana):
    withdraw_response(link(said.response), said.response)
    answering.note_withdrawn(said.response)
    assert list(belongings.items(dana)) == []


def test_one_press_in_todays_queue(said, dana):
    page = PersonClient()
    page.force_login(dana)
    assert "河池夜校" in page.get("/en/today/").content.decode()


# Two at once with one name


def two(wave, make):
    found = [come(wave) for _each in range(2)]
    return outcomes([lambda one=one: make(one) for one in found])


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_one_name_are_one_record_and_one_question(open_wave):
    def make(response):
        return belonging.make_record(link(response), response, agreed=True, facts=CLEAN)

    made, refused = two(open_wave, make)
    assert (len(made), [one.code for one in refused]) == (1, [belonging.ALIKE])
    assert Organisation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_race_is_real_twin_that_looks_before_it_locks(open_wave):
    ready = threading.Barrier(2)

    def careless(response):
        found = belonging.find_alike(SYSTEM, CLEAN)
        ready.wait(PATIENCE)
        return found or create_organisation(SYSTEM, facts=CLEAN, source=Source("survey"))

    two(open_wave, careless)
    assert Organisation.objects.count() == 2
