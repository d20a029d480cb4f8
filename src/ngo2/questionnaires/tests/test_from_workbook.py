"""From a workbook that somebody uploads to answers on a phone; and a form that changes while it is answered."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from ngo2.lib.actors import Actor, person_actor
from ngo2.questionnaires import prefilling
from ngo2.questionnaires.models import Edition, Response
from ngo2.questionnaires.services import begin_response, change_form, make_form, publish_edition
from ngo2.questionnaires.tests.conftest import answered
from ngo2.questionnaires.xlsform.sheets import form_of
from ngo2.questionnaires.xlsform.writing import write_workbook

ZH, EN = "label::中文 (zh)", "label::English (en)"
WRONG_ZH, WRONG_EN = "constraint_message::中文 (zh)", "constraint_message::English (en)"
CHOICES = [
    {"list_name": "yn", "name": "yes", ZH: "有", EN: "Yes"},
    {"list_name": "yn", "name": "no", ZH: "没有", EN: "No"},
]
NAME = {"type": "text", "name": "called", ZH: "机构名称", EN: "Name", "required": "yes"}
STAFF = {
    "type": "integer", "name": "staff", ZH: "几位专职？", EN: "How many staff?",
    "constraint": ". >= 0 and . <= 500", WRONG_ZH: "请填 0 到 500", WRONG_EN: "From 0 to 500",
}  # fmt: skip
SITE = {"type": "select_one yn", "name": "site", ZH: "有网站吗？", EN: "A website?"}
URL = {"type": "text", "name": "url", ZH: "网址", EN: "Address", "relevant": "${site} = 'yes'"}


def workbook(*rows):
    return form_of(survey=rows, choices=CHOICES, settings=[{"default_language": "中文 (zh)"}])


@pytest.fixture
def form(room, alice):
    room.owners.add(alice.pk)
    return make_form(person_actor(alice), "test:1", title="互联网使用")


def begun(edition):
    session, put = prefilling.started(edition, None)
    return begin_response(
        Actor("link", "t"), edition, document=session.draft(), instance_id=session.instance_id, prefilled=put
    )


def page(name, *args, language="zh-hans", at=""):
    with override(language):
        return reverse(f"questionnaires:{name}", args=args) + (f"?at=/data/{at}" if at else "")


def test_S1_a_workbook_becomes_pages_with_relevance_constraints_and_choices_in_both_languages(
    client, alice, form
):
    client.force_login(alice)
    upload = SimpleUploadedFile("form.xlsx", write_workbook(workbook(NAME, STAFF, SITE, URL)))
    client.post(page("upload", form.pk), {"file": upload})
    client.post(page("upload", form.pk), {"do": "take", "seen": 0})
    client.post(page("form", form.pk), {"do": "give_out"})
    edition = Edition.objects.get(form=form)
    assert edition.languages == ["中文 (zh)", "English (en)"]

    client.logout()
    made = begun(edition)
    chinese = client.get(page("answer", made.token, at="called")).content.decode()
    assert "几位专职？" in chinese
    assert "没有" in chinese
    english = client.get(page("answer", made.token, language="en", at="called")).content.decode()
    assert "How many staff?" in english

    said = {"q0": "绿家园", "q1": "900", "q2": "yes", "do": "on"}
    wrong = client.post(page("answer", made.token, at="called"), said).content.decode()
    assert "请填 0 到 500" in wrong
    on = client.post(page("answer", made.token, at="called"), said | {"q1": "9"})
    assert on["Location"].endswith("url"), "a website was said, so its address is asked"
    on = client.post(page("answer", made.token, at="called"), said | {"q1": "9", "q2": "no"})
    assert on["Location"].endswith("/look/"), "no website, so no address"
    client.post(page("look", made.token))
    assert answered(made.response) == {"called": "绿家园", "staff": "9", "site": "no"}


def test_a_form_that_changes_while_it_is_answered_stays_as_it_was_for_whoever_has_begun(client, alice, form):
    alice = person_actor(alice)
    change_form(alice, form, sheets=workbook(NAME, STAFF, SITE, URL), seen=0)
    first = publish_edition(alice, form)
    made = begun(first)
    client.post(page("answer", made.token, at="called"), {"q0": "A", "q1": "3", "do": "later"})
    form.refresh_from_db()
    change_form(
        alice, form, sheets=workbook(NAME | {ZH: "名称（新）", EN: "New name"}, SITE), seen=form.edited
    )
    second = publish_edition(alice, form)
    assert (first.number, second.number) == (1, 2)
    shown = client.get(page("answer", made.token, at="called")).content.decode()
    assert "机构名称" in shown
    assert "名称（新）" not in shown
    client.post(page("answer", made.token, at="called"), {"q0": "A", "q1": "3", "q2": "no", "do": "on"})
    client.post(page("look", made.token))
    kept = Response.objects.get(pk=made.response.pk)
    assert (kept.state, kept.edition) == ("received", first)
    assert answered(kept) == {"called": "A", "staff": "3", "site": "no"}
