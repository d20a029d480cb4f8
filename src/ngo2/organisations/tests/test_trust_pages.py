"""The pages of checks, vouches and hand-overs, as people meet them in both languages."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from ngo2.conftest import PersonClient
from ngo2.kernel.queue.kinds import kinds
from ngo2.lib.actors import person_actor
from ngo2.organisations import handover_links
from ngo2.organisations.models import (
    Handover,
    Membership,
    Organisation,
    Partner,
    Remit,
    Verification,
    Voice,
    Vouch,
)
from ngo2.organisations.page import trust
from ngo2.organisations.services import assert_facts, checks, handovers, vouches
from ngo2.organisations.signals import DISCLOSES, Shown, Signal, signals
from ngo2.organisations.tests.seen import refers_to, seen
from ngo2.organisations.tests.trusting import checked, owned, photo

pytestmark = pytest.mark.django_db
NOTE = "We have trained teachers together since 2019."
LANGUAGES = ("en", "zh-hans")


def path(name, *args, language="en"):
    with translation.override(language):
        return reverse(f"organisations:{name}", args=args)


@pytest.fixture
def as_():
    """A browser in which this person came in."""

    def sign_in(person):
        browser = PersonClient()
        browser.force_login(person)
        return browser

    return sign_in


@pytest.fixture
def other(imported, member, charlie):
    return owned(imported, member, charlie)


@pytest.fixture
def asked(group, erin):
    return handovers.ask_handover(person_actor(erin), group, role="Coordinator", reason="She left.")


@pytest.fixture
def week(asked):
    Handover.objects.filter(pk=asked.pk).update(
        state=Handover.COOLING, cooling_until=timezone.now() + timedelta(days=7)
    )
    asked.refresh_from_db()
    return asked


# Identity


def test_from_the_photo_to_the_signal(group, alice, dana, as_):
    client = as_(alice)
    chosen = client.post(path("verify", group.pk), {"how": "document"})
    assert chosen.headers["Location"] == path("verify_by", group.pk, "document")
    form = client.get(chosen.headers["Location"])
    assert 'capture="environment"' in form.text
    assert "(optional)" not in seen(form).partition("What should we know")[0]
    empty = client.post(chosen.headers["Location"], {"note": "Ask Li."})
    assert ("Please choose a photo or a PDF." in seen(empty), "Ask Li." in empty.text) == (True, True)
    sent = client.post(chosen.headers["Location"], {"photo": photo(), "note": "=cmd() 😀"})
    assert sent.headers["Location"] == path("verify", group.pk)
    assert "Received. Somebody looks at it" in seen(client.get(sent.headers["Location"]))
    check = Verification.objects.get()
    client = as_(dana)
    page = client.get(path("decide_check", check.pk))
    assert group.name in seen(page)
    assert reverse("files:file", args=[check.document]) in page.text
    assert refers_to(page)
    told = {"do": "accept", "how": "document", "seen": page.context["form"]["seen"].value(), "until": ""}
    bad = client.post(path("decide_check", check.pk), {**told, "until": "2020-01-01"})
    assert (bad.status_code, "This day is over" in seen(bad)) == (200, True)
    late = client.post(path("decide_check", check.pk), {**told, "seen": "0" * 24})
    assert "while you were looking" in seen(late)
    assert client.post(path("decide_check", check.pk), told).status_code == 302
    client.logout()
    shown = client.get(path("organisation", group.pk))
    last = timezone.localdate() + timedelta(days=365)
    assert f"Identity verified until {last}" in seen(shown)
    assert "by its certificate or a stamped letter" in seen(shown)
    assert [name for name in ("Alice", "Dana", "cmd()") if name in shown.text] == []


def test_declined_with_a_ready_answer_in_the_language_of_the_reader(group, alice, dana, as_):
    check = checks.ask_check(person_actor(alice), group, how="visit", note="Call.")
    client = as_(dana)
    page = client.post(path("decide_check", check.pk), {"do": "decline", "reply": "letter", "answer": ""})
    assert page.status_code == 302
    check.refresh_from_db()
    assert check.state == "declined"
    with translation.override(alice.language):
        assert check.answer == str(kinds["organisations.checks"].replies[-1].text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_stands_in_both_languages(
    language, group, other, alice, bob, charlie, dana, erin, asked, as_
):
    checked(group, dana)
    given = vouches.vouch(person_actor(alice), group, other, note=NOTE)
    check = checks.ask_check(person_actor(charlie), other, how="visit", note="Call.")
    addresses = {
        charlie: [("verify", other.pk), ("vouched", other.pk), ("report_vouch", other.pk, given.pk)]
        + [("verify_by", other.pk, how) for how in ("document", "register", "visit")]
        + [("handover", group.pk), ("speak", handover_links.voice_token(asked.pk))],
        alice: [("verify", group.pk), ("vouch", other.pk), ("edit", group.pk)],
        erin: [("handover", group.pk), ("handover_document", group.pk), ("vouch", other.pk)],
        dana: [("decide_check", check.pk), ("judge_vouch", given.pk), ("decide_handover", asked.pk)],
    }
    for person, wanted in addresses.items():
        client = as_(person)
        for name, *args in wanted:
            page = client.get(path(name, *args, language=language))
            assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store"), name
            assert f'lang="{"en" if language == "en" else "zh-Hans"}"' in page.text


def test_an_unknown_way_is_no_page(group, alice, as_):
    assert as_(alice).get(path("verify_by", group.pk, "magic")).status_code == 404


def test_the_partner_is_named_except_where_the_place_is_protected(
    group, imported, member, alice, dana, erin, client
):
    own = owned(imported, member, erin, name="河池支持中心")
    Remit.objects.create(
        partner=Partner.objects.create(organisation=own, since=timezone.now()),
        country="CN",
        division="451200",
    )
    check = checks.ask_check(
        person_actor(alice), group, how="register", source_url="https://hechi.example.org/217"
    )
    checks.decide_check(person_actor(erin), check, accept=True)
    shown = client.get(path("organisation", group.pk))
    assert "Checked by 河池支持中心" in seen(shown)
    assert "https://hechi.example.org/217" in shown.text
    assert_facts(person_actor(alice), group, {"sensitivity": "hidden"})
    hidden = client.get(path("organisation", group.pk))
    assert "Checked by the platform team" in seen(hidden)
    assert [told for told in ("河池", "hechi.example.org") if told in hidden.text] == []


# Signals


def test_three_signals_stand_side_by_side_and_an_upper_room_fills_its_own(group, monkeypatch):
    with translation.override("en"):
        labels = [one.label for one in trust.context(group, {})["signals"]]
        assert labels == [
            "Identity: not checked yet",
            "Openness: not looked at yet",
            "Others: nobody has vouched yet",
        ]
        filled = Signal(
            DISCLOSES, lambda organisation, facts: Shown("Tells 3 of 5", "Since June.", "confirmed")
        )
        monkeypatch.setitem(signals._items, DISCLOSES, filled)
        assert [one.label for one in trust.context(group, {})["signals"]][1] == "Tells 3 of 5"


def test_what_nobody_looked_at_is_said_plainly_and_never_a_mark(group, client):
    shown = client.get(path("organisation", group.pk))
    assert "is not looked at here yet, for nobody" in seen(shown)
    assert "never added up" in seen(shown)


# Vouches


def test_vouch_and_take_it_back(group, other, alice, dana, as_):
    checked(group, dana)
    client = as_(alice)
    short = client.post(path("vouch", other.pk), {"by": group.pk, "note": "ok"})
    assert ("Say in a sentence" in seen(short), ">ok</textarea>" in short.text.replace("\n", "")) == (
        True,
        True,
    )
    foreign = client.post(path("vouch", other.pk), {"by": other.pk, "note": NOTE})
    assert (foreign.status_code, Vouch.objects.count()) == (200, 0)
    assert client.post(path("vouch", other.pk), {"by": group.pk, "note": NOTE}).status_code == 302
    given = Vouch.objects.get()
    assert NOTE in seen(client.get(path("vouched", group.pk)))
    assert client.get(path("withdraw_vouch", group.pk, given.pk)).status_code == 405
    assert client.post(path("withdraw_vouch", other.pk, given.pk)).status_code == 404
    client.post(path("withdraw_vouch", group.pk, given.pk))
    given.refresh_from_db()
    assert given.withdrawn_at is not None


def test_reported_and_judged(group, other, alice, charlie, dana, as_):
    checked(group, dana)
    given = vouches.vouch(person_actor(alice), group, other, note=NOTE)
    client = as_(charlie)
    client.post(path("report_vouch", other.pk, given.pk), {"note": "We never met. <b>臺</b>"})
    page = as_(dana).get(path("judge_vouch", given.pk))
    assert "We never met. <b>臺</b>" in seen(page) or "&lt;b&gt;" in page.text
    assert as_(dana).post(path("judge_vouch", given.pk), {"do": "remove"}).status_code == 302
    again = as_(dana).post(path("judge_vouch", given.pk), {"do": "remove"})
    assert "taken back already" in seen(again)


# Hand-over


def test_from_a_claimed_record_to_two_voices(group, bob, erin, alice, dana, other, charlie, as_):
    client = as_(erin)
    assert path("handover", group.pk) in client.get(path("claim", group.pk)).text
    empty = client.post(path("handover", group.pk), {"role": "", "reason": "She left.", "proof": "voices"})
    assert ("Say what you do" in seen(empty), "She left." in empty.text) == (True, True)
    client.post(path("handover", group.pk), {"role": "Cook", "reason": "She left.", "proof": "voices"})
    page = client.get(path("handover", group.pk))
    assert "0 of 2 voices" in seen(page)
    assert [name for name in ("Alice", "Bob", "owner of") if name in seen(page)] == []
    address = page.context["address"].partition("//")[2].partition("/")[2]
    client.logout()
    looked = client.get(f"/{address}")
    assert ("Sign in to speak" in seen(looked), "Cook" in seen(looked), Voice.objects.count()) == (
        True,
        True,
        0,
    )
    assert client.post(f"/{address}").status_code == 302
    client = as_(bob)
    client.get(f"/{address}")
    assert Voice.objects.count() == 0
    client.post(f"/{address}", {"speaks_for": group.pk})
    assert "Thank you: your voice counts" in seen(client.get(f"/{address}"))
    checked(other, dana)
    as_(charlie).post(f"/{address}", {"speaks_for": other.pk})
    assert "The week has begun" in seen(as_(erin).get(path("handover", group.pk)))


def test_a_paper_that_the_team_takes(group, erin, dana, as_):
    client = as_(erin)
    first = client.post(
        path("handover", group.pk), {"role": "Cook", "reason": "She left.", "proof": "document"}
    )
    assert first.headers["Location"] == path("handover_document", group.pk)
    client.post(first.headers["Location"], {"file": photo()})
    assert "Somebody looks at your paper" in seen(client.get(path("handover", group.pk)))
    found = Handover.objects.get()
    [item] = kinds["organisations.handovers"].items(dana)
    assert (item.key, item.deadline) == (str(found.pk), timezone.localdate(found.made_at + timedelta(days=7)))
    page = as_(dana).get(path("decide_handover", found.pk))
    assert ("Alice, owner" in seen(page), "Bob, editor" in seen(page)) == (True, True)
    as_(dana).post(path("decide_handover", found.pk), {"do": "accept"})
    as_(dana).post(path("decide_handover", found.pk), {"do": "stop"})
    found.refresh_from_db()
    assert (found.state, found.decided_by) == ("stopped", dana)


def test_the_stop_link_shows_on_get_and_stops_on_post_without_sign_in(week, group, client):
    address = path("stop_by_link", handover_links.stop_token(week.pk))
    for _ in range(2):
        page = client.get(address)
        assert ("Is that wrong?" in seen(page), page.headers["Cache-Control"]) == (True, "no-store")
    week.refresh_from_db()
    assert week.state == "cooling"
    done = client.post(address)
    assert done.headers["Location"] == address
    week.refresh_from_db()
    assert week.state == "stopped"
    assert "Stopped. Nothing changes" in seen(client.get(address))
    assert "nothing to stop any more" in seen(client.post(address))


def test_a_forged_or_foreign_link_is_no_page_and_a_late_one_says_what_to_do(week, client):
    good = handover_links.stop_token(week.pk)
    for token in (good[:-2], f"9{good}", handover_links.voice_token(week.pk), "=cmd()", "😀"):
        assert client.get(path("stop_by_link", token)).status_code == 404
        assert client.post(path("stop_by_link", token)).status_code == 404
    Handover.objects.update(state=Handover.DONE)
    late = client.get(path("stop_by_link", good))
    assert "write to the platform team at once" in seen(late)
    assert "write to the platform team at once" in seen(client.post(path("stop_by_link", good)))


def test_owners_see_it_where_they_come_in_and_stop_it_there(week, group, alice, bob, erin, as_):
    client = as_(alice)
    mine = client.get(reverse("portal:mine"))
    assert path("edit", group.pk, language="zh-hans") in mine.text
    edit = client.get(path("edit", group.pk))
    assert "Erin asks to take over this record" in seen(edit)
    assert path("stop_handover", group.pk) in edit.text
    looked = as_(bob).get(path("edit", group.pk))
    assert ("An owner can stop it here" in seen(looked), path("stop_handover", group.pk) in looked.text) == (
        True,
        False,
    )
    assert as_(bob).post(path("stop_handover", group.pk)).status_code == 403
    as_(alice).post(path("stop_handover", group.pk))
    week.refresh_from_db()
    assert (week.state, week.decided_by) == ("stopped", alice)
    Membership.objects.filter(person=alice).update(role="editor")  # too late: it has changed hands
    assert as_(alice).post(path("stop_handover", group.pk)).status_code == 302


def test_an_unclaimed_record_is_claimed(imported, erin, as_):
    record = imported(phone="0717-6000009")
    gone = as_(erin).get(path("handover", record.pk))
    assert gone.headers["Location"] == path("claim", record.pk)


# The queue


def test_what_waits_is_narrowed_to_whom_it_concerns(
    group, other, imported, member, alice, charlie, dana, erin
):
    own = owned(imported, member, erin, name="河池支持中心", division="451200")
    Remit.objects.create(
        partner=Partner.objects.create(organisation=own, since=timezone.now()),
        country="CN",
        division="451200",
    )
    for person, organisation in ((alice, group), (charlie, other), (erin, own)):
        checks.ask_check(person_actor(person), organisation, how="visit", note="Call.")
    kind = kinds["organisations.checks"]

    def waiting(person):
        if not kind.may_decide(person):
            return None
        keys = [int(item.key) for item in kind.items(person)]
        found = Verification.objects.filter(pk__in=keys).order_by("pk")
        return [one.organisation.name for one in found]

    assert {one.name: waiting(one) for one in (alice, charlie, dana, erin)} == {
        "Alice": None, "Charlie": None, "Dana": [group.name, other.name, own.name], "Erin": [group.name]
    }  # fmt: skip
    member(dana, group, Membership.VIEWER)
    assert waiting(dana) == [other.name, own.name]


def test_the_queue_declines_with_words(group, alice, dana, asked):
    check = checks.ask_check(person_actor(alice), group, how="visit", note="Call.")
    for name, one in (("checks", check), ("handovers", asked)):
        decline = kinds[f"organisations.{name}"].action("decline")
        decline.do(person_actor(dana), str(one.pk), "A letter, please.")
        one.refresh_from_db()
        assert (one.state, one.answer) == ("declined", "A letter, please.")


def test_the_queue_asks_as_often_for_one_check_as_for_three(
    group, imported, member, person, alice, dana, django_assert_num_queries
):
    checks.ask_check(person_actor(alice), group, how="visit", note="Call.")
    with django_assert_num_queries(1):
        assert len(list(kinds["organisations.checks"].items(dana))) == 1
    for n in range(2):
        one = person(f"P{n}")
        checks.ask_check(
            person_actor(one), owned(imported, member, one, name=f"小组{n}"), how="visit", note="Call."
        )
    with django_assert_num_queries(1):
        assert len(list(kinds["organisations.checks"].items(dana))) == 3
    assert Organisation.objects.count() == 3
