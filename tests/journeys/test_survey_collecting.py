"""A workshop without a network: one phone asks many, one after the other, and sends when there is a network."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Page

from ngo2.conftest import PersonClient
from ngo2.kernel.files.services import read
from ngo2.kernel.journal.models import Entry
from ngo2.lib.actors import person_actor
from ngo2.questionnaires.enketo.exports import records
from ngo2.questionnaires.models import Response
from ngo2.questionnaires.services.devices import Made, make_device, revoke_device
from ngo2.surveys.models import Survey
from tests.journeys.conftest import OpenPage
from tests.journeys.surveyed import Asked
from tests.journeys.test_survey_offline import NAME, PHOTO, PICTURE, STAFF, opened, until

READY = "text=This form also opens without a connection."
Phone = Callable[[], Page]


@pytest.fixture
def made(asked: Asked, dana: Any) -> Made:
    form = Survey.objects.get().waves.get().edition.form
    return make_device(person_actor(dana), form, label="Phone of Wang Fang")


@pytest.fixture
def address(made: Made) -> str:
    with translation.override("en"):
        return reverse("questionnaires:collect", args=[made.link])


@pytest.fixture
def page(open_page: OpenPage, address: str) -> Page:
    shown = open_page()
    shown.goto(address)
    shown.wait_for_selector(READY)
    return shown


def agree(page: Page) -> None:
    page.get_by_label("I am 18 years or older").check()
    page.get_by_label("I have read this and agree to it").check()
    page.get_by_role("button", name="Begin").click()
    opened(page)
    page.wait_for_selector("form.or")


def answer(page: Page, name: str, *, photo: bool = False) -> None:
    agree(page)
    page.fill(NAME, name)
    page.fill(STAFF, "3")
    page.check('input[data-name="/data/web"][value="no"]')
    if photo:
        page.set_input_files(PHOTO, [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": PICTURE}])
        page.wait_for_selector(".file-preview img")
    page.get_by_role("button", name="Save and next").click()
    page.wait_for_selector("text=Here is a fresh form for the next one.")


def states(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        ".enketo-rows li", "rows => rows.map(one => one.dataset.state)"
    )
    return found


def session_of(person: Any) -> str:
    browser = PersonClient()
    browser.force_login(person)
    return str(browser.cookies["sid"].value)


def test_promise_P7_five_answer_on_one_phone_without_a_network_and_arrive_as_five(
    page: Page, address: str
) -> None:
    context = page.context
    context.set_offline(True)
    page.get_by_role("button", name="Begin").click()
    assert "Only people of 18 years or older can answer" in page.locator("[data-consent]").inner_text()
    page.get_by_label("I am 18 years or older").check()
    page.get_by_role("button", name="Begin").click()
    assert "tick that you agree" in page.locator("[data-consent]").inner_text()
    assert not page.locator("form.or").count()
    page.get_by_role("button", name="No, thank you").click()
    assert not page.get_by_label("I am 18 years or older").is_checked()
    assert "Nothing was kept. Ask the next one." in page.locator("main").inner_text()

    for number in range(3):
        answer(page, f"组 {number} 🐜", photo=number == 0)
        assert not page.get_by_label("I have read this and agree to it").is_checked(), "each is asked anew"
    agree(page)
    page.fill(NAME, "组 3 🐜")  # called away in the middle of it
    page.press(NAME, "Tab")
    until(lambda: states(page)[:1] == ["draft"], page)
    page.close()

    page = context.new_page()  # the phone was switched off; there is still no network
    page.goto(address)
    until(lambda: sorted(states(page)) == ["draft", "waiting", "waiting", "waiting"], page)
    answer(page, "组 4 🐜")
    page.locator("[data-state=draft]").get_by_role("button", name="Go on").click()
    page.fill(STAFF, "7")
    page.check('input[data-name="/data/web"][value="no"]')
    page.get_by_role("button", name="Save and next").click()
    until(lambda: states(page) == ["waiting"] * 5, page)
    assert "Not sent yet: 5" in page.locator("main").inner_text()
    with page.expect_download() as loading:
        page.get_by_role("button", name="Save all unsent answers to a file").click()
    assert len(records(loading.value.path().read_bytes())) == 5
    assert not Response.objects.filter(way="device").exists()

    lost: list[int] = []

    def lose(route: Any) -> None:  # what the server says to the first three is lost on its way back
        said = route.fetch()
        if len(lost) < 3:
            lost.append(said.status)
            route.abort("internetdisconnected")
        else:
            route.fulfill(response=said)

    context.route("**/submission", lose)
    context.set_offline(False)
    for _time in range(4):
        page.wait_for_timeout(500)
        page.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: states(page) == ["sent"] * 5, page, 40)
    kept = Response.objects.filter(way="device")
    names = [one.answers.get(path="/data/name").value for one in kept]
    assert sorted(names) == [f"组 {number} 🐜" for number in range(5)]
    assert {one.state for one in kept} == {"received"}
    assert [one.answers.get(path="/data/staff").value for one in kept].count("7") == 1
    assert lost == [201] * 3


def test_a_phone_that_was_taken_back_loses_nothing(
    page: Page, open_page: OpenPage, made: Made, address: str, dana: Any, tmp_path: Path
) -> None:
    page.context.set_offline(True)
    answer(page, "绿家园", photo=True)
    revoke_device(person_actor(dana), made.device)
    page.context.set_offline(False)
    until(lambda: states(page) == ["refused"], page)
    sentence = "This device was taken back and sends nothing any more."
    assert sentence in page.locator(".enketo-rows").inner_text()
    page.goto(address)
    until(lambda: states(page) == ["refused"], page)
    assert sentence in page.locator(".enketo-status").first.inner_text()
    assert not page.get_by_role("button", name="Begin").is_visible()
    with page.expect_download() as loading:
        page.get_by_role("button", name="Save all unsent answers to a file").click()
    exported = tmp_path / loading.value.suggested_filename
    loading.value.save_as(exported)
    [saved] = records(exported.read_bytes())
    assert "绿家园".encode() in saved.xml
    assert not Response.objects.filter(way="device").exists()

    edition = made.device.form.editions.get()
    hers = open_page(session=session_of(dana), locale="en")
    for _time in range(2):  # the same file twice adds nothing
        with translation.override("en"):
            hers.goto(reverse("questionnaires:bring", args=[edition.pk]))
        hers.set_input_files("input[type=file]", exported)
        hers.get_by_role("button", name="Read the file").click()
        hers.wait_for_selector("text=Nothing is written yet.")
        press = hers.get_by_role("button", name="Bring in 1 answer")
        if press.count():
            press.click()
            hers.wait_for_selector("text=1 answer came in.")
    assert not press.count()
    kept = Response.objects.get(way="device")
    assert (kept.state, kept.xml.encode()) == ("received", saved.xml)
    assert kept.answers.get(path="/data/name").value == "绿家园"
    one = kept.attachments.get()
    assert one.file is not None
    assert read(one.file) == PICTURE
    told = Entry.objects.filter(verb="questionnaires.response.received", object_id=str(kept.pk))
    assert [entry.data["agreed"] for entry in told] == [1]
