"""Pages of following, the one-click stop of RFC 8058, and the feed."""

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ngo2.lib.actors import person_actor
from ngo2.organisations import follow_links
from ngo2.organisations.following import area
from ngo2.organisations.models import Organisation, Subscription
from ngo2.organisations.services import follows

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
HECHI = "/organisations/follow/?country=CN&area=451200"


@pytest.fixture
def followed(alice):
    return follows.follow(person_actor(alice), area("CN", "451200"))


def stop_path(one):
    return reverse("organisations:stop_follow", args=[follow_links.token(one.pk, follow_links.STOP)])


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_pages_in_both_languages(client, alice, followed, group, language):
    client.force_login(alice)
    for path in (HECHI, "/organisations/follow/", "/organisations/follow/sent/", "/me/follows/"):
        page = client.get(language + path)
        assert page.status_code == 200
        assert page["Cache-Control"] == "no-store"
    assert "河池" in page.content.decode()


def test_from_the_directory_and_from_an_organisation(client, group):
    for path in ("/en/organisations/in/CN/451200/?cause=education", f"/en/organisations/{group.pk}/"):
        page = client.get(path).content.decode()
        link = re.search(r'href="(/en/organisations/follow/\?[^"]*)"', page)[1].replace("&amp;", "&")
        assert "country=CN&area=451200" in link
        assert "Tell me what is new:" in client.get(link).content.decode()
    assert client.get("/en/organisations/").status_code == 200


def test_signed_in_one_press_follows(client, alice):
    client.force_login(alice)
    page = client.post(
        "/en/organisations/follow/", {"country": "CN", "area": "451200", "every": "daily"}, follow=True
    )
    one = Subscription.objects.get()
    assert (one.person, one.division, one.every, one.language) == (alice, "451200", "daily", "en")
    text = page.content.decode()
    assert "You follow this from now on" in text
    assert "We have no e-mail address of yours" in text
    client.post(f"/en/me/follows/{one.pk}/", {"every": "weekly"})
    one.refresh_from_db()
    assert one.every == "weekly"
    client.post(f"/en/me/follows/{one.pk}/", {"do": "stop"})
    assert "You follow nothing yet" in client.get("/en/me/follows/").content.decode()


def test_by_address_get_shows_and_post_confirms(client):
    data = {"country": "CN", "area": "451200", "every": "weekly", "email": "a@example.org"}
    answer = client.post("/en/organisations/follow/", data)
    assert answer["Location"] == "/en/organisations/follow/sent/"
    link = re.search(r"https?://[^/]+(/\S+/confirm/\S+)", mail.outbox[-1].body)[1]
    for _fetch in range(2):
        assert "Follow this?" in client.get(link).content.decode()
    assert Subscription.objects.get().confirmed_at is None
    assert "You follow this now" in client.post(link).content.decode()
    assert Subscription.objects.get().confirmed_at is not None
    assert client.get(link[:-2] + "x/").status_code == 404
    Subscription.objects.all().delete()
    assert "no longer good" in client.get(link).content.decode()


def test_nothing_typed_is_lost_and_each_fault_has_its_sentence(client):
    typed = {"country": "CN", "area": "451200", "every": "weekly", "email": "a@"}
    page = client.post("/en/organisations/follow/", typed)
    text = page.content.decode()
    assert 'value="a@"' in text
    assert "not complete" in text
    lost = client.get(
        "/en/organisations/follow/", {"place": "Atlantis", "cause": "education"}
    ).content.decode()
    assert "We do not know this place" in lost
    assert 'value="Atlantis"' in lost
    half = client.get("/en/organisations/follow/", {"west": "108", "south": "24"}).content.decode()
    assert "needs all four edges" in half
    odd = client.get(
        "/en/organisations/follow/", {"west": "109", "south": "24", "east": "108", "north": "25"}
    )
    assert "This is no box" in odd.content.decode()
    for query in (
        {"area": "999999", "country": "CN"},
        {"country": "XX"},
        {"cause": "=cmd()"},
        {"west": "nan"},
    ):
        assert client.get("/en/organisations/follow/", query).status_code == 200


