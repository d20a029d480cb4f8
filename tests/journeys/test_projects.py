"""A company looks for partners, two groups join, a milestone is reached: with JavaScript and without, on a phone."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from ngo2.accounts.models import Person
from ngo2.conftest import PersonClient
from ngo2.exchange.models import Post
from ngo2.exchange.queries import fitting
from ngo2.lib.actors import person_actor
from ngo2.organisations.models import Organisation
from ngo2.organisations.services import create_organisation
from tests.journeys.conftest import PHONE, OpenPage
from tests.journeys.test_sign_in import demo

__all__ = ["demo"]
TEXT = (
    "We want to run evening schools together with two groups, so that girls go on to high school. "
    "A budget of 50,000 to 80,000 yuan."
)


def organised(person: Person, name: str, kind: str, legal_status: str) -> Organisation:
    facts = {"name_zh": name, "kind": kind, "division": "451228", "legal_status": legal_status}
    return create_organisation(person_actor(person), facts=facts)


def signed_in(visitor: OpenPage, person: Any) -> Page:
    client = PersonClient()
    client.force_login(person)
    return visitor(viewport=PHONE, session=client.cookies["sid"].value)


def said(page: Page) -> str:
    return page.locator("main").inner_text()


@pytest.fixture
def company(transactional_db: Any, erin: Any) -> Organisation:
    fitting._kept.cache_clear()
    return organised(erin, "锦里科技", "company", "registered_business")


def test_a_company_posts_a_project_two_groups_join_and_a_milestone_is_reached(
    visitor: OpenPage, company: Organisation, erin: Any, alice: Any, charlie: Any
) -> None:
    giver = signed_in(visitor, erin)
    giver.goto(f"/en/organisations/{company.pk}/exchange/new/offer/")
    giver.get_by_label("What can you give?").fill(TEXT)
    giver.get_by_role("button", name="Go on").click()
    giver.locator("summary", has_text="A project together").click()
    giver.get_by_label("A project run together").check()
    giver.get_by_role("button", name="Go on").click()
    # What the words say stands there, and the group with the money is in sight.
    assert giver.get_by_label("Budget in yuan").input_value() == "50,000 to 80,000 yuan"
    giver.get_by_label("Budget in yuan").fill("8-5万")
    giver.locator("summary", has_text="Working together").click()
    giver.get_by_label("Several organisations").check()
    giver.get_by_label("how many at most").fill("2")
    giver.get_by_role("button", name="Go on").click()
    assert "begin at 80,000 and end at 50,000" in said(giver)
    assert giver.get_by_label("Budget in yuan").input_value() == "8-5万"
    assert giver.get_by_label("how many at most").input_value() == "2"
    giver.get_by_label("Budget in yuan").fill("5-8万")
    giver.get_by_role("button", name="Go on").click()
    giver.get_by_role("button", name="Go on").click()  # where: what the record says
    giver.get_by_role("button", name="Publish").click()
    post = Post.objects.get()
    assert f"It is offer {post.number}" in said(giver)

    partners = {}
    for person, name in ((alice, "山蚁小组"), (charlie, "河边读书会")):
        group = organised(person, name, "grassroots_ngo", "registered_association")
        page = partners[name] = signed_in(visitor, person)
        page.goto(f"/en/exchange/{post.pk}/")
        assert "50,000 to 80,000 yuan" in said(page)
        page.get_by_role("link", name="We would like to join").click()
        page.get_by_label("In a sentence or two").fill("We have an evening school and two teachers.")
        page.get_by_role("button", name="Send").click()
        assert group.name

        giver.goto(f"/en/organisations/{company.pk}/exchange/")
        giver.locator("li.row", has_text=name).get_by_role("link").first.click()
        giver.get_by_role("button", name="Yes, agreed").click()
        assert "The milestones stand on the shared page" in said(giver)

    giver.get_by_role("link", name="To the shared page").click()
    giver.get_by_role("link", name="Add a milestone").click()
    giver.get_by_label("What shall be reached?").fill("Twenty girls in the first evening school")
    giver.get_by_label("By when?").fill((timezone.localdate() + timedelta(days=30)).isoformat())
    giver.get_by_label("山蚁小组").check()
    giver.get_by_role("button", name="Save").click()
    assert "Twenty girls in the first evening school" in said(giver)

    other = partners["河边读书会"]
    other.goto(f"/en/exchange/{post.pk}/project/")
    assert "Twenty girls" in said(other)
    assert other.get_by_role("link", name="Twenty girls").count() == 0  # it is for others to change

    page = partners["山蚁小组"]
    page.goto(f"/en/exchange/{post.pk}/project/")
    page.get_by_role("link", name="Twenty girls").click()
    page.get_by_label("Done", exact=True).check()
    page.get_by_role("button", name="Save").click()
    assert "in one sentence how it went" in said(page)
    page.get_by_label("How did it go?").fill("Twenty-two came, and all stayed.")
    page.get_by_role("button", name="Save").click()
    assert "1 of 1 milestones done" in said(page)
    assert "Twenty-two came, and all stayed." in said(page)
    assert "is done" in said(page)
    page.get_by_role("link", name="Say how it went").click()
    page.get_by_label("How did it go?").fill("A good first year.")
    page.get_by_role("button", name="Save").click()

    stranger = visitor(viewport=PHONE)
    stranger.goto(f"/en/exchange/{post.pk}/")
    assert "All places are taken" in stranger.content()
    assert "Twenty girls" not in stranger.content()
