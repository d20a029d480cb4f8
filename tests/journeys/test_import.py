"""Dana imports a GB18030 file with a title row and 300 bad lines, mends them, undoes it."""

import re
from pathlib import Path

import pytest
from allauth.mfa.totp.internal import auth as totp
from playwright.sync_api import Page

from ngo2.accounts import addresses
from ngo2.accounts.models import Identity, Person
from ngo2.conftest import DANAS_SECRET
from ngo2.kernel.jobs.worker import Worker
from ngo2.organisations.models import Organisation
from ngo2.organisations.tests.lists import HEADER, as_csv, many
from tests.journeys.conftest import DESK, OpenPage

GOOD, BAD = 400, 300


def code_now() -> str:
    return str(
        totp.format_hotp_value(totp.hotp_value(DANAS_SECRET, totp.yield_hotp_counters_from_time().__next__()))
    )


def come_in(page: Page, dana: Person) -> None:
    """By a code, then by her authenticator app."""
    address = addresses.read("dana@example.org")
    Identity.objects.create(person=dana, kind=address.kind, value=address.value, verified_at=dana.joined_at)
    page.goto("/en/sign-in/?next=/en/organisations/import/")
    page.get_by_label("What is your phone number or e-mail address?").fill("dana@example.org")
    page.get_by_role("button", name="Send me a code").click()
    found = re.search(r"\d{6}", page.locator(".big-code").inner_text())
    assert found
    page.get_by_label("Which code did you get?").fill(found[0])
    page.get_by_role("button", name="Sign in").click()
    page.locator("input[name=code]").fill(code_now())
    page.locator("main form button[type=submit]").first.click()
    page.goto("/en/organisations/import/")


def work(page: Page) -> None:
    """The worker does what waits; the page then loads itself again, with or without JavaScript."""
    waiting = page.get_by_role("link", name="Look again")
    assert waiting.count() == 1
    Worker().run(once=True)
    waiting.wait_for(state="detached", timeout=30_000)


def heap(page: Page, name: str) -> int:
    words = page.locator(".heaps a", has_text=name).locator(".number").inner_text()
    return int(words.replace(",", ""))


def test_dana_brings_in_a_dirty_list_mends_it_and_undoes_it(
    visitor: OpenPage, dana: Person, settings: pytest.FixtureRequest, tmp_path: Path
) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    rows = many(GOOD + BAD, bad=BAD)
    file = tmp_path / "名单.csv"
    file.write_bytes(
        as_csv([["2020年公益组织名单（内部）"], HEADER, *rows, ["合计", str(GOOD + BAD)]], "gb18030")
    )
    page = visitor(viewport=DESK)
    come_in(page, dana)
    page.get_by_label("Which file?").set_input_files(file)
    page.get_by_label("What is this list called?").fill("NGOs 2020")
    page.get_by_role("button", name="Look at the list").click()
    assert "GB18030" in page.locator("main").inner_text()
    assert page.get_by_label("机构名称").input_value() == "name"
    page.get_by_role("button", name="Look at the lines").click()
    work(page)
    assert (heap(page, "Bad"), heap(page, "New")) == (BAD, GOOD)

    page.get_by_role("link", name="Mend", exact=True).first.click()  # one by hand
    line = int(re.search(r"\d+", page.locator("h1").inner_text())[0])  # type: ignore[index]
    good = dict(zip(HEADER, many(GOOD + BAD)[line - 3], strict=True))
    for label, cell in good.items():
        page.get_by_label(label, exact=False).first.fill(cell)
    page.get_by_role("button", name="Save this line").click()
    assert f"Line {line} is mended." in page.locator("body").inner_text()
    assert heap(page, "Bad") == BAD - 1

    with page.expect_download() as waiting:  # the others in a spreadsheet
        page.get_by_role("link", name="Download the bad lines").click()
    told = waiting.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(told) == 1 + BAD - 1
    numbers = [int(one.split(",")[0]) for one in told[1:]]
    whole = many(GOOD + BAD)
    mended = tmp_path / "mended.csv"
    mended.write_bytes(
        as_csv([["Line number", "Reason", *HEADER], *([str(n), "", *whole[n - 3]] for n in numbers)])
    )
    page.get_by_label("The mended list").set_input_files(mended)
    page.get_by_role("button", name="Send the mended lines").click()
    assert f"{BAD - 1} lines are mended." in page.locator("body").inner_text()
    assert (heap(page, "Bad"), heap(page, "New"), Organisation.objects.count()) == (0, GOOD + BAD, 0)

    page.get_by_role("button", name=f"Bring in {GOOD + BAD} lines").click()
    work(page)
    assert "700" in page.locator(".facts").inner_text()
    assert Organisation.objects.count() == GOOD + BAD
    page.get_by_role("button", name="Undo this import").click()
    work(page)
    assert "undone" in page.locator("h1").inner_text()
    assert Organisation.objects.count() == 0
