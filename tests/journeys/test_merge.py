"""Dana joins two records and parts them again, with a script and without, at a desk and on a phone."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page

from ngo2.accounts.models import Person
from ngo2.conftest import PersonClient
from ngo2.lib.actors import SYSTEM
from ngo2.organisations.models import Membership, Organisation
from ngo2.organisations.services import NewOrganisation, assert_facts, create_organisations
from ngo2.organisations.sources import OWNER, Source
from tests.journeys.conftest import DESK, PHONE, OpenPage

LIST = Source("import", "Hubei 2020", "https://example.org/list")
PICTURES = os.environ.get("NGO2_TEST_PICTURES", "")  # a folder: each step is looked at there


def look(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.fixture
def pair(alice: Person, bob: Person) -> list[Organisation]:
    said = [
        {"name_zh": "北京绿家园", "name_en": "Green Home", "phone": "01060000217", "founded": 2009,
         "division": "110105", "causes": ["environment"], "legal_status": "registered_association"},
        {"name_zh": "北京绿家园志愿者", "name_en": "Green Home Volunteers", "phone": "13800138000", "founded": 2009,
         "division": "110105", "causes": ["environment", "education"], "email": "green@example.org",
         "summary_zh": "在北京的学校和社区里讲水和垃圾，带孩子们去看河。", "legal_status": "unregistered"},
    ]  # fmt: skip
    rows = [NewOrganisation({"kind": "grassroots_ngo", **one}, f"row-{n}") for n, one in enumerate(said)]
    made = [one.organisation for one in create_organisations(SYSTEM, rows, source=LIST, dataset="journey")]
    for person, one in zip((alice, bob), made, strict=True):
        Membership.objects.create(organisation=one, person=person, role="owner", since=timezone.now())
    Membership.objects.create(organisation=made[0], person=bob, role="viewer", since=timezone.now())
    assert_facts(SYSTEM, made[0], {"phone": "01060000217", "email": "office@example.org"}, source=OWNER)
    return made


@pytest.mark.parametrize(
    ("javascript", "viewport", "prefix"),
    [(True, DESK, "/en"), (False, PHONE, "/en"), (True, PHONE, ""), (False, DESK, "")],
    ids=["script-desk-en", "plain-phone-en", "script-phone-zh", "plain-desk-zh"],
)
def test_dana_joins_two_records_and_parts_them_again(
    open_page: OpenPage,
    dana: Person,
    pair: list[Organisation],
    javascript: bool,
    viewport: dict[str, int],
    prefix: str,
) -> None:
    kept, gone = pair
    came = PersonClient()
    came.force_login(dana)
    name = f"{viewport['width']}-{'en' if prefix else 'zh'}"
    page = open_page(
        javascript=javascript, viewport=viewport, session=came.cookies[settings.SESSION_COOKIE_NAME].value
    )
    page.goto(f"{prefix}/organisations/merges/")
    look(page, f"merges-{name}")
    page.locator("input[name=kept]").fill(f"/organisations/{kept.pk}/")
    page.locator("input[name=gone]").fill(str(gone.pk))
    page.locator("main form button").first.click()
    look(page, f"merge-{name}")
    page.locator("input[name=phone][value=gone]").check()
    page.locator("input[name=sure]").check()
    page.locator("main form button").first.click()
    page.wait_for_url(f"**{prefix}/organisations/merges/")
    look(page, f"joined-{name}")

    page.goto(f"{prefix}/organisations/{gone.pk}/history/")
    assert page.url.endswith(f"/organisations/{kept.pk}/history/")
    look(page, f"history-{name}")
    kept.refresh_from_db()
    assert kept.facts["phone"]["v"] == "+8613800138000"
    page.goto(f"{prefix}/organisations/merges/")
    page.locator("main .row .end a").first.click()
    look(page, f"undo-{name}")
    page.locator("main form button").first.click()
    page.wait_for_url(f"**{prefix}/organisations/merges/")
    gone.refresh_from_db()
    assert (gone.state, gone.facts["phone"]["v"]) == (Organisation.ACTIVE, "+8613800138000")
    page.goto(f"{prefix}/organisations/{gone.pk}/")
    assert page.url.endswith(f"/organisations/{gone.pk}/")
