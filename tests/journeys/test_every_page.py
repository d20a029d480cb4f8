"""What holds for the pages behind the sign-in, as a member and as the platform team see them.

The world and the rows are those of the route test: a page that a role may see is looked at here too.
"""

from typing import Any

import pytest
from django.urls import reverse, translate_url
from playwright.sync_api import Page

from ngo2.config.tests.matrix import named
from ngo2.config.tests.route_rows import ROWS
from ngo2.config.tests.world import ROLES, World, build_world
from tests.journeys.conftest import Look, OpenPage
from tests.journeys.public import NOT_PAGES, complaints
from tests.journeys.test_public_pages import NEITHER, bare, wide


@pytest.fixture
def world(transactional_db: None, settings: Any, tmp_path: Any, request: pytest.FixtureRequest) -> World:
    settings.MEDIA_ROOT = tmp_path / "files"
    return build_world({name: request.getfixturevalue(name) for name in ROLES[1:]})


def pages_of(world: World, role: str) -> list[str]:
    """Addresses that answer this role with a page, and are not the same for everybody."""
    place, found = ROLES.index(role), []
    for key, row in ROWS.items():
        name = key.partition("#")[0]  # a route may have several rows, marked by what they are tried with
        if row.get[place : place + 1] == "o" and name not in NOT_PAGES and named()[name].access != "public":
            found.append(reverse(name, kwargs=row.of(world.alices) if row.of else {}))
    return found


@pytest.mark.parametrize("role", ["alice", "charlie", "dana"])
def test_X2_every_page_of_a_role_reads_without_script_and_style(
    open_page: OpenPage, world: World, role: str
) -> None:
    page = open_page(session=world.sessions[role], **NEITHER)
    assert complaints(page, pages_of(world, role), bare) == {}


@pytest.mark.parametrize("role", ["alice", "charlie", "dana"])
def test_every_page_of_a_role_is_clean_for_axe_and_fits(
    open_page: OpenPage, world: World, axe: Any, role: str, look: Look
) -> None:
    page = open_page(session=world.sessions[role], viewport=look.viewport)
    page.emulate_media(color_scheme=look.scheme)
    visited = [translate_url(address, look.language) for address in pages_of(world, role)]

    def check(page: Page) -> list[str]:
        return [*axe(page), *wide(page)]

    assert complaints(page, visited, check) == {}
