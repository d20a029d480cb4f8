"""A researcher: from a workbook to a published report that a stranger reads, on the page, on paper and as a file."""

from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pypdf import PdfReader

from ngo2.accounts.models import Person
from ngo2.conftest import PersonClient
from ngo2.lib.actors import SYSTEM
from ngo2.organisations.services import NewOrganisation, create_organisations
from ngo2.questionnaires.xlsform.sheets import form_of
from ngo2.questionnaires.xlsform.writing import write_workbook
from ngo2.surveys.models import Survey, Wave
from ngo2.surveys.tests.wave_of import answered
from tests.journeys.conftest import OpenPage
from tests.journeys.surveyed import LIST

ZH, EN = "label::中文 (zh)", "label::English (en)"
BOOK = form_of(
    survey=[
        {"type": "text", "name": "called", ZH: "机构名称", EN: "Name"},
        {"type": "select_one yn", "name": "site", ZH: "有网站吗？", EN: "Do you have a website?"},
        {"type": "select_one yn", "name": "trained", ZH: "参加过培训吗？", EN: "Were you trained?"},
    ],
    choices=[
        {"list_name": "yn", "name": "yes", ZH: "有", EN: "Yes"},
        {"list_name": "yn", "name": "no", ZH: "没有", EN: "No"},
    ],
    settings=[{"default_language": "中文 (zh)"}],
)


@pytest.fixture
def survey(transactional_db: None, alice: Person) -> Survey:
    facts = {"name_zh": "山蚁小组", "kind": "grassroots_ngo", "division": "420500"}
    create_organisations(SYSTEM, [NewOrganisation(facts, "1")], source=LIST, dataset="list")
    made = Survey.objects.create(
        title_en="Websites", consent_en="Who asks, and what for. " * 3, made_at=timezone.now()
    )
    made.researchers.create(person=alice, since=timezone.now())
    return made


def session(person: Person) -> str:
    browser = PersonClient()
    browser.force_login(person)
    return browser.cookies["sid"].value


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def with_form(page: Page, survey: Survey) -> None:
    page.goto(f"/en/surveys/{survey.pk}/")
    press(page, "A new form")
    page.goto(f"{page.url}upload/")
    book = {"name": "form.xlsx", "mimeType": "application/octet-stream", "buffer": write_workbook(BOOK)}
    page.locator("input[name=file]").set_input_files([book])  # type: ignore[list-item] # one file's fields
    press(page, "Read the file")
    press(page, "Take it in place of the form")
    press(page, "Give it out")
    assert "Given out as edition 1" in page.locator("main").inner_text()


def with_wave(page: Page, survey: Survey) -> Wave:
    page.goto(f"/en/surveys/{survey.pk}/")
    press(page, "Plan it")
    page.locator("input[name=edition]").check()
    press(page, "Use this form")
    press(page, "Open the wave and ask")
    assert "1 organisation is asked" in page.locator("main").inner_text()
    return survey.waves.get()


def with_report(page: Page, survey: Survey) -> None:
    page.goto(f"/en/surveys/{survey.pk}/")
    follow(page, "A new report")
    press(page, "Begin it")
    assert "give the report a title" in page.locator("main").inner_text()
    page.get_by_label("Title in English").fill("Who has a website")
    press(page, "Begin it")
    follow(page, "Text")
    page.get_by_label("Chinese text").fill("受过培训的**多数**有网站。")
    page.get_by_label("English text").fill("Most of the trained **have** one.")
    press(page, "Save")
    follow(page, "Chart of a question, with its table")
    page.get_by_label("Question").select_option(label="Do you have a website?")
    page.get_by_label("By groups of").select_option(label="Were you trained?")
    press(page, "Save")
    press(page, "Up")
    assert page.locator(".outline li").first.inner_text().startswith("Chart of a question")


def test_a_researcher_goes_from_a_workbook_to_a_published_report(
    visitor: OpenPage, survey: Survey, alice: Person
) -> None:
    page = visitor(session=session(alice))
    with_form(page, survey)
    wave = with_wave(page, survey)
    rows: list[dict[str, Any]] = [{"site": "yes", "trained": "yes"}] * 30 + [
        {"site": "no", "trained": "yes"}
    ] * 10
    answered(wave, rows + [{"site": "yes", "trained": "no"}] * 12 + [{"site": "no", "trained": "no"}] * 28)
    page.goto(f"/en/surveys/waves/{wave.pk}/results/")
    assert "80 valid answers" in page.locator("main").inner_text()

    with_report(page, survey)
    follow(page, "How it will look")
    assert "75.0 %" in page.locator("main").inner_text()
    follow(page, "Publish it")
    assert "Everybody can then read it" in page.locator("main").inner_text()
    press(page, "Publish it")

    reader = visitor(locale="en-GB")
    reader.goto(f"/en/surveys/reports/{survey.reports.get().pk}/")
    told = reader.locator("main").inner_text()
    assert "Most of the trained have one." in told
    assert "75.0 %" in told
    assert "The groups differ" in told
    assert "From asked to valid" in told
    chart = reader.request.get(str(reader.locator("img.chart").get_attribute("src"))).text()
    assert "75.0 %" in chart
    paper = reader.request.get(str(reader.get_by_role("link", name="PDF").get_attribute("href"))).body()
    assert "Who has a website" in PdfReader(BytesIO(paper)).pages[0].extract_text()
    csv = reader.request.get(str(reader.get_by_role("link", name="CSV").first.get_attribute("href"))).text()
    assert "Yes,42,52.5,30,75.0," in csv
    follow(reader, "中文")
    assert "受过培训的多数有网站。" in reader.locator("main").inner_text()
