"""How heavy a public page may be: a phone on a bad line has to show it within seconds."""

import gzip
from collections.abc import Mapping

from playwright.sync_api import Page, Response

from tests.journeys.conftest import OpenPage
from tests.journeys.public import complaints
from tests.journeys.surveyed import Asked, agree

KB = 1000
# Compressed bytes: HTML and CSS of the first view; all that is loaded at first; the scripts of it.
BUDGET = {"first view": 28 * KB, "first load": 60 * KB, "scripts": 28 * KB}
IMAGE = 120 * KB
ENKETO = 140 * KB  # more, and only on its own page


def _kind(response: Response) -> str:
    return response.headers.get("content-type", "").partition(";")[0]


def _spent(loaded: list[Response]) -> dict[str, int]:
    """Bytes as they travel: what the test server sends plain is compressed when it is served for real."""
    bodies = {response.url: (_kind(response), response.body()) for response in loaded}
    sizes = [(kind, len(gzip.compress(body, 6))) for kind, body in bodies.values()]
    return {
        "first view": sum(size for kind, size in sizes if kind in {"text/html", "text/css"}),
        "first load": sum(size for _kind, size in sizes),
        "scripts": sum(size for kind, size in sizes if kind.endswith("javascript")),
    }


class Weighed:
    """What a page loads, from one step to the next."""

    def __init__(self, page: Page) -> None:
        self.loaded: list[Response] = []
        # A redirect has no body; and Playwright puts a mark on its handlers, which a built-in method refuses.
        page.on("response", lambda response: self.loaded.append(response) if response.ok else None)

    def over(self, page: Page, budget: Mapping[str, int] = BUDGET) -> list[str]:
        page.wait_for_load_state("networkidle")
        spent = _spent(self.loaded)
        images = {r.url: len(r.body()) for r in self.loaded if _kind(r).startswith("image/")}
        self.loaded.clear()
        heavy = [
            f"{what}: {spent[what]} bytes of {limit}" for what, limit in budget.items() if spent[what] > limit
        ]
        return [*heavy, *(f"{url}: {size} bytes" for url, size in images.items() if size > IMAGE)]


def test_X1_every_public_page_is_within_its_budget(open_page: OpenPage, pages: list[str]) -> None:
    page = open_page()
    assert complaints(page, pages, Weighed(page).over) == {}


def test_X1_a_survey_begins_within_the_budget_and_enketo_comes_with_its_own(
    open_page: OpenPage, asked: Asked
) -> None:
    page = open_page()
    weighed = Weighed(page)
    page.goto(asked.link)
    assert weighed.over(page) == []
    agree(page, asked.link)
    page.wait_for_load_state("networkidle")
    weighed.loaded.clear()
    page.reload()
    assert weighed.over(page) == [], "the first questions"
    app = page.get_by_role("link", name="Answer without a network, in one page").get_attribute("href")
    page.goto(str(app))
    enketo = {"first load": BUDGET["first load"] + ENKETO, "scripts": BUDGET["scripts"] + ENKETO}
    assert weighed.over(page, enketo) == []
