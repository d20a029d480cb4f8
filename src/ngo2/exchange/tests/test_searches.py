"""Saved searches: begun, changed, stopped without sign-in, told once; and the lists as feeds."""

import json
import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ngo2.accounts.models import Person
from ngo2.exchange import endings, filters, kinds
from ngo2.exchange.cleaning import Item, Where
from ngo2.exchange.filters import Filters
from ngo2.exchange.models import Post, SavedSearch
from ngo2.exchange.searching import title
from ngo2.exchange.services import close_post, publish_post, searches, telling_searches
from ngo2.exchange.tests.conftest import HECHI, WUHAN, YIZHOU, telling
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.outbox import deliver_due
from ngo2.kernel.notify import rounds
from ngo2.kernel.notify.models import Message
from ngo2.kernel.notify.services.sending import _stop_url
from ngo2.kernel.privacy.erasure import purge
from ngo2.lib.actors import ANONYMOUS, SYSTEM, person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused, SignInNeeded
from ngo2.organisations.tests.seen import seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ATOM = "{http://www.w3.org/2005/Atom}"
LAPTOPS = Filters(words="电脑", kind="material", subkind="computers", area=HECHI)


@pytest.fixture(autouse=True)
def in_english(charlie, alice):
    Person.objects.update(language="en")


@pytest.fixture
def soon():
    return timezone.localtime(timezone.now() + timedelta(days=9)).replace(hour=9, minute=30)


@pytest.fixture
def saved(charlie):
    """Charlie looks for computers near Hechi since some days."""
    one = searches.save_search(person_actor(charlie), kinds.NEED, LAPTOPS)
    SavedSearch.objects.update(told_until=timezone.now() - timedelta(days=2))
    one.refresh_from_db()
    return one


def letters(now):
    telling_searches.tell_searches(now)
    deliver_due(1000)
    return list(Message.objects.filter(type="exchange.search_news", channel="inapp").order_by("pk"))


# Beginning


def test_the_same_wish_twice_is_one_with_the_newer_rhythm(charlie):
    me = person_actor(charlie)
    first = searches.save_search(me, kinds.NEED, LAPTOPS)
    assert first.every == rounds.DAILY
    assert searches.save_search(me, kinds.NEED, LAPTOPS, every=rounds.WEEKLY).pk == first.pk
    assert SavedSearch.objects.get().every == rounds.WEEKLY
    assert searches.save_search(me, kinds.OFFER, LAPTOPS).pk != first.pk
    assert Entry.objects.filter(verb="exchange.search.saved").count() == 2
    assert "电脑" not in json.dumps([entry.data for entry in Entry.objects.all()], ensure_ascii=False)


def test_who_is_not_signed_in_or_suspended_saves_nothing(suspended):
    with pytest.raises(SignInNeeded):
        searches.save_search(ANONYMOUS, kinds.NEED, LAPTOPS)
    with pytest.raises((Hidden, Denied)):
        searches.save_search(person_actor(suspended), kinds.NEED, LAPTOPS)


def test_at_most_twenty_and_only_known_answers(charlie, monkeypatch):
    me = person_actor(charlie)
    monkeypatch.setattr(searches, "MOST", 1)
    searches.save_search(me, kinds.NEED, LAPTOPS)
    with pytest.raises(Refused, match="already"):
        searches.save_search(me, kinds.NEED, Filters())
    with pytest.raises(Refused):
        searches.save_search(me, kinds.NEED, LAPTOPS, every="hourly")
    with pytest.raises(Hidden):
        searches.save_search(me, "wish", LAPTOPS)


def test_a_stranger_neither_sees_nor_changes_it(saved, alice):
    stranger = person_actor(alice)
    with pytest.raises(Hidden):
        searches.search_of(stranger, saved.pk)
    for do in (
        lambda: searches.change_search(stranger, saved, every=rounds.NOW),
        lambda: searches.delete_search(stranger, saved),
        lambda: searches.begin_again(stranger, saved),
    ):
        with pytest.raises(Hidden):
            do()


