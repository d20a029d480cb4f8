"""The broker's flood week: 30 needs, 8 scarce offers; Dana plans fairly, fixes a row, approves; both sides answer."""

from typing import Any

import pytest
from playwright.sync_api import Page

from ngo2.conftest import PersonClient
from ngo2.exchange.models import Introduction, Plan, Post, Proposal, Share
from ngo2.exchange.tests import flood
from tests.journeys.conftest import DESK, PHONE, OpenPage

pytestmark = pytest.mark.django_db(transaction=True)
NEEDS = [40 + 10 * (number % 7) for number in range(30)]
OFFERS = [60, 50, 40, 40, 30, 30, 20, 20]


@pytest.fixture
def week(transactional_db: Any, person: Any) -> flood.Week:
    return flood.week(person, needs=NEEDS, offers=OFFERS)


def signed_in(visitor: OpenPage, person: Any, viewport: dict[str, int]) -> Page:
    client = PersonClient()
    client.force_login(person)
    return visitor(viewport=viewport, session=client.cookies["sid"].value, locale="en")


def text(page: Page) -> str:
    return page.locator("main").inner_text()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_the_brokers_flood_week(
    visitor: OpenPage, viewport: dict[str, int], week: flood.Week, dana: Any
) -> None:
    broker = signed_in(visitor, dana, viewport)
    broker.goto("/en/today/")
    assert "Shortage: Food and water" in text(broker)
    broker.get_by_role("link", name="Make a plan").click()
    assert "30 needs" in text(broker)
    broker.get_by_role("button", name="Make a plan").click()
    plan = Plan.objects.get()
    assert "Nobody gets nothing" in text(broker)
    assert "Proven: no plan could serve these wishes better." in text(broker)

    # One row stays with an amount of its own, nearness counts more, and what that changes is read first.
    first = broker.locator("article.need").first
    gift = first.locator(".gifts > li").first
    gift.get_by_text("Why, and what may be changed").click()
    gift.get_by_label("How many").fill("20")
    gift.get_by_label("This one stays").check()
    broker.get_by_text("What counts how much").click()
    broker.get_by_role("group", name="Nearness").get_by_label("strongly").check()
    broker.get_by_role("button", name="Reckon again").first.click()
    assert "A trial: this would change" in text(broker)
    assert "gets more from" in text(broker) or "now gets" in text(broker)
    broker.get_by_role("button", name="Keep this").click()
    assert "Kept. Nothing is sent yet." in broker.locator("body").inner_text()
    assert not Proposal.objects.exists()

    broker.get_by_role("link", name="Go on to approve it").click()
    assert "Who will be told what" in text(broker)
    assert "Nothing is promised before both sides say yes" in text(broker)
    broker.get_by_role("button", name="Approve, and tell them").click()
    assert "Both sides of each row have a week" in broker.locator("body").inner_text()
    plan.refresh_from_db()
    made = list(Proposal.objects.filter(plan=plan).order_by("pk"))
    assert sum(Share.objects.values_list("amount", flat=True)) == sum(OFFERS)

    # Two sides accept, one of them less than planned; one refuses.
    for one, less in ((made[0], 2), (made[1], 0)):
        share = one.shares.get()
        wanted = share.planned - less
        need = signed_in(visitor, one.need.person, PHONE)
        need.goto(f"/en/organisations/{one.need.organisation_id}/exchange/")
        need.get_by_role("link", name=f"offer {one.offer.number}").first.click()
        need.locator(f"[name=share-{share.pk}]").fill(str(wanted))
        need.get_by_role("button", name="Yes, we take it").click()
        assert "As soon as the other side says yes too" in need.locator("body").inner_text()
        offer = signed_in(visitor, one.offer.person, PHONE)
        offer.goto(one.get_absolute_url().replace("/exchange/", "/en/exchange/", 1))
        offer.get_by_role("button", name="Yes, we give it").click()
        assert "Agreed" in text(offer)
        one.refresh_from_db()
        assert one.introduction is not None
        assert one.introduction.state == Introduction.AGREED
        assert one.introduction.promises.get().promised == wanted
    refuses = made[2]
    page = signed_in(visitor, refuses.need.person, PHONE)
    page.goto(f"/en/exchange/proposals/{refuses.pk}/")
    page.get_by_label("Why? In a sentence").fill("We have water again.")
    page.get_by_role("button", name="No, not this").click()

    reserved = sum(one.shares.get().amount for one in made[:2])
    for posts in (week.needs, week.offers):
        held = [post.lines.get().promised for post in Post.objects.filter(pk__in=[post.pk for post in posts])]
        assert sum(held) == reserved
    broker.goto("/en/today/")
    assert "1 proposal came to nothing" in text(broker)
    broker.get_by_role("link", name="Look and plan anew").click()
    assert "We have water again." in text(broker)
    assert text(broker).count("both said yes") == 2
    broker.get_by_role("button", name="Plan anew with what is left").click()
    assert Plan.objects.count() == 2
    assert "draft: nothing is sent" in text(broker)
