"""How heavy a public page may be: a phone on a bad line has to show it within seconds."""

import gzip

from playwright.sync_api import Page, Response

from tests.journeys.conftest import OpenPage
from tests.journeys.public import complaints

KB = 1000
# Compressed bytes: HTML and CSS of the first view; all that is loaded at first; the scripts of it.
BUDGET = {"first view": 28 * KB, "first load": 60 * KB, "scripts": 28 * KB}
IMAGE = 120 * KB


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


def test_X1_every_public_page_is_within_its_budget(open_page: OpenPage, pages: list[str]) -> None:
    loaded: list[Response] = []
    page = open_page()
    # A redirect has no body; and Playwright puts a mark on its handlers, which a built-in method refuses.
    page.on("response", lambda response: loaded.append(response) if response.ok else None)

    def heavy(page: Page) -> list[str]:
        page.wait_for_load_state("networkidle")
        spent = _spent(loaded)
        images = {r.url: len(r.body()) for r in loaded if _kind(r).startswith("image/")}
        loaded.clear()
        over = [f"{what}: {spent[what]} bytes of {limit}" for what, limit in BUDGET.items()]
        heavy_ones = [line for line, what in zip(over, BUDGET, strict=True) if spent[what] > BUDGET[what]]
        return [*heavy_ones, *(f"{url}: {size} bytes" for url, size in images.items() if size > IMAGE)]

    assert complaints(page, pages, heavy) == {}
