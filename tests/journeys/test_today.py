"""A partner works through Today on her phone, one thing after the other: with JavaScript, without, and by keys."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from ngo2.accounts.models import Person
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.organisations.models import Membership, Organisation
from ngo2.organisations.services import (
    NewOrganisation,
    add_remit,
    claim_by_staff,
    create_organisations,
    make_partner,
    propose_fact,
)
from tests.journeys.conftest import LIST, OpenPage
from tests.journeys.test_sign_in import come_in, demo

__all__ = ["demo"]


def record(name: str, division: str) -> Organisation:
    rows = [NewOrganisation({"name_zh": name, "division": division, "phone": "0778-2260217"}, name)]
    return create_organisations(SYSTEM, rows, source=LIST, dataset="list")[0].organisation


@pytest.fixture
def waiting(transactional_db: Any) -> Callable[[], None]:
    """Erin acts for a network that looks after Guangxi, where a claim and a correction wait."""

    def make() -> None:
        erin, network = Person.objects.get(name="Erin"), record("西部网络", "420100")
        Membership.objects.create(organisation=network, person=erin, role="owner", since=timezone.now())
        dana = person_actor(Person.objects.create(name="Dana", is_staff=True))
        add_remit(dana, make_partner(dana, network), country="CN", division="450000")
        stranger, here = person_actor(Person.objects.create(name="Charlie")), record("河池读书会", "451200")
        claim_by_staff(stranger, here, note="I teach there.")
        propose_fact(stranger, here, field="staff", value=3)

    return make


def test_one_thing_after_the_other(visitor: OpenPage, demo: None, waiting: Callable[[], None]) -> None:
    erin = visitor()
    come_in(erin, "erin@example.org", "Erin")
    waiting()
    erin.goto("/en/today/")
    erin.get_by_role("link", name="One after the other").click()
    assert "Charlie wants to run" in erin.inner_text("h1")
    erin.get_by_role("button", name="Decline with this answer").click()
    assert "Tell the person why" in erin.inner_text("main")
    erin.get_by_label("Please give a phone number").check()
    erin.get_by_role("button", name="Decline with this answer").click()
    assert "told to Charlie" in erin.inner_text("main")
    assert "1 correction of" in erin.inner_text("h1")
    erin.get_by_role("button", name="Tomorrow").click()
    assert "Put off: it comes back on" in erin.inner_text("main")
    assert "Nothing waits for you" in erin.inner_text("main")


def test_by_keys(
    page_js: Page, demo: None, waiting: Callable[[], None], axe: Callable[[Page], list[str]]
) -> None:
    page = page_js
    come_in(page, "erin@example.org", "Erin")
    waiting()
    page.goto("/en/today/")
    assert axe(page) == []
    page.keyboard.press("?")
    expect(page.locator("[data-keys][open]")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert "1 correction of" in page.evaluate("document.activeElement.innerText")
    page.keyboard.press("1")
    page.get_by_text("Taken: Paid staff.").wait_for()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/organisations/claims/**")
    page.goto("/en/today/one/")
    assert axe(page) == []
    page.keyboard.press("s")
    page.get_by_text("Put off: it comes back on").wait_for()
