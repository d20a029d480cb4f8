"""Alice claims her group from the imported list, corrects the phone, Charlie sees it: with JavaScript, without."""

from typing import Any

import pytest
from playwright.sync_api import Page

from ngo2.lib.actors import SYSTEM
from ngo2.organisations.models import Organisation
from ngo2.organisations.services import NewOrganisation, create_organisations
from tests.journeys.conftest import LIST, OpenPage
from tests.journeys.test_sign_in import code_on, come_in, demo

__all__ = ["demo"]
NAME, OLD, NEW = "山蚁乡村教育小组", "0778-0000217", "0778 000 0218"


@pytest.fixture
def listed(transactional_db: Any) -> Organisation:
    """Her group as a list had it: with an old phone, and nobody's."""
    facts = {
        "name_zh": NAME, "name_en": "Mountain Ants", "kind": "grassroots_ngo", "legal_status": "registered_association",
        "division": "451228", "phone": OLD, "email": "shanyi@example.org", "causes": ["rural-education"],
    }  # fmt: skip
    return create_organisations(SYSTEM, [NewOrganisation(facts, "1")], source=LIST, dataset="list")[
        0
    ].organisation


def phone_on(page: Page) -> str:
    return page.locator("a[href^='tel:']").first.inner_text()


def test_alice_claims_her_group_corrects_the_phone_and_charlie_sees_it(
    visitor: OpenPage, demo: None, listed: Organisation
) -> None:
    charlie = visitor()
    charlie.goto("/en/organisations/?q=山蟻")  # as she would write it in Hong Kong
    charlie.get_by_role("link", name="Mountain Ants").click()
    assert phone_on(charlie) == "0778 000 0217"

    alice = visitor()
    come_in(alice, "alice@example.org", "Alice")
    alice.goto(f"/en/organisations/{listed.pk}/")
    alice.get_by_role("link", name="Is this your organisation?").click()
    alice.get_by_label("e-mail").check()
    alice.locator("main form").get_by_role("button").first.click()
    alice.locator("main input[name=code]").fill("000000" if code_on(alice) != "000000" else "000001")
    alice.get_by_role("button", name="Take over the record").click()
    assert "not the code" in alice.locator("main").inner_text()
    alice.locator("main input[name=code]").fill(code_on(alice))
    alice.get_by_role("button", name="Take over the record").click()

    alice.goto(f"/en/organisations/{listed.pk}/edit/phone/")
    alice.get_by_label("Which phone number may everybody call?").fill("call me")
    alice.get_by_role("button", name="Save and go on").click()
    assert "not a phone number" in alice.locator("main").inner_text()
    assert alice.get_by_label("Which phone number may everybody call?").input_value() == "call me"
    alice.get_by_label("Which phone number may everybody call?").fill(NEW)
    alice.get_by_role("button", name="Save and go on").click()
    alice.wait_for_url("**/edit/**")

    charlie.reload()
    assert phone_on(charlie) == NEW
    assert "changed this month" in charlie.locator("main").inner_text()
    charlie.get_by_role("link", name="see the history").click()
    assert OLD not in charlie.content()
