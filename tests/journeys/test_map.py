"""Somebody looks where the groups are: by list on a slow phone, on the map, and from another site's page."""

import re
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail
from PIL import Image
from playwright.sync_api import Page, expect

from ngo2.kernel.maps import queries, services
from ngo2.lib.actors import SYSTEM
from ngo2.organisations.map_layer import ORGANISATIONS
from ngo2.organisations.models import Subscription
from ngo2.organisations.services import NewOrganisation, create_organisations
from tests.journeys.conftest import DESK, LIST, OpenPage

ALONE, PAIR = "山蚁乡村教育小组", ("东兰护水队", "东兰夜校")
OPEN = "[data-opens-map]"


@pytest.fixture
def groups(transactional_db: Any) -> None:
    """One stands alone in its county, two share theirs; a company in another province."""
    told = [
        (ALONE, "grassroots_ngo", "451228", ["education"]),
        (PAIR[0], "grassroots_ngo", "451224", ["environment"]),
        (PAIR[1], "grassroots_ngo", "451224", ["education"]),
        ("汉江物流", "company", "420600", ["education"]),
    ]
    rows = [
        NewOrganisation({"name_zh": name, "kind": kind, "division": division, "causes": causes}, str(number))
        for number, (name, kind, division, causes) in enumerate(told)
    ]
    create_organisations(SYSTEM, rows, source=LIST, dataset="list")
    while services.tick():
        pass
    queries.forget_standing()
    assert queries.standing(ORGANISATIONS).build


def test_M1_by_province_to_a_group_on_a_phone(visitor: OpenPage, groups: None) -> None:
    page = visitor()
    page.goto("/map/")
    expect(page.locator(".row")).to_have_count(4)
    page.get_by_role(
        "link", name="广西壮族自治区：3 家机构"
    ).click()  # a square of the picture, as it is read out
    expect(page.locator(".row")).to_have_count(3)
    if page.locator("summary", has_text="领域").is_visible():  # on a phone the filters are folded
        page.locator("summary", has_text="领域").click()
    page.get_by_role("link", name="教育").first.click()
    expect(page.locator(".row")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name=ALONE).click()
    assert page.locator("h1").inner_text() == ALONE


