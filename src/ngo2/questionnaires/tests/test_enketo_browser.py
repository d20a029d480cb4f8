"""The answering page in a real browser, against a server that can be killed: P7, a form filled offline arrives once."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from ngo2.questionnaires.enketo.exports import records
from ngo2.questionnaires.tests.enketo_server import BUILD, MOST
from tests.journeys import chromium
from tests.journeys.watch import Watch
from tests.ports import free_port

pytestmark = pytest.mark.browser

ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
ENKETO = "document.querySelector('[data-enketo]').enketo"
ROOT = Path(__file__).parents[4]
PATIENCE = 15_000


class Server:
    """The answering page's server as a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/answer/"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        command = [
            sys.executable,
            "-m",
            "ngo2.questionnaires.tests.enketo_server",
            str(self.port),
            str(self.folder),
        ]
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
        assert self.process.stdout
        assert self.process.stdout.readline() == b"ready\n"

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def order(self, **orders: Any) -> None:
        (self.folder / "orders.json").write_text(json.dumps(orders))

    def posts(self) -> list[dict[str, Any]]:
        path = self.folder / "posts.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def arrived(self) -> list[Path]:
        return sorted(path.parent for path in self.folder.glob("*/complete"))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    folder = tmp_path / "server"
    folder.mkdir()
    running = Server(folder)
    running.start()
    yield running
    running.kill()


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    path = chromium.needed()
    if not (BUILD / "enketo.js").exists():
        chromium.absent("no bundles: `make run`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(path), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chrome: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """`visit(context=None)`: a page of a new visitor, or one more tab; errors of the page fail the test."""
    watches: list[Watch] = []
    contexts: list[BrowserContext] = []

    def make(context: BrowserContext | None = None) -> Page:
        if context is None:
            context = chrome.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
            context.set_default_timeout(PATIENCE)
            contexts.append(context)
        page = context.new_page()
        watches.append(Watch(page, server.url))
        opened(page, server.url)
        return page

    yield make
    for context in contexts:
        context.close()
    meant = ("net::ERR_", "status of 503")  # by the story: the server was killed, or is busy
    complaints = [line for watch in watches for line in watch.complaints]
    assert [line for line in complaints if not any(words in line for words in meant)] == []


def opened(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_selector("[data-enketo][data-open]")


def answer(page: Page, name: str, photos: list[bytes] | None = None) -> None:
    """Fills in what must be filled in, with up to two photos, and finishes."""
    page.fill('input[name="/data/group_name"]', name)
    page.check('input[data-name="/data/province"][value="sc"]')
    for question, photo in zip(("photo", "second"), photos or [], strict=False):
        file = {"name": f"{question}.jpg", "mimeType": "image/jpeg", "buffer": photo}
        page.set_input_files(f'input[name="/data/{question}"]', [file])
        until(lambda: f"<{question}/>" not in page.evaluate(f"{ENKETO}.form.getDataStr()"), page)  # noqa: B023
    page.click("text=Finish and send")
    page.wait_for_selector('.enketo-status[data-kind="good"]')
    page.evaluate("document.querySelector('.enketo-status').dataset.kind = ''")


def choices(select: Locator) -> list[str]:
    texts = select.locator("option:not(.itemset-template)").all_inner_texts()
    return [text.strip() for text in texts if text.strip()]


def states(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        ".enketo-rows li", "rows => rows.map(row => row.dataset.state)"
    )
    return found


def until(true: Callable[[], bool], page: Page, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, states(page)
        page.wait_for_timeout(50)


def photo(number: int, size: int) -> bytes:
    return b"\xff\xd8\xff\xe0" + random.Random(number).randbytes(size)


def test_the_form_filters_checks_counts_and_hands_over_what_was_answered(
    visit: Callable[..., Page], server: Server
) -> None:
    page = visit()
    page.fill('input[name="/data/group_name"]', "山蚁 <公益> 🐜")
    page.check('input[data-name="/data/province"][value="hb"]')
    city = page.locator('select[name="/data/city"]')
    assert choices(city) == ["Wuhan"]
    page.check('input[data-name="/data/province"][value="sc"]')
    assert choices(city) == ["Chengdu", "Mianyang"]
    city.select_option("mianyang")

    assert not page.locator('input[name="/data/other"]').is_visible()
    page.check('input[name="/data/channels"][value="other"]')
    page.fill('input[name="/data/other"]', "radio")

    page.fill('input[name="/data/staff"]', "99999")
    page.press('input[name="/data/staff"]', "Tab")
    staff = page.locator("label.question", has=page.locator('input[name="/data/staff"]'))
    page.wait_for_selector(".question.invalid-constraint")
    assert "Between 0 and 500, please" in staff.inner_text()
    page.click("text=Finish and send")
    page.wait_for_selector('.enketo-status[data-kind="error"]')
    page.fill('input[name="/data/staff"]', "3")
    page.press('input[name="/data/staff"]', "Tab")

    page.fill('.or-appearance-month-year input[type="month"]', "2011-05")
    page.click("[aria-label='Add one more']")
    page.fill('.or-repeat:nth-of-type(2) input[name="/data/member/member_name"] >> nth=0', "B")
    assert page.locator(".or-output", has_text="2").count() >= 1
    assert page.locator('[data-style="color:red"]').first.evaluate("span => span.style.color") == "red"

    page.select_option("#form-languages", "zh")
    assert "机构名称" in page.inner_text("form.or")
    xml = etree.fromstring(page.evaluate(f"{ENKETO}.form.getDataStr({{irrelevant: false}})"))
    said = {child.tag: child.text for child in xml if len(child) == 0}
    assert said == {
        "group_name": "山蚁 <公益> 🐜", "province": "sc", "city": "mianyang", "staff": "3", "channels": "other",
        "other": "radio", "founded": "2011-05-01", "members": "2", "told": None, "place": None, "photo": None,
        "second": None,
    }  # fmt: skip
    page.click("text=Finish and send")
    until(lambda: states(page) == ["sent"], page)
    assert "17" in page.inner_text(".enketo-rows")
    kept = etree.fromstring((server.arrived()[0] / "submission.xml").read_bytes())
    assert kept.findtext("group_name") == "山蚁 <公益> 🐜"


def test_promise_P7_twenty_offline_forms_with_photos_through_a_killed_server_arrive_as_twenty(
    visit: Callable[..., Page], server: Server
) -> None:
    page = visit()
    page.wait_for_selector("text=This form also opens without a connection.")
    page.context.set_offline(True)
    photos = {f"group {number}": [photo(number, 60_000), photo(100 + number, 90_000)] for number in range(20)}
    for name, two in photos.items():
        answer(page, name, two)
    assert states(page) == ["waiting"] * 20
    assert server.posts() == []

    server.order(slow=0.03)
    other = visit_offline(page)  # a second tab over the same store
    page.context.set_offline(False)
    until(lambda: len(server.arrived()) >= 5, page)
    server.kill()
    page.wait_for_timeout(300)
    assert 5 <= len(server.arrived()) < 20
    page.evaluate(
        "() => { const real = Date.now; Date.now = () => real() - 86400000; }"
    )  # the clock is put back
    server.start()
    for tab in (page, other):
        tab.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: len(server.arrived()) == 20, page)
    until(lambda: states(page) == ["sent"] * 20, page)

    found = {}
    for room in server.arrived():
        xml = etree.fromstring((room / "submission.xml").read_bytes())
        names = [xml.findtext("photo"), xml.findtext("second")]
        found[xml.findtext("group_name")] = [(room / str(name)).read_bytes() for name in names]
    assert found == photos
    posts = server.posts()
    assert max(post["size"] for post in posts) <= MOST
    # Two tabs, and yet one at a time: nobody begins while another is under way, but for the one that was killed.
    under_way = 0
    begun = [post["what"] for post in posts]
    for what in begun:
        under_way += 1 if what == "begin" else -1
        assert under_way <= 2
    assert under_way <= 1
    assert begun.count("begin") - begun.count("end") <= 1
    assert len({post["id"] for post in posts}) == 20


def visit_offline(page: Page) -> Page:
    """One more tab while there is no line: the worker serves it."""
    other = page.context.new_page()
    opened(other, page.url)
    assert states(other) == ["waiting"] * 20
    return other


LOCKS = {
    "locks": "",
    "lease": "Object.defineProperty(navigator, 'locks', {value: undefined})",  # as where the browser has none
    "nothing": "Object.defineProperty(navigator, 'locks', {value: {request: (name, how, work) => work({})}})",
}


@pytest.mark.parametrize("kind", LOCKS)
def test_two_tabs_never_send_the_same_answers_at_once(
    visit: Callable[..., Page], server: Server, chrome: Browser, kind: str
) -> None:
    """With "nothing" the fault is planted: no lock at all, and they do."""
    page = visit()
    context = page.context
    context.add_init_script(LOCKS[kind])
    opened(page, server.url)
    other = visit(context)
    context.set_offline(True)
    for name in ("a", "b"):
        answer(page, name)
    server.order(slow=0.2)
    context.set_offline(False)
    for tab in (page, other, page, other):
        tab.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: states(page) == ["sent", "sent"], page)
    page.wait_for_timeout(300)
    begun = [post["id"] for post in server.posts() if post["what"] == "begin"]
    assert (len(begun) == len(set(begun)) == 2) == (kind != "nothing")


def test_a_new_edition_of_the_page_is_whole_before_the_old_one_goes(
    visit: Callable[..., Page], server: Server
) -> None:
    page = visit()
    page.wait_for_selector("text=This form also opens without a connection.")
    server.order(version="2")
    opened(page, server.url)
    page.wait_for_selector("text=This form also opens without a connection.")
    names = page.evaluate("caches.keys()")
    assert [name for name in names if "shell" in name] == ["ngo2-answers-shell-2"]
    server.kill()  # no line at all, for the worker either
    opened(page, server.url)
    assert page.evaluate("getComputedStyle(document.querySelector('.enketo-form')).maxWidth") == "680px"


def test_what_the_server_refuses_stays_and_is_said_and_what_is_unsent_goes_into_a_file(
    visit: Callable[..., Page], server: Server, tmp_path: Path
) -> None:
    page = visit()
    server.order(status=409, message="Other answers have this number.")
    answer(page, "twice")
    until(lambda: states(page) == ["conflict"], page)
    assert "Other answers have this number." in page.inner_text(".enketo-rows")
    server.order(status=403, message="This survey is closed.")
    answer(page, "late", [photo(1, 5_000)])
    until(lambda: states(page) == ["refused", "conflict"], page)
    server.order(status=503, message="Busy")
    answer(page, "busy")
    until(lambda: states(page)[0] == "waiting" and "tried" in page.inner_text(".enketo-rows"), page)
    page.fill('input[name="/data/group_name"]', "begun")
    page.press('input[name="/data/group_name"]', "Tab")

    with page.expect_download() as loading:
        page.click("text=Save all unsent answers to a file")
    path = tmp_path / "saved"
    loading.value.save_as(path)
    assert loading.value.suggested_filename in page.inner_text(".enketo-kept")
    saved = records(path.read_bytes())
    assert [(each.state, etree.fromstring(each.xml).findtext("group_name")) for each in saved] == [
        ("conflict", "twice"), ("refused", "late"), ("waiting", "busy"), ("draft", "begun"),
    ]  # fmt: skip
    assert list(saved[1].files.values()) == [photo(1, 5_000)]

    server.order()
    page.locator("[data-state=refused]").get_by_role("button", name="Send again").click()
    until(lambda: len(server.arrived()) == 2, page)  # it, and the one that waited
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.locator("[data-state=conflict]").get_by_role("button", name="Delete").click()
    page.wait_for_timeout(100)
    assert "twice" in asked[0]
    assert "conflict" in states(page)
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("[data-state=conflict]").get_by_role("button", name="Delete").click()
    until(lambda: "conflict" not in states(page), page)


def test_answers_outlive_the_browser(server: Server, chrome: Browser, tmp_path: Path) -> None:
    """Finished and unfinished ones: the browser is closed without a line, opened without one, and then sends."""
    with_photo = photo(7, 20_000)
    script = Path(__file__).with_name("enketo_restart.py")
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    (tmp_path / "photo.jpg").write_bytes(with_photo)
    for step in ("answer", "send"):
        command = [sys.executable, str(script), step, server.url, str(tmp_path), str(chromium.find())]
        done = subprocess.run(command, env=environment, capture_output=True, timeout=90, check=False)
        assert done.returncode == 0, done.stderr.decode()[-2000:]
    rooms = server.arrived()
    names = {
        etree.fromstring((room / "submission.xml").read_bytes()).findtext("group_name") for room in rooms
    }
    assert names == {"finished", "begun and finished"}
    assert sorted(path.read_bytes() for room in rooms for path in room.glob("*.jpg")) == [
        with_photo,
        with_photo,
    ]
