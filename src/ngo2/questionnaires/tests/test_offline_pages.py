"""Answering in one page with Enketo: what the pages of the server promise to the browser's side."""

import json
from urllib.parse import urljoin

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from lxml import etree

from ngo2.kernel.files.services import read
from ngo2.lib.actors import Actor
from ngo2.questionnaires import opened, prefilling
from ngo2.questionnaires.enketo.refusing import Unfit, Why
from ngo2.questionnaires.models import Attachment, Medium, Response
from ngo2.questionnaires.services import receive, withdraw_response
from ngo2.questionnaires.services.drafting import change_draft
from ngo2.questionnaires.tests import scenes
from ngo2.questionnaires.tests.conftest import answered
from ngo2.questionnaires.xforms import Session

JPEG = b"\xff\xd8\xff\xe0 not much of a photo"


@pytest.fixture(autouse=True)
def english():
    """Here the pages are asked for in Chinese, unless a test says otherwise."""
    with translation.override("zh-hans"):
        yield


def address(token, name="app", *more):
    return reverse(f"questionnaires:{name}", args=[token, *more])


def given(client, token):
    answer = client.get(address(token, "app_form"))
    assert answer.status_code == 200
    return json.loads(answer.content)


def filled(response, **values):
    """The document that a browser would send."""
    session = opened.form_of(response.edition).resume(Response.objects.get(pk=response.pk).xml.encode())
    put(session, values)
    return session.submission()


def typed(response, **values):
    """What was answered so far on the other pages."""
    change_draft(response, lambda session: put(session, values))


def put(session: Session, values):
    for name, value in values.items():
        session.set(f"/data/{name}", value)


def send(client, token, document, *, header="1.0", more=(), **files):
    parts = {"xml_submission_file": SimpleUploadedFile("submission.xml", document, "text/xml"), **dict(more)}
    parts |= {name: SimpleUploadedFile(name, content) for name, content in files.items()}
    headers = {"X-OpenRosa-Version": header} if header else {}
    return client.post(address(token, "app_submission"), parts, headers=headers)


def message(answer):
    assert answer["X-OpenRosa-Version"] == "1.0"
    return etree.fromstring(answer.content).findtext("{*}message")


def test_the_page_holds_no_answers_and_the_form_what_was_begun(client, begun):
    response, token = begun
    typed(response, name="绿家园")
    page = client.get(address(token))
    html = page.content.decode()
    assert "绿家园" not in html
    for name in ("app_form", "app_submission", "done"):
        assert f'"{address(token, name)}"' in html
    assert 'data-language="zh"' in html
    policy = page["Content-Security-Policy"]
    assert "img-src 'self' data: blob:" in policy
    assert "media-src 'self' blob:" in policy
    assert "script-src 'self';" in policy
    form = given(client, token)
    assert form["id"] == response.instance_id
    assert "<name>绿家园</name>" in form["instance"]
    assert form["form"].startswith("<form")
    assert form["model"].startswith("<model")
    with translation.override("en"):
        assert 'data-language="en"' in client.get(address(token)).content.decode()


def test_what_is_sent_from_the_page_is_the_same_response_and_comes_once(client, begun):
    response, token = begun
    document = filled(response, name="绿家园", web="no", photo="bild.jpg")
    strict = type(client)(enforce_csrf_checks=True)
    for _time in range(2):
        answer = send(strict, token, document, **{"bild.jpg": JPEG})
        assert answer.status_code == 201, answer.content
        assert answer["X-Answer-Number"] == f"{response.pk:04d}"
        assert int(answer["X-OpenRosa-Accept-Content-Length"]) > 0
    assert Response.objects.count() == 1
    kept = Response.objects.get()
    assert (kept.state, kept.way) == ("received", "browser")
    assert answered(response) == {"name": "绿家园", "staff": "", "web": "no", "photo": "bild.jpg"}
    one = Attachment.objects.get()
    assert read(one.file) == JPEG


def test_files_come_one_by_one(client, begun):
    response, token = begun
    document = filled(response, name="A", web="no", photo="a.jpg")
    first = send(client, token, document, more={"*isIncomplete*": "yes"})
    assert first.status_code == 201
    assert Attachment.objects.get().file is None
    assert send(client, token, document, **{"a.jpg": JPEG}).status_code == 201
    assert Attachment.objects.get().file is not None


