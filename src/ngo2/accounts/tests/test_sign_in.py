"""X3: in by a code to a phone or an e-mail; and what must not get anybody in."""

import pytest
from django.test import Client
from django.utils import timezone

from ngo2.accounts import limits, services
from ngo2.accounts.models import Challenge, Identity, Person
from ngo2.accounts.tests.conftest import EMAIL, PHONE, Visitor
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.notify.models import DeadAddress
from ngo2.kernel.notify.services import mark_dead

pytestmark = pytest.mark.django_db


def test_X3_login_by_phone_code(visitor, outbox, person):
    alice = person("Alice", phone=PHONE)
    response = visitor.ask("138 0013 8000")
    assert (response.status_code, response["Location"]) == (302, "/en/sign-in/code/")
    ((channel, address, _subject, body),) = outbox
    assert (channel, address, visitor.code() in body) == ("sms", "+8613800138000", True)
    response = visitor.type(visitor.code())
    assert (response.status_code, response["Location"]) == (302, "/en/me/")
    assert visitor.client.session["_auth_user_id"] == str(alice.pk)
    assert Person.objects.count() == 1


def test_login_by_email_code_as_typed_on_a_chinese_keyboard(visitor, outbox, person):
    alice = person("Alice", email=EMAIL)
    visitor.ask(" ＬＩ＠example.org ")
    assert outbox[0][:2] == ("email", EMAIL)
    wide = visitor.code().translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    visitor.type(f" {wide[:3]} {wide[3:]} ")
    assert visitor.client.session["_auth_user_id"] == str(alice.pk)


def test_somebody_unknown_becomes_a_person_when_the_code_is_right_and_not_before(visitor):
    visitor.ask(PHONE)
    assert Person.objects.count() == 0
    visitor.type(visitor.code())
    (identity,) = Identity.objects.select_related("person")
    assert (identity.kind, identity.value, identity.person.language) == ("phone", "+8613800138000", "en")
    assert list(Entry.objects.order_by("pk").values_list("verb", "data")) == [
        ("accounts.person.joined", {"by": "phone"}),
        ("accounts.person.signed_in", {"methods": ["code"]}),
    ]
    response = visitor.client.get("/en/me/name/")
    assert response["Location"] == "/en/me/terms/?next=%2Fen%2Fme%2Fname%2F"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Please write your mobile number or your e-mail address."),
        ("li@example", "This e-mail address is not complete."),
        ("1380013800", "This is not a whole phone number."),
        ("010-85757788", "We cannot send a code to this number."),
        ("x" * 300, "254"),
    ],
)
def test_what_is_no_address_says_what_is_missing(visitor, outbox, typed, sentence):
    response = visitor.ask(typed)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert (outbox, Challenge.objects.count()) == ([], 0)


def test_next_leads_back_to_this_site_only(person, outbox):
    person("Alice", phone=PHONE)
    for path, after in [
        ("/en/me/name/", "/en/me/name/"),
        ("https://evil.example/", "/en/me/"),
        ("//evil.example/", "/en/me/"),
        ("javascript:alert(1)", "/en/me/"),
    ]:
        visitor = Visitor(Client(), outbox)
        assert visitor.enter(PHONE, next=path)["Location"] == after


def test_who_is_signed_in_is_sent_on(client, person, django_assert_num_queries):
    client.force_login(person("Alice"))
    for path in ("/en/sign-in/", "/en/sign-in/code/", "/en/sign-in/passkey/"):
        assert client.get(path)["Location"] == "/en/me/"
    assert client.get("/en/sign-in/second-step/")["Location"] == "/en/sign-in/"


# Nobody learns who is known


