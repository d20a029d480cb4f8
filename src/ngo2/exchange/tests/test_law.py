"""The law at the door, as the pack of China says it, and none where the home country says nothing."""

import pytest

from ngo2.exchange import kinds
from ngo2.exchange.cleaning import Item, Where
from ngo2.exchange.models import Post
from ngo2.exchange.services import (
    agree_introduction,
    ask_introduction,
    change_post,
    publish_post,
    release_contact,
)
from ngo2.exchange.tests.conftest import telling
from ngo2.lib.actors import person_actor
from ngo2.lib.refusals import Refused
from ngo2.organisations.models import Organisation
from ngo2.organisations.tests.seen import seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
APPEAL = "我的女儿确诊白血病，手术费要三十万，求好心人捐款。"


def test_E6_a_personal_appeal_is_refused_and_shown_where_it_belongs(client, group, alice, need):
    with pytest.raises(Refused, match="appeal for one person") as refused:
        publish_post(person_actor(alice), group, told=telling(text=APPEAL))
    assert (refused.value.field, refused.value.code) == ("text", "appeal")
    with pytest.raises(Refused, match="appeal for one person"):
        change_post(person_actor(alice), need, told=telling(text=APPEAL))
    assert Post.objects.count() == 1
    client.force_login(alice)
    page = client.post(f"/en/organisations/{group.pk}/exchange/new/need/words/", {"text": APPEAL})
    said = seen(page)
    assert "Designated services for personal appeals" in said
    assert "12345" in said
    assert APPEAL in page.text  # nothing typed is lost


def test_E6_another_country_has_its_own_law(settings, group, alice):
    settings.NGO2_COUNTRY = "GB"
    told = telling(text=APPEAL, where=Where(kinds.COUNTRY, "CN"))
    assert publish_post(person_actor(alice), group, told=told)


def agreement(giver, owner, group, alice):
    told = telling(
        side=kinds.OFFER,
        text="可以提供笔记本电脑。",
        items=(Item("笔记本电脑", 5),),
        where=Where("country", "CN"),
    )
    offer = publish_post(person_actor(owner), giver, told=told)
    one = ask_introduction(
        person_actor(alice), offer, words="We run a school.", amounts={}, organisation=group
    )
    agree_introduction(person_actor(owner), one, amounts={})
    return one


def test_E8_contacts_of_an_overseas_offer_wait_for_the_number(organised, group, alice, erin):
    giver = organised(erin, "远山之友", legal_status="overseas_unfiled", kind="foundation")
    one = agreement(giver, erin, group, alice)
    for person in (erin, alice):  # neither side's contact is given
        with pytest.raises(Refused, match="representative office or a filed activity") as refused:
            release_contact(person_actor(person), one)
        assert refused.value.code == "overseas"
    facts = {**giver.facts, "overseas_filing": {"v": "G1-0001"}}
    Organisation.objects.filter(pk=giver.pk).update(facts=facts)
    one.refresh_from_db()
    one.post.organisation.refresh_from_db()
    assert release_contact(person_actor(alice), one)


def test_E8_a_need_of_an_overseas_group_that_receives_waits_for_nothing(organised, company, erin, charlie):
    receiver = organised(charlie, "远山之友", legal_status="overseas_unfiled", kind="foundation")
    one = agreement(company, erin, receiver, charlie)
    assert release_contact(person_actor(charlie), one)


def test_E8_at_home_elsewhere_no_number_is_asked_for(settings, organised, group, alice, erin):
    giver = organised(erin, "远山之友", legal_status="overseas_unfiled", kind="foundation")
    one = agreement(giver, erin, group, alice)
    settings.NGO2_COUNTRY = "GB"
    assert release_contact(person_actor(alice), one)