def test_other_answers_under_the_same_number_are_a_conflict_in_words(client, begun):
    response, token = begun
    here = filled(response, name="on the device", web="no")
    there = filled(response, name="page by page", web="no")
    receive(Actor("link", response.files_scope), response.edition, document=there, way="page")
    answer = send(client, token, here)
    assert answer.status_code == 409
    assert message(answer)
    assert answered(response)["name"] == "page by page"


def test_a_link_takes_no_answers_but_its_own(client, begun, edition):
    _response, token = begun
    document, _ident = scenes.document(edition, name="somebody else")
    answer = send(client, token, document)
    assert answer.status_code == 404
    assert message(answer)
    assert Response.objects.get().state == "started"


def test_what_cannot_be_kept_is_refused_in_words(client, begun):
    response, token = begun
    document = filled(response, name="A", web="no")
    asked = {
        "no header": (send(client, token, document, header=""), 403),
        "no XML": (send(client, token, b"name=A"), 400),
        "entity": (
            send(client, token, b'<!DOCTYPE d [<!ENTITY e "x">]><data id="internet" version="1"/>'),
            400,
        ),
        "UTF-16": (send(client, token, document.decode().encode("utf-16")), 400),
        "another form": (send(client, token, document.replace(b'id="internet"', b'id="other"')), 404),
        "another version": (send(client, token, document.replace(b'version="1"', b'version="2"')), 404),
        "no number": (send(client, token, document.replace(response.instance_id.encode(), b"")), 400),
        "no multipart": (
            client.post(
                address(token, "app_submission"),
                b"{}",
                "application/json",
                headers={"X-OpenRosa-Version": "1.0"},
            ),
            400,
        ),
    }
    assert {name: answer.status_code for name, (answer, _status) in asked.items()} == {
        name: status for name, (_answer, status) in asked.items()
    }
    assert all(message(answer) for answer, _status in asked.values())
    assert Response.objects.get().state == "started"


def test_a_link_that_nobody_made_is_told_so_as_openrosa(client, db):
    token = "x" * 24
    answer = send(client, token, b"<data/>")
    assert answer.status_code == 404
    assert message(answer)
    for name in ("app", "app_form"):
        assert client.get(address(token, name)).status_code == 404


def test_after_the_answers_the_page_leads_to_the_last_one(client, begun, link):
    response, token = begun
    send(client, token, filled(response, name="A", web="no"))
    assert client.get(address(token))["Location"] == address(token, "done")
    assert client.get(address(token, "app_form")).status_code == 410
    withdraw_response(link, response)
    assert client.get(address(token))["Location"] == address(token, "done")
    answer = send(client, token, filled_anew(response))
    assert answer.status_code == 410
    assert message(answer)


def filled_anew(response):
    session, _put = prefilling.started(response.edition, None)
    document = session.submission()
    return document.replace(session.instance_id.encode(), response.instance_id.encode())


def test_a_photo_that_was_kept_page_by_page_is_there_until_it_was_sent(client, begun):
    response, token = begun
    upload = SimpleUploadedFile("photo.jpg", JPEG)
    client.post(
        reverse("questionnaires:answer", args=[token]) + "?at=/data/photo", {"q0": upload, "do": "on"}
    )
    named = given(client, token)["files"]
    assert len(named) == 1
    url = urljoin(address(token), named[0]["url"])
    shown = client.get(url)
    assert (shown.content, shown["Content-Disposition"]) == (JPEG, "attachment")
    assert client.get(address(token, "app_file", "other.jpg")).status_code == 404
    send(client, token, filled(response, name="A", web="no"), **{named[0]["name"]: JPEG})
    assert Attachment.objects.get().file is not None
    assert client.get(url).status_code == 404


def test_a_photo_that_was_replaced_in_the_page_goes(client, begun):
    response, token = begun
    upload = SimpleUploadedFile("photo.jpg", JPEG)
    client.post(
        reverse("questionnaires:answer", args=[token]) + "?at=/data/photo", {"q0": upload, "do": "on"}
    )
    document = filled(response, name="A", web="no", photo="new.jpg")
    assert send(client, token, document, **{"new.jpg": JPEG + b"2"}).status_code == 201
    assert [one.name for one in Attachment.objects.all()] == ["new.jpg"]


