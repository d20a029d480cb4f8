"""The product as it is served, on the worst line that we promise to serve: 50 kbit/s, 800 ms a round trip."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import PHONE
from tests.journeys.served import product
from tests.journeys.watch import Watch

READABLE_MS = 8_000
PAGES = [
    "/",
    "/organisations/",
    "/organisations/in/CN/",
    "/organisations/in/CN/420000/",
    "/sign-in/",
    "/about/",
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("product")
    with product(folder) as address:
        yield address


def _first_contentful_paint(page: Page) -> float:
    """Milliseconds from asking for the page until there was something to read. The page is loaded already."""
    paints: list[float] = []
    while not paints:  # wait_for_function would need eval, which the page's CSP forbids
        page.wait_for_timeout(50)
        paints = page.evaluate("performance.getEntriesByName('first-contentful-paint').map(e => e.startTime)")
    return paints[0]


def test_X1_every_kind_of_public_page_is_readable_within_eight_seconds(
    browser: Browser, site: str, slow_line: Callable[..., None]
) -> None:
    context = browser.new_context(base_url=site, viewport=PHONE, locale="zh-CN")
    first = context.new_page()
    first.goto("/organisations/in/CN/420000/")
    an_organisation = first.locator(
        "main a[href^='/organisations/']:not([href*='/in/'])"
    ).first.get_attribute("href")
    first.close()
    assert an_organisation
    waited = {}
    for address in [*PAGES, an_organisation]:
        page = context.new_page()
        watch = Watch(page, site)
        slow_line(page)
        page.goto(address, timeout=60_000)
        waited[address] = _first_contentful_paint(page)
        assert watch.complaints == []
        page.close()
    context.close()
    assert {address: round(ms) for address, ms in waited.items() if ms > READABLE_MS} == {}
