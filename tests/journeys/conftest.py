"""A real browser for the stories: with JavaScript, without it, and without style sheets.

A page that asks another host for anything, or that writes an error to the console, fails its test.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from ngo2.accounts.models import Person
from ngo2.config.tests.world import released
from ngo2.exchange.cleaning import Item, Terms, Told, Where
from ngo2.exchange.models import Post, Story
from ngo2.exchange.services import publish_post
from ngo2.exchange.tests.storytelling import agrees, delivered
from ngo2.lib.actors import SYSTEM
from ngo2.organisations.models import Membership, Organisation
from ngo2.organisations.services import NewOrganisation, create_organisations
from ngo2.questionnaires.tests import scenes
from ngo2.surveys.models import Release, Report, Survey
from ngo2.surveys.services import add_block, publish_report
from ngo2.surveys.tests.wave_of import answered, wave_of
from tests.journeys import chromium
from tests.journeys.public import addresses
from tests.journeys.surveyed import LIST, Asked, ask
from tests.journeys.watch import Watch

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
# How every page is looked at once: the suite runs on two databases, and each has a language, a width and a scheme, so
# that a run of both has seen each page light and dark, small and large, in Chinese and in English.
LOOKS = {"sqlite": ("zh-hans", PHONE, "light"), "postgresql": ("en", DESK, "dark")}
AXE = Path(__file__).parents[1] / "browser" / "node_modules" / "axe-core" / "axe.min.js"
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]  # root in a container has no sandbox


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for a browser carries the mark, so that `-m "not browser"` needs nobody's memory."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def read_whole() -> Iterator[None]:
    """A click that leads to another page ends when that page has been read.

    Playwright's own ends with its first bytes: on a busy machine a test then counts what is not there yet.
    """
    click = Locator.click

    def until_read(locator: Locator, **options: Any) -> None:
        click(locator, **options)
        locator.page.wait_for_load_state("domcontentloaded")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Locator, "click", until_read)
        yield


@pytest.fixture(scope="session")
def browser(read_whole: None) -> Iterator[Browser]:
    path = chromium.needed()
    # Playwright keeps an event loop in this thread, which Django would take for an async view of ours.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(path), args=ARGUMENTS)
        yield running
        running.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


OpenPage = Callable[..., Page]


@dataclass(frozen=True)
class Look:
    language: str
    viewport: dict[str, int]
    scheme: Any


@pytest.fixture
def look() -> Look:
    return Look(*LOOKS[connection.vendor])


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """`open_page(javascript=True, css=True, locale="zh-CN", viewport=PHONE, session="")`: a new visitor.

    Each call is another person at another machine, signed in when `session` is a session key. Addresses are
    relative to the live server.
    """
    watches: list[Watch] = []
    contexts: list[Any] = []

    def make(
        *,
        javascript: bool = True,
        css: bool = True,
        locale: str = "zh-CN",
        viewport: dict[str, int] = PHONE,
        session: str = "",
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url, java_script_enabled=javascript, locale=locale, viewport=viewport
        )
        context.set_default_timeout(15_000)
        if not css:
            context.route("**/*.css", lambda route: route.abort())
        if session:
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
            context.add_cookies([cookie])
        contexts.append(context)
        page = context.new_page()
        watches.append(Watch(page, live_server.url, expects_css=css))
        return page

    yield make
    for context in contexts:
        context.close()
    complaints = [complaint for watch in watches for complaint in watch.complaints]
    assert complaints == []


@pytest.fixture
def page_js(open_page: OpenPage) -> Page:
    return open_page()


@pytest.fixture
def page_nojs(open_page: OpenPage) -> Page:
    return open_page(javascript=False)


@pytest.fixture
def page_nocss(open_page: OpenPage) -> Page:
    return open_page(css=False)


@pytest.fixture(params=["js", "nojs"])
def visitor(request: pytest.FixtureRequest, open_page: OpenPage) -> OpenPage:
    """Like `open_page`, and the journey that asks for it runs twice: with JavaScript and without."""
    return partial(open_page, javascript=request.param == "js")


@pytest.fixture(params=["phone", "desk"])
def page_wide(request: pytest.FixtureRequest, open_page: OpenPage) -> Page:
    """A page at 390 px and again at 1280 px."""
    return open_page(viewport=PHONE if request.param == "phone" else DESK)


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """`axe(page)`: WCAG 2.2 A and AA findings as "rule: selector" lines; the page needs JavaScript."""
    if not AXE.exists():
        chromium.absent("no axe-core: run `make test`, which installs it")
    source = AXE.read_text(encoding="utf-8")

    def check(page: Page) -> list[str]:
        # The page's CSP forbids scripts of others; the debugger may still run one. It is slow with a large one, so
        # the pages that this visitor reads later bring it along.
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(f"() => {{ {source} }}")
            page.add_init_script(source)
        found = page.evaluate(
            "values => axe.run(document, {runOnly: {type: 'tag', values}}).then(found => found.violations)",
            ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        )
        return [
            f"{rule['id']}: {' '.join(map(str, node['target']))}" for rule in found for node in rule["nodes"]
        ]

    return check


@pytest.fixture
def slow_line() -> Callable[..., None]:
    """`slow_line(page)`: from now on 50 kbit/s each way and 800 ms per round trip, nothing cached."""

    def throttle(page: Page, kilobits: int = 50, latency_ms: int = 800) -> None:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        bytes_per_second = kilobits * 1000 / 8
        session.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": latency_ms,
                "downloadThroughput": bytes_per_second,
                "uploadThroughput": bytes_per_second,
            },
        )

    return throttle


def need(organisation: Organisation) -> Post:
    """One that stands open, with lines and conditions."""
    terms = Terms(timezone.localdate() + timedelta(days=30), receipt=True, pick_up=True)
    told = Told(
        side="need",
        subkind="books",
        text="乡村图书室需要图书和书架，给六十个孩子用。",
        items=(Item("图书", 300, "copy"), Item("书架", 4, "piece")),
        where=Where("place", "CN", "420500"),
        terms=terms,
    )
    Organisation.objects.filter(pk=organisation.pk).update(grade="fresh")
    organisation.refresh_from_db()
    return publish_post(SYSTEM, organisation, told=told)


def story(of: Post) -> Story:
    """Some of it arrived, and both sides let others read of it; the number is that of the post."""
    owner, asker = Person.objects.create(name="Ms Wei"), Person.objects.create(name="Li")
    Membership.objects.create(
        organisation=of.organisation, person=owner, role=Membership.OWNER, since=timezone.now()
    )
    arrived = delivered(of, owner, asker)
    made = Story.objects.create(pk=of.pk, introduction=arrived)
    agrees(owner, arrived, show_photo=True)
    agrees(asker, arrived, show_photo=True)
    return made


def report(pk: int) -> None:
    """A published one, with six charts; the number is that of the organisation."""
    dana = Person.objects.create(name="Dana of the reports")
    survey = Survey.objects.create(
        title_en="How groups are online", consent_en="For a test.", made_at=timezone.now()
    )
    wave = wave_of(survey)
    answered(
        wave,
        [
            {
                "web": "yes" if n % 3 else "no",
                "channels": "wechat weibo" if n % 2 else "none",
                "staff": str(n),
                "help": "us",
            }
            for n in range(60)
        ],
    )
    made = Report.objects.create(
        pk=pk, survey=survey, wave=wave, title_en="Online", made_by=dana, made_at=timezone.now()
    )
    add_block(SYSTEM, made, "text", {"zh": "多数**有**网站。", "en": "Most have **one**."})
    for name in ("web", "channels", "staff") * 2:
        add_block(SYSTEM, made, "chart", {"question": name, "by": "web"})
    publish_report(SYSTEM, made)


def release(pk: int) -> Release:
    """Anonymised answers of a survey, published under this number."""
    now = timezone.now()
    survey = Survey.objects.create(
        title_en="How NGOs use the Internet", consent_en="Who asks. " * 9, made_at=now
    )
    edition = scenes.edition(survey.scope, key="published")
    wave = survey.waves.create(number=1, edition=edition, opens_at=now, opened_at=now, closed_at=now)
    told = {"number": 1, "k": 5, "licence": "CC BY 4.0", "rows": 0, "at": now}
    return Release.objects.create(pk=pk, wave=wave, **told, **released())


@pytest.fixture
def pages(transactional_db: None) -> list[str]:
    """The addresses of all public pages, with a province and an organisation in them."""
    facts = {
        "name_zh": "山蚁乡村教育小组",
        "name_en": "Mountain Ant Village Education",
        "kind": "grassroots_ngo",
        "division": "420500",
        "phone": "0717-6220217",
    }
    made = create_organisations(SYSTEM, [NewOrganisation(facts, "row-1")], source=LIST, dataset="test")[0]
    values = {"country": "CN", "code": "420000", "pk": made.organisation.pk}
    posted = need(made.organisation)
    story(posted)
    report(made.organisation.pk)
    release(made.organisation.pk)
    found, unvisited = addresses({**values, "number": posted.pk, "version": 1})
    assert unvisited == []
    assert found
    return found


@pytest.fixture
def asked(transactional_db: None, dana: Person) -> Asked:
    return ask(dana)
