"""The pages of paper forms, and how many keys a sheet costs."""

import re

import pytest
from django.urls import reverse

from ngo2.kernel.journal.models import Entry
from ngo2.lib.actors import person_actor
from ngo2.organisations.services import assert_facts, paper
from ngo2.organisations.sources import OWNER

pytestmark = pytest.mark.django_db
KEYS_PAGE = re.compile(r'<input[^>]*name="(\w+)"[^>]*autofocus|<button[^>]*value="(\w+)"[^>]*autofocus')


@pytest.fixture
def sheet(group, alice):
    assert_facts(
        person_actor(alice),
        group,
        {"staff": 2, "volunteers": 20, "budget_band": "under_50k", "wechat": "蚂蚁夜校"},
        source=OWNER,
    )
    group.refresh_from_db()
    return paper.issue_form(person_actor(alice), group)


@pytest.fixture
def dana_in(client, dana):
    client.force_login(dana)
    return client


class Keyboard:
    """Types into whatever has the focus and presses Enter; counts both. Enter presses the first button of a form."""

    def __init__(self, client):
        self.client, self.keys = client, 0
        self.page = client.get("/en/organisations/paper/")

    def type_and_enter(self, words=""):
        text = self.page.content.decode()
        field, button = KEYS_PAGE.search(text).groups()
        self.keys += len(words) + 1
        form = next(one for one in re.findall(r"<form.*?</form>", text, re.DOTALL) if "autofocus" in one)
        data = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', form))
        if field:
            data[field] = words
        first = re.search(r'<button[^>]*?name="(\w+)" value="(\w+)"', form)
        if first:
            data[first[1]] = button or first[2]
        method = self.client.post if 'method="post"' in form else self.client.get
        self.page = method(self.page.request["PATH_INFO"], data, follow=True)
        return self


@pytest.mark.parametrize(
    ("typed", "most", "changed"),
    [
        ("", 8, 0),
        ("51 13800138000;41 5", 27, 2),
        ("51 13800138000;41 5;42 30;43 2;52 a@b.org", 49, 5),
    ],
)
def test_a_sheet_costs_few_keys(dana_in, sheet, typed, most, changed):
    """All right, two changes, five changes: the digits of the number, what is new, and three times Enter."""
    digits = sheet.number.lstrip("0").replace("-", "")
    keyboard = Keyboard(dana_in).type_and_enter(digits).type_and_enter(typed).type_and_enter()
    assert (
        keyboard.keys - len(digits) + 5 <= most
    )  # a number of five digits, whatever the journal of this test holds
    told = Entry.objects.filter(verb="organisations.facts.changed", actor_kind="paper")
    assert sum(len(one.data["fields"]) for one in told) == changed
    text = keyboard.page.content.decode()
    assert sheet.number in text
    assert 'name="number"' in text  # ready for the next sheet
    print(f"{changed} changes: {keyboard.keys - len(digits) + 5} keys, of which {len(typed)} for what is new")


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_pages_in_both_languages(dana_in, sheet, language):
    for path in (
        "/organisations/paper/",
        "/organisations/paper/print/",
        f"/organisations/paper/{sheet.number}/",
    ):
        page = dana_in.get(language + path)
        assert page.status_code == 200
        assert page["Cache-Control"] == "no-store"
    assert "山蚁乡村教育小组" in page.content.decode()


def test_a_wrong_number_says_so_and_stays(dana_in):
    page = dana_in.get("/en/organisations/paper/", {"number": "4711"})
    assert "One digit of this number is wrong" in page.content.decode()
    assert 'value="4711"' in page.content.decode()
    assert dana_in.get("/organisations/paper/4711/").status_code == 404


def test_the_look_before_writes_nothing_and_nothing_typed_is_lost(dana_in, sheet, group):
    url = reverse("organisations:key_paper", args=[sheet.number])
    data = {"line": "41 many; 42 30", "new-54": "<b>新号", "blank-51": "1", "do": "rest"}
    page = dana_in.post(url, data)
    text = page.content.decode()
    assert "&lt;b&gt;新号" in text
    assert Entry.objects.filter(actor_kind="paper").count() == 0
    back = dana_in.post(url, data | {"do": "mend"}).content.decode()
    assert 'value="41 many; 42 30"' in back
    assert 'value="&lt;b&gt;新号"' in back
    assert 'name="blank-51" value="1" checked' in back
    done = dana_in.post(url, data | {"do": "write", "rest": "yes"}, follow=True)
    group.refresh_from_db()
    assert (group.facts["volunteers"]["v"], group.facts["wechat"]["v"]) == (30, "<b>新号")
    assert group.facts["phone"]["source"] != "paper"
    assert done.status_code == 200
    again = dana_in.get(url.replace("/organisations", "/en/organisations", 1)).content.decode()
    assert "This sheet was keyed before" in again
    assert "by Dana" in again
    refused = dana_in.post(url, data | {"do": "write"})
    assert refused.status_code == 200
    assert Entry.objects.filter(verb=paper.KEYED).count() == 1


def test_a_member_opens_the_document_from_the_edit_page(client, alice, group):
    client.force_login(alice)
    url = reverse("organisations:print_paper", args=[group.pk])
    assert url in client.get(reverse("organisations:edit", args=[group.pk])).content.decode()
    assert client.get(url).status_code == 405
    made = client.post(url, follow=True)
    assert made["Content-Type"] == "application/pdf"
    assert made.content.startswith(b"%PDF-")
    sheet = Entry.objects.get(verb=paper.PRINTED)
    assert sheet.data["for_members"] is True


def test_members_see_who_keyed_and_everybody_else_a_paper_form(client, alice, dana_in, dana, sheet, group):
    paper.key_form(person_actor(dana), sheet, paper.Typed(new={"phone": "13900139000"}))
    client.force_login(alice)
    page = client.get(f"/en/organisations/{group.pk}/edit/phone/").content.decode()
    assert "paper form, keyed by Dana" in page
    for path in ("", "history/"):
        public = client.get(f"/en/organisations/{group.pk}/{path}").content.decode()
        assert "Dana" not in public
    assert "paper form" in public


def test_a_workshop_batch_is_counted_and_printed(dana_in, group):
    url = "/en/organisations/paper/print/"
    counted = dana_in.get(url, {"place": "河池", "part": "1"}).content.decode()
    assert "1 organisation fits" in counted
    made = dana_in.post(url, {"place": "河池", "part": "1"}, follow=True)
    assert made["Content-Type"] == "application/pdf"
    none = dana_in.post(url, {"place": "拉萨", "part": "1"}).content.decode()
    assert "No organisation fits" in none
    assert "We do not know this place" in dana_in.post(url, {"place": "Atlantis"}).content.decode()


def test_a_new_name_on_the_sheet_waits_for_a_check_and_the_answer_says_so(dana_in, sheet, group):
    page = dana_in.post(
        f"/en/organisations/paper/{sheet.number}/", {"line": "01 山蚁夜校", "do": "write"}, follow=True
    )
    assert "1 waits for a check" in page.content.decode()
    group.refresh_from_db()
    assert group.name == "山蚁乡村教育小组"
