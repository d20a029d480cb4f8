"""A form answered on plain pages: left and gone on with, sent once, with its consequences for the record."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from ngo2.organisations.models import Assertion
from ngo2.questionnaires import prefilling
from ngo2.questionnaires.models import Attachment, Response
from ngo2.questionnaires.tests.conftest import answered

AT = "?at=/data/"


def address(token, name="answer", at="", language="zh-hans"):
    with translation.override(language):
        return reverse(f"questionnaires:{name}", args=[token]) + (f"{AT}{at}" if at else "")


def test_the_address_names_the_questions_on_the_page(client, begun):
    _response, token = begun
    led = client.get(address(token))
    assert (led.status_code, led["Location"]) == (302, address(token) + "?at=%2Fdata%2Fname")
    page = client.get(led["Location"])
    assert page.status_code == 200
    assert "机构叫什么？" in page.content.decode()
    assert "no-store" in page["Cache-Control"] or "private" in page["Cache-Control"]


def test_a_link_that_nobody_made_is_not_there(client, db):
    for name in ("answer", "look", "done"):
        assert client.get(address("x" * 24, name)).status_code == 404


def test_the_questions_come_in_the_language_of_the_page_or_the_one_chosen(client, begun):
    _response, token = begun
    english = client.get(address(token, at="name", language="en")).content.decode()
    assert "What is it called?" in english
    chosen = client.get(address(token, at="name") + "&lang=English (en)").content.decode()
    assert "What is it called?" in chosen
    assert "机构叫什么？" not in chosen


def test_what_is_wrong_is_said_at_its_question_and_everything_typed_stays(client, begun):
    response, token = begun
    page = client.post(address(token, at="name"), {"q0": "", "q1": "２000", "q2": "yes", "do": "on"})
    shown = page.content.decode()
    assert page.status_code == 200
    assert "请填 0 到 999。" in shown
    assert 'value="２000"' in shown
    assert shown.count('aria-invalid="true"') >= 2
    kept = Response.objects.get(pk=response.pk)
    assert "<web>yes</web>" in kept.xml
    assert "<staff>2000</staff>" in kept.xml


def test_S3_it_is_gone_on_with_behind_the_link_on_another_phone(client, begun):
    _response, token = begun
    client.post(address(token, at="name"), {"q0": "绿家园", "q1": "3", "q2": "yes", "do": "later"})
    other = type(client)()
    shown = other.get(address(token, at="name")).content.decode()
    assert 'value="绿家园"' in shown
    led = other.get(address(token))
    assert led["Location"].endswith("?at=%2Fdata%2Furl"), "the first page without an answer"


def test_S3_pages_that_were_filled_in_for_them_and_gone_through_do_not_come_again(client, asked):
    _organisation, response, token = asked
    prefilled = {f"/data/{name}": value for name, value in (("staff", "3"), ("web", "yes"))}
    session = prefilling.started(response.edition, response.organisation)[0]
    for path, value in prefilled.items():
        session.set(path, value)
    put = {**response.prefilled, **prefilled}
    Response.objects.filter(pk=response.pk).update(prefilled=put, xml=session.draft().decode())
    first = client.get(address(token))["Location"]
    assert first.endswith("?at=%2Fdata%2Fname"), "nobody has looked at it yet"
    on = client.post(first, {"q0": "山蚁小组", "q1": "3", "q2": "yes", "do": "on"})
    assert on["Location"].endswith("?at=%2Fdata%2Furl")
    other = type(client)()
    assert other.get(address(token))["Location"].endswith("?at=%2Fdata%2Furl")
    on = other.post(first, {"q0": "山蚁小组", "q1": "3", "q2": "no", "do": "on"})
    assert on["Location"].endswith("?at=%2Fdata%2Fphoto")
    assert client.get(address(token))["Location"].endswith("?at=%2Fdata%2Fphoto")


def test_S3_where_they_were_is_not_asked_any_more(client, begun):
    _response, token = begun
    client.post(address(token, at="name"), {"q0": "A", "q1": "3", "q2": "yes", "do": "on"})
    assert Response.objects.get().reached == "/data/url"
    client.post(address(token, at="name"), {"q0": "A", "q1": "3", "q2": "no", "do": "later"})
    assert client.get(address(token))["Location"].endswith("?at=%2Fdata%2Fphoto")


def test_a_question_that_is_not_relevant_any_more_is_passed_over(client, begun):
    _response, token = begun
    on = client.post(address(token, at="name"), {"q0": "A", "q1": "3", "q2": "yes", "do": "on"})
    assert on["Location"].endswith("?at=%2Fdata%2Furl")
    on = client.post(address(token, at="name"), {"q0": "A", "q1": "3", "q2": "no", "do": "on"})
    assert on["Location"].endswith("?at=%2Fdata%2Fphoto")
    gone = client.post(address(token, at="url"), {"q0": "https://a.example", "do": "on"})
    assert gone.status_code == 302


def test_a_photo_is_kept_as_it_was_sent_and_can_be_taken_out(client, begun):
    response, token = begun
    upload = SimpleUploadedFile("照片.JPG", b"\xff\xd8 bytes")
    client.post(address(token, at="photo"), {"q0": upload, "do": "on"})
    one = Attachment.objects.get(response=response)
    assert one.name.endswith(".jpg")
    assert f"<photo>{one.name}</photo>" in Response.objects.get(pk=response.pk).xml
    client.post(address(token, at="photo"), {"q0-drop": "1", "do": "on"})
    assert not Attachment.objects.filter(response=response).exists()
    assert "<photo/>" in Response.objects.get(pk=response.pk).xml


def test_nothing_is_sent_while_something_is_missing(client, begun):
    response, token = begun
    led = client.post(address(token, "look"))
    assert led["Location"].endswith("?at=%2Fdata%2Fname")
    assert Response.objects.get(pk=response.pk).state == "started"


def test_S4_a_double_click_sends_once(client, begun):
    response, token = begun
    client.post(address(token, at="name"), {"q0": "A", "q1": "", "q2": "no", "do": "on"})
    for _press in range(2):
        led = client.post(address(token, "look"), {"form_key": "same"})
        assert led["Location"] == address(token, "done")
    third = client.post(address(token, "look"), {"form_key": "another"})
    assert third["Location"] == address(token, "done")
    assert Response.objects.filter(state="received").count() == 1
    assert answered(response) == {"name": "A", "staff": "", "web": "no", "photo": ""}
    shown = client.get(address(token, "done")).content.decode()
    assert f"{response.pk:04d}" in shown


def test_taken_back_by_whoever_holds_the_link(client, begun):
    response, token = begun
    client.post(address(token, at="name"), {"q0": "A", "q2": "no", "do": "on"})
    client.post(address(token, "look"))
    client.post(address(token, "withdraw"))
    assert Response.objects.get(pk=response.pk).state == "withdrawn"
    assert answered(response) == {}
    assert client.get(address(token, "done")).status_code == 200


def test_emoji_nul_and_markup_are_words_like_others(client, begun):
    _response, token = begun
    nasty = "=cmd()|'/c' <script>alert(1)</script> 𠮷🌱 \x00\x0b"
    client.post(address(token, at="name"), {"q0": nasty, "q2": "no", "do": "on"})
    shown = client.get(address(token, "look")).content.decode()
    assert "<script>alert" not in shown
    assert "𠮷🌱" in shown


def test_S2_the_record_stands_in_the_form_and_the_difference_is_kept(client, asked):
    organisation, response, token = asked
    led = client.get(address(token))
    assert led["Location"].endswith("?at=%2Fdata%2Fname"), "what the record says is no answer of theirs"
    assert response.prefilled == {"/data/name": "山蚁小组", "/data/url": "https://old.example"}
    assert 'value="山蚁小组"' in client.get(address(token, at="name")).content.decode()
    client.post(address(token, at="name"), {"q0": "山蚁小组", "q1": "3", "q2": "yes", "do": "on"})
    client.post(address(token, at="url"), {"q0": "https://new.example", "do": "on"})
    client.post(address(token, "look"))
    response.refresh_from_db()
    assert prefilling.changed(response) == [("/data/url", "https://old.example", "https://new.example")]
    # Wave two: what was answered, and not in the record, stands there too.
    session, put = prefilling.started(response.edition, organisation, response)
    assert put == {
        "/data/name": "山蚁小组",
        "/data/staff": "3",
        "/data/web": "yes",
        "/data/url": "https://old.example",
    }
    assert session.value("/data/staff") == "3"


@pytest.mark.parametrize("agrees", [True, False])
def test_S8_an_answer_updates_the_record_only_when_they_agree_to_it(client, asked, agrees):
    organisation, _response, token = asked
    client.post(address(token, at="name"), {"q0": "山蚁小组", "q1": "3", "q2": "yes", "do": "on"})
    client.post(address(token, at="url"), {"q0": "https://new.example", "do": "on"})
    shown = client.get(address(token, "look")).content.decode()
    assert shown.count('name="fact"') == 1, "what is the same is not asked"
    assert "old.example" in shown
    client.post(address(token, "look"), {"fact": ["/data/url", "/data/staff"]} if agrees else {})
    organisation.refresh_from_db()
    assert organisation.facts["website"]["v"] == ("https://new.example" if agrees else "https://old.example")
    said = Assertion.objects.filter(organisation=organisation, source="survey")
    assert [one.field for one in said] == (["website"] if agrees else [])
    if agrees:
        assert said.get().source_label == "Internet use"


def test_S8_what_others_know_it_by_waits_for_a_look(client, asked):
    organisation, _response, token = asked
    client.post(address(token, at="name"), {"q0": "另一个名字", "q1": "3", "q2": "no", "do": "on"})
    client.post(address(token, "look"), {"fact": ["/data/name"]})
    organisation.refresh_from_db()
    assert organisation.facts["name_zh"]["v"] == "山蚁小组"
    assert Assertion.objects.get(organisation=organisation, source="survey").state == Assertion.WAITING


def test_S8_what_a_link_may_not_say_is_not_offered_to_the_record(client, asked):
    """A register number decides who somebody is: it is changed by who has signed in."""
    _organisation, response, token = asked
    type(response.edition).objects.update(facts={"staff": "register_id"})
    client.post(address(token, at="name"), {"q0": "山蚁小组", "q1": "3", "q2": "no", "do": "on"})
    assert 'name="fact"' not in client.get(address(token, "look")).content.decode()
