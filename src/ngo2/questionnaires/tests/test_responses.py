"""Answers come in once, whole, whichever way they come."""

import threading

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError
from django.utils import timezone

from ngo2.kernel.files.services import read
from ngo2.kernel.journal.models import Entry
from ngo2.lib.actors import SYSTEM, Actor
from ngo2.lib.refusals import Refused
from ngo2.lib.tests.racing import outcomes
from ngo2.questionnaires import prefilling
from ngo2.questionnaires.models import Answer, Attachment, Edition, Response
from ngo2.questionnaires.services import begin_response, receive, withdraw_response
from ngo2.questionnaires.services.drafting import change_draft
from ngo2.questionnaires.tests import scenes
from ngo2.questionnaires.tests.conftest import answered

DEVICE = Actor("system", label="device")


def test_answers_are_rows_and_the_document_stays_as_it_came(edition):
    document, ident = scenes.document(edition, name="绿家园 🌱", staff="3", web="no")
    receipt = receive(DEVICE, edition, document=document, way="device")
    assert receipt.made
    assert receipt.awaited == []
    kept = Response.objects.get()
    assert (kept.instance_id, kept.state, kept.way) == (ident, "received", "device")
    assert kept.xml.encode() == document
    # The address was not asked, so it has no row; the photo was, and was left out.
    assert answered(kept) == {"name": "绿家园 🌱", "staff": "3", "web": "no", "photo": ""}
    assert kept.findings == []
    assert Entry.objects.filter(verb="questionnaires.response.received", object_id=str(kept.pk)).count() == 1


def test_the_same_again_is_accepted_and_something_else_is_not(edition):
    document, _ident = scenes.document(edition, name="A")
    first = receive(DEVICE, edition, document=document, way="device")
    again = receive(DEVICE, edition, document=document, way="device")
    assert (again.response.pk, again.made) == (first.response.pk, False)
    with pytest.raises(Refused) as refused:
        receive(DEVICE, edition, document=document.replace(b">A<", b">B<"), way="device")
    assert refused.value.code == "altered"
    assert answered(first.response)["name"] == "A"
    assert Answer.objects.filter(response=first.response).values("path", "place").distinct().count() == (
        Answer.objects.count()
    )


def test_answers_of_another_form_or_edition_are_refused_with_a_sentence(edition, survey):
    other = scenes.edition(survey.scope, key="other")
    document, _ident = scenes.document(other, name="A")
    with pytest.raises(Refused) as refused:
        receive(DEVICE, edition, document=document, way="device")
    assert refused.value.code == "unreadable"
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"<data",
        b"not xml",
        b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><data id="internet">&x;</data>',
        b'<data id="internet" version="1"><name>A</name><evil>1</evil></data>',
        b"\xff\xfe\x00",
        b'<data id="internet" version="1"><name>A</name><name>B</name>'
        b"<meta><instanceID>uuid:1</instanceID></meta></data>",
    ],
)
def test_what_is_no_answer_is_refused(edition, document):
    with pytest.raises(Refused):
        receive(DEVICE, edition, document=document, way="device")
    assert not Response.objects.exists()


def test_what_breaks_the_rules_of_the_form_is_kept_with_what_is_wrong(edition):
    """A device cannot be asked again: its answers are looked at, not lost."""
    document, _ident = scenes.document(edition, name="A", staff="2000")
    receive(DEVICE, edition, document=document, way="device")
    assert [(path, kind) for path, kind, _sentence in Response.objects.get().findings] == [
        ("/data/staff", "constraint")
    ]


def test_files_may_come_later_and_are_kept_to_the_byte(edition):
    document, _ident = scenes.document(edition, name="A", photo="p.jpg")
    assert receive(DEVICE, edition, document=document, way="device").awaited == ["p.jpg"]
    picture = b"\xff\xd8 not even a picture \x00\x01"
    files = {"p.jpg": ContentFile(picture, name="p.jpg"), "extra.jpg": ContentFile(b"x", name="extra.jpg")}
    receipt = receive(DEVICE, edition, document=document, files=files, way="device")
    assert (receipt.made, receipt.awaited) == (False, [])
    kept = Attachment.objects.get()
    assert read(kept.file) == picture
    assert (kept.file.visibility, kept.file.content_type) == ("private", "application/octet-stream")
    with pytest.raises(Refused) as refused:
        receive(
            DEVICE,
            edition,
            document=document,
            files={"p.jpg": ContentFile(b"else", name="p.jpg")},
            way="device",
        )
    assert refused.value.code == "altered"


