"""What fits a post: reasons, openness, freshness of the kept index, and who sees it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ngo2.exchange import endings, kinds, queries
from ngo2.exchange.cleaning import Item, Terms, Where
from ngo2.exchange.models import Post
from ngo2.exchange.seen import seen as as_seen
from ngo2.exchange.services import (
    agree_introduction,
    ask_introduction,
    cancel_introduction,
    change_post,
    close_post,
    publish_post,
)
from ngo2.exchange.tests.conftest import telling
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.organisations.models import Organisation
from ngo2.organisations.tests.seen import seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "own_index")]
LAPTOPS = (Item("笔记本电脑", 12, "piece"),)


@pytest.fixture
def offer(company, erin):
    told = telling(
        side=kinds.OFFER, text="可以提供二手笔记本电脑。", items=LAPTOPS, where=Where(kinds.COUNTRY, "CN")
    )
    return publish_post(person_actor(erin), company, told=told)


def suitable(post):
    return [one.post for one in queries.matches(post)]


def test_E3_each_suggestion_has_two_reasons_in_words_and_says_what_speaks_against_it(need, offer):
    [found] = queries.matches(need)
    assert found.post == offer
    why = [str(said) for said in found.match.why]
    assert len(why) >= 2
    assert any("computers" in said.lower() for said in why)
    assert suitable(offer) == [need]  # both sides see it


def test_what_changed_is_seen_the_next_time(need, offer, company, erin, alice, group):
    assert suitable(need) == [offer]
    close_post(SYSTEM, offer, ending=endings.OVER)
    assert suitable(need) == []
    second = publish_post(
        person_actor(erin),
        company,
        told=telling(side=kinds.OFFER, items=LAPTOPS, where=Where(kinds.COUNTRY, "CN")),
    )
    assert suitable(need) == [second]
    food = telling(side=kinds.OFFER, subkind="food", text="我们捐出大米。", items=(Item("大米", 3, "tonne"),))
    change_post(person_actor(erin), second, told=food)
    assert suitable(need) == []


def test_what_is_promised_is_no_longer_offered_to_others(
    need, offer, company, erin, alice, group, organised, charlie
):
    assert suitable(need) == [offer]
    one = ask_introduction(
        person_actor(alice),
        offer,
        words="We run a school.",
        amounts={offer.lines.get().pk: 12},
        organisation=group,
    )
    agree_introduction(person_actor(erin), one, amounts={})
    assert suitable(need) == []  # all twelve
    cancel_introduction(person_actor(erin), one, note="The truck broke down.")
    assert suitable(need) == [offer]


def test_what_is_over_or_of_a_closed_organisation_is_not_suggested(need, offer, company):
    assert suitable(need) == [offer]
    Post.objects.filter(pk=offer.pk).update(until_day=timezone.localdate() - timedelta(days=1))
    assert suitable(need) == []
    Post.objects.filter(pk=offer.pk).update(until_day=timezone.localdate() + timedelta(days=9))
    Organisation.objects.filter(pk=company.pk).update(state=Organisation.CLOSED)
    assert suitable(need) == []


def test_ones_own_offer_is_not_suggested(need, group, alice):
    own = telling(side=kinds.OFFER, items=LAPTOPS)
    publish_post(person_actor(alice), group, told=own)
    assert suitable(need) == []


def test_only_public_facts_of_the_record_are_looked_at(organised, alice):
    hidden = organised(alice, "山蚁小组", sensitivity="hidden", service_area={"divisions": ["451203"]})
    post = publish_post(person_actor(alice), hidden, told=telling(where=Where(kinds.COUNTRY, "CN")))
    assert as_seen(post).service_areas == (("450000",),)


def test_registered_only_needs_one_that_is(need, offer, group):
    assert as_seen(need).is_registered
    Post.objects.filter(pk=offer.pk).update(registered_only=True, changed_at=timezone.now())
    assert suitable(need) == [offer]
    Organisation.objects.filter(pk=group.pk).update(legal_status="unregistered_group")
    need = Post.objects.select_related("organisation").get(pk=need.pk)
    assert suitable(need) == []


def test_the_page_gives_the_reasons_and_a_way_to_the_plain_list(client, alice, need, offer):
    client.force_login(alice)
    page = client.get(f"/en/exchange/{need.pk}/matches/")
    said = seen(page)
    assert offer.title in said
    for reason in queries.matches(need)[0].match.why:
        assert str(reason) in said
    assert "/en/offers/?kind=material" in page.text


def test_an_empty_page_says_so(client, alice, need):
    client.force_login(alice)
    assert "Nothing fits yet" in seen(client.get(f"/en/exchange/{need.pk}/matches/"))
    Post.objects.filter(pk=need.pk).update(until_day=timezone.localdate() + timedelta(days=3))
    terms = Terms(timezone.localdate() + timedelta(days=3))
    assert change_post(person_actor(alice), need, told=telling(terms=terms))
