"""The gate for money at every door: posting, changing, opening again, answering, agreeing; by page and by service."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ngo2.exchange import kinds
from ngo2.exchange.cleaning import Item
from ngo2.exchange.models import Introduction, Post
from ngo2.exchange.services import (
    agree_introduction,
    ask_introduction,
    change_post,
    extend_post,
    publish_post,
)
from ngo2.exchange.tests.conftest import telling
from ngo2.lib.actors import person_actor
from ngo2.lib.refusals import Refused
from ngo2.organisations.models import Organisation
from ngo2.organisations.tests.seen import seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
WORDS = "We have done this for three years."
GRANT = {
    "subkind": "grant",
    "text": "夜校申请一年的小额资助两万元。",
    "items": (Item("资助", 20000, "cny"),),
}
PARTNER = {
    "subkind": "public_fundraiser",
    "text": "寻找有资格的基金会一起做项目。",
    "items": (Item("合作", 1),),
}
TODAY = timezone.localdate()


def know(organisation, verified=True, **facts):
    """Write facts into a record, as if they had been told and looked at."""
    told = {**organisation.facts, **{key: {"v": value} for key, value in facts.items()}}
    until = timezone.localdate() + timedelta(days=90) if verified else None
    Organisation.objects.filter(pk=organisation.pk).update(facts=told, verified_until=until)
    organisation.refresh_from_db()
    return organisation


@pytest.fixture
def foundation(organised, erin):
    return organised(erin, "黔山基金会", kind="foundation", legal_status="registered_foundation")


def refused(act, code):
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code
    return caught.value


def ask(person, post, organisation=None, words=WORDS):
    return ask_introduction(person_actor(person), post, words=words, amounts={}, organisation=organisation)


def test_a_grant_is_asked_for_and_given_between_organisations(group, company, alice, erin, charlie):
    need = publish_post(person_actor(alice), group, told=telling(**GRANT))
    said = refused(lambda: ask(charlie, need), "money_person")
    assert said.field == "who"
    assert str(said.ways[0].name).startswith("Designated platforms")
    one = ask(erin, need, company)
    agree_introduction(person_actor(alice), one, amounts={})
    assert Introduction.objects.get().state == Introduction.AGREED


def test_an_offer_of_a_grant_is_not_answered_in_ones_own_name(company, erin, charlie):
    offer = publish_post(person_actor(erin), company, told=telling(side=kinds.OFFER, **GRANT))
    refused(lambda: ask(charlie, offer), "money_person")


def test_the_page_offers_ones_own_name_only_where_it_may_be_used(client, group, alice, charlie, organised):
    grant = publish_post(person_actor(alice), group, told=telling(**GRANT))
    goods = publish_post(person_actor(alice), group, told=telling())
    client.force_login(charlie)
    assert "Organisations answer this" in client.get(f"/en/exchange/{grant.pk}/answer/").text
    assert "I, in my own name" in client.get(f"/en/exchange/{goods.pk}/answer/").text
    organised(charlie, "河边读书会")
    page = client.get(f"/en/exchange/{grant.pk}/answer/").text
    assert "河边读书会" in page
    assert "I, in my own name" not in page


def test_a_discount_may_come_from_a_person(group, alice, charlie):
    told = telling(subkind="discount", text="希望会计师减免审计费用。", items=(Item("审计", 1),))
    assert ask(charlie, publish_post(person_actor(alice), group, told=told))


def test_only_who_is_certified_and_compared_offers_public_fundraising(foundation, group, alice, erin):
    def offer(organisation=foundation, person=erin):
        return publish_post(person_actor(person), organisation, told=telling(side=kinds.OFFER, **PARTNER))

    assert refused(offer, "money_certificate").fact == "fundraising_certificate"
    know(foundation, verified=False, fundraising_certificate="5352")
    refused(offer, "money_unverified")
    know(foundation, fundraising_certificate="5352")
    assert offer()
    need = publish_post(person_actor(alice), group, told=telling(**PARTNER))
    assert ask(erin, need, foundation)


def test_a_search_for_a_partner_is_answered_by_who_is_certified_only(foundation, company, group, alice, erin):
    need = publish_post(person_actor(alice), group, told=telling(**PARTNER))
    refused(lambda: ask(erin, need, company), "money_status")
    refused(lambda: ask(erin, need, foundation), "money_certificate")
    know(foundation, fundraising_certificate="5352")
    one = ask(erin, need, foundation)
    know(foundation, verified=False)  # the check ran out meanwhile
    one.refresh_from_db()
    one.organisation.refresh_from_db()
    refused(lambda: agree_introduction(person_actor(alice), one, amounts={}), "money_unverified")
    one.refresh_from_db()
    assert one.state == Introduction.ASKED


def test_receipts_are_offered_by_who_stands_on_the_list(foundation, erin):
    told = telling(side=kinds.OFFER, subkind="receipts", text="可以代开票据。", items=(Item("票据", 1),))
    said = refused(lambda: publish_post(person_actor(erin), foundation, told=told), "money_receipts")
    assert said.fact == "receipt_years"
    know(foundation, receipt_years=[timezone.localdate().year])
    assert publish_post(person_actor(erin), foundation, told=told)


@pytest.mark.parametrize("text", ["扫码捐款，支持夜校。", "我们在网上众筹两万元。"])
def test_words_that_collect_are_refused_when_posting_changing_and_answering(
    group, company, alice, erin, text
):
    said = refused(
        lambda: publish_post(person_actor(alice), group, told=telling(**{**GRANT, "text": text})),
        "money_collecting",
    )
    assert said.field == "text"
    assert "What is lawful" in str(said)
    need = publish_post(person_actor(alice), group, told=telling(**GRANT))
    for changes in ({"text": text}, {"title": text[:20]}, {"items": (Item(text[:8]),)}):
        told = telling(**{**GRANT, **changes})
        refused(lambda told=told: change_post(person_actor(alice), need, told=told), "money_collecting")
    assert refused(lambda: ask(erin, need, company, words=text), "money_collecting").field == "words"


def test_a_kind_cannot_be_changed_behind_the_gate(group, company, alice, erin, charlie):
    goods = publish_post(person_actor(alice), group, told=telling())
    ask(charlie, goods)
    said = refused(lambda: change_post(person_actor(alice), goods, told=telling(**GRANT)), "money_person")
    assert "end their answer first" in str(said)
    offer = publish_post(person_actor(erin), company, told=telling(side=kinds.OFFER, text="可以提供电脑。"))
    refused(lambda: change_post(person_actor(erin), offer, told=telling(**PARTNER)), "money_status")
    offer.refresh_from_db()
    assert offer.subkind == "computers"


def test_what_ended_by_itself_opens_again_only_through_the_gate(group, alice):
    post = publish_post(person_actor(alice), group, told=telling(**GRANT))
    Post.objects.filter(pk=post.pk).update(state=Post.CLOSED, ending="expired", text="扫码捐款吧")
    post.refresh_from_db()
    day = timezone.localdate() + timedelta(days=9)
    refused(lambda: extend_post(person_actor(alice), post, until_day=day), "money_collecting")


def test_the_page_says_what_is_lawful_and_where_it_is_mended(client, foundation, erin):
    client.force_login(erin)
    here = f"/en/organisations/{foundation.pk}/exchange/new/offer/"
    client.post(f"{here}words/", {"text": PARTNER["text"]})
    page = client.post(f"{here}kind/", {"subkind": "public_fundraiser"})
    said = seen(page)
    assert "needs the certificate for it" in said
    assert "What is lawful instead" in said
    assert "https://cszg.mca.gov.cn/" in page.text
    assert f"/en/organisations/{foundation.pk}/edit/fundraising_certificate/" in page.text
    assert client.get(f"/en/organisations/{foundation.pk}/edit/fundraising_certificate/").status_code == 200


def test_the_page_of_an_answer_and_of_a_change_say_it_too(client, group, company, alice, erin, charlie):
    need = publish_post(person_actor(alice), group, told=telling(**PARTNER))
    client.force_login(erin)
    page = client.post(f"/en/exchange/{need.pk}/answer/", {"who": str(company.pk), "words": WORDS})
    assert "What is lawful instead" in seen(page)
    assert WORDS in page.text  # nothing typed is lost
    client.force_login(charlie)
    assert client.post(f"/en/exchange/{need.pk}/answer/", {"who": "me", "words": WORDS}).status_code == 200
    assert Introduction.objects.count() == 0
    goods = publish_post(person_actor(alice), group, told=telling(text="还需要打印机三台"))
    ask(charlie, goods)
    client.force_login(alice)
    page = client.post(f"/en/exchange/{goods.pk}/edit/kind/", {"subkind": "grant"})
    assert "end their answer first" in seen(page)
    page = client.post(f"/en/exchange/{goods.pk}/edit/kind/", {"subkind": "advice"})
    assert page.url == f"/en/exchange/{goods.pk}/edit/lines/"  # hours are not boxes: look through the lines


def test_both_sides_read_of_receipts_and_of_the_states_approval(client, group, company, alice, erin):
    year = timezone.localdate().year
    know(group, receipt_years=[year])
    need = publish_post(person_actor(alice), group, told=telling(**GRANT))
    client.force_login(erin)
    assert f"it is on the list of {year}" in seen(client.get(f"/en/exchange/{need.pk}/answer/"))
    one = ask(erin, need, company)
    page = seen(client.get(f"/en/exchange/introductions/{one.pk}/"))
    assert f"it is on the list of {year}" in page
    assert "approval is needed first" in page
    know(group, receipt_years=None, receipts_partner="黔山基金会")
    assert "through a partner, 黔山基金会" in seen(client.get(f"/en/exchange/introductions/{one.pk}/"))


def test_at_home_elsewhere_there_is_no_gate(settings, company, erin, charlie):
    settings.NGO2_COUNTRY = "GB"
    offer = publish_post(person_actor(erin), company, told=telling(side=kinds.OFFER, **PARTNER))
    assert ask(charlie, offer, words="扫码捐款 is what we do.")


def test_the_pack_names_sub_kinds_and_facts_that_there_are():
    from ngo2.kernel.packs.cn import money
    from ngo2.organisations.facts import CATALOGUE

    assert set(kinds.SUBKINDS) >= money.BETWEEN_ORGANISATIONS
    assert {money.CERTIFICATE, money.YEARS, money.PARTNER} <= set(CATALOGUE)
