"""What the law asks beside the terms: goods that are safe and keep, work that is insured; and the paper of a gift."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from ngo2.exchange import kinds
from ngo2.exchange.cleaning import Item, Terms, Where
from ngo2.exchange.conditions import NO_NEED, ORGANISER, Care, Declared
from ngo2.exchange.models import Goods, Introduction, Post
from ngo2.exchange.services import (
    acknowledge,
    agree_introduction,
    ask_introduction,
    change_post,
    confirm_delivery,
    goods_of,
    publish_post,
)
from ngo2.exchange.tests.conftest import HECHI, telling
from ngo2.lib.actors import person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused
from ngo2.organisations.tests.seen import seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
WORDS = "We can bring them next week."
RISKY = {
    "subkind": "volunteers",
    "text": "招募志愿者到灾区搬运物资。",
    "items": (Item("志愿者", 5, "person"),),
}


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def offering(**changes):
    food = {
        "side": kinds.OFFER,
        "subkind": "food",
        "text": "可以提供大米。",
        "items": (Item("大米", 500, "kg"),),
    }
    return telling(**{**food, "terms": Terms(in_days(30)), **changes})


@pytest.mark.parametrize(
    ("subkind", "declared", "field", "words"),
    [
        ("computers", None, "safe", "usable and safe"),
        ("computers", Declared(), "safe", "usable and safe"),
        ("food", Declared(True), "expires_on", "date stands on the pack"),
        ("food", Declared(True, in_days(-1)), "expires_on", "over"),
        ("food", Declared(True, in_days(20)), "expires_on", "before the offer does"),
        ("food", Declared(True, in_days(40)), "expires_on", "end the offer on"),
        ("medical", Declared(True, in_days(200)), "sealed", "unopened"),
    ],
)
def test_goods_that_may_not_be_given_are_refused(company, erin, subkind, declared, field, words):
    with pytest.raises(Refused, match=words) as refused:
        publish_post(person_actor(erin), company, told=offering(subkind=subkind, goods=declared))
    assert refused.value.field == field
    assert not Post.objects.exists()


def test_what_can_no_longer_be_handed_over_in_time_is_told_so(company, erin):
    told = offering(terms=Terms(in_days(2)), goods=Declared(True, in_days(9)))
    with pytest.raises(Refused, match="too late to give this"):
        publish_post(person_actor(erin), company, told=told)


def test_what_is_said_of_goods_is_kept_and_shown(client, company, erin):
    declared = Declared(True, in_days(90), own_product=True)
    post = publish_post(person_actor(erin), company, told=offering(goods=declared))
    kept = Goods.objects.get(post=post)
    assert (kept.safe, kept.expires_on, kept.own_product, kept.sealed) == (True, in_days(90), True, False)
    page = seen(client.get(f"/en/exchange/{post.pk}/"))
    assert "May be used until" in page
    assert "Own products of whoever gives" in page
    printed = PdfReader(BytesIO(client.get(f"/en/exchange/{post.pk}/sheet.pdf").content)).pages[0]
    assert "May be used until" in printed.extract_text()


def test_a_used_wheelchair_has_no_date_and_food_always_has(company, erin):
    said = {"text": "可以提供轮椅。", "items": (Item("轮椅", 3, "piece"),)}
    told = offering(subkind="medical", goods=Declared(True, lasting=True), **said)
    kept = publish_post(person_actor(erin), company, told=told).goods
    assert (kept.lasting, kept.expires_on, kept.sealed) == (True, None, False)
    with pytest.raises(Refused, match="date stands on the pack"):
        publish_post(person_actor(erin), company, told=offering(goods=Declared(True, lasting=True)))


@pytest.mark.parametrize("subkind", ["venue", "transport"])
def test_a_room_and_a_lift_are_no_goods(company, erin, subkind):
    post = publish_post(person_actor(erin), company, told=offering(subkind=subkind, goods=None))
    assert not Goods.objects.filter(post=post).exists()


def test_a_need_is_asked_for_nothing_and_its_answer_for_all(client, group, company, alice, erin):
    told = telling(subkind="food", text="食堂缺大米。", items=(Item("大米", 500, "kg"),), goods=None)
    need = publish_post(person_actor(alice), group, told=told)
    assert not Goods.objects.exists()
    client.force_login(erin)
    here = f"/en/exchange/{need.pk}/answer/"
    said = {"who": str(company.pk), "words": WORDS}
    page = client.post(here, said)
    assert "usable and safe may be given" in seen(page)
    page = client.post(here, {**said, "safe": "on", "expires_on": str(in_days(9))})
    assert "too late to give this" in seen(page)
    assert WORDS in page.text
    assert not Introduction.objects.exists()
    client.post(here, {**said, "safe": "on", "expires_on": str(in_days(90))})
    one = Introduction.objects.get()
    assert goods_of(one).expires_on == in_days(90)
    assert "May be used until" in seen(client.get(f"/en/exchange/introductions/{one.pk}/"))


def test_the_terms_ask_for_it_and_nothing_typed_is_lost(client, company, erin):
    client.force_login(erin)
    here = f"/en/organisations/{company.pk}/exchange/new/offer/"
    client.post(f"{here}words/", {"text": "可以提供大米 500 公斤。"})
    client.post(f"{here}kind/", {"subkind": "food"})
    client.post(f"{here}lines/", {"item-0": "大米", "quantity-0": "500", "unit-0": "kg"})
    client.post(f"{here}where/", {"where": "country"})
    page = client.get(f"{here}terms/")
    assert "They are usable and safe" in seen(page)
    assert 'name="expires_on"' in page.text
    assert 'name="sealed"' not in page.text
    until = {"until_day": str(in_days(30))}
    page = client.post(f"{here}terms/", {**until, "expires_on": str(in_days(90))})
    assert "usable and safe may be given" in seen(page)
    assert str(in_days(90)) in client.get(f"{here}terms/").text
    done = client.post(f"{here}terms/", {**until, "safe": "on", "expires_on": str(in_days(90))})
    assert done.status_code == 302
    assert Post.objects.get().goods.expires_on == in_days(90)


def test_another_kind_comes_with_what_it_asks(client, company, erin):
    books = offering(subkind="books", text="可以提供绘本。", goods=Declared(True))
    post = publish_post(person_actor(erin), company, told=books)
    client.force_login(erin)
    here = f"/en/exchange/{post.pk}/edit/"
    onward = client.post(f"{here}kind/", {"subkind": "food"})
    assert onward.url == f"{here}terms/?becomes=food"
    post.refresh_from_db()
    assert post.subkind == "books"  # not before the rest is said
    page = client.get(onward.url)
    assert 'name="becomes" value="food"' in page.text
    said = {"until_day": str(in_days(30)), "becomes": "food", "safe": "on"}
    assert "date stands on the pack" in seen(client.post(f"{here}terms/", said))
    assert client.post(f"{here}terms/", {**said, "expires_on": str(in_days(90))}).url == here
    post.refresh_from_db()
    assert (post.subkind, post.goods.expires_on) == ("food", in_days(90))
    change_post(person_actor(erin), post, told=offering(subkind="venue", goods=None))
    assert not Goods.objects.filter(post=post).exists()


def test_risky_work_is_insured_and_told(group, alice):
    def seek(care, **changes):
        return publish_post(person_actor(alice), group, told=telling(**{**RISKY, **changes, "care": care}))

    for care in (None, Care(), Care("heavy boxes", NO_NEED)):
        with pytest.raises(Refused, match="By law volunteers are insured") as refused:
            seek(care)
        assert (refused.value.field, refused.value.code) == ("insurance", "uninsured")
        assert refused.value.ways
    with pytest.raises(Refused, match="By law volunteers are insured"):
        seek(None, subkind="health", text="每周一次陪伴老人。")  # whatever is written
    with pytest.raises(Refused, match="which insurance"):
        seek(Care("heavy boxes", ORGANISER))
    with pytest.raises(Refused, match="what could happen"):
        seek(Care("", ORGANISER, "accident insurance"))
    with pytest.raises(Refused, match="in the list"):
        seek(Care("", "perhaps"))
    post = seek(Care("heavy boxes", ORGANISER, "accident insurance, 100,000 yuan"))
    assert post.care.risks == "heavy boxes"
    quiet = telling(subkind="teaching", text="请老师来教成年人识字。", items=(Item("老师", 2, "person"),))
    assert publish_post(person_actor(alice), group, told=quiet)


def test_the_page_of_a_post_tells_risks_and_insurance(client, group, alice):
    client.force_login(alice)
    here = f"/en/organisations/{group.pk}/exchange/new/need/"
    client.post(f"{here}words/", {"text": RISKY["text"]})
    client.post(f"{here}kind/", {"subkind": "volunteers"})
    client.post(f"{here}lines/", {"item-0": "志愿者", "quantity-0": "5", "unit-0": "person"})
    client.post(f"{here}where/", {"where": f"in:{HECHI}"})
    page = client.get(f"{here}terms/")
    assert "Under 18 with the consent of a guardian" in seen(page)
    said = {"until_day": str(in_days(30)), "risks": "Heavy boxes"}
    page = client.post(f"{here}terms/", said)
    assert "By law volunteers are insured" in seen(page)
    assert "12355" in seen(page)
    assert "Heavy boxes" in page.text
    said |= {"insurance": "organiser", "insurance_how": "Accident insurance"}
    assert client.post(f"{here}terms/", said).status_code == 302
    page = seen(client.get(f"/en/exchange/{Post.objects.get().pk}/"))
    assert "What could happen: Heavy boxes" in page
    assert "Insurance: Whoever organises it insures them · Accident insurance" in page


def test_at_home_elsewhere_nothing_is_asked(settings, company, erin):
    settings.NGO2_COUNTRY = "GB"
    told = offering(where=Where(kinds.COUNTRY, "CN"), goods=None)
    post = publish_post(person_actor(erin), company, told=told)
    assert not Goods.objects.filter(post=post).exists()


def delivered(offer, group, alice, erin):
    pk = offer.lines.get().pk
    one = ask_introduction(person_actor(alice), offer, words=WORDS, amounts={pk: 200}, organisation=group)
    agree_introduction(person_actor(erin), one, amounts={})
    for person in (erin, alice):
        confirm_delivery(person_actor(person), one, amounts={pk: 180}, sentence="It came by rail.")
    one.refresh_from_db()
    return one


def printed(client, one):
    made = client.get(f"/en/exchange/introductions/{one.pk}/received.pdf")
    assert made["Content-Type"] == "application/pdf"
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(made.content)).pages).split())


def test_the_agreement_begins_with_what_was_said_of_the_goods(client, company, group, alice, erin):
    offer = publish_post(person_actor(erin), company, told=offering(goods=Declared(True, in_days(90))))
    one = ask_introduction(person_actor(alice), offer, words=WORDS, amounts={}, organisation=group)
    agree_introduction(person_actor(erin), one, amounts={})
    client.force_login(alice)
    page = client.get(f"/en/exchange/introductions/{one.pk}/agreement/")
    assert "Usable and safe, as whoever gives it says; May be used until" in page.text


def test_the_acknowledgement_has_the_fields_of_article_38(client, company, group, alice, erin, charlie):
    offer = publish_post(person_actor(erin), company, told=offering(goods=Declared(True, in_days(90))))
    one = delivered(offer, group, alice, erin)
    here = f"/en/exchange/introductions/{one.pk}/received"
    client.force_login(alice)
    assert client.get(f"{here}.pdf").status_code == 404  # not written yet
    said = {"wish": "named", "handler": "李四", "received_on": str(timezone.localdate())}
    for lacking, words in (("wish", "list"), ("handler", "took it in"), ("received_on", "day on which")):
        page = client.post(f"{here}/", {**said, lacking: ""})
        assert words in seen(page)
    assert client.post(f"{here}/", {**said, "received_on": str(in_days(3))}).status_code == 200
    assert client.post(f"{here}/", said).status_code == 302
    text = printed(client, one)
    # Donor, kind and quantity, charity, handler, date; and what it is not.
    for words in (company.name, "Food and water", "大米", "180 kg", group.name, "李四", "May be used until"):
        assert words in text, words
    assert "not the official receipt" in text
    client.post(f"{here}/", {**said, "wish": "anonymous"})
    text = printed(client, one)
    assert company.name not in text
    assert "wants to stay unnamed" in text
    client.post(f"{here}/", {**said, "wish": "waived"})
    text = printed(client, one)
    assert "does not want a receipt" in text
    assert company.name in text  # whoever wants no paper is not unnamed
    client.force_login(erin)
    assert client.get(f"{here}.pdf").status_code == 200
    assert client.get(f"{here}/").status_code == 403  # whoever receives writes it
    client.force_login(charlie)
    assert client.get(f"{here}.pdf").status_code == 404
    assert client.get(f"{here}/").status_code == 404


def test_only_what_arrived_is_acknowledged(company, group, alice, erin, charlie):
    offer = publish_post(person_actor(erin), company, told=offering(goods=Declared(True, in_days(90))))
    one = ask_introduction(person_actor(alice), offer, words=WORDS, amounts={}, organisation=group)
    said = {"wish": "named", "handler": "李四", "received_on": timezone.localdate()}
    with pytest.raises(Refused, match="First both sides say"):
        acknowledge(person_actor(alice), one, **said)
    with pytest.raises(Denied):
        acknowledge(person_actor(erin), one, **said)
    with pytest.raises(Hidden):
        acknowledge(person_actor(charlie), one, **said)