def test_a_search_in_words():
    assert title(kinds.NEED, Filters()) == "Needs: everything"
    said = title(kinds.OFFER, Filters("电脑", "material", "computers", HECHI))
    assert said.startswith("Offers: ")
    assert "河池市, Guangxi" in said
    assert said.endswith("“电脑”")
    assert "From afar" in title(kinds.NEED, Filters(kind="human", remote="yes"))


def test_columns_and_filters_are_one():
    row = SavedSearch(side=kinds.NEED, **filters.columns(LAPTOPS))
    assert filters.of_columns(row) == LAPTOPS


# Told


def test_a_letter_tells_number_title_and_where_and_each_post_once(saved, need, soon):
    (told,) = letters(soon)
    assert told.subject == f"1 new need for your search “{title(kinds.NEED, LAPTOPS)}”"
    assert f"need {need.number} · {need.title}" in told.body
    assert f"/en/exchange/{need.pk}/" in told.body
    assert told.link.startswith("/en/needs/?")
    assert len(letters(soon)) == 1
    assert len(letters(soon + timedelta(days=3))) == 1


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (Filters(), True),
        (Filters(area=YIZHOU), True),
        (Filters(area=WUHAN), False),
        (Filters(kind="human"), False),
        (Filters(subkind="books", kind="material"), False),
        (Filters(words="电脑 绘本"), True),
        (Filters(words="帐篷"), False),
        (Filters(remote="yes"), False),
    ],
)
def test_who_hears_of_it_is_who_would_find_it(charlie, need, soon, wanted, told):
    searches.save_search(person_actor(charlie), kinds.NEED, wanted)
    SavedSearch.objects.update(told_until=timezone.now() - timedelta(days=1))
    assert len(letters(soon)) == told


def test_nothing_new_is_no_letter_and_the_mark_moves(saved, soon):
    assert letters(soon) == []
    saved.refresh_from_db()
    assert saved.told_until == soon - rounds.LAG
    assert saved.letter_at is None


def test_what_stood_there_before_and_what_changed_is_not_new(need, charlie, soon):
    searches.save_search(person_actor(charlie), kinds.NEED, LAPTOPS)
    Post.objects.update(changed_at=timezone.now() + timedelta(hours=1))
    assert letters(soon) == []


def test_what_was_closed_meanwhile_is_left_out(saved, need, group, alice, soon):
    second = publish_post(person_actor(alice), group, told=telling(title="More"))
    telling_searches.tell_searches(soon)
    close_post(SYSTEM, need, ending=endings.OVER)
    (told,) = letters(soon)
    assert second.title in told.body
    assert f"need {need.number}" not in told.body


def test_when_all_was_closed_no_letter_is_written(saved, need, soon):
    telling_searches.tell_searches(soon)
    close_post(SYSTEM, need, ending=endings.OVER)
    assert letters(soon) == []


def test_ones_own_posts_are_no_news(need, alice, soon):
    searches.save_search(person_actor(alice), kinds.NEED, Filters())
    SavedSearch.objects.update(told_until=timezone.now() - timedelta(days=1))
    assert letters(soon) == []


def test_twenty_are_named_and_the_rest_is_counted(saved, group, alice, soon, monkeypatch):
    monkeypatch.setattr(telling_searches, "SHOWN", 2)
    for nth in range(3):
        publish_post(person_actor(alice), group, told=telling(title=f"Laptops {nth}"))
    (told,) = letters(soon)
    assert told.subject.startswith("3 new needs for")
    assert "and 1 more" in told.body


