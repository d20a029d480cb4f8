"""Lists, the page of a post, its sheet, and the five questions."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from ngo2.exchange import drafting, endings, kinds
from ngo2.exchange.cleaning import Item, Where
from ngo2.exchange.models import Post
from ngo2.exchange.services import close_post, publish_post
from ngo2.exchange.tests.conftest import HECHI, WUHAN, telling
from ngo2.kernel.files.tests import corpus
from ngo2.kernel.ui import drafts
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.organisations.models import Organisation
from ngo2.organisations.tests.seen import seen

pytestmark = pytest.mark.django_db
WORDS = "Our library needs laptops for 60 children."


def told(response):
    return seen(response)


@pytest.fixture
def asking(client, alice, group):
    """Alice answers one step: `asking("words", text="…")`; the answer of the page."""
    client.force_login(alice)

    def answer(step, side="need", record=group, **said):
        return client.post(f"/en/organisations/{record.pk}/exchange/new/{side}/{step}/", said)

    return answer


def kept(alice, group, side="need"):
    return drafts.load(alice, f"exchange:{group.pk}:{side}")


def all_steps(asking, **terms):
    asking("words", text=WORDS)
    asking("kind", subkind="computers")
    asking("lines", **{"item-0": "laptops", "quantity-0": "20", "unit-0": "piece"})
    asking("where", where=f"in:{HECHI}")
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    return asking("terms", until_day=day, title="Laptops for our library", **terms)


def test_five_questions_make_a_need(asking, group, alice):
    assert asking("words", text=WORDS).url.endswith("/new/need/kind/")
    assert asking("kind", subkind="computers").url.endswith("/new/need/lines/")
    lines = {"item-0": "laptops", "quantity-0": "20", "unit-0": "piece", "item-1": "books", "quantity-1": ""}
    assert asking("lines", **lines).url.endswith("/new/need/where/")
    assert asking("where", where=f"in:{HECHI}").url.endswith("/new/need/terms/")
    day = timezone.localdate() + timedelta(days=30)
    done = asking("terms", until_day=day.isoformat(), title="Laptops", registered_only="on")
    post = Post.objects.get()
    assert done.url == f"/en/exchange/{post.pk}/matches/"
    assert (post.text, post.title, post.until_day, post.registered_only) == (WORDS, "Laptops", day, True)
    assert (post.organisation, post.person, post.areas) == (group, alice, ("450000", HECHI))
    assert [(one.item, one.quantity, one.unit) for one in post.lines.all()] == [
        ("laptops", 20, "piece"),
        ("books", None, ""),
    ]
    assert kept(alice, group) == {}


def test_the_number_is_said_when_it_is_there(asking, client, group):
    page = client.get(all_steps(asking).url)
    number = Post.objects.get().number
    assert f"Received. It is need {number}: whoever calls only has to say that." in told(page)


def test_a_later_question_leads_to_the_first_that_is_open(asking, client, group):
    here = f"/en/organisations/{group.pk}/exchange/new/need/"
    assert client.get(f"{here}terms/").url == f"{here}words/"
    asking("words", text=WORDS)
    assert client.get(f"{here}terms/").url == f"{here}kind/"
    assert client.get(here).url == f"{here}kind/"
    assert asking("terms", until_day="2030-01-01").url == f"{here}kind/"


@pytest.mark.parametrize(
    ("step", "said", "words"),
    [
        ("words", {"text": ""}, "Please say it in a sentence"),
        ("kind", {"subkind": ""}, "Please choose what it is about"),
        ("lines", {"item-0": ""}, "at least one thing"),
        ("lines", {"item-0": "books", "quantity-0": "-3"}, "number"),
        ("lines", {"item-0": "books", "quantity-0": "3-5 boxes"}, "number"),
        ("lines", {"item-0": "books", "quantity-0": "0"}, "number"),
        ("lines", {"item-0": "books", "quantity-0": "9" * 30}, "number"),
        ("lines", {"item-0": "books", "quantity-0": "many"}, "number"),
        ("where", {"where": ""}, "Please say where"),
        ("where", {"where": "other", "place": "Atlantis"}, "We do not know that place"),
        ("terms", {"until_day": ""}, "Please choose a day"),
        ("terms", {"until_day": "2020-01-01"}, "That day is over"),
        ("terms", {"until_day": "2999-01-01"}, "At most a year ahead"),
        ("terms", {"until_day": "soon"}, "valid date"),
    ],
)
def test_bad_answers_are_told_and_nothing_typed_is_lost(asking, client, group, alice, step, said, words):
    asking("words", text=WORDS)
    asking("kind", subkind="computers")
    asking("lines", **{"item-0": "laptops"})
    asking("where", where=f"in:{HECHI}")
    page = asking(step, **said)
    assert page.status_code == 200
    assert words in told(page)
    again = client.get(f"/en/organisations/{group.pk}/exchange/new/need/{step}/").text
    for typed in said.values():
        assert typed in page.text
        assert typed in again
    assert not Post.objects.exists()


def test_more_lines_keep_what_was_typed(asking, client, group):
    asking("words", text=WORDS)
    asking("kind", subkind="computers")
    page = asking("lines", more="1", **{"item-0": "laptops", "quantity-0": "ten or so"})
    assert page.text.count('name="item-') == 4
    assert 'value="ten or so"' in page.text


def test_another_place_is_shown_as_understood_before_it_counts(asking, alice, group):
    asking("words", text=WORDS)
    asking("kind", subkind="computers")
    asking("lines", **{"item-0": "laptops"})
    page = asking("where", where="other", place="湖北武汉", asked="")
    assert "武汉市, Hubei" in told(page)
    assert kept(alice, group).get("where") is None
    done = asking("where", where="other", place="湖北武汉", asked="湖北武汉", code=WUHAN)
    assert done.url.endswith("/terms/")
    assert drafting.unpacked({"where": kept(alice, group)["where"]})["where"] == Where("place", "CN", WUHAN)


def test_a_photo_comes_along_and_stays_when_a_word_is_refused(asking, alice, group, client):
    upload = SimpleUploadedFile("lab.jpg", corpus.photo(), "image/jpeg")
    asking("words", text=WORDS)
    asking("kind", subkind="computers")
    asking("lines", **{"item-0": "laptops"})
    asking("where", where="country")
    page = asking("terms", until_day="2020-01-01", photo=upload)
    assert "That day is over" in told(page)
    assert "The photo you chose" in page.text
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    asking("terms", until_day=day)
    post = Post.objects.get()
    assert post.photo is not None
    picture = client.get(f"/files/{post.photo}/960/")
    assert picture.status_code == 200
    assert f"/files/{post.photo}/960/" in client.get(f"/en/exchange/{post.pk}/").text


def test_what_is_no_picture_is_refused_in_words(asking, alice, group):
    upload = SimpleUploadedFile("evil.jpg", b"MZ" + b"\0" * 600, "image/jpeg")
    page = all_steps(asking, photo=upload)
    assert page.status_code == 200
    assert not Post.objects.exists()


def test_E9_the_page_offers_to_update_the_one_that_stands(asking, client, need, group):
    asking("words", text="我们还需要电脑")
    here = asking("kind", subkind="computers")
    assert here.url == f"/en/organisations/{group.pk}/exchange/new/need/same/"
    page = told(client.get(here.url))
    assert f"Update your need {need.number}" in page
    onward = client.post(here.url, {})
    assert onward.url.endswith("/new/need/lines/")
    assert asking("kind", subkind="computers").url.endswith("/lines/")  # asked once


def test_the_same_press_twice_makes_one(asking, client, group):
    all_steps(asking, form_key="first")
    again = all_steps(asking, form_key="first")
    assert again.status_code == 302
    assert Post.objects.count() == 1


def test_other_kinds_ask_for_lines_anew(asking, alice, group):
    asking("words", text=WORDS)
    asking("kind", subkind="computers")
    asking("lines", **{"item-0": "laptops", "quantity-0": "20"})
    asking("kind", subkind="books")
    assert "items" in kept(alice, group)
    asking("kind", subkind="advice")
    assert kept(alice, group)["items"] is None


def test_whose_pages(client, group, charlie, dana, need):
    begin = f"/en/organisations/{group.pk}/exchange/"
    for address in (begin, f"{begin}new/need/", f"{begin}new/need/words/", f"{begin}new/need/same/"):
        assert client.get(address).status_code == 302  # sign in
    client.force_login(charlie)
    for address in (begin, f"{begin}new/need/", f"{begin}new/need/words/"):
        assert client.get(address).status_code == 404
    for what in ("edit/", "edit/words/", "close/", "extend/"):
        assert client.get(f"/en/exchange/{need.pk}/{what}").status_code == 403
        assert client.get(f"/en/exchange/999999/{what}").status_code == 404
    assert client.get(f"{begin}new/gift/").status_code == 404
    client.force_login(dana)
    assert client.get(begin).status_code == 200
    assert client.get(f"/en/exchange/{need.pk}/close/").status_code == 200


def test_for_which_organisation(client, alice, charlie, group, organised):
    client.force_login(charlie)
    assert "Put yours in first" in told(client.get("/en/exchange/new/need/"))
    client.force_login(alice)
    assert client.get("/en/exchange/new/offer/").url == f"/en/organisations/{group.pk}/exchange/new/offer/"
    other = organised(alice, "第二个小组")
    page = client.get("/en/exchange/new/offer/").text
    assert f"/en/organisations/{other.pk}/exchange/new/offer/" in page
    assert f"/en/organisations/{group.pk}/exchange/new/offer/" in page
    assert client.get("/en/exchange/new/gift/").status_code == 404


def test_a_post_is_changed_part_by_part(client, alice, need):
    client.force_login(alice)
    here = f"/en/exchange/{need.pk}/edit/"
    assert "笔记本电脑, 20 pieces" in told(client.get(here))
    page = client.get(f"{here}lines/").text
    assert 'value="笔记本电脑"' in page
    done = client.post(f"{here}lines/", {"item-0": "笔记本电脑", "quantity-0": "12", "unit-0": "piece"})
    assert done.url == here
    assert [line.quantity for line in need.lines.all()] == [12]
    assert "12 pieces" in told(client.get(f"/en/exchange/{need.pk}/"))  # the kept page too
    assert "That day is over" in told(client.post(f"{here}terms/", {"until_day": "2020-01-01"}))


def test_closing_asks_why(client, alice, need):
    client.force_login(alice)
    page = client.post(f"/en/exchange/{need.pk}/close/", {"note": "thanks"})
    assert page.status_code == 200
    assert "thanks</textarea>" in page.text
    assert need.title in client.get("/en/needs/").text
    client.post(f"/en/exchange/{need.pk}/close/", {"ending": endings.DELIVERED, "note": "thanks"})
    assert need.title not in client.get("/en/needs/").text
    page = client.get(f"/en/exchange/{need.pk}/")
    assert "It arrived" in told(page)
    assert "noindex" in page.text
    assert client.get(f"/en/exchange/{need.pk}/edit/").url == f"/en/exchange/{need.pk}/"


def test_the_lists_narrow(client, group, company, alice, erin, need):
    far = telling(
        subkind="technical", text="网站打不开了", where=Where(kinds.REMOTE, "CN"), items=(Item("修网站"),)
    )
    publish_post(person_actor(alice), group, told=far)
    everywhere = telling(
        text="全国都可以", where=Where(kinds.COUNTRY, "CN"), subkind="food", items=(Item("大米", 3, "tonne"),)
    )
    publish_post(person_actor(erin), company, told=everywhere)
    publish_post(person_actor(erin), company, told=telling(side=kinds.OFFER, text="我们提供电脑"))

    def titles(query=""):
        page = client.get(f"/needs/{query}")
        assert page.status_code == 200
        return [post.title for post in page.context["page"].object_list] if page.context else None

    def fresh(query=""):
        cache.clear()
        return titles(query)

    assert fresh() == ["全国都可以", "网站打不开了", "乡村图书室需要二手电脑"]
    assert fresh("?kind=material") == ["全国都可以", "乡村图书室需要二手电脑"]
    assert fresh("?about=technical") == ["网站打不开了"]
    assert fresh("?in=450000") == ["全国都可以", "乡村图书室需要二手电脑"]
    assert fresh("?in=420000") == ["全国都可以"]
    assert fresh("?remote=yes") == ["网站打不开了"]
    assert fresh("?q=圖書") == ["乡村图书室需要二手电脑"]
    assert fresh("?q=绘本") == ["乡村图书室需要二手电脑"]
    assert fresh("?kind=nonsense&in=xx&about=%00&page=-7") == fresh()
    assert fresh("?q=" + "a" * 9000) == []


@pytest.mark.parametrize("address", ["/needs/", "/en/offers/"])
def test_lists_ask_as_often_for_many_as_for_one(client, group, alice, address):
    def count():
        cache.clear()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    side = kinds.NEED if "needs" in address else kinds.OFFER
    publish_post(person_actor(alice), group, told=telling(side=side))
    one = count()
    for number in range(3):
        publish_post(person_actor(alice), group, told=telling(side=side, text=f"还需要 {number} 样"))
    assert count() == one


def test_the_page_of_a_post_and_what_stands_on_the_organisation_s(client, need, group):
    page = client.get(f"/en/exchange/{need.pk}/")
    said = told(page)
    assert need.text.split("。")[0] in said
    assert f"need {need.number}" in said
    assert "20 pieces" in said
    assert "<svg" in page.text
    assert "Alice" not in page.text
    on_record = told(client.get(f"/en/organisations/{group.pk}/"))
    assert need.title in on_record
    close_post(SYSTEM, need, ending=endings.OVER)
    assert need.title not in told(client.get(f"/en/organisations/{group.pk}/"))
    assert client.get("/en/exchange/99999999999999999999/").status_code == 404
    Organisation.objects.filter(pk=group.pk).update(state=Organisation.CLOSED)
    cache.clear()
    assert client.get(f"/en/exchange/{need.pk}/").status_code == 404


def test_a_page_is_304_until_something_changes(client, need, alice):
    page = client.get(f"/en/exchange/{need.pk}/")
    tag = {"HTTP_IF_NONE_MATCH": page["ETag"]}
    assert client.get(f"/en/exchange/{need.pk}/", **tag).status_code == 304
    close_post(person_actor(alice), need, ending=endings.OVER)
    assert client.get(f"/en/exchange/{need.pk}/", **tag).status_code == 200


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_sheet_for_the_wall_is_one_page(client, group, alice, language):
    lines = tuple(Item(f"东西 {number}", number + 1, "piece") for number in range(40))
    long = telling(text="很长的说明。" * 400, items=lines, title="=cmd()|'/c calc'!A1 😀 \"#set page\"")
    post = publish_post(person_actor(alice), group, told=long)
    made = client.get(f"{language}/exchange/{post.pk}/sheet.pdf")
    assert made["Content-Type"] == "application/pdf"
    pages = PdfReader(BytesIO(made.content)).pages
    assert len(pages) == 1
    printed = pages[0].extract_text()
    assert "=cmd()" in printed  # as text
    assert post.number in printed
    assert "东西 17" in printed
    assert "东西 18" not in printed  # counted instead: the page has an end
