"""A survey that asks somebody, for the stories that answer it."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone, translation
from playwright.sync_api import Page

from ngo2.lib.actors import SYSTEM
from ngo2.organisations.models import Organisation
from ngo2.organisations.services import NewOrganisation, create_organisations
from ngo2.organisations.sources import Source
from ngo2.questionnaires.tests import scenes
from ngo2.surveys import links
from ngo2.surveys.models import Survey

LIST = Source("import", "Hubei 2020", "https://example.org/list")
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
        title_en="How NGOs use the Internet",
        consent_en="Who asks, and what for. " * 3,
        made_by=dana,
        made_at=now,
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
