"""Somebody looks for a group whose name they half remember: on a phone, with JavaScript and without."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from ngo2.kernel.journal import chain
from ngo2.kernel.search import following, queries
from ngo2.lib.actors import SYSTEM
from ngo2.organisations.services import NewOrganisation, create_organisations
from tests.journeys.conftest import LIST, OpenPage

NAME = "山蚁乡村教育小组"


@pytest.fixture
def found(transactional_db: Any, settings: Any, tmp_path: Any) -> Iterator[int]:
    settings.NGO2_SEARCH_DIR = str(tmp_path / "search")
    cache.clear()
    facts = {
        "name_zh": NAME, "name_en": "Mountain Ants", "kind": "grassroots_ngo", "division": "451228",
        "summary_zh": "八位老师在河池的夜校教成年人识字。",
    }  # fmt: skip
    other = {"name_zh": "东莞工友中心", "kind": "grassroots_ngo", "division": "441900"}
    rows = [NewOrganisation(facts, "1"), NewOrganisation(other, "2")]
    made = create_organisations(SYSTEM, rows, source=LIST, dataset="list")
    while chain.seal() or following.tick():
        pass
    yield made[0].organisation.pk
    following.let_go()
    queries._forget()


def test_a_group_is_found_by_half_a_name_and_by_what_it_does(visitor: OpenPage, found: int) -> None:
    page = visitor()
    page.goto("/")
    page.get_by_role("searchbox").fill("山蟻")  # as she would write it in Hong Kong
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name=NAME).click()
    assert page.locator("h1").inner_text() == NAME

    page.goto("/search/")
    page.get_by_role("searchbox").fill("夜校")
    page.get_by_role("button", name="查找").click()
    assert page.locator(".why mark").inner_text() == "夜校"
    expect(page.locator(".rows .row")).to_have_count(1)

    page.goto("/organisations/?near=河池市")
    expect(page.locator(".rows .row")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_suggestions_while_typing(page_js: Any, found: int) -> None:
    page_js.goto("/organisations/")
    box = page_js.get_by_role("searchbox")
    box.press_sequentially("shany", delay=30)
    page_js.locator(".suggestions a").first.wait_for()
    page_js.keyboard.press("ArrowDown")
    page_js.keyboard.press("Enter")
    page_js.wait_for_url(f"**/organisations/{found}/")
    assert page_js.locator("h1").inner_text() == NAME
