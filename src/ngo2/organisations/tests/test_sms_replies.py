"""Answers by SMS: "1" confirms, "0" stops, words are kept for a person; forged, unknown, replayed and late."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from ngo2.conftest import PersonClient
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.notify.incoming import Sms, meaning
from ngo2.kernel.notify.models import IncomingSms, Message, Preference
from ngo2.kernel.notify.services import take_sms
from ngo2.kernel.queue.kinds import kinds
from ngo2.lib.actors import person_actor
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations.models import Asking, Membership, Organisation
from ngo2.organisations.services import askings, assert_facts
from ngo2.organisations.tests.asking import grown_old, letter, letters, reachable, said
from ngo2.organisations.tests.seen import seen

pytestmark = pytest.mark.django_db
NUMBER = "+8613800138000"
URL = "/notify/sms/"
SHARED = "shared"


@pytest.fixture
def asked(group, alice, settings):
    settings.NGO2_SMS_INBOUND_SECRET = "shared"
    alice.language = "zh-hans"
    alice.save()
    reachable(alice, phone=NUMBER)
    return letter(grown_old(group))


def arrives(text, number=NUMBER, ident="1", secret=SHARED, **headers):
    form = {"number": number, "text": text, "id": ident, "secret": secret}
    return PersonClient().post(URL, form, **headers)


def replies():
    return list(
        Message.objects.filter(type="notify.sms_answer").order_by("pk").values_list("address", "body")
    )


def test_1_confirms_what_was_asked_last_of_that_number(asked, group, alice):
    assert asked.channel == "sms"
    assert arrives(" １ ").json() == {"outcome": "confirmed"}
    rows = said(group)
    assert [row[0] for row in rows] == sorted(asked.fields)
    assert {(row[2], row[4]) for row in rows} == {("confirmed", "sms")}
    entry = Entry.objects.get(verb="organisations.facts.confirmed")
    assert (entry.actor_kind, entry.actor_id) == ("sms", str(asked.pk))
    ((number, text),) = replies()
    assert number == NUMBER
    assert "山蚁乡村教育小组" in text
    assert IncomingSms.objects.get().text == ""  # understood, so not kept


def test_replayed_it_does_nothing_and_answers_nothing(asked, group):
    arrives("1")
    assert arrives("1").json() == {"outcome": "replayed"}
    assert len(said(group)) == 3
    assert len(replies()) == 1
    assert arrives("1", ident="2").json() == {"outcome": "late"}
    assert len(said(group)) == 3


@pytest.mark.parametrize("how", ["old", "changed"])
def test_late_it_confirms_nothing_and_says_so(asked, group, alice, how):
    if how == "old":
        Asking.objects.update(until=timezone.now() - timedelta(seconds=1))
    else:
        assert_facts(person_actor(alice), group, {"phone": "0778-2260219"})
    before = said(group)
    assert arrives("是").json() == {"outcome": "late"}
    assert said(group) == before
    assert len(replies()) == 1


def test_words_get_a_helpful_answer_and_wait_for_the_team(asked, group, dana, charlie):
    assert arrives("电话换了，新的是 0778-2260218 🙂").json() == {"outcome": "kept"}
    assert said(group) == []
    assert "http://localhost:8000/c/" in replies()[0][1]
    kind = kinds["organisations.sms"]
    (item,) = kind.items(dana)
    assert (item.why, item.url) == (
        "电话换了，新的是 0778-2260218 🙂",
        f"/notify/sms/{IncomingSms.objects.get().pk}/",
    )
    assert NUMBER not in item.title
    team = PersonClient()
    team.force_login(dana)
    assert "电话换了" in seen(team.get(item.url))
    assert team.post(item.url, {"do": "answer", "text": "谢谢，已改。", "form_key": "k"}).status_code == 302
    assert replies()[1] == (NUMBER, "谢谢，已改。")
    assert list(kind.items(dana)) == []
    assert "Somebody has dealt with this" in seen(team.get("/en" + item.url))
    sms = IncomingSms.objects.get()
    assert (sms.text, sms.handled_at is not None) == ("", True)
    answer, read = kind.actions
    with pytest.raises(Refused):
        answer.do(person_actor(dana), item.key, "again")
    with pytest.raises(Hidden):
        read.do(person_actor(charlie), item.key, "")


@pytest.mark.parametrize("word", ["0", "停", "TD", "stop", "退订", "０"])
def test_0_stops_our_questions_to_that_number(asked, group, alice, word):
    assert arrives(word).json() == {"outcome": "stopped"}
    assert not Preference.objects.get(person=alice, type="organisations.asking", channel="sms").on
    letters().delete()
    assert askings.ask(group) is None


def test_a_number_that_we_never_asked_hears_so_and_is_not_answered_for_ever(asked, group):
    for n in range(9):
        assert arrives("1", number="+8613900139000", ident=f"u{n}").json() == {"outcome": "unknown"}
    assert len(replies()) == 6
    assert said(group) == []


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"secret": "guess"}, 403),
        ({"secret": ""}, 403),
        ({"number": "12"}, 422),
        ({"number": ""}, 422),
        ({"ident": ""}, 422),
    ],
)
def test_forged_and_unreadable_requests(asked, group, form, status):
    assert arrives("1", **form).status_code == status
    assert (said(group), replies(), IncomingSms.objects.count()) == ([], [], 0)


def test_the_secret_may_stand_in_the_header_or_the_address_and_without_one_nothing_is_there(
    asked, group, settings
):
    form = {"number": NUMBER, "text": "x" * 5000, "id": "h"}
    assert PersonClient().post(URL, form, headers={"authorization": "Bearer shared"}).status_code == 200
    assert len(IncomingSms.objects.get().text) == 1000
    assert PersonClient().post(f"{URL}?secret=shared", form | {"id": "a"}).status_code == 200
    assert PersonClient().get(f"{URL}?secret=shared").status_code == 405
    settings.NGO2_SMS_INBOUND_SECRET = ""
    assert arrives("1", secret="").status_code == 503


def test_the_demo_plays_an_sms(asked, group, capsys):
    call_command("sms_in", "13800138000", "对")
    assert capsys.readouterr().out.startswith("confirmed: ")
    assert len(said(group)) == 3


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1", "yes"),
        ("1。", "yes"),
        ("「对」", "words"),
        ("Yes!", "yes"),
        ("10", "words"),
        ("", "words"),
        ("Td", "stop"),
    ],
)
def test_what_an_answer_means(text, meant):
    assert meaning(text) == meant


def test_two_records_ask_one_number_and_the_last_question_counts(asked, alice, imported, member, group):
    other = imported(name_zh="另一个", wechat="x")
    member(alice, other)
    Membership.objects.update(answers=True)
    Organisation.objects.filter(pk=other.pk).update(claimed_at=timezone.now())
    letter(grown_old(other))
    take_sms(Sms(NUMBER, "1", "z"))
    assert said(group) == []
    assert len(said(other)) == 3
