"""Whom we ask, when, and what an answer writes."""

from datetime import timedelta

import pytest
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ngo2.conftest import PersonClient
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.outbox import deliver_due as hand_over
from ngo2.kernel.notify import services as notify
from ngo2.kernel.notify.models import Message
from ngo2.lib.actors import Actor, person_actor
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import codes
from ngo2.organisations.models import Asking, Membership, Organisation
from ngo2.organisations.services import askings, assert_facts
from ngo2.organisations.sources import LINK, SMS
from ngo2.organisations.tests.asking import (
    NIGHT,
    NOON,
    address,
    grown_old,
    letter,
    letters,
    reachable,
    said,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(group, alice):
    """Alice's group, grown old, and the letter that asks about it."""
    reachable(alice, email="alice@example.org")
    return letter(grown_old(group))


# Whom, and when


def test_the_stalest_record_first_at_most_n_a_run_and_each_once_in_a_while(imported, settings):
    settings.NGO2_ASK_AT_MOST = 2
    three = [imported(name_zh=name, email=f"{n}@example.org") for n, name in enumerate("甲乙丙")]
    for n, one in enumerate(three):
        grown_old(one, months=[30, 50, 40][n])
    assert askings.ask_due(NOON) == 2
    assert [one.organisation.name for one in letters().order_by("pk")] == ["乙", "丙"]
    assert askings.ask_due(NOON) == 1
    assert askings.ask_due(NOON) == 0
    assert askings.ask_due(NOON + timedelta(days=settings.NGO2_ASK_AGAIN_DAYS + 1)) == 2


def test_nobody_is_asked_at_night_or_when_it_is_switched_off(imported, settings):
    grown_old(imported(email="a@example.org"))
    assert askings.ask_due(NIGHT) == 0
    settings.NGO2_ASK_AT_MOST = 0
    assert askings.ask_due(NOON) == 0
    assert not letters().exists()


def test_only_three_facts_and_never_one_that_is_hidden_from_whoever_is_asked(imported):
    one = imported(
        email="a@example.org",
        phone="13800138000",
        address="学院路 1 号",
        legal_status="unregistered",
        sensitivity="hidden",
        staff=2,
    )
    made = letter(grown_old(one))
    assert len(made.fields) == 3
    assert not set(made.fields) & {"address", "sensitivity", "publish_exact"}
    assert made.fields == ["email", "name_zh", "kind"]  # a list's number of a shelter is not even written to


def test_the_owner_is_asked_before_the_editor_and_nobody_who_does_not_answer(group, alice, bob, erin, member):
    reachable(alice, email="alice@example.org")
    reachable(bob, phone="+8613800138001")
    assert letter(grown_old(group)).person == alice
    Membership.objects.filter(person=alice).update(answers=False)
    letters().delete()
    made = letter(group)
    assert (made.person, made.channel) == (bob, "sms")
    Membership.objects.update(suspended_at=timezone.now())
    letters().delete()
    assert askings.ask(group) is None  # nobody here who may be asked, and no address of the record's own


def test_a_record_without_anybody_to_ask_does_not_stand_in_the_way(group, alice, imported):
    grown_old(group, months=90)
    grown_old(imported(name_zh="后来的", email="b@example.org"))
    assert askings.ask_due(NOON) == 1
    waiting = letters().get(organisation=group)
    assert (waiting.ended_at is not None, waiting.fields) == (True, [])
    assert askings.ask_due(NOON) == 0


def test_asked_twice_at_once_is_asked_once(group, alice):
    reachable(alice, email="alice@example.org")
    letter(grown_old(group))
    assert askings.ask(Organisation.objects.get(pk=group.pk)) is None
    assert Message.objects.filter(type="organisations.asking").count() == 1


def test_the_letter_names_the_facts_with_their_age_and_can_be_stopped(asked, alice, mailoutbox, english):
    alice.language = "en"
    alice.save()
    Message.objects.all().delete()
    notify.write_messages(Entry.objects.get(verb="organisations.asked"))
    notify.deliver_due()
    (mail,) = mailoutbox
    assert mail.to == ["alice@example.org"]
    assert "Is this still right for “山蚁乡村教育小组”? Two minutes" in mail.subject
    assert "Phone: 0778 226 0217 (imported" in mail.body
    assert f"http://localhost:8000{address(asked, '/en')}" in mail.body
    stop = mail.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")
    assert PersonClient().post(stop).status_code == 200
    letters().delete()
    assert askings.ask(Organisation.objects.get(pk=asked.organisation_id)) is None


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_sms_fits_into_two(group, alice, settings, language):
    settings.NGO2_SITE_URL = "https://www.ngo20map.example.org"
    settings.NGO2_SMS_INBOUND_SECRET = "s"
    alice.language = language
    alice.save()
    reachable(alice, phone="+8613800138000")
    assert_facts(person_actor(alice), group, {"name_zh": "广西河池大山深处留守儿童教育志愿者协会"})
    letter(grown_old(group))
    text = Message.objects.get(channel="sms").body
    # Concatenated, each part holds 67 UCS-2 characters, or 153 of the GSM alphabet.
    limit = 2 * 67 if any(ord(sign) > 0x2FF for sign in text) else 2 * 153
    assert len(text) <= limit, text


def test_examples_are_asked_in_the_demo_only(group, alice, settings):
    reachable(alice, email="alice@example.org")
    Organisation.objects.update(is_example=True)
    grown_old(group)
    assert askings.ask(group) is None
    settings.DEMO = True
    assert askings.ask(group) is not None


# Dead addresses


def test_a_dead_address_is_not_written_to_its_letters_end_and_the_next_member_is_asked(
    asked, group, alice, bob
):
    notify.mark_dead("email", "alice@example.org", why="5.1.1")
    hand_over()
    asked.refresh_from_db()
    assert askings.hold(askings.token(asked)).state == askings.ENDED
    letters().delete()
    assert askings.ask(group) is None
    letters().delete()
    reachable(bob, email="bob@example.org")
    assert letter(group).person == bob


# The link


def test_a_token_is_short_and_only_ours_counts(asked):
    token = askings.token(asked)
    assert len(token) <= 20
    assert askings.hold(token).state == askings.OPEN
    other = codes.seal(asked.pk + 1, "asking")
    forged = [
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        codes.seal(asked.pk, "something else"),
        other[:1] + token[1:] if other[0] != token[0] else other,
        other,
        signing.dumps([1, "", "organisations.asking", "email"], salt="notify.stop"),
        "",
        "0" * 400,
        "🙂" * 20,
        str(asked.pk),
    ]
    assert {askings.hold(one).state for one in forged} == {askings.FORGED}


def answer(asking, right=(), corrected=None, actor=None, source=LINK, revision=""):
    return askings.answer_asking(
        actor or Actor("link", str(asking.pk)),
        asking,
        source=source,
        right=right,
        corrected=corrected,
        revision=revision,
    )


def test_the_link_confirms_and_corrects_in_one_press_and_is_used_up(asked, group):
    assert asked.fields == ["phone", "name_zh", "kind"]
    outcome = answer(
        asked, right=[one for one in asked.fields if one != "phone"], corrected={"phone": "0778-2260218"}
    )
    assert (outcome.changed, len(outcome.confirmed)) == (["phone"], 2)
    group.refresh_from_db()
    assert (group.facts["phone"]["v"], group.facts["phone"]["source"]) == ("+867782260218", "link")
    assert {row[4] for row in said(group)} == {"link"}
    assert group.assertions.filter(source="link").exclude(person=None).count() == 0
    entry = Entry.objects.filter(verb="organisations.facts.changed").latest("pk")
    assert (entry.actor_kind, entry.actor_id) == ("link", str(asked.pk))
    with pytest.raises(Refused) as refused:
        answer(asked, right=asked.fields)
    assert refused.value.code == askings.ANSWERED


def test_a_value_that_makes_no_sense_writes_nothing_and_leaves_the_link_good(asked, group):
    before = said(group)
    outcome = answer(asked, right=["name_zh"], corrected={"phone": "call me"})
    assert list(outcome.refused) == ["phone"]
    assert said(group) == before
    assert askings.hold(askings.token(asked)).state == askings.OPEN


def test_it_dies_when_the_facts_change_and_when_its_time_is_over(asked, group, alice):
    Asking.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert askings.hold(askings.token(asked)).state == askings.EXPIRED
    Asking.objects.update(until=timezone.now() + timedelta(days=1))
    assert_facts(person_actor(alice), group, {"website": "https://a.example.org"})
    assert askings.hold(askings.token(asked)).state == askings.OPEN  # another fact
    assert_facts(person_actor(alice), group, {"phone": "0778-2260219"})
    assert askings.hold(askings.token(asked)).state == askings.CHANGED
    with pytest.raises(Refused) as refused:
        answer(asked, right=asked.fields)
    assert refused.value.code == askings.CHANGED
    Organisation.objects.update(state=Organisation.CLOSED)
    assert askings.hold(askings.token(asked)).state == askings.CLOSED


def test_a_link_opens_exactly_its_facts_of_its_record(asked, group, imported, alice):
    """No hole: the permission of a link is for the fields of its asking, on its record, while it is open."""
    elsewhere = imported(name_zh="别人", phone="0778-2260211", wechat="x")
    holder = Actor("link", str(asked.pk))
    refused = [
        (group, {"sensitivity": "normal"}, LINK),
        (group, {"phone": "0778-2260211", "email": "a@example.org"}, LINK),
        (elsewhere, {"phone": "0778-2260212"}, LINK),
    ]
    for record, facts, source in refused:
        with pytest.raises(Hidden):
            assert_facts(holder, record, facts, source=source)
    strangers = [
        Actor("link", str(asked.pk + 1)),
        Actor("link", ""),
        Actor("link", "x"),
        Actor("anonymous", str(asked.pk)),
        person_actor(alice),  # the owner, too, says it under her own name
    ]
    for actor in strangers:
        with pytest.raises(Exception) as error:
            assert_facts(actor, group, {"phone": "0778-2260211"}, source=LINK)
        assert type(error.value).__name__ in {"Hidden", "SignInNeeded"}
    with pytest.raises(Hidden):
        assert_facts(holder, group, {"phone": "0778-2260211"})  # as the owner
    Asking.objects.update(ended_at=timezone.now())
    with pytest.raises(Hidden):
        assert_facts(holder, group, {"phone": "0778-2260211"}, source=LINK)


def test_a_new_link_goes_to_where_the_old_one_went(asked, group, mailoutbox):
    Asking.objects.update(until=timezone.now() - timedelta(days=1))
    fresh = askings.ask_again(askings.token(asked))
    assert (fresh.person, fresh.address_digest) == (asked.person, asked.address_digest)
    assert askings.hold(askings.token(asked)).state in {askings.ENDED, askings.EXPIRED}
    assert askings.hold(askings.token(fresh)).state == askings.OPEN
    with pytest.raises(Hidden):
        askings.ask_again(askings.token(fresh))  # it is good
    with pytest.raises(Hidden):
        askings.ask_again("nonsense")
    hand_over()
    notify.deliver_due()
    assert {tuple(mail.to) for mail in mailoutbox} == {("alice@example.org",)}


# Badges


def test_a_badge_confirms_the_stalest_of_now_once_for_each_standing(group, alice, charlie, bob):
    grown_old(group)
    with pytest.raises(Hidden):
        askings.make_badge(person_actor(charlie), group)
    badge = askings.make_badge(person_actor(alice), group)
    assert (badge.until - badge.made_at).days == 365
    held = askings.hold(askings.token(badge))
    assert held.state == askings.OPEN
    assert len(held.fields) == 3
    outcome = answer(badge, right=held.fields, revision=held.revision)
    assert sorted(outcome.confirmed) == sorted(held.fields)
    with pytest.raises(Refused) as refused:
        answer(badge, right=held.fields, revision=held.revision)
    assert refused.value.code == askings.CHANGED
    later = askings.hold(askings.token(badge))
    assert later.state == askings.OPEN
    assert not set(later.fields) & set(held.fields)
    with pytest.raises(Hidden):
        answer(badge, corrected={later.fields[0]: "anything"})  # it changes nothing
    askings.revoke_badge(person_actor(alice), badge)
    assert askings.hold(askings.token(badge)).state == askings.ENDED
    with pytest.raises(Refused):
        askings.revoke_badge(person_actor(alice), badge)


def test_a_badge_shows_no_more_than_everybody_sees(group, alice):
    assert_facts(person_actor(alice), group, {"address": "学院路 1 号"})
    badge = askings.make_badge(person_actor(alice), grown_old(group, months=80))
    assert "address" not in askings.hold(askings.token(badge)).facts


# Every way writes the same


def test_link_sms_badge_and_web_write_equal_rows_but_for_their_source(imported, alice, member):
    """Paper is keyed by staff through the same door."""
    written = {}
    for way in ("link", "sms", "badge", "web"):
        one = imported(name_zh=f"组{way}", phone="0778-2260217", wechat="山蚁")
        Membership.objects.filter(person=alice).delete()
        member(alice, one)
        Organisation.objects.filter(pk=one.pk).update(claimed_at=timezone.now())
        grown_old(one)
        alice.identities.all().delete()
        reachable(alice, **{"phone": "+8613800138000"} if way == "sms" else {"email": "alice@example.org"})
        if way == "web":
            values = {key: one.facts[key]["v"] for key in letter(one).fields}
            assert_facts(person_actor(alice), one, values)
        elif way == "badge":
            badge = askings.make_badge(person_actor(alice), one)
            held = askings.hold(askings.token(badge))
            answer(badge, right=held.fields, revision=held.revision)
        else:
            made = letter(one)
            source = SMS if way == "sms" else LINK
            answer(made, right=made.fields, actor=Actor(way, str(made.pk)), source=source)
        rows = said(one)
        assert {row[4] for row in rows} == {{"badge": "link", "web": "owner"}.get(way, way)}
        written[way] = [(f, "" if f == "name_zh" else v, how, state) for f, v, how, state, _source in rows]
        one.refresh_from_db()
        assert {one.facts[row[0]]["confirmed"][:10] for row in rows} == {timezone.now().isoformat()[:10]}
    assert written["link"] == written["sms"] == written["badge"] == written["web"]
    assert len(written["link"]) == 3


def test_a_letter_reads_what_it_asks_once(group, alice):
    reachable(alice, email="alice@example.org")
    assert askings.ask(grown_old(group)) is not None
    with CaptureQueriesContext(connection) as queries:
        hand_over()
    assert Message.objects.filter(type="organisations.asking", person=alice).count() == 1
    told = [one["sql"] for one in queries if one["sql"].startswith('SELECT "organisations_asking"')]
    assert len(told) == 1, told