def test_weekly_daily_and_at_once(saved, need, charlie):
    noon = timezone.localtime(timezone.now() + timedelta(days=1)).replace(hour=12, minute=0)
    searches.change_search(person_actor(charlie), saved, every=rounds.WEEKLY)
    assert telling_searches.tell_searches(noon) == 0
    searches.change_search(person_actor(charlie), saved, every=rounds.NOW)
    assert telling_searches.tell_searches_at_once(noon.replace(hour=3)) == 0
    assert telling_searches.tell_searches_at_once(noon) == 1
    Post.objects.update(made_at=noon)
    assert telling_searches.tell_searches_at_once(noon + timedelta(minutes=30)) == 0
    assert telling_searches.tell_searches_at_once(noon + timedelta(minutes=61)) == 1


def test_the_suspended_hear_nothing(saved, need, charlie, soon):
    charlie.is_active = False
    charlie.save()
    assert letters(soon) == []


# Stopping


def test_the_link_in_the_letter_stops_it_without_sign_in_and_looking_stops_nothing(saved, need, soon):
    (told,) = letters(soon)
    path = re.search(r"https?://[^/]+(/.*)", _stop_url(told))[1]
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(path)
    assert "Stop these letters?" in seen(page)
    saved.refresh_from_db()
    assert saved.stopped_at is None
    for _press in range(2):
        assert "Stopped" in seen(browser.post(path, {"List-Unsubscribe": "One-Click"}))
    saved.refresh_from_db()
    assert saved.stopped_at is not None
    assert Entry.objects.filter(verb="exchange.search.stopped").count() == 1
    Post.objects.update(made_at=soon)
    assert len(letters(soon + timedelta(days=3))) == 1


def test_stopping_all_stops_those_of_one_person(saved, charlie, alice):
    other = searches.save_search(person_actor(charlie), kinds.NEED, Filters())
    foreign = searches.save_search(person_actor(alice), kinds.NEED, Filters())
    searches.stop_by_link(searches.stop_token(saved.pk), everything=True)
    running = SavedSearch.objects.filter(stopped_at=None)
    assert list(running) == [foreign]
    assert other not in running


@pytest.mark.parametrize("token", ["", "x", "1:abc:def", "😀"])
def test_a_forged_link_does_nothing(saved, token):
    with pytest.raises(Hidden):
        searches.stop_by_link(token)


def test_one_that_was_stopped_begins_again_from_now_on(saved, need, charlie, soon):
    searches.stop_by_link(searches.stop_token(saved.pk))
    assert searches.begin_again(person_actor(charlie), saved).pk == saved.pk
    saved.refresh_from_db()
    assert saved.stopped_at is None
    assert letters(soon) == []


def test_what_was_stopped_goes_after_thirty_days(saved, charlie):
    other = searches.save_search(person_actor(charlie), kinds.NEED, Filters())
    for one, days in ((saved, 31), (other, 29)):
        SavedSearch.objects.filter(pk=one.pk).update(stopped_at=timezone.now() - timedelta(days=days))
    purge()
    assert list(SavedSearch.objects.all()) == [other]


def test_deleting_takes_the_letter_that_waits_along(saved, need, charlie, soon):
    letters(soon)
    Message.objects.update(state=Message.WAITING)
    searches.delete_search(person_actor(charlie), saved)
    assert set(Message.objects.values_list("state", flat=True)) == {Message.CANCELLED}
    assert not SavedSearch.objects.exists()


# Pages


def test_from_the_list_by_two_presses(client, charlie, need):
    page = client.get(f"/en/needs/?kind=material&in={HECHI}&q=laptop").text
    link = re.search(r'href="(/en/me/searches/new/need/[^"]*)"', page)[1].replace("&amp;", "&")
    assert client.get(link).status_code == 302  # signing in leads back
    client.force_login(charlie)
    said = seen(client.get(link))
    assert "“laptop”" in said
    assert client.post(link, {"every": "weekly"}).url == "/en/me/searches/"
    one = SavedSearch.objects.get()
    assert (one.side, one.words, one.kind, one.area, one.every) == (
        "need",
        "laptop",
        "material",
        HECHI,
        "weekly",
    )
    again = client.post(link, {"every": "hourly"})
    assert again.status_code == 200