def single_point(page: Page) -> tuple[int, int]:
    """Where one is drawn in the view, in pixels of it: looked for with the eye, for no element stands there."""
    seen = Image.open(BytesIO(page.locator("[data-map]").screenshot())).convert("RGB")
    red = [
        (x, y)
        for y in range(seen.height)
        for x in range(60, seen.width)  # to the right of the buttons
        if (pixel := seen.getpixel((x, y))) and pixel[0] > 180 and pixel[1] < 80 and pixel[2] < 80
    ]
    assert len(red) > 40, "no single point is drawn"
    return red[len(red) // 2]


@pytest.mark.parametrize("viewport", [None, DESK], ids=["phone", "desk"])
def test_a_point_opens_its_card_and_the_list_of_the_view_says_the_same(
    open_page: OpenPage, groups: None, viewport: dict[str, int] | None
) -> None:
    page = open_page(**({"viewport": viewport} if viewport else {}))
    page.goto("/organisations/in/CN/450000/?kind=grassroots_ngo")
    page.locator(OPEN).click()
    said = page.locator("#map-line")
    said.get_by_text("3").wait_for()
    page.locator("[data-map]").scroll_into_view_if_needed()
    page.wait_for_timeout(300)  # the view comes to rest
    x, y = single_point(page)
    page.locator("[data-map]").click(position={"x": x, "y": y})
    card = page.locator(".leaflet-popup-content")
    card.get_by_role("link", name=ALONE).wait_for()
    narrow = card.get_by_role("link", name=ALONE).bounding_box()
    assert narrow is not None
    assert narrow["height"] < 80, "a card is no column of single characters"

    assert "#map=" in page.url
    page.locator("#map-list").click()
    asked = parse_qs(urlsplit(page.url).query)
    assert asked["kind"] == ["grassroots_ngo"]
    assert len(asked["box"][0].split(",")) == 4
    expect(page.locator(".row")).to_have_count(3)


def test_the_same_address_shows_the_same_part_and_keys_move_it(open_page: OpenPage, groups: None) -> None:
    page = open_page()
    page.goto("/map/#map=9/24.2000/107.8000")  # it opens by itself
    page.locator("#map-line", has_text="3").wait_for()
    assert page.url.endswith("#map=9/24.2000/107.8000")
    page.locator("[data-map]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(lambda url: not url.endswith("/107.8000"))
    page.keyboard.press("+")
    page.wait_for_url(lambda url: "#map=10/" in url)


@pytest.mark.parametrize("broken", ["**/build/map*.css", "**/build/map*.js"])
def test_a_line_that_breaks_is_said_and_the_map_can_be_called_again(
    open_page: OpenPage, groups: None, broken: str
) -> None:
    page = open_page()
    page.route(broken, lambda route: route.fulfill(status=404))
    page.goto("/map/")
    page.locator(OPEN).click()
    page.locator("#map-line", has_text="没有加载出来").wait_for()
    page.unroute(broken)
    page.locator(OPEN).click()
    page.locator("#map-line", has_text="4").wait_for()
    assert page.evaluate("document.activeElement.matches('[data-map]')")


@pytest.mark.parametrize("place", ["99/999/999", "6/abc", "5/86.1/0", "5/0/-181"])
def test_an_address_that_is_no_place_opens_the_whole(open_page: OpenPage, groups: None, place: str) -> None:
    page = open_page()
    page.goto(f"/map/#map={place}")
    page.locator("#map-line", has_text="4").wait_for()
    assert "#map=3/34." in page.url
    assert page.locator("a[hreflang]").get_attribute("href").endswith(page.url.partition("#")[2])


def test_M5_what_the_map_shows_is_followed_by_its_box(visitor: OpenPage, groups: None) -> None:
    page = visitor()
    page.goto("/organisations/?box=106.0,23.0,109.0,26.0")
    expect(page.locator(".row")).to_have_count(3)
    page.get_by_role("link", name="这里有新消息时告诉我").click()
    assert "106" in page.locator("h1").inner_text() + page.locator("main").inner_text()
    page.locator("input[type=email]").fill("wang@example.org")
    with page.expect_navigation():
        page.locator("input[type=email]").press("Enter")
    assert page.url.endswith("/organisations/follow/sent/")
    (link,) = re.findall(r"https?://\S+/confirm/\S+", mail.outbox[-1].body)
    page.goto(urlsplit(link).path)
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    followed = Subscription.objects.get()
    assert (followed.box, followed.country) == ([106.0, 23.0, 109.0, 26.0], "")


def test_the_map_says_who_is_not_on_it_and_lists_them(open_page: OpenPage, groups: None) -> None:
    nowhere = NewOrganisation({"name_zh": "远山小组", "country": "CN"}, "nowhere")
    create_organisations(SYSTEM, [nowhere], source=LIST, dataset="list")
    page = open_page()
    page.goto("/map/")
    page.locator(OPEN).click()
    page.locator("#map-line", has_text="4").wait_for()
    page.get_by_text("有 1 家机构不在地图上").wait_for()
    page.get_by_role("link", name="列出不在地图上的机构").click()
    expect(page.locator(".row")).to_have_count(1)
    assert page.locator(".row").get_by_text("远山小组").is_visible()


def test_an_embedded_list_opens_its_map(open_page: OpenPage, groups: None) -> None:
    page = open_page()
    page.goto("/embed/?cause=education")
    expect(page.locator(".row")).to_have_count(3)
    page.locator(OPEN).click()
    page.locator("#map-line", has_text="3").wait_for()
