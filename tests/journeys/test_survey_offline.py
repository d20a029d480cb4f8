"""A survey answered in one page with Enketo where there is no network, and sent when there is one."""

import random
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from ngo2.kernel.files.services import read
from ngo2.lib.actors import Actor
from ngo2.questionnaires.models import Attachment, Response
from ngo2.questionnaires.opened import form_of
from ngo2.questionnaires.services import receive
from ngo2.questionnaires.services.drafting import change_draft
from tests.journeys.conftest import OpenPage
from tests.journeys.surveyed import NEW, OLD, Asked, agree

NAME, STAFF, URL, PHOTO = (f'input[name="/data/{name}"]' for name in ("name", "staff", "url", "photo"))
YES = 'input[data-name="/data/web"][value="yes"]'
PICTURE = b"\xff\xd8\xff\xe0" + random.Random(7).randbytes(150_000)


@pytest.fixture
def page(open_page: OpenPage, asked: Asked) -> Page:
    """The page in which everything is asked at once, ready to open without a network."""
    made = open_page()
    agree(made, asked.link)
    assert "JavaScript" in made.locator("main").inner_text()
    made.get_by_role("link", name="Answer without a network, in one page").click()
    opened(made)
    made.wait_for_selector("text=This form also opens without a connection.")
    return made


def opened(page: Page) -> None:
    page.wait_for_selector("[data-enketo][data-open]")


def until(true: Callable[[], bool], page: Page, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, page.locator("main").inner_text()
        page.wait_for_timeout(50)


def fill(page: Page, *, name: str = "山蚁小组") -> None:
    page.fill(NAME, name)
    page.fill(STAFF, "3")
    page.check(YES)
    page.fill(URL, NEW)
    page.set_input_files(PHOTO, [{"name": "at work.jpg", "mimeType": "image/jpeg", "buffer": PICTURE}])
    page.wait_for_selector(".file-preview img")


def state(page: Page) -> str:
    return (
        page.eval_on_selector_all(".enketo-rows li", "rows => rows.map(one => one.dataset.state).join()")
        or ""
    )


def posted(page: Page) -> list[int]:
    """Statuses of what the page sends from now on."""
    found: list[int] = []
    page.context.on(
        "response", lambda answer: answer.request.method == "POST" and found.append(answer.status)
    )
    return found


def test_promise_P7_answered_without_a_network_it_arrives_once_and_whole(page: Page, asked: Asked) -> None:
    assert page.input_value(NAME) == "山蚁小组", "the page begins with what the record says"
    assert page.input_value(URL) == OLD
    address, context = page.url, page.context
    context.set_offline(True)
    fill(page)
    page.get_by_role("button", name="Finish and send").click()
    page.wait_for_selector('.enketo-status[data-kind="good"]')
    assert "Your answers are kept on this device and will be sent" in page.locator("main").inner_text()
    until(lambda: state(page) == "waiting", page)
    assert not page.locator("form.or").count(), "these answers are finished, and there are no others"
    page.close()

    page = context.new_page()  # still no network: the device opens it
    page.goto(address)
    until(lambda: state(page) == "waiting", page)
    assert Response.objects.get().state == "started"
    answers = posted(page)
    context.set_offline(False)
    page.wait_for_url("**/done/")
    assert set(answers) == {201}
    assert "Thank you" in page.locator("main").inner_text()

    response = Response.objects.get()
    assert (response.state, response.way) == ("received", "browser")
    said = dict(response.answers.values_list("path", "value"))
    assert (said["/data/name"], said["/data/staff"], said["/data/url"]) == ("山蚁小组", "3", NEW)
    photo = Attachment.objects.get()
    assert said["/data/photo"] == photo.name
    assert read(photo.file) == PICTURE

    page.locator("input[name=fact]").check()  # what of it may go into the record is asked now
    page.get_by_role("button", name="Go on").click()
    assert page.locator("input[name=fact]").count() == 0
    asked.organisation.refresh_from_db()
    assert asked.organisation.facts["website"]["v"] == NEW

    page.goto(address)
    assert page.url.endswith("/done/")
    kept = page.evaluate("caches.open('ngo2-answers-kept').then(one => one.keys()).then(all => all.length)")
    assert kept == 0, "what stood in the form is not left on the device"


def test_promise_P7_the_same_again_is_accepted_and_no_second_answer(page: Page, asked: Asked) -> None:
    """The answer of the server was lost on its way: the browser sends once more."""
    lost = []

    def lose(route: Any) -> None:
        answer = route.fetch()
        if len(lost) < 1:
            lost.append(answer.status)
            route.abort("internetdisconnected")
        else:
            route.fulfill(response=answer)

    page.context.route("**/app/submission", lose)
    fill(page)
    page.get_by_role("button", name="Finish and send").click()
    page.wait_for_url("**/done/", timeout=30_000)
    assert lost == [201]
    assert Response.objects.count() == 1
    assert Attachment.objects.count() == 1


def test_promise_P7_what_was_sent_elsewhere_stays_and_the_device_says_so(page: Page, asked: Asked) -> None:
    page.context.set_offline(True)
    fill(page, name="on the device")
    page.get_by_role("button", name="Finish and send").click()
    until(lambda: state(page) == "waiting", page)

    begun = Response.objects.select_related("edition__form").get()
    session = form_of(begun.edition).resume(begun.xml.encode())
    session.set("/data/name", "page by page")
    link = Actor("link", begun.files_scope)
    receive(link, begun.edition, document=session.submission(), way="page")
    page.context.set_offline(False)
    until(lambda: state(page) == "conflict", page)
    text = page.locator(".enketo-rows").inner_text()
    assert "Other answers were received under the same number already, and they stay." in text
    assert page.get_by_role("button", name="Save to a file").count() == 1
    said = dict(Response.objects.get().answers.values_list("path", "value"))
    assert said["/data/name"] == "page by page"


def test_a_draft_of_the_device_and_one_of_the_pages_are_never_mixed_up(page: Page, asked: Asked) -> None:
    page.fill(NAME, "on the device")
    page.press(NAME, "Tab")
    page.wait_for_selector("[data-state=draft]", timeout=20_000)
    change_draft(Response.objects.get(), lambda session: session.set("/data/name", "page by page"))
    page.reload()
    opened(page)
    assert page.input_value(NAME) == "on the device"
    assert "Page by page, something else was kept meanwhile" in page.locator("main").inner_text()
    page.reload()
    opened(page)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Take those of the pages instead").click()
    until(lambda: page.input_value(NAME) == "page by page", page)
    assert Response.objects.get().state == "started"