def test_the_page_lists_them_with_what_is_open_now(client, charlie, saved, need):
    client.force_login(charlie)
    page = client.get("/en/me/searches/")
    assert "Once a day · 1 stands open now" in seen(page)
    assert f"/en/needs/?q=%E7%94%B5%E8%84%91&amp;about=computers&amp;in={HECHI}" in page.text
    here = reverse("exchange:change_search", args=[saved.pk])
    client.post(here, {"every": "now"})
    assert SavedSearch.objects.get().every == "now"
    searches.stop_by_link(searches.stop_token(saved.pk))
    assert "Begin again" in seen(client.get("/en/me/searches/"))
    client.post(here, {"do": "again"})
    assert SavedSearch.objects.get().stopped_at is None
    client.post(here, {"do": "delete"})
    assert "You have saved no search yet" in seen(client.get("/en/me/searches/"))
    assert client.post(here, {"do": "delete"}).status_code == 404


def test_the_list_asks_as_often_for_three_as_for_one(client, charlie, django_assert_num_queries, need):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(charlie)
    searches.save_search(person_actor(charlie), kinds.NEED, Filters())
    client.get("/en/me/searches/")
    with CaptureQueriesContext(connection) as first:
        client.get("/en/me/searches/")
    for area in (HECHI, WUHAN):
        searches.save_search(person_actor(charlie), kinds.NEED, Filters(area=area))
    with django_assert_num_queries(len(first)):
        client.get("/en/me/searches/")


# Feeds


def test_feeds_hold_what_the_list_holds_with_the_same_filters(client, need, group, alice):
    food = telling(
        subkind="food", text="需要大米，给老人。", title="Rice", items=(Item("大米", 3, "tonne"),),
        where=Where(kinds.COUNTRY, "CN"),
    )  # fmt: skip
    rice = publish_post(person_actor(alice), group, told=food)
    answer = client.get("/en/needs/feed.atom")
    assert answer["Content-Type"].startswith("application/atom+xml")
    entries = ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")  # noqa: S314 (our own)
    assert [one.find(f"{ATOM}title").text for one in entries] == [
        f"{rice.title} (need {rice.number})",
        f"{need.title} (need {need.number})",
    ]
    said = client.get("/en/needs/feed.json?about=food").json()
    assert said["version"] == "https://jsonfeed.org/version/1.1"
    assert [one["url"].endswith(f"/en/exchange/{rice.pk}/") for one in said["items"]] == [True]
    assert said["home_page_url"].endswith("/en/needs/?about=food")
    assert client.get("/en/offers/feed.json").json()["items"] == []
    again = client.get("/en/needs/feed.atom", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    close_post(SYSTEM, rice, ending=endings.OVER)
    assert client.get("/en/needs/feed.json?about=food").json()["items"] == []


def test_a_feed_tells_the_day_not_the_minute_and_breaks_at_no_sign(client, group, alice):
    publish_post(person_actor(alice), group, told=telling(title="<b>]]> & 臺灣😀"))
    root = ElementTree.fromstring(client.get("/needs/feed.atom").content)  # noqa: S314 (our own)
    assert "<b>]]> & 臺灣😀" in root.find(f"{ATOM}entry/{ATOM}title").text
    assert "T00:00:00" in root.find(f"{ATOM}entry/{ATOM}published").text
    (one,) = client.get("/needs/feed.json").json()["items"]
    assert "T00:00:00" in one["date_published"]
    assert one["id"].endswith(f"/exchange/{Post.objects.get().pk}/")


def test_lists_name_their_feeds(client, need):
    page = client.get("/en/needs/?kind=material").text
    for form in ("atom", "json"):
        assert page.count(f"/en/needs/feed.{form}?kind=material") == 2
    assert page.count("/en/me/searches/new/need/?kind=material") == 2  # above, when it is narrowed, and below
