"""The way in, in a real browser: a code with and without JavaScript, a code on paper, a passkey."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page

from ngo2.accounts import services
from ngo2.lib.actors import SYSTEM
from tests.journeys.conftest import OpenPage

# A phone with a fingerprint reader that always says yes.
PHONE_KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def demo(settings: Any) -> None:
    settings.DEMO = True


def code_on(page: Page) -> str:
    found = re.search(r"\d{6}", page.locator(".big-code").inner_text())
    assert found, "the demo shows no code"
    return found[0]


def come_in(page: Page, address: str, name: str) -> None:
    """As somebody new: address, code, terms, name."""
    page.goto("/en/sign-in/")
    page.get_by_label("What is your phone number or e-mail address?").fill(address)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Which code did you get?").fill(code_on(page))
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Yes, I agree").click()
    page.get_by_label("How may people here call you?").fill(name)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/en/me/")


def test_X3_somebody_new_comes_in_by_a_code(visitor: OpenPage, demo: None) -> None:
    page = visitor()
    come_in(page, "138 0013 8000", "Li Xiaomei")
    page.goto("/en/me/sign-in-methods/")
    assert "138 0013 8000" in page.locator("main").inner_text()
    page.goto("/en/sign-out/")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/en/me/security/")
    assert "/en/sign-in/" in page.url


def test_X3_somebody_comes_in_by_a_code_on_paper(visitor: OpenPage) -> None:
    _row, code = services.issue_join_code(SYSTEM)
    page = visitor()
    page.goto(f"/en/join/{code}/")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Yes, I agree").click()
    assert "How may people here call you?" in page.locator("h1").inner_text()


def test_a_passkey_is_made_and_lets_in(open_page: OpenPage, demo: None) -> None:
    page = open_page()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE_KEY})
    come_in(page, "li@example.org", "Li")
    page.goto("/en/me/security/passkeys/add/")
    page.get_by_role("button", name="Make a passkey").click()
    page.wait_for_url("**/me/security/")
    page.goto("/en/sign-out/")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/en/sign-in/passkey/")
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url("**/en/me/")
