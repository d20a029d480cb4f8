"""Following a place, a cause or a box: who may, what the letter tells, and that each change is told once."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone, translation

from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.outbox import deliver_due
from ngo2.kernel.limits.services import TooMany
from ngo2.kernel.notify.models import Message
from ngo2.kernel.notify.services import deliver_due as send_due
from ngo2.lib.actors import ANONYMOUS, person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused, SignInNeeded
from ngo2.organisations import following
from ngo2.organisations.following import Area, area
from ngo2.organisations.manifest.follows import rows_of
from ngo2.organisations.models import Organisation, Subscription
from ngo2.organisations.services import assert_facts, follows, telling
from ngo2.organisations.sources import OWNER, STAFF

pytestmark = pytest.mark.django_db
CLIENT = "10.0.0.1"
HECHI = area("CN", "451200")
LINK = re.compile(r"https?://\S+?/follow/(\w+)/([\w:.-]+)/")


@pytest.fixture
def soon():
    """The time at which everybody who followed something a while ago is due."""
    return timezone.now() + timedelta(days=8)


@pytest.fixture
def reader(person):
    return person("Reader", email="reader@example.org", language="en")


def following_since_long(one, days=7):
    Subscription.objects.filter(pk=one.pk).update(told_until=timezone.now() - timedelta(days=days))
    return one


def letters(now):
    """What goes out in one round: the journal, the messages, the mail."""
    telling.tell_followers(now)
    deliver_due(1000)
    send_due(1000)
    return [one for one in mail.outbox if "confirm" not in one.body]


def by_address(email="a@example.org", wanted=HECHI, **more):
    follows.ask_to_follow(email, wanted, client=CLIENT, **more)
    kind, token = LINK.search(mail.outbox[-1].body).groups()
    assert kind == "confirm"
    return follows.confirm_follow(token)


# What may be followed


@pytest.mark.parametrize(
    ("given", "made"),
    [
        (("CN", "451200"), Area("CN", "451200")),
        (("", "451200"), Area("CN", "451200")),
        (("CN", "452702"), Area("CN", "451203")),  # a code of the past
        (("HK",), Area("CN", "810000")),
        (("", "", "education"), Area(cause="education")),
        (("CN", "", "education"), Area("CN", "", "education")),
        (("", "", "", [108, 24.2, 109.1, 25.1]), Area(box=(108.0, 24.2, 109.1, 25.1))),
    ],
)
def test_M5_areas_by_division_cause_and_box(given, made):
    assert area(*given) == made


@pytest.mark.parametrize(
    "given",
    [
        (),
        ("XX",),
        ("CN", "999999"),
        ("CN", "=cmd()"),
        ("", "", "no-such-cause"),
        ("", "", "", [109, 24, 108, 25]),
        ("", "", "", [108, 25, 109, 24]),
        ("", "", "", [-181, 24, 109, 25]),
        ("", "", "", [108, 24, float("nan"), 25]),
        ("CN", "451200", "", [108, 24, 109, 25]),
    ],
)
def test_what_is_no_area_is_refused_with_a_sentence(given, english):
    with pytest.raises(Refused) as refusal:
        area(*given)
    assert len(str(refusal.value)) > 20


def test_areas_are_called_by_their_names_in_both_languages():
    both = Area("CN", "451200", "education")
    with translation.override("en"):
        assert following.title(both) == "Education in 河池市, Guangxi"
        assert following.title(Area(box=(108, 24.2, 109.1, 25.1))) == "the box 108, 24.2 to 109.1, 25.1"
    with translation.override("zh-hans"):
        assert "河池" in following.title(both)


# Beginning


def test_who_is_signed_in_follows_by_one_press_and_twice_is_once(reader, charlie):
    first = follows.follow(person_actor(reader), HECHI)
    assert follows.follow(person_actor(reader), HECHI).pk == first.pk
    assert first.confirmed_at is not None
    assert first.every == "weekly"
    assert Entry.objects.filter(verb="organisations.follow.begun").count() == 1
    with pytest.raises(SignInNeeded):
        follows.follow(ANONYMOUS, HECHI)
    with pytest.raises(Refused):
        follows.follow(person_actor(reader), area("CN", "450000"), every="hourly")
    stranger = person_actor(charlie)
    with pytest.raises(Hidden):
        follows.follow_of(stranger, first.pk)
    with pytest.raises(Hidden):
        follows.stop_follow(stranger, first)
    with pytest.raises(Hidden):
        follows.change_follow(stranger, first, every="daily")


def test_a_suspended_person_follows_nothing(suspended):
    with pytest.raises((Hidden, Denied)):
        follows.follow(person_actor(suspended), HECHI)


def test_nobody_follows_more_than_twenty(reader, monkeypatch, english):
    monkeypatch.setattr(follows, "MOST", 2)
    follows.follow(person_actor(reader), HECHI)
    follows.follow(person_actor(reader), area("CN", "450000"))
    with pytest.raises(Refused, match="already"):
        follows.follow(person_actor(reader), area("CN", "420000"))


def test_an_address_is_asked_back_and_nothing_is_sent_before_it_answers(group, soon):
    follows.ask_to_follow("A@Example.org ", HECHI, client=CLIENT)
    one = Subscription.objects.get()
    assert (one.email, one.confirmed_at) == ("a@example.org", None)
    assert letters(soon) == []
    token = LINK.search(mail.outbox[-1].body)[2]
    assert follows.find_asked(token).confirmed_at is None  # looking confirms nothing
    confirmed = follows.confirm_follow(token)
    assert follows.confirm_follow(token).pk == confirmed.pk
    assert Entry.objects.filter(verb="organisations.follow.begun").count() == 1


def test_the_answer_is_the_same_for_every_address(reader, monkeypatch):
    """Known or not, following already or too much: nothing is raised, one letter goes to that mailbox."""
    monkeypatch.setattr(follows, "MOST", 1)
    by_address("known@example.org")
    before = len(mail.outbox)
    for email, wanted in [
        ("new@example.org", HECHI),
        ("known@example.org", HECHI),
        ("known@example.org", area("CN", "420000")),
        ("reader@example.org", HECHI),
    ]:
        assert follows.ask_to_follow(email, wanted, client=CLIENT) is None
    assert len(mail.outbox) == before + 4
    assert Subscription.objects.filter(email="known@example.org").count() == 1


def test_an_address_and_a_machine_ask_only_so_often():
    for _time in range(5):
        follows.ask_to_follow("a@example.org", HECHI, client=CLIENT)
    with pytest.raises(TooMany):
        follows.ask_to_follow("a@example.org", HECHI, client="10.0.0.2")
    for nth in range(25):
        follows.ask_to_follow(f"b{nth}@example.org", HECHI, client=CLIENT)
    with pytest.raises(TooMany):
        follows.ask_to_follow("c@example.org", HECHI, client=CLIENT)


@pytest.mark.parametrize(
    "said", ["", "13800138000", "a@", "a b@c", "x" * 300 + "@example.org", "😀", "=cmd()"]
)
def test_what_is_no_address_is_refused(said):
    with pytest.raises(Refused) as refusal:
        follows.ask_to_follow(said, HECHI, client=CLIENT)
    assert refusal.value.field == "email"
    assert mail.outbox == []


def test_a_forged_an_old_and_a_foreign_link_do_nothing(monkeypatch):
    follows.ask_to_follow("a@example.org", HECHI, client=CLIENT)
    token = LINK.search(mail.outbox[-1].body)[2]
    for wrong in (token[:-1] + "x", token.replace(":", ""), "x", "", "😀"):
        with pytest.raises(Hidden):
            follows.confirm_follow(wrong)
        with pytest.raises(Hidden):
            follows.stop_by_link(wrong)
    with pytest.raises(Hidden):  # a link that confirms does not stop
        follows.stop_by_link(token)
    monkeypatch.setattr(follows.follow_links, "CONFIRM_WITHIN", timedelta(seconds=-1))
    with pytest.raises(Refused):
        follows.confirm_follow(token)
    assert Subscription.objects.get().confirmed_at is None


def test_of_two_wishes_for_the_same_one_is_confirmed():
    follows.ask_to_follow("a@example.org", HECHI, client=CLIENT)
    one = Subscription.objects.get()
    twin = Subscription.objects.create(email=one.email, language="en", made_at=one.made_at, **HECHI.columns)
    for each in (one, twin):
        follows.confirm_follow(follows.follow_links.token(each.pk, follows.follow_links.CONFIRM))
    assert Subscription.objects.filter(confirmed_at__isnull=False).count() == 1


# The letter


def test_M5_a_letter_tells_new_and_changed_in_words_and_no_values(reader, group, alice, imported, soon):
    one = follows.follow(person_actor(reader), HECHI)
    Subscription.objects.filter(pk=one.pk).update(told_until=timezone.now())  # the group was there before
    fresh = imported(name_zh="新苗读书会", name_en="New Sprouts", division="451281", founded=2020)
    assert_facts(person_actor(alice), group, {"phone": "13900139000", "sensitivity": "normal"}, source=OWNER)
    (letter,) = letters(soon)
    assert letter.to == ["reader@example.org"]
    assert letter.subject == "New in 河池市, Guangxi: 2 organisations"
    assert "New Sprouts" in letter.body
    assert f"/en/organisations/{fresh.pk}/" in letter.body
    assert "What changed: Phone\n" in letter.body
    for value in ("13900139000", "2260217", "Protection"):
        assert value not in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    kind, token = LINK.search(letter.extra_headers["List-Unsubscribe"]).groups()
    assert kind == "stop"
    follows.stop_by_link(token)
    one.refresh_from_db()
    assert one.stopped_at is not None


def test_nothing_new_is_no_letter_and_the_mark_moves(reader, soon):
    one = following_since_long(follows.follow(person_actor(reader), HECHI))
    assert letters(soon) == []
    one.refresh_from_db()
    assert one.told_until == soon - telling.LAG
    assert not Entry.objects.filter(verb=telling.TOLD).exists()


def test_each_change_is_told_once(reader, imported, soon):
    following_since_long(follows.follow(person_actor(reader), HECHI))
    imported(division="451281")
    assert len(letters(soon)) == 1
    assert len(letters(soon)) == 1
    assert len(letters(soon + timedelta(days=8))) == 1


def test_weekly_and_daily(reader, imported):
    weekly = follows.follow(person_actor(reader), HECHI)
    daily = follows.follow(person_actor(reader), area("CN", "450000"), every="daily")
    imported(division="451281")
    tomorrow = timezone.now() + timedelta(days=1)
    assert telling.tell_followers(tomorrow) == 1
    told = Entry.objects.get(verb=telling.TOLD)
    assert told.object_id == str(daily.pk)
    follows.change_follow(person_actor(reader), weekly, every="daily")
    assert telling.tell_followers(tomorrow) == 1


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (area("CN", "451281"), True),
        (area("CN", "451200"), True),
        (area("CN", "450000"), True),
        (area("CN"), True),
        (area("CN", "420000"), False),
        (area("GB"), False),
        (area(cause="education"), True),
        (area(cause="rural-education"), True),
        (area("CN", "451200", "education"), True),
        (area("CN", "451200", "health"), False),
        (area(box=[108, 24, 109.5, 25.5]), True),
        (area(box=[100, 24, 101, 25.5]), False),
        (area(box=[108, 24, 109.5, 25.5], cause="education"), True),
        (area(box=[108, 24, 109.5, 25.5], cause="health"), False),
    ],
)
def test_M5_who_hears_of_it(reader, imported, soon, wanted, told):
    following_since_long(follows.follow(person_actor(reader), wanted))
    imported(division="451281", causes=["rural-education"])
    assert len(letters(soon)) == told


def test_M6_a_hidden_place_is_never_found_by_a_box_or_a_county(person, imported, dana, soon):
    exact = imported(
        division="451281", legal_status="registered_association", publish_exact=True,
        point={"lat": 24.49, "lng": 108.65, "crs": "wgs84"}, address="庆远镇1号",
    )  # fmt: skip
    wide, tight = area(box=[100, 20, 115, 30]), area(box=[108.64, 24.48, 108.66, 24.5])
    wishes = {"wide": wide, "tight": tight, "county": area("CN", "451281"), "province": area("CN", "450000")}
    for name, wanted in wishes.items():
        one = person(name, email=f"{name}@example.org", language="en")
        following_since_long(follows.follow(person_actor(one), wanted))
    Organisation.objects.filter(pk=exact.pk).update(created_at=timezone.now() - timedelta(days=90))
    Subscription.objects.update(told_until=timezone.now())
    said = {"sensitivity": "hidden", "address": "庆远镇2号", "phone": "13900139000", "wechat": "新号"}
    assert_facts(person_actor(dana), exact, said, source=STAFF)
    (letter,) = letters(soon)
    assert letter.to == ["province@example.org"]
    assert "What changed: WeChat account\n" in letter.body
    for hint in ("Yizhou", "宜州", "Address", "Phone", "Hechi"):
        assert hint not in letter.body


def test_a_record_hidden_between_the_round_and_the_letter_is_not_told(reader, imported, dana, soon):
    following_since_long(follows.follow(person_actor(reader), area("CN", "451281")))
    record = imported(division="451281")
    assert telling.tell_followers(soon) == 1
    assert_facts(person_actor(dana), record, {"sensitivity": "hidden"}, source=STAFF)
    deliver_due(1000)
    assert not Message.objects.exists()


def test_what_only_members_see_is_no_news(reader, group, alice, soon):
    one = follows.follow(person_actor(reader), HECHI)
    Subscription.objects.filter(pk=one.pk).update(told_until=timezone.now())
    assert_facts(
        person_actor(alice), group, {"sensitivity": "sensitive", "publish_exact": True}, source=OWNER
    )
    assert letters(soon) == []


def test_confirming_is_no_news(reader, group, alice, soon):
    one = follows.follow(person_actor(reader), HECHI)
    Subscription.objects.filter(pk=one.pk).update(told_until=timezone.now())
    assert_facts(person_actor(alice), group, {"phone": "0778-2260217"}, source=OWNER)
    assert letters(soon) == []


@pytest.mark.parametrize("state", [Organisation.CLOSED, Organisation.MERGED])
def test_a_record_that_is_gone_is_no_news(reader, imported, soon, state):
    following_since_long(follows.follow(person_actor(reader), HECHI))
    Organisation.objects.filter(pk=imported(division="451281").pk).update(state=state)
    assert letters(soon) == []


def test_thirty_are_named_and_the_rest_is_counted(reader, imported, soon):
    following_since_long(follows.follow(person_actor(reader), HECHI))
    for nth in range(33):
        imported(division="451281", name_zh=f"小组{nth:02d}", founded=1990 + nth)
    (letter,) = letters(soon)
    assert letter.subject == "New in 河池市, Guangxi: 33 organisations"
    assert len(re.findall(r"小组\d\d", letter.body)) == telling.SHOWN
    assert "and 3 more" in letter.body
    assert "/en/organisations/in/CN/451200/" in letter.body


def test_a_name_is_a_name_and_nothing_else(reader, imported, soon):
    following_since_long(follows.follow(person_actor(reader), HECHI))
    imported(division="451281", name_zh="<b>%(x)s {{ y }}</b> 臺灣😀")
    (letter,) = letters(soon)
    assert "<b>%(x)s {{ y }}</b> 臺灣😀" in letter.body
    html = letter.alternatives[0].content
    assert "&lt;b&gt;%(x)s" in html
    assert "<b>%" not in html


def test_the_suspended_hear_nothing(reader, person, imported, soon):
    owner = person("Owner", email="owner@example.org")
    following_since_long(follows.follow(person_actor(reader), HECHI))
    following_since_long(by_address("owner@example.org"))
    for one in (reader, owner):
        one.is_active = False
        one.save()
    imported(division="451281")
    assert letters(soon) == []


def test_letters_speak_the_language_of_the_reader(imported, soon):
    with translation.override("zh-hans"):
        following_since_long(by_address("zh@example.org"))
    with translation.override("en"):
        following_since_long(by_address("en@example.org"))
    imported(division="451281", name_en="Sprouts")
    told = {one.to[0]: one.body for one in letters(soon)}
    assert "Sprouts" in told["en@example.org"]
    assert "/en/organisations/" in told["en@example.org"]
    assert "/en/organisations/" not in told["zh@example.org"].split("-- ")[0]


# Stopping, forgetting


def test_stopping_one_leaves_the_others_and_stopping_all_leaves_none(soon):
    first, second = by_address(), by_address(wanted=area("CN", "420000"))
    other = by_address("b@example.org")
    token = follows.follow_links.token(first.pk, follows.follow_links.STOP)
    for _press in range(2):
        follows.stop_by_link(token)
    assert Entry.objects.filter(verb="organisations.follow.stopped").count() == 1
    second.refresh_from_db()
    assert second.stopped_at is None
    follows.stop_by_link(token, everything=True)
    second.refresh_from_db()
    other.refresh_from_db()
    assert second.stopped_at is not None
    assert other.stopped_at is None


def test_a_letter_that_waits_is_not_sent_after_stopping(reader, imported, soon):
    one = following_since_long(follows.follow(person_actor(reader), HECHI))
    imported(division="451281")
    telling.tell_followers(soon)
    deliver_due(1000)
    assert Message.objects.filter(state=Message.WAITING).count() == 1
    follows.stop_follow(person_actor(reader), one)
    send_due(1000)
    assert mail.outbox == []


def test_who_never_confirms_is_forgotten_after_three_days():
    follows.ask_to_follow("a@example.org", HECHI, client=CLIENT)
    kept = by_address("b@example.org")
    assert follows.forget_unconfirmed() == 0
    Subscription.objects.update(made_at=timezone.now() - timedelta(days=4))
    assert follows.forget_unconfirmed() == 1
    assert Subscription.objects.get().pk == kept.pk


def test_what_was_stopped_goes_after_thirty_days(reader):
    from ngo2.kernel.privacy.erasure import purge

    old, young = (follows.follow(person_actor(reader), area("CN", code)) for code in ("450000", "420000"))
    for one, days in ((old, 31), (young, 29)):
        Subscription.objects.filter(pk=one.pk).update(stopped_at=timezone.now() - timedelta(days=days))
    purge()
    assert [one.pk for one in Subscription.objects.all()] == [young.pk]


def test_what_an_address_follows_belongs_to_who_proved_it(reader):
    mine, by_mail, foreign = (
        follows.follow(person_actor(reader), HECHI), by_address("reader@example.org"), by_address("x@example.org"),
    )  # fmt: skip
    assert {one.pk for one in rows_of(reader)} == {mine.pk, by_mail.pk}
    assert foreign.pk not in {one.pk for one in rows_of(reader)}


# How much it asks of the database


def test_one_round_asks_as_often_for_three_as_for_one_but_for_their_own_letters(
    person, imported, soon, django_assert_num_queries
):
    def more(count):
        for nth in range(count):
            one = person(f"R{count}{nth}", email=f"r{count}{nth}@example.org")
            following_since_long(follows.follow(person_actor(one), area("CN", "420000")))

    imported(division="451281", causes=["rural-education"])
    more(1)
    with django_assert_num_queries(
        5 + 3
    ):  # due, border, entries, records, causes; and a mark in a transaction
        telling.tell_followers(soon)
    Subscription.objects.all().delete()
    more(3)
    with django_assert_num_queries(5 + 3 * 3):
        telling.tell_followers(soon)
