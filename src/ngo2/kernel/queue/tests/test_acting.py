"""Today acts: one press, ready answers, later, who does it, many at once."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from ngo2.accounts.models import Person
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.notify.types import types
from ngo2.kernel.queue import queries, replies, services
from ngo2.kernel.queue.kinds import kinds
from ngo2.kernel.queue.models import Handling, Reply
from ngo2.kernel.queue.queries import Wanted
from ngo2.kernel.queue.tests.kit import Desk, item
from ngo2.lib.actors import ANONYMOUS, person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused, SignInNeeded

pytestmark = pytest.mark.django_db
TEST = {"kind": "test"}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def nothing_else(monkeypatch):
    monkeypatch.setattr(kinds, "_items", {})


@pytest.fixture
def desk(dana, alice):
    """Three things that Dana and Alice may decide."""
    return Desk(item("1", 3), item("2", 2), item("3", 1), people=[dana, alice])


@pytest.fixture
def staff(client, dana, monkeypatch):
    monkeypatch.setattr(Person, "staff_obstacle", lambda self, request: "")
    client.force_login(dana)
    return client


def keys(person, **wanted):
    return [line.item.key for line in queries.today_of(person, Wanted(**wanted)).lines]


def at(name, **query):
    return reverse(f"queue:{name}", query=query) if query else reverse(f"queue:{name}")


def titles(page):
    return re.findall(r'<b dir="auto">([^<]+)</b>', page)


def test_one_press_does_it_and_the_rest_waits(staff, desk, dana):
    page = staff.post(at("do"), TEST | {"key": "1", "do": "done"}, follow=True).content.decode()
    assert "Done: Title 1" in page
    assert titles(page) == ["Title 2", "Title 3"]


def test_pressed_twice_it_is_done_once_and_the_second_says_the_same(staff, desk):
    form = TEST | {"key": "1", "do": "done", "form_key": "k" * 22}
    first, second = staff.post(at("do"), form), staff.post(at("do"), form)
    assert (first["Location"], second["Location"]) == (at("today"), at("today"))
    assert sorted(desk.items) == ["2", "3"]


def test_who_comes_late_hears_a_sentence_and_goes_on(staff, desk):
    del desk.items["1"]
    page = staff.post(at("do"), TEST | {"key": "1", "do": "done"}, follow=True).content.decode()
    assert "Somebody was faster." in page
    assert titles(page) == ["Title 2", "Title 3"]


def test_one_after_the_other_the_next_stands_at_its_place(staff, desk):
    for expected in ("Title 1", "Title 2"):
        page = staff.get(at("one")).content.decode()
        assert f'<h1 dir="auto">{expected}</h1>' in page
        key = expected[-1]
        answer = staff.post(at("do"), TEST | {"key": key, "do": "done", "back": "one", "n": "0"})
        assert answer["Location"] == at("one", n=0)
    assert "Title 3" in staff.get(at("one")).content.decode()
    page = staff.get(at("one", n=1)).content.decode()
    assert ("You are through" in page, "1 thing that you skipped" in page) == (True, True)
    desk.items.clear()
    assert "Nothing waits for you" in staff.get(at("one")).content.decode()


@pytest.mark.parametrize("n", ["-1", "x", "9" * 30, "٣", "", "499"])
def test_a_place_that_is_none_is_no_error(staff, desk, n):
    assert staff.get(at("one", n=n)).status_code == 200


def test_a_thing_that_is_gone_says_so(staff, desk):
    page = staff.get(at("one", kind="test", key="99")).content.decode()
    assert "does not wait for you any more" in page
    assert staff.get(at("one", kind="nonsense", key="1")).status_code == 200


def test_a_ready_answer_goes_out_in_the_language_of_the_reader(staff, desk, dana):
    Reply.objects.create(kind="test", name="hello", zh="{name}，你好", en="Dear {name}", at=timezone.now())
    for key, language in (("1", "zh-hans"), ("2", "en"), ("3", "")):
        desk.items[key] = item(key, fills={"name": "<Li>"}, language=language)
        staff.post(at("do"), TEST | {"key": key, "do": "say", "reply": "hello"})
    assert desk.heard == [("1", "<Li>，你好"), ("2", "Dear <Li>"), ("3", "Dear <Li>")]


def test_own_words_go_before_the_ready_ones(staff, desk):
    staff.post(at("do"), TEST | {"key": "1", "do": "say", "reply": "bye", "answer": " My own. \0"})
    assert desk.heard == [("1", "My own.")]


def test_what_is_refused_comes_back_with_all_that_was_typed(staff, desk):
    response = staff.post(at("do"), TEST | {"key": "1", "do": "say", "answer": "  "})
    assert (response.status_code, "Say something." in response.content.decode()) == (422, True)
    typed = TEST | {"key": "1", "do": "no", "answer": "<b>臺 =cmd() 😀", "reply": "bye", "n": "0"}
    page = staff.post(at("do"), typed).content.decode()
    for words in ("This makes no sense.", "&lt;b&gt;臺 =cmd() 😀", "Nothing you typed is lost"):
        assert words in page
    assert re.search(r'value="bye" checked', page)
    assert len(desk.items) == 3


def test_words_in_braces_reach_no_further_than_names(desk):
    for text in ("{name.__class__}", "{0}", "{name!r}", "{", "{{name", "%(name)s", "{kind}"):
        assert replies.fill(text, {"name": "Li"}) == text.replace("{name", "{name")
    assert replies.fill("{name} {name}", {"name": "{secret}", "secret": "x"}) == "{secret} {secret}"


# Later


def test_put_off_it_is_gone_until_the_day_and_can_be_brought_back(staff, desk, dana, alice):
    page = staff.post(at("later"), TEST | {"key": "1", "until": "tomorrow"}, follow=True).content.decode()
    assert ("Put off: it comes back on" in page, titles(page)) == (True, ["Title 2", "Title 3"])
    assert (keys(dana), keys(alice), keys(dana, later=True)) == (["2", "3"], ["2", "3"], ["1"])
    today = queries.today_of(dana)
    assert (today.total, today.later) == (2, 1)
    page = staff.get(at("today", later=1)).content.decode()
    assert ("by Dana" in page, "Bring it back" in page) == (True, True)
    Handling.objects.update(snoozed_until=timezone.now() - timedelta(seconds=1))
    assert keys(dana) == ["1", "2", "3"]
    staff.post(at("later"), TEST | {"key": "1", "until": "week"})
    staff.post(at("later"), TEST | {"key": "1", "until": "now"})
    assert keys(dana) == ["1", "2", "3"]


def test_a_day_may_be_chosen_within_reason_and_never_beyond_the_law(staff, desk, dana):
    desk.items["1"] = item("1", due=5)
    today = timezone.localdate()
    wrong = {
        "": "choose a day",
        "31.12.2026": "choose a day",
        "2026-02-31": "choose a day",
        today.isoformat(): "after today",
        (today + timedelta(days=91)).isoformat(): "too far away",
        (today + timedelta(days=5)).isoformat(): "The law wants this done",
    }
    for day, words in wrong.items():
        response = staff.post(at("later"), TEST | {"key": "1", "date": day, "back": "one"})
        assert (response.status_code, words in response.content.decode()) == (422, True), day
    good = (today + timedelta(days=4)).isoformat()
    assert staff.post(at("later"), TEST | {"key": "1", "date": good, "back": "one"}).status_code == 302
    assert keys(dana, later=True) == ["1"]


def test_what_was_said_of_an_earlier_thing_under_the_same_key_counts_no_more(desk, dana, alice):
    services.put_off(person_actor(dana), "test", "1", until=timezone.localdate() + timedelta(days=7))
    services.assign(person_actor(dana), "test", "1", to=alice, seen=None)
    Handling.objects.update(at=timezone.now() - timedelta(days=5))
    assert keys(dana) == ["1", "2", "3"]
    services.put_off(person_actor(dana), "test", "1", until=timezone.localdate() + timedelta(days=7))
    assert Handling.objects.get().assignee is None


def test_old_handlings_are_forgotten(desk, dana, alice):
    now = timezone.now()
    for key, until, assignee, at_ in (
        ("gone", now - timedelta(days=1), None, now),
        ("off", now + timedelta(days=1), None, now),
        ("hers", None, alice, now),
        ("long ago", None, alice, now - timedelta(days=91)),
    ):
        Handling.objects.create(kind="test", key=key, snoozed_until=until, assignee=assignee, at=at_)
    assert services.forget_old() == 2
    assert sorted(Handling.objects.values_list("key", flat=True)) == ["hers", "off"]


# Who does it


def test_taken_by_me_given_to_a_colleague_and_given_back(staff, desk, dana, alice, charlie):
    staff.post(at("give"), TEST | {"key": "2", "to": "me"})
    assert (keys(dana, mine=True), keys(alice, mine=True)) == (["2"], [])
    page = staff.get(at("one", kind="test", key="2")).content.decode()
    assert ("You do this." in page, "Give it to Alice" in page, "Charlie" in page) == (True, True, False)
    page = staff.post(at("give"), TEST | {"key": "2", "to": alice.pk, "seen": dana.pk}, follow=True)
    assert "Given to Alice, who hears of it." in page.content.decode()
    entry = Entry.objects.latest("pk")
    told = types["queue.given"]
    assert entry.data == {"kind": "test", "key": "2", "person": alice.pk}
    assert [str(one.person) for one in told.recipients(entry)] == ["Alice"]
    assert told.context(entry) == {"what": "Title 2"}
    assert "Alice does this." in staff.get(at("today")).content.decode()
    staff.post(at("give"), TEST | {"key": "2", "to": "nobody", "seen": alice.pk})
    assert keys(alice, mine=True) == []


def test_the_thousandth_person_gives_and_is_given_as_the_first(staff, desk, alice):
    """Numbers of persons are no places in the queue: they have no end."""
    late = Person.objects.create(pk=7_000_001, name="Late")
    desk.people.append(late)
    assert staff.post(at("give"), TEST | {"key": "2", "to": late.pk}).status_code == 302
    assert staff.post(at("give"), TEST | {"key": "2", "to": alice.pk, "seen": late.pk}).status_code == 302
    assert keys(alice, mine=True) == ["2"]
    assert staff.post(at("give"), TEST | {"key": "2", "to": "me", "seen": "a 9"}).status_code == 404


def test_only_to_those_who_may_decide_it(staff, desk, charlie, dana):
    for to in (charlie.pk, "99999", "x", "9" * 40):
        answer = staff.post(at("give"), TEST | {"key": "2", "to": to})
        assert answer.status_code == (422 if to == charlie.pk else 404), to
    assert Handling.objects.count() == 0


def test_of_two_who_take_it_the_second_hears_whose_it_is(desk, dana, alice):
    services.assign(person_actor(alice), "test", "1", to=alice, seen=None)
    with pytest.raises(Refused, match="Alice does this already"):
        services.assign(person_actor(dana), "test", "1", to=dana, seen=None)
    services.assign(person_actor(dana), "test", "1", to=dana, seen=alice.pk)
    assert keys(dana, mine=True) == ["1"]


# Many at once


def test_many_of_one_kind_by_one_press_with_a_report(staff, desk):
    page = staff.get(at("today", only="test")).content.decode()
    assert page.count('name="keys"') == 3
    assert 'name="keys"' not in staff.get(at("today")).content.decode()
    form = {"kind": "test", "only": "test", "keys": ["1", "3", "99"], "do": "done"}
    page = staff.post(at("batch"), form, follow=True).content.decode()
    for words in ("2 were done.", "Not done", "Somebody has decided it already."):
        assert words in page
    assert titles(page) == ["Title 2"]
    assert "Not done" not in staff.get(at("today", only="test")).content.decode()


def test_what_may_not_be_done_stops_none_of_the_others(desk, dana):
    report = services.act_on_many(person_actor(dana), "test", ["1", "2"], name="deny")
    assert report.refused == [
        ("Title 1", "You may not decide this."),
        ("Title 2", "You may not decide this."),
    ]
    assert services.act_on_many(person_actor(dana), "test", ["2", "2"], name="done").done == ["Title 2"]


def test_only_what_is_safe_and_not_too_much(staff, desk, dana):
    wrong = {"say": ["1"], "no": ["1"], "done": []}
    for name, chosen in wrong.items():
        with pytest.raises(Refused):
            services.act_on_many(person_actor(dana), "test", chosen, name=name)
    with pytest.raises(Refused, match="at most 100"):
        services.act_on_many(person_actor(dana), "test", map(str, range(101)), name="done")
    page = staff.post(at("batch"), {"kind": "test", "do": "done"}, follow=True).content.decode()
    assert "Tick at least one" in page


# Who may


def test_what_somebody_may_not_decide_is_not_there_for_them(client, desk, charlie):
    client.force_login(charlie)
    form = TEST | {"key": "1"}
    tries = {
        "do": {"do": "done"},
        "later": {"until": "week"},
        "give": {"to": "me"},
        "batch": {"keys": ["1"], "do": "done"},
    }
    for name, more in tries.items():
        assert client.post(at(name), form | more).status_code == 403, name
        assert client.get(at(name)).status_code == 405, name
    assert "does not wait" in client.get(at("one", kind="test", key="1")).content.decode()
    assert (len(desk.items), Handling.objects.count()) == (3, 0)
    for actor, refusal in ((person_actor(charlie), Denied), (ANONYMOUS, SignInNeeded)):
        with pytest.raises(refusal):
            services.act(actor, "test", "1", name="done")
        with pytest.raises(refusal):
            services.put_off(actor, "test", "1", until=timezone.localdate() + timedelta(days=1))


def test_an_action_or_thing_that_nobody_knows_is_not_there(staff, desk):
    for form in ({"key": "1", "do": "explode"}, {"kind": "none", "key": "1", "do": "done"}, {}):
        assert staff.post(at("do"), TEST | form).status_code == 404
    assert staff.post(at("later"), TEST | {"key": "99", "until": "week"}).status_code == 404
    assert staff.post(at("give"), TEST | {"key": "99", "to": "me"}).status_code == 404


def test_staff_bring_their_second_step_to_every_button(client, desk, dana, monkeypatch):
    monkeypatch.setattr(Person, "staff_obstacle", lambda self, request: "/second-step/")
    client.force_login(dana)
    for name in ("do", "later", "give", "batch"):
        assert client.post(at(name), TEST | {"key": "1", "do": "done"})["Location"] == "/second-step/"
    assert client.get(at("one"))["Location"] == "/second-step/"
    assert len(desk.items) == 3


# Filters


def test_by_kind_and_what_is_mine(staff, desk, dana):
    Desk(item("9", 9), name="other", people=[dana])
    services.assign(person_actor(dana), "other", "9", to=dana, seen=None)
    assert (keys(dana), keys(dana, kind="other"), keys(dana, mine=True)) == (
        ["9", "1", "2", "3"],
        ["9"],
        ["9"],
    )
    page = staff.get(at("today", only="other")).content.decode()
    assert titles(page) == ["Title 9"]
    assert re.search(r'aria-current="true">others <span class="number">1</span>', page)
    assert "Nothing of this waits" in staff.get(at("today", only="nonsense")).content.decode()


# Ready answers


def test_the_team_writes_hides_and_restores_ready_answers(staff, desk):
    page = staff.get(at("replies")).content.decode()
    assert "Hello {name}" in page
    url = reverse("queue:reply", args=["test", "hello"])
    staff.post(url, {"zh": "{name}，您好", "en": "Dear {name},"})
    assert [one.en for one in replies.answers(kinds["test"])] == ["Dear {name},", "Goodbye"]
    staff.post(url, {"do": "hide"})
    assert replies.ready(kinds["test"], {}) == [("bye", "Goodbye")]
    staff.post(url, {"do": "restore"})
    assert replies.ready(kinds["test"], {"name": "Li"}, "en") == [("hello", "Hello Li"), ("bye", "Goodbye")]
    staff.post(reverse("queue:reply", args=["test", "new"]), {"zh": "新的", "en": "Fresh"})
    own = replies.answers(kinds["test"])[-1]
    assert (own.zh, own.en, own.declared) == ("新的", "Fresh", False)
    staff.post(reverse("queue:reply", args=["test", own.name]), {"do": "hide"})
    assert len(replies.ready(kinds["test"], {})) == 2
    staff.post(reverse("queue:reply", args=["test", own.name]), {"do": "restore"})
    assert len(replies.ready(kinds["test"], {})) == 3


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"zh": "好", "en": " "}, "Please write"),
        ({"zh": "好 {nmae}", "en": "x"}, "There is no {nmae} here. You can use: {name}"),
        ({"zh": "x" * 501, "en": "y"}, "500"),
        ({"zh": "\0", "en": "y"}, ""),
    ],
)
def test_what_would_not_read_well_is_said_and_nothing_is_lost(staff, desk, form, words):
    response = staff.post(reverse("queue:reply", args=["test", "hello"]), form)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert Reply.objects.count() == 0


def test_ready_answers_are_for_the_team_only(client, desk, alice, dana):
    client.force_login(alice)
    assert client.get(at("replies")).status_code == 403
    url = reverse("queue:reply", args=["test", "hello"])
    assert (client.get(url).status_code, client.post(url, {"zh": "a", "en": "b"}).status_code) == (403, 403)
    with pytest.raises(Denied):
        services.save_reply(person_actor(alice), kinds["test"], name="hello", zh="a", en="b")
    for act in (services.hide_reply, services.restore_reply):
        with pytest.raises(Denied):
            act(person_actor(alice), kinds["test"], name="hello")


def test_a_ready_answer_that_is_not_there(staff, desk):
    for names in (("test", "nonsense"), ("none", "hello")):
        assert staff.get(reverse("queue:reply", args=names)).status_code == 404
    for act in (services.hide_reply, services.restore_reply):
        with pytest.raises(Hidden):
            act(person_actor(Person.objects.get(name="Dana")), kinds["test"], name="nonsense")


def test_the_pages_in_chinese(staff, desk):
    with translation.override("zh-hans"):
        urls = [at("today"), at("one"), at("replies"), reverse("queue:reply", args=["test", "hello"])]
        for url in urls:
            page = staff.get(url)
            assert (page.status_code, 'lang="zh-Hans"' in page.content.decode()) == (200, True)


@pytest.mark.parametrize("path", ["/today/later/", "/today/give/", "/today/do/"])
@pytest.mark.parametrize("said", [{}, {"kind": "nothing"}, {"kind": "\u202e", "key": "x", "until": "never"}])
def test_what_names_no_kind_is_not_there(staff, desk, path, said):
    assert staff.post(path, said).status_code == 404
