"""A post is published, changed, prolonged, closed: who may, what is refused, what others see."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from ngo2.exchange import cleaning, endings, kinds, queries, tasks
from ngo2.exchange.cleaning import Item, Terms, Where
from ngo2.exchange.manifest import messages
from ngo2.exchange.models import Line, Post
from ngo2.exchange.services import (
    NewPost,
    change_post,
    close_post,
    extend_post,
    import_posts,
    publish_post,
)
from ngo2.exchange.services.posts import MOST_A_DAY_AT_FIRST
from ngo2.exchange.tests.conftest import HECHI, YIZHOU, telling
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.limits.services import TooMany
from ngo2.lib.actors import ANONYMOUS, SYSTEM, Actor, person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused, SignInNeeded
from ngo2.organisations.models import Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def happened(post):
    found = Entry.objects.filter(object_type="exchange.post", object_id=str(post.pk)).order_by("pk")
    return [entry.verb.partition(".")[2] for entry in found]


def listed(side=kinds.NEED):
    return list(queries.open_posts(side).order_by("pk"))


def test_E1_needs_and_offers_of_all_four_kinds(group, company, alice, erin):
    for number, kind in enumerate(kinds.KINDS.values()):
        told = telling(subkind=kind.subs[0].key, text=f"我们需要这个 {number}")
        made = publish_post(person_actor(alice), group, told=told)
        assert (made.kind, made.side) == (kind.key, kinds.NEED)
    offer = publish_post(person_actor(erin), company, told=telling(side=kinds.OFFER))
    assert {post.kind for post in listed()} == set(kinds.KINDS)
    assert listed(kinds.OFFER) == [offer]


def test_no_kind_has_more_than_ten_sub_kinds_and_none_stands_twice():
    every = [sub.key for kind in kinds.KINDS.values() for sub in kind.subs]
    assert len(every) == len(set(every))
    assert all(2 <= len(kind.subs) <= kinds.MOST_SUBKINDS for kind in kinds.KINDS.values())


def test_a_post_keeps_what_was_said(group, alice):
    today = timezone.localdate()
    terms = Terms(today + timedelta(days=9), today, receipt=True, registered_only=True, pick_up=True)
    made = publish_post(person_actor(alice), group, told=telling(terms=terms))
    made.refresh_from_db()
    assert (made.organisation, made.person, made.state) == (group, alice, Post.OPEN)
    assert made.title == "乡村图书室需要二手电脑"
    assert (made.country, made.areas) == ("CN", ("450000", "451200", "451203"))
    assert (made.until_day, made.from_day) == (terms.until_day, today)
    assert (made.receipt, made.registered_only, made.pick_up) == (True, True, True)
    lines = [(line.item, line.quantity, line.unit) for line in made.lines.all()]
    assert lines == [("笔记本电脑", 20, "piece"), ("绘本", 5, "box")]
    assert happened(made) == ["published"]
    assert made.number == f"{made.pk:04}"


def test_who_may_post(group, alice, bob, charlie, dana, suspended):
    publish_post(person_actor(bob), group, told=telling())
    with pytest.raises(Hidden):
        publish_post(person_actor(charlie), group, told=telling())
    with pytest.raises(Hidden):
        publish_post(person_actor(dana), group, told=telling())  # the team speaks for nobody
    with pytest.raises(Hidden):
        publish_post(person_actor(suspended), group, told=telling())
    with pytest.raises(SignInNeeded):
        publish_post(ANONYMOUS, group, told=telling())
    assert Post.objects.count() == 1


def test_who_keeps_no_record_does_not_post(group, alice):
    Organisation.objects.filter(pk=group.pk).update(grade="stale")
    group.refresh_from_db()
    with pytest.raises(Refused, match="look through your record"):
        publish_post(person_actor(alice), group, told=telling())
    Organisation.objects.filter(pk=group.pk).update(grade="ageing")
    group.refresh_from_db()
    assert publish_post(person_actor(alice), group, told=telling())


def test_a_closed_organisation_posts_nothing_and_nothing_of_it_is_listed(need, group, alice):
    assert listed() == [need]
    Organisation.objects.filter(pk=group.pk).update(state=Organisation.CLOSED)
    group.refresh_from_db()
    assert listed() == []
    with pytest.raises(Hidden):
        publish_post(person_actor(alice), group, told=telling())


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"text": " \n "}, "text", "in a sentence"),
        ({"text": "啊" * 3001}, "text", "At most 3000"),
        ({"subkind": "diamonds"}, "subkind", "choose what it is about"),
        ({"side": "gift"}, "side", "need or an offer"),
        ({"items": ()}, "items", "at least one thing"),
        ({"items": (Item("", 3),)}, "items", "What are these 3"),
        ({"items": (Item("书", 0),)}, "items", "whole number"),
        ({"items": (Item("书", -3),)}, "items", "whole number"),
        ({"items": (Item("书", 10**9),)}, "items", "whole number"),
        ({"items": (Item("书", 3, "parsec"),)}, "items", "unit"),
        ({"items": (Item("书" * 81, 3),)}, "items", "too long"),
        ({"items": tuple(Item(f"书{n}", 3) for n in range(41))}, "items", "At most 40"),
        ({"where": Where("moon", "CN")}, "where", "say where"),
        ({"where": Where(kinds.PLACE, "CN", "999999")}, "where", "do not know that place"),
        ({"where": Where(kinds.PLACE, "CN")}, "where", "do not know that place"),
        ({"title": "长" * 81}, "title", "At most 80"),
        ({"photo": "no-number"}, "photo", "not there any more"),
        ({"photo": "6f1f0c5e-0000-4000-8000-000000000000"}, "photo", "not there any more"),
    ],
)
def test_what_is_refused(group, alice, changes, field, words):
    with pytest.raises(Refused, match=words) as refused:
        publish_post(person_actor(alice), group, told=telling(**changes))
    assert refused.value.field == field
    assert not Post.objects.exists()


@pytest.mark.parametrize(
    ("until", "begin", "words"),
    [(-1, None, "is over"), (367, None, "a year ahead"), (5, 9, "end before it begins")],
)
def test_windows_that_make_no_sense(group, alice, until, begin, words):
    today = timezone.localdate()
    terms = Terms(today + timedelta(days=until), None if begin is None else today + timedelta(days=begin))
    with pytest.raises(Refused, match=words):
        publish_post(person_actor(alice), group, told=telling(terms=terms))


def test_the_same_thing_twice_is_added_up():
    told = [Item("书", 3, "box"), Item("书 ", 4, "box"), Item("书", None, "piece"), Item("書", 1, "box")]
    assert cleaning.items(told, kind="material") == (Item("书", 8, "box"), Item("书", None, "piece"))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("需要电脑。给孩子。", "需要电脑"),
        ("Wanted: 20 laptops! Old ones are fine.", "Wanted: 20 laptops"),
        ("😀 需要书", "😀 需要书"),
        ("word " * 40, ("word " * 15).strip() + "…"),
        ("长" * 100, "长" * 79 + "…"),
    ],
)
def test_the_headline_is_the_first_sentence(text, title):
    assert cleaning.headline(text) == title


def test_too_many_in_a_day(group, alice):
    for number in range(MOST_A_DAY_AT_FIRST):
        publish_post(person_actor(alice), group, told=telling(text=f"我们需要第 {number} 样"))
    with pytest.raises(TooMany):
        publish_post(person_actor(alice), group, told=telling(text="我们还需要一样"))
    assert Post.objects.count() == MOST_A_DAY_AT_FIRST


def test_a_change_says_all_anew_and_the_side_stays(need, bob):
    told = telling(
        side=kinds.OFFER,
        text="现在只要书。",
        subkind="books",
        items=(Item("书", 7),),
        where=Where(kinds.REMOTE, "CN"),
    )
    changed = change_post(person_actor(bob), need, told=told)
    changed.refresh_from_db()
    assert (changed.side, changed.subkind, changed.reach, changed.areas) == ("need", "books", "remote", ())
    assert [(line.item, line.quantity) for line in changed.lines.all()] == [("书", 7)]
    assert happened(need) == ["published", "changed"]


def test_who_may_change_and_close(need, charlie, dana, alice):
    for act in (
        lambda actor: change_post(actor, need, told=telling()),
        lambda actor: extend_post(actor, need, until_day=timezone.localdate()),
        lambda actor: close_post(actor, need, ending=endings.OVER),
    ):
        with pytest.raises(Denied):
            act(person_actor(charlie))
        with pytest.raises(SignInNeeded):
            act(ANONYMOUS)
    with pytest.raises(Denied):
        change_post(person_actor(dana), need, told=telling())
    with pytest.raises(Refused, match="why it ends"):
        close_post(person_actor(dana), need, ending=endings.OVER)  # the team takes down, and says so
    close_post(person_actor(dana), need, ending=endings.TAKEN_DOWN)
    need.refresh_from_db()
    assert need.ending == "taken_down"


def test_E2_every_ending_has_a_reason_and_leaves_the_list_at_once(need, alice):
    with pytest.raises(Refused, match="why it ends"):
        close_post(person_actor(alice), need, ending="")
    with pytest.raises(Refused, match="why it ends"):
        close_post(person_actor(alice), need, ending=endings.TAKEN_DOWN)
    close_post(person_actor(alice), need, ending=endings.DELIVERED, note=" Thank you! ")
    need.refresh_from_db()
    assert (need.state, need.ending, need.ending_note) == (Post.CLOSED, "delivered", "Thank you!")
    assert need.closed_at is not None
    assert listed() == []
    assert queries.with_a_page().filter(pk=need.pk).exists()  # its page and history stay
    assert happened(need) == ["published", "closed"]
    for again in (
        lambda: close_post(person_actor(alice), need, ending=endings.OVER),
        lambda: change_post(person_actor(alice), need, told=telling()),
        lambda: extend_post(person_actor(alice), need, until_day=timezone.localdate()),
    ):
        with pytest.raises(Refused, match="was closed"):
            again()


def days_left(post, days):
    """As if its last day were so many days away."""
    Post.objects.filter(pk=post.pk).update(
        until_day=timezone.localdate() + timedelta(days=days), made_at=timezone.now() - timedelta(days=60)
    )


def test_E2_reminders_a_week_before_on_the_day_and_two_weeks_after_then_closed(need, alice):
    for days, verbs in (
        (8, []),
        (7, ["ends_soon"]),
        (3, ["ends_soon"]),
        (0, ["ends_soon", "ends_today"]),
        (-1, ["ends_soon", "ends_today"]),
        (-13, ["ends_soon", "ends_today"]),
        (-14, ["ends_soon", "ends_today", "closed"]),
        (-15, ["ends_soon", "ends_today", "closed"]),
    ):
        days_left(need, days)
        tasks.remind_and_close()
        tasks.remind_and_close()  # the schedule may fire twice
        assert happened(need) == ["published", *verbs]
        assert (need in listed()) == (days >= 0)
    need.refresh_from_db()
    assert (need.state, need.ending) == (Post.CLOSED, "expired")


def test_E2_prolonging_begins_anew_and_opens_what_closed_by_itself(need, alice):
    days_left(need, 0)
    tasks.remind_and_close()
    extend_post(person_actor(alice), need, until_day=timezone.localdate() + timedelta(days=20))
    days_left(need, 7)
    tasks.remind_and_close()
    assert happened(need) == ["published", "ends_today", "extended", "ends_soon"]
    days_left(need, -14)
    tasks.remind_and_close()
    extend_post(person_actor(alice), need, until_day=timezone.localdate() + timedelta(days=20))
    need.refresh_from_db()
    assert (need.state, need.ending, need.closed_at, need.reminded) == (Post.OPEN, "", None, 0)
    assert listed() == [need]


def test_a_worker_that_rested_tells_the_latest_only_and_short_windows_are_not_announced(need, group, alice):
    days_left(need, -2)
    tasks.remind_and_close()
    assert happened(need) == ["published", "ends_today"]
    short = telling(text="三天之内就要用", terms=Terms(timezone.localdate() + timedelta(days=3)))
    soon = publish_post(person_actor(alice), group, told=short)
    tasks.remind_and_close()
    assert happened(soon) == ["published"]


def test_the_members_hear_that_it_ends_and_where_to_prolong_it(need, alice, bob, charlie):
    entry = Entry.objects.get(verb="exchange.published")
    assert [one.person for one in messages.members(entry)] == [alice, bob]
    assert messages.about(entry) == {
        "number": f"need {need.number}",
        "title": need.title,
        "day": need.until_day.isoformat(),
    }
    assert messages.to_prolong(entry) == f"/en/exchange/{need.pk}/extend/"


def test_what_a_stale_record_let_expire_does_not_come_back(need, group, alice):
    days_left(need, -14)
    tasks.remind_and_close()
    Organisation.objects.filter(pk=group.pk).update(grade="stale")
    need = Post.objects.select_related("organisation").get(pk=need.pk)
    with pytest.raises(Refused, match="look through your record"):
        extend_post(person_actor(alice), need, until_day=timezone.localdate())


def test_E9_a_second_post_of_the_same_is_seen(need, group, company, organised, charlie):
    assert queries.alike(group, "need", "computers", "什么都行") == [need]  # the same kind
    assert queries.alike(group, "need", "books", "乡村图书室需要二手电脑") == [need]  # the same words
    assert queries.alike(group, "need", "food", "孤寡老人的午餐") == []
    assert queries.alike(group, "offer", "computers", "乡村图书室需要二手电脑") == []
    assert queries.alike(company, "need", "computers", "乡村图书室需要二手电脑") == []
    close_post(SYSTEM, need, ending=endings.OVER)
    assert queries.alike(group, "need", "computers", "什么都行") == []


def test_E9_the_same_phone_is_the_same_people(organised, alice, charlie):
    first = organised(alice, "山蚁小组", phone="0778-2260217")
    second = organised(charlie, "山蚁乡村图书室", phone="0778 226 0217")
    other = organised(charlie, "别的小组", phone="0778 226 0218")
    post = publish_post(person_actor(alice), first, told=telling())
    assert queries.alike(second, "need", "computers", "需要电脑") == [post]
    assert queries.alike(other, "need", "computers", "需要电脑") == []


def test_a_list_of_the_past_comes_in_closed_and_once(group):
    day = date(2020, 1, 25)
    rows = [
        NewPost(group, telling(text=f"口罩 {number}"), f"row-{number}", day, date(2020, 3, 1))
        for number in range(3)
    ]
    importer = Actor("import", label="demo")
    made = import_posts(importer, rows, dataset="past")
    assert [(post.state, post.ending, timezone.localdate(post.made_at)) for post in made] == [
        (Post.CLOSED, "historic", day)
    ] * 3
    assert import_posts(importer, rows, dataset="past") == []
    assert (Post.objects.count(), Line.objects.count()) == (3, 6)
    assert listed() == []
    assert happened(made[0]) == ["imported"]


def test_only_machines_import(group, alice):
    with pytest.raises(Denied):
        import_posts(person_actor(alice), [], dataset="past")


def test_a_city_is_kept_as_a_city(group, alice):
    told = telling(where=Where(kinds.PLACE, "CN", HECHI))
    made = publish_post(person_actor(alice), group, told=replace(told, title="只在河池"))
    assert made.areas == ("450000", "451200")
    assert YIZHOU not in made.areas