def test_a_box_by_four_numbers_without_javascript(client, alice):
    client.force_login(alice)
    edges = {"west": "108", "south": "24.2", "east": "109.1", "north": "25.1"}
    page = client.get("/en/organisations/follow/", edges).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    client.post("/en/organisations/follow/", hidden | {"every": "weekly"})
    assert Subscription.objects.get().box == [108.0, 24.2, 109.1, 25.1]


def test_M5_one_click_stops_exactly_this_one_without_cookie_or_token(followed, alice):
    other = follows.follow(person_actor(alice), area("CN", "420000"))
    machine = Client(enforce_csrf_checks=True)
    path = stop_path(followed)
    assert "Stop these letters?" in machine.get("/en" + path.removeprefix("/en")).content.decode()
    followed.refresh_from_db()
    assert followed.stopped_at is None
    answer = machine.post(
        path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 200
    assert not answer.cookies
    for one, stopped in ((followed, True), (other, False)):
        one.refresh_from_db()
        assert (one.stopped_at is not None) is stopped
    assert machine.post(path).status_code == 200  # twice
    assert machine.post(path, {"all": "yes"}).status_code == 200
    other.refresh_from_db()
    assert other.stopped_at is not None
    assert machine.post(path[:-2] + "x/").status_code == 404
    Subscription.objects.all().delete()
    assert machine.get(path).status_code == 200


def test_nobody_changes_what_another_follows(client, charlie, followed):
    client.force_login(charlie)
    assert client.post(f"/me/follows/{followed.pk}/", {"do": "stop"}).status_code == 404
    assert client.get(f"/me/follows/{followed.pk}/").status_code == 405


def test_my_follows_ask_as_often_for_three_as_for_one(client, alice, followed, django_assert_max_num_queries):
    client.force_login(alice)

    def count():
        with django_assert_max_num_queries(30) as found:
            client.get("/me/follows/")
        return len(found)

    client.get("/me/follows/")
    one = count()
    for code in ("420000", "450000"):
        follows.follow(person_actor(alice), area("CN", code))
    assert count() == one


def feed(client, path="/en/organisations/in/CN/451200/feed.atom", **query):
    answer = client.get(path, query)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return answer, ElementTree.fromstring(answer.content)  # noqa: S314 (our own)


def test_the_feed_is_what_the_public_list_is(client, group, imported):
    imported(division="420500", founded=2001)
    answer, root = feed(client)
    assert [one.text for one in root.findall(f"{ATOM}entry/{ATOM}title")] == ["山蚁乡村教育小组"]
    (entry,) = root.findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}link").get("href").endswith(f"/en/organisations/{group.pk}/")
    assert root.find(f"{ATOM}title").text == "河池市, Guangxi"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    again = client.get("/en/organisations/in/CN/451200/feed.atom", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    assert len(feed(client, "/en/organisations/feed.atom")[1].findall(f"{ATOM}entry")) == 2
    assert feed(client, "/en/organisations/feed.atom", cause="health")[1].findall(f"{ATOM}entry") == []
    assert client.get("/organisations/in/CN/999999/feed.atom").status_code == 404
    assert client.get("/organisations/in/HK/feed.atom").status_code == 302


def test_the_feed_does_not_tell_a_hidden_place_nor_the_minute(client, group):
    Organisation.objects.filter(pk=group.pk).update(changed_at=timezone.now() - timedelta(hours=1))
    updated = feed(client)[1].find(f"{ATOM}entry/{ATOM}updated").text
    assert re.search(r"T00:00:00", updated)
    Organisation.objects.filter(pk=group.pk).update(area2="", area3="", shown_level="province")
    assert feed(client, "/en/organisations/in/CN/451200/feed.atom", q="")[1].findall(f"{ATOM}entry") == []


def test_a_name_full_of_signs_breaks_no_feed(client, group):
    Organisation.objects.filter(pk=group.pk).update(name="<b>&😀]]>")
    (entry,) = feed(client)[1].findall(f"{ATOM}entry")
    assert "<b>&😀" in entry.find(f"{ATOM}title").text
