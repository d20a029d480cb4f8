"""Alice answers a survey on plain pages, without JavaScript: begun on one phone, sent from another."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone, translation
from playwright.sync_api import Page

from ngo2.lib.actors import SYSTEM
from ngo2.organisations.models import Organisation
from ngo2.organisations.services import NewOrganisation, create_organisations
from ngo2.questionnaires.models import Response
from ngo2.questionnaires.tests import scenes
from ngo2.surveys import links
from ngo2.surveys.models import Survey
from tests.journeys.conftest import LIST, OpenPage

OLD, NEW = "https://old.example", "https://new.example"


@dataclass
class Asked:
    organisation: Organisation
    link: str  # of the invitation, in English


def ask(dana: Any, *, key: str = "internet") -> Asked:
    """A wave that has opened, and an organisation that it asks. Two questions carry facts of its record."""
    facts = {"name_zh": "山蚁小组", "kind": "grassroots_ngo", "division": "420500", "website": OLD}
    made = create_organisations(SYSTEM, [NewOrganisation(facts, key)], source=LIST, dataset=key)
    organisation, now = made[0].organisation, timezone.now()
    survey = Survey.objects.create(
        title="How NGOs use the Internet", consent="Who asks, and what for. " * 3, made_by=dana, made_at=now
    )
    edition = scenes.edition(survey.scope, key=key, facts={"name": "name_zh", "url": "website"}, by=dana)
    wave = survey.waves.create(number=1, edition=edition, opens_at=now, opened_at=now)
    respondent = survey.respondents.create(number=1, organisation=organisation)
    invitation = wave.invitations.create(respondent=respondent, invited_at=now)
    with translation.override("en"):
        return Asked(organisation, links.path(invitation))


def agree(page: Page, link: str) -> None:
    page.goto(link)
    assert "What its record says is filled in already" in page.locator("main").inner_text()
    page.get_by_label("I am 18 years or older").check()
    page.get_by_label("I have read this and agree to it").check()
    page.get_by_role("button", name="Begin").click()


@pytest.fixture
def asked(transactional_db: None, dana: Any) -> Asked:
    return ask(dana)


def test_alice_answers_without_javascript(open_page: OpenPage, asked: Asked) -> None:
    phone = open_page(javascript=False)
    agree(phone, asked.link)
    name = phone.get_by_label("What is it called?")
    assert name.input_value() == "山蚁小组"

    phone.get_by_label("How many full-time staff?").fill("2000")
    phone.get_by_label("Yes").check()
    phone.get_by_role("button", name="Go on", exact=True).click()
    assert "Please say 0 to 999." in phone.locator("main").inner_text()
    assert name.input_value() == "山蚁小组"
    phone.get_by_label("How many full-time staff?").fill("3")
    phone.get_by_role("button", name="Go on", exact=True).click()
    assert phone.get_by_label("What is its address?").input_value() == OLD
    link = phone.url.partition("?")[0]

    other = open_page(javascript=False)  # by the link that she copied
    other.goto(link)
    other.get_by_role("link", name="See all answers").click()
    other.get_by_role("link", name="Change: What is its address?").click()
    other.get_by_label("What is its address?").fill(NEW)
    other.get_by_role("button", name="Go on", exact=True).click()
    look = other.locator("main").inner_text()
    assert "2000" not in look
    assert "Now it says: old.example" in look
    assert other.locator("input[name=fact]").count() == 1  # the name is the same
    other.locator("input[name=fact]").check()
    other.get_by_role("button", name="Send these answers").click()
    assert "Thank you" in other.locator("main").inner_text()
    assert other.locator("input[name=fact]").count() == 0

    phone.reload()  # the first phone is told, and changes nothing any more
    assert "Thank you" in phone.locator("main").inner_text()
    asked.organisation.refresh_from_db()
    assert asked.organisation.facts["website"]["v"] == NEW
    response = Response.objects.get()
    assert (response.state, response.way) == ("received", "page")