def measured(typed, client, outbox):
    """Status, bytes without what is new each time, headers and number of queries of every step."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    steps = []
    for method, path, data in [
        ("get", "/en/sign-in/", None),
        ("post", "/en/sign-in/", {"address": typed}),
        ("get", "/en/sign-in/code/", None),
        ("post", "/en/sign-in/code/", {"code": "x"}),
        ("post", "/en/sign-in/again/", {}),
        ("get", "/en/sign-in/code/", None),
    ]:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = getattr(client, method)(path, data)
        body = "\n".join(
            line for line in response.content.decode().splitlines() if "csrfmiddlewaretoken" not in line
        )
        headers = {name: value for name, value in response.items() if name != "Set-Cookie"}
        steps.append((response.status_code, headers, body, len(queries)))
    return steps, [(letter[0], len(letter[2]), len(letter[3])) for letter in outbox]


@pytest.mark.parametrize("typed", [PHONE, EMAIL])
def test_known_unknown_and_suspended_look_the_same_in_bytes_and_queries(person, outbox, typed):
    results = []
    for state in ("known", "unknown", "suspended"):
        Person.objects.all().delete()
        if state != "unknown":
            person("Alice", phone=PHONE, email=EMAIL, is_active=state == "known")
        outbox.clear()
        limits_forgotten()
        results.append(measured(typed, Client(), outbox))
    assert results[0] == results[1] == results[2]


def limits_forgotten():
    from ngo2.kernel.limits.models import Spent

    Spent.objects.all().delete()


def test_a_suspended_person_hears_it_only_with_the_right_code(visitor, person):
    person("Alice", phone=PHONE, is_active=False)
    visitor.ask(PHONE)
    assert "suspended" not in visitor.type("000000").content.decode()
    response = visitor.type(visitor.code())
    assert response["Location"] == "/en/sign-in/suspended/"
    assert not visitor.is_in()
    assert "Your account is suspended" in visitor.client.get(response["Location"]).content.decode()
    assert not Entry.objects.filter(verb="accounts.person.signed_in").exists()


# Codes


def wrong(code):
    return f"{(int(code) + 1) % 1000000:06}"


def test_five_tries_and_the_sixth_is_refused_even_when_right(visitor):
    visitor.ask(PHONE)
    code = visitor.code()
    said = [visitor.type(wrong(code)).content.decode() for _nth in range(5)]
    assert [
        "4 tries are left" in said[0],
        "1 try is left" in said[3],
        "that was the last try" in said[4],
    ] == [True] * 3
    assert "no longer valid" in visitor.type(code).content.decode()
    assert not visitor.is_in()


def test_the_fifth_try_still_counts_when_right(visitor):
    visitor.ask(PHONE)
    for _nth in range(4):
        visitor.type(wrong(visitor.code()))
    visitor.type(visitor.code())
    assert visitor.is_in()


def test_a_code_that_came_back_heals_an_address_that_was_thought_dead(visitor):
    visitor.ask(PHONE)
    mark_dead("sms", Challenge.objects.get().address)
    visitor.type(wrong(visitor.code()))
    assert DeadAddress.objects.exists()
    visitor.type(visitor.code())
    assert not DeadAddress.objects.exists()


def test_a_code_works_once(visitor, other_device):
    visitor.enter(PHONE)
    challenge = Challenge.objects.get()
    with pytest.raises(services.codes.Refused, match="no longer valid"):
        services.prove_code(challenge.token, visitor.code(), purpose=Challenge.SIGN_IN)
    replay = Visitor(other_device(), visitor.outbox)
    session = replay.client.session
    session["accounts.sign_in"] = {"token": challenge.token, "next": "", "demo": ""}
    session.save()
    assert "no longer valid" in replay.type(visitor.code()).content.decode()
    assert not replay.is_in()


def test_the_newest_code_wins(visitor):
    visitor.ask(PHONE)
    old = visitor.code()
    visitor.client.post("/en/sign-in/again/")
    new = visitor.code()
    if old != new:
        visitor.type(old)
        assert not visitor.is_in()
    visitor.type(new)
    assert visitor.is_in()


def test_a_code_runs_out_after_ten_minutes(visitor, later):
    visitor.ask(PHONE)
    with later(minutes=10, seconds=1):
        assert "no longer valid" in visitor.type(visitor.code()).content.decode()
    assert not visitor.is_in()
    with later(minutes=9, seconds=55):
        visitor.type(visitor.code())
    assert visitor.is_in()


def test_a_code_works_in_the_session_that_asked_only(visitor, outbox):
    other = Visitor(Client(), outbox)
    visitor.ask(PHONE)
    code = visitor.code()
    assert other.type(code)["Location"] == "/en/sign-in/"
    other.ask(EMAIL)
    other.type(code)
    assert not other.is_in()
    visitor.type(code)
    assert visitor.is_in()


def test_a_code_for_one_purpose_opens_no_other(visitor, person):
    alice = person("Alice", phone=PHONE)
    visitor.ask(PHONE)
    challenge = Challenge.objects.get()
    with pytest.raises(services.codes.Refused):
        services.prove_code(challenge.token, visitor.code(), purpose=Challenge.ADD)
    assert Challenge.objects.get().tries == 0
    assert alice.identities.count() == 1


def test_the_code_is_not_in_the_database_or_the_page(visitor):
    visitor.ask(PHONE)
    row = Challenge.objects.values().get()
    assert visitor.code() not in str({**row, "code_digest": "", "token": "", "address": ""})
    assert row["code_digest"] != visitor.code()
    assert visitor.code() not in visitor.client.get("/en/sign-in/code/").content.decode()


def test_no_session_is_taken_over_from_before_the_sign_in(visitor):
    visitor.ask(PHONE)
    before = visitor.client.session.session_key
    visitor.type(visitor.code())
    assert visitor.client.session.session_key != before


def test_a_message_that_cannot_be_sent_says_so_and_loses_nothing(visitor, monkeypatch):
    def broken(*letter):
        raise services.codes.Refused("We could not send the message just now.")

    monkeypatch.setattr("ngo2.accounts.services.codes.send_now", broken)
    body = visitor.ask(PHONE).content.decode()
    assert "We could not send the message just now." in body
    assert f'value="{PHONE}"' in body


# How often


def test_five_codes_an_address_and_whole_again_after_the_period(visitor, outbox, later):
    for nth in range(limits.CODES_AN_ADDRESS):
        assert visitor.ask(PHONE).status_code == 302, nth
    assert visitor.ask(PHONE).status_code == 429
    assert visitor.client.post("/en/sign-in/again/").status_code == 429
    assert visitor.ask(EMAIL).status_code == 302  # another address is not touched
    assert len(outbox) == limits.CODES_AN_ADDRESS + 1
    now = timezone.now()
    with later(minutes=9, seconds=55):
        assert visitor.ask(PHONE).status_code == 429
    with later(minutes=10, seconds=1):
        for nth in range(limits.CODES_AN_ADDRESS):
            assert visitor.ask(PHONE).status_code == 302, nth
        assert visitor.ask(PHONE).status_code == 429
    assert timezone.now() - now < limits.CODES_PERIOD  # the clock was frozen, nobody waited


def test_the_limit_is_one_for_all_spellings_of_an_address_and_all_browsers(outbox, db):
    spellings = [
        "13800138000",
        "+86 138 0013 8000",
        "138-0013-8000",
        "１３８００１３８０００",
        "0086 13800138000",
    ]
    for spelling in spellings:
        assert Visitor(Client(), outbox).ask(spelling).status_code == 302, spelling
    assert Visitor(Client(REMOTE_ADDR="198.51.100.7"), outbox).ask(PHONE).status_code == 429


def test_a_whole_office_behind_one_address_gets_in(outbox, monkeypatch, db):
    monkeypatch.setattr(limits, "USES_A_CLIENT", 12)
    codes = []
    for nth in range(12):
        visitor = Visitor(Client(REMOTE_ADDR="203.0.113.5"), outbox)
        codes.append(visitor.ask(f"colleague{nth}@example.org").status_code)
    assert codes == [302] * 12
    assert Visitor(Client(REMOTE_ADDR="203.0.113.5"), outbox).ask("one-more@example.org").status_code == 429
    assert Visitor(Client(REMOTE_ADDR="203.0.113.6"), outbox).ask("one-more@example.org").status_code == 302
    assert limits.CLIENT_PERIOD.total_seconds() == 600


def test_the_shipped_limit_lets_two_hundred_in(db):
    for nth in range(200):
        limits.asking_code(f"{nth}@example.org", "203.0.113.5")
    with pytest.raises(services.codes.Refused):
        limits.asking_code("more@example.org", "203.0.113.5")


def test_a_made_up_forwarded_address_changes_nothing(outbox, monkeypatch, db):
    monkeypatch.setattr(limits, "USES_A_CLIENT", 3)
    statuses = []
    for nth in range(4):
        visitor = Visitor(Client(REMOTE_ADDR="203.0.113.5"), outbox)
        statuses.append(
            visitor.client.post(
                "/en/sign-in/",
                {"address": f"{nth}@example.org"},
                headers={"x-forwarded-for": f"192.0.2.{nth}"},
            ).status_code
        )
    assert statuses == [302, 302, 302, 429]
