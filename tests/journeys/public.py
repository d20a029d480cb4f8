"""The public pages, read from the routes themselves, so that a new one cannot stay out of the tests."""

import re
from collections.abc import Callable, Mapping

from playwright.sync_api import Page, Response

from ngo2.config.routes import routes

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
# Not pages to look at: what they are instead.
NOT_PAGES = {
    "files:file": "the bytes of an upload",
    "files:copy": "the bytes of a picture",
    "probes:healthz": "for machines that watch",
    "probes:readyz": "for machines that watch",
    "opendata:dataset": "a file to keep",
    "opendata:snapshot": "a file to keep",
    "opendata:catalogue_json": "for programs",
    "exchange:card": "a part of the map",
    "exchange:cards": "a part of the map",
    "exchange:needs_file": "a file to keep",
    "exchange:offers_file": "a file to keep",
    "exchange:needs_atom": "for feed readers",
    "exchange:needs_json": "for feed readers",
    "exchange:offers_atom": "for feed readers",
    "exchange:offers_json": "for feed readers",
    "exchange:sheet": "a file to print",
    "exchange:acknowledgement_file": "a file to print",
    "exchange:certificate_file": "a file to print",
    "exchange:hours_list": "a file to keep",
    "exchange:plan_file": "a file to keep",
    "exchange:agreement_file": "a file to print",
    "exchange:project_calendar": "a file to keep",
    "exchange:thanks_feed": "for feed readers",
    "exchange:thanks_card": "a picture",
    "exchange:thanks_tall_card": "a picture",
    "exchange:thanks_small_card": "a picture",
    "exchange:thanks_photo": "a picture",
    "exchange:thanks_photo_copy": "a picture",
    "organisations:directory_file": "a file to keep",
    "organisations:country_file": "a file to keep",
    "organisations:area_file": "a file to keep",
    "organisations:import_bad_lines": "a file to keep",
    "organisations:paper_sheet": "a file to print",
    "organisations:papers": "a file to print",
    "organisations:embed_picture": "a picture",
    "organisations:oembed": "for programs",
    "organisations:card": "a part of the map",
    "organisations:cards": "a part of the map",
    "organisations:feed": "for feed readers",
    "organisations:country_feed": "for feed readers",
    "organisations:area_feed": "for feed readers",
    "maps:tile": "for programs",
    "questionnaires:worker": "a script",
    "questionnaires:bring_table": "a file to keep",
    "questionnaires:collect_medium": "a file of a form",
    "questionnaires:paper": "a file to print",
    "questionnaires:workbook": "a file to keep",
    "questionnaires:app_form": "for its page",
    "questionnaires:app_medium": "a part of its page",
    "questionnaires:app_file": "a part of its page",
    "surveys:results_table": "a file to keep",
    "surveys:published_paper": "a file to print",
    "surveys:published_part": "a file to keep",
    "surveys:letters_file": "a file to print",
    "surveys:poster": "a file to print",
    "surveys:trend_table": "a file to keep",
    "surveys:answers": "a file to keep",
    "surveys:release_file": "a file to keep",
    "questionnaires:shell": "for programs",
    "search:suggest": "a part of a page",
    "conversations:after": "a part of a page",
    "maps:tilejson": "for programs",
    "maps:base_tile": "for programs",
}
FOR_PROGRAMS = "api:"  # every answer there is JSON


def _filled(path: str, values: Mapping[str, object]) -> str | None:
    if not set(PARAMETER.findall(path)) <= set(values):
        return None
    return PARAMETER.sub(lambda match: str(values[match[1]]), path)


def addresses(values: Mapping[str, object]) -> tuple[list[str], list[str]]:
    """(addresses to visit, names of public routes that nothing in `values` fills)."""
    found, unvisited = [], []
    for route in routes():
        if route.access != "public" or "GET" not in route.methods:
            continue
        if route.name in NOT_PAGES or route.name.startswith(FOR_PROGRAMS):
            continue
        address = _filled(route.path, values)
        if address is None:
            unvisited.append(route.name)
        else:
            found.append(address)
    return found, unvisited


def visit(page: Page, address: str) -> Response | None:
    """Open a page; None for what is no page to look at (robots.txt, a health check)."""
    response = page.goto(address)
    assert response is not None
    assert response.status == 200, f"{address}: {response.status}"
    return response if "text/html" in response.headers.get("content-type", "") else None


def complaints(page: Page, visited: list[str], check: Callable[[Page], list[str]]) -> dict[str, list[str]]:
    """Visit each address and keep what `check` finds there; empty when all is well."""
    found = {address: check(page) for address in visited if visit(page, address)}
    return {address: lines for address, lines in found.items() if lines}