def test_a_file_of_the_form_is_served_as_the_edition_means_it(client, begun):
    response, token = begun
    for content, digest in ((b"old", "1" * 32), (b"new", "2" * 32)):
        Medium.objects.create(
            form=response.edition.form, name="map.png", content=content, content_type="image/png", digest=digest,
            kept_at=response.began_at,
        )  # fmt: skip
    type(response.edition).objects.update(media={"map.png": "1" * 32})
    answer = client.get(address(token, "app_medium", "map.png"))
    assert (answer.content, answer["Content-Type"]) == (b"old", "image/png")
    assert answer["Content-Disposition"] == "attachment"
    assert client.get(address(token, "app_medium", "other.png")).status_code == 404


def test_the_worker_lies_above_the_pages_in_both_languages(client, db):
    for language in ("zh-hans", "en"):
        with translation.override(language):
            worker, page = reverse("questionnaires:worker"), address("t")
            assert page.startswith(worker.rpartition("/")[0] + "/")
            assert urljoin(worker, "shell.json") == reverse("questionnaires:shell")
            answer, shell = client.get(worker), client.get(urljoin(worker, "shell.json"))
        assert answer["Content-Type"].startswith("text/javascript")
        assert answer["Cache-Control"] == "no-cache"
        assert b"ngo2-answers-" in answer.content
        assert shell["Cache-Control"] == "no-store"
        assert shell.json()["version"]
        names = {one.rpartition("/")[2] for one in shell.json()["assets"]}
        assert {"enketo.js", "enketo.css", "ui.js", "ui.css"} <= names


def test_a_form_is_made_for_the_browser_once(begun, monkeypatch):
    response, _token = begun
    opened._transformed.cache_clear()
    made, before = [], opened.apart.transform
    monkeypatch.setattr(opened.apart, "transform", lambda *a, **kw: made.append(1) or before(*a, **kw))
    first, again = opened.in_browser(response.edition), opened.in_browser(response.edition)
    assert first is again
    assert made == [1]


def test_a_form_that_is_too_hard_for_the_page_is_answered_page_by_page(client, begun, monkeypatch):
    _response, token = begun
    opened._transformed.cache_clear()

    def refuse(*args, **kwargs):
        raise Unfit(Why.TOO_HARD)

    monkeypatch.setattr(opened.apart, "transform", refuse)
    led = client.get(address(token), follow=True)
    assert led.redirect_chain[0][0] == reverse("questionnaires:answer", args=[token])
    assert Unfit(Why.TOO_HARD).words() in led.content.decode()
    assert client.get(address(token, "app_form")).status_code == 422


def test_S2_the_page_begins_with_what_the_record_says(client, asked):
    _organisation, _response, token = asked
    assert "<name>山蚁小组</name>" in given(client, token)["instance"]


@pytest.mark.parametrize("agrees", [True, False])
def test_S8_after_sending_the_record_is_asked_for_once(client, asked, agrees):
    organisation, response, token = asked
    document = filled(response, staff="3", web="yes", url="https://new.example")
    assert send(client, token, document).status_code == 201
    shown = client.get(address(token, "done")).content.decode()
    assert shown.count('name="fact"') == 1
    assert "old.example" in shown
    pressed = client.post(address(token, "facts"), {"fact": ["/data/url", "/data/staff"]} if agrees else {})
    assert pressed["Location"] == address(token, "done")
    organisation.refresh_from_db()
    assert organisation.facts["website"]["v"] == ("https://new.example" if agrees else "https://old.example")
    assert 'name="fact"' not in client.get(address(token, "done")).content.decode()
    client.post(address(token, "facts"), {"fact": ["/data/url"]})  # a second answer changes nothing
    organisation.refresh_from_db()
    assert organisation.facts["website"]["v"] == ("https://new.example" if agrees else "https://old.example")


def test_S8_who_answered_page_by_page_is_not_asked_again(client, asked):
    _organisation, response, token = asked
    typed(response, staff="3", web="yes", url="https://new.example")
    client.post(reverse("questionnaires:look", args=[token]))
    assert Response.objects.get().state == "received"
    assert 'name="fact"' not in client.get(address(token, "done")).content.decode()


def test_S8_nothing_goes_into_the_record_before_it_was_sent(client, asked):
    organisation, response, token = asked
    typed(response, web="yes", url="https://new.example")
    client.post(address(token, "facts"), {"fact": ["/data/url"]})
    organisation.refresh_from_db()
    assert organisation.facts["website"]["v"] == "https://old.example"
