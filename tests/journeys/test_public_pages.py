"""What holds for every public page: it reads without script and style, passes axe, fits a phone."""

from typing import Any

import pytest
from django.urls import translate_url
from playwright.sync_api import Page

from tests.journeys.conftest import Look, OpenPage
from tests.journeys.public import complaints

NEITHER = {"javascript": False, "css": False}


def bare(page: Page) -> list[str]:
    """What a reader without style sheet or script would miss."""
    heading, main = page.locator("h1"), page.locator("main")
    missing = []
    if heading.count() != 1 or not heading.first.is_visible():
        missing.append(f"{heading.count()} headings of the first level")
    if main.count() != 1 or len(main.inner_text()) < 10:
        missing.append("no text in main")
    if page.locator("html").get_attribute("lang") not in {"zh-Hans", "en"}:
        missing.append("no language")
    return missing


@pytest.mark.parametrize("without", [{"javascript": False}, {"css": False}, NEITHER])
def test_X2_every_public_page_reads(open_page: OpenPage, pages: list[str], without: dict[str, bool]) -> None:
    assert complaints(open_page(**without), pages, bare) == {}


def test_every_public_page_is_clean_for_axe(
    open_page: OpenPage, pages: list[str], axe: Any, look: Look
) -> None:
    page = open_page(viewport=look.viewport)
    page.emulate_media(color_scheme=look.scheme)
    assert complaints(page, [translate_url(address, look.language) for address in pages], axe) == {}


def wide(page: Page) -> list[str]:
    """Does the page have to be pushed sideways to be read?"""
    needed, there = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return [f"{needed} px wide in a window of {there}"] if needed > there else []


@pytest.mark.parametrize("width", [390, 320])
def test_no_public_page_scrolls_sideways(open_page: OpenPage, pages: list[str], width: int) -> None:
    """320 px is a desk page at 400 %, too (WCAG 1.4.10)."""
    both = [*pages, *(translate_url(address, "en") for address in pages)]
    assert complaints(open_page(viewport={"width": width, "height": 844}), both, wide) == {}
