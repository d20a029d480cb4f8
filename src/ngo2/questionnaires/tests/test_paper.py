"""On paper: every question with its number and room to write, and typed in on the same pages."""

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from ngo2.questionnaires.models import Edition, Response
from ngo2.questionnaires.paper import printed
from ngo2.questionnaires.tests.conftest import answered
from ngo2.questionnaires.xlsform.sheets import form_of

ZH = "label::中文 (zh)"


@pytest.fixture
def sheets():
    return form_of(
        survey=[
            {"type": "begin_group", "name": "g", ZH: "基本情况"},
            {"type": "text", "name": "name", ZH: "机构叫什么？", "required": "yes"},
            {"type": "select_one yn", "name": "web", ZH: "有网站吗？"},
            {"type": "text", "name": "url", ZH: "网址是什么？", "relevant": "${web} = 'yes'"},
            {"type": "calculate", "name": "c", "calculation": "1 + 1"},
            {"type": "end_group"},
            {"type": "note", "name": "n", ZH: "谢谢。"},
        ],
        choices=[{"list_name": "yn", "name": "yes", ZH: "有"}, {"list_name": "yn", "name": "no", ZH: "没有"}],
    )


def test_blocks_hold_what_is_asked_and_when(sheets):
    blocks = printed(sheets, "中文 (zh)")
    assert [(one["kind"], one["label"]) for one in blocks] == [
        ("section", "基本情况"),
        ("question", "机构叫什么？"),
        ("question", "有网站吗？"),
        ("question", "网址是什么？"),
        ("note", "谢谢。"),
    ]
    assert [one["number"] for one in blocks if one["kind"] == "question"] == ["1", "2", "3"]
    assert blocks[1]["required"]
    assert (blocks[1]["rows"], blocks[2]["rows"]) == (1, 0)
    assert (blocks[2]["choices"], blocks[2]["several"]) == (["有", "没有"], False)
    assert "2" in blocks[3]["only"]
    assert "有" in blocks[3]["only"]


def test_it_is_printed_for_whoever_collects(client, dana, charlie, edition, sheets):
    Edition.objects.filter(pk=edition.pk).update(sheets=sheets.to_json())
    address = reverse("questionnaires:paper", args=[edition.pk])
    client.force_login(charlie)
    assert client.get(address).status_code == 404
    client.force_login(dana)
    made = client.get(address)
    assert made["Content-Type"] == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(made.content)).pages)
    for words in ("机构叫什么？", "有网站吗？", "没有", "Who asks, and what for."):
        assert words in text


def test_typed_in_it_is_the_same_response_and_says_who_typed(client, dana, charlie, edition):
    client.force_login(charlie)
    assert client.post(reverse("questionnaires:key", args=[edition.pk])).status_code == 404
    client.force_login(dana)
    led = client.post(reverse("questionnaires:key", args=[edition.pk]))["Location"]
    client.post(f"{led}?at=/data/name", {"q0": "纸上的小组", "q1": "3", "q2": "no", "do": "on"})
    client.post(f"{led}look/")
    kept = Response.objects.get()
    assert (kept.state, kept.way, kept.keyed_by) == ("received", "paper", dana)
    assert answered(kept)["name"] == "纸上的小组"