def test_S4_pressed_twice_is_one_response(edition, begun, link):
    response, _token = begun
    session = scenes.form_of(edition).resume(response.xml.encode())
    session.set("/data/name", "A")
    document = session.submission()
    first = receive(link, edition, document=document, way="page")
    second = receive(link, edition, document=document, way="page")
    assert (first.made, second.made) == (True, False)
    assert Response.objects.filter(state="received").count() == 1


@pytest.mark.django_db(transaction=True)
def test_S4_twenty_presses_at_once_are_one_response(edition):
    document, _ident = scenes.document(edition, name="A")
    made, _refused = outcomes([lambda: receive(DEVICE, edition, document=document, way="device").made] * 20)
    assert sorted(made, reverse=True) == [True] + [False] * 19
    assert Response.objects.count() == 1
    assert Answer.objects.filter(path="/data/name").count() == 1


@pytest.mark.django_db(transaction=True)
def test_S4_the_twin_that_looks_first_and_writes_then_stores_it_twice(edition):
    """The planted fault: no unique key decides, but a look before."""
    gate = threading.Barrier(8)

    def careless():
        there = Answer.objects.filter(path="/data/twin").exists()
        gate.wait(timeout=30)
        if not there:
            made = Response.objects.create(
                edition=edition,
                instance_id=f"uuid:{threading.get_ident()}",
                way="device",
                began_at=timezone.now(),
            )
            Answer.objects.create(response=made, path="/data/twin", value="1")

    outcomes([careless] * 8, (IntegrityError, threading.BrokenBarrierError))
    assert Answer.objects.filter(path="/data/twin").count() > 1


def test_drafts_are_kept_until_they_are_sent(edition, begun, link):
    response, _token = begun
    session = change_draft(response, lambda session: session.set("/data/name", "A"))
    assert "<name>A</name>" in Response.objects.get(pk=response.pk).xml
    receive(link, edition, document=session.submission(), way="page")
    with pytest.raises(Refused) as refused:
        change_draft(response, lambda session: session.set("/data/name", "B"))
    assert refused.value.code == "sent"


def test_taken_back_everything_goes_and_nothing_comes_in_its_place(edition):
    document, _ident = scenes.document(edition, name="A", photo="p.jpg")
    files = {"p.jpg": ContentFile(b"picture", name="p.jpg")}
    response = receive(DEVICE, edition, document=document, files=files, way="device").response
    withdraw_response(SYSTEM, response)
    kept = Response.objects.get()
    assert (kept.state, kept.xml, kept.findings) == ("withdrawn", "", [])
    assert not Answer.objects.exists()
    assert not Attachment.objects.exists()
    with pytest.raises(Refused) as refused:
        receive(DEVICE, edition, document=document, way="device")
    assert refused.value.code == "withdrawn"
    with pytest.raises(Refused):
        withdraw_response(SYSTEM, response)


def test_who_is_asked_once_goes_on_with_what_was_begun(edition):
    def begin():
        session, _put = prefilling.started(edition, None)
        return begin_response(
            SYSTEM, edition, document=session.draft(), instance_id=session.instance_id, asked="invitation:7"
        )

    first, second = begin(), begin()
    assert first.response == second.response
    assert first.token != second.token
    assert Response.objects.count() == 1


def test_closed_takes_no_new_answers_and_lets_the_begun_ones_in(edition, begun, link):
    response, _token = begun
    Edition.objects.filter(pk=edition.pk).update(closed_at=timezone.now())
    edition.refresh_from_db()
    document, _ident = scenes.document(edition, name="A")
    with pytest.raises(Refused) as refused:
        receive(DEVICE, edition, document=document, way="page")
    assert refused.value.code == "closed"
    # A device may have been without a network since before.
    assert receive(DEVICE, edition, document=document, way="device").made
    session = scenes.form_of(edition).resume(response.xml.encode())
    session.set("/data/name", "A")
    assert receive(link, edition, document=session.submission(), way="page").made
