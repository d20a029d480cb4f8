"""One phone for many who answer: what the server promises to the page behind a device's link."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from ngo2.kernel.files.services import read
from ngo2.kernel.journal.models import Entry
from ngo2.lib.actors import person_actor
from ngo2.questionnaires.models import Attachment, Device, Edition, Response
from ngo2.questionnaires.services.devices import device_of_link, make_device, revoke_device
from ngo2.questionnaires.tests import scenes
from ngo2.questionnaires.tests.conftest import answered
from ngo2.surveys.models import Invitation
from ngo2.surveys.services.answering import note_received

JPEG = b"\xff\xd8\xff\xe0 not much of a photo"


@pytest.fixture
def made(edition, dana):
    return make_device(person_actor(dana), edition.form, label="Phone of Wang Fang")


def address(link, name="collect", *more):
    return reverse(f"questionnaires:{name}", args=[link, *more])


def send(client, link, document, *, agreed="1", header="1.0", **files):
    parts = {"xml_submission_file": SimpleUploadedFile("submission.xml", document, "text/xml")}
    parts |= {name: SimpleUploadedFile(name, content) for name, content in files.items()}
    parts |= {"*agreed*": agreed} if agreed else {}
    headers = {"X-OpenRosa-Version": header} if header else {}
    return client.post(address(link, "collect_submission"), parts, headers=headers)


def message(answer):
    assert answer["X-OpenRosa-Version"] == "1.0"
    return etree.fromstring(answer.content).findtext("{*}message")


def test_the_page_names_the_edition_and_asks_each_to_agree(client, made, edition, survey):
    page = client.get(address(made.link)).content.decode()
    assert f"{address(made.link, 'collect_form')}?edition=1" in page
    assert 'data-consent="1"' in page
    assert survey.consent in page
    assert 'name="adult"' in page
    form = client.get(address(made.link, "collect_form"), {"edition": "1"}).json()
    assert form["edition"] == "1"
    assert "id" not in form, "every form is a new one"
    assert Device.objects.get().last_used_on == timezone.localdate()
    survey.minors, survey.consent_version = True, 4
    survey.save()
    page = client.get(address(made.link)).content.decode()
    assert 'data-consent="4"' in page
    assert 'name="adult"' not in page


def test_what_is_sent_is_of_the_device_comes_once_and_says_what_was_agreed_to(client, made, edition):
    document, ident = scenes.document(edition, name="绿家园", web="no", photo="a.jpg")
    strict = type(client)(enforce_csrf_checks=True)
    for _time in range(2):
        answer = send(strict, made.link, document, agreed="3", **{"a.jpg": JPEG})
        assert answer.status_code == 201, answer.content
    kept = Response.objects.get()
    assert answer["X-Answer-Number"] == f"{kept.pk:04d}"
    assert (kept.instance_id, kept.way, kept.state) == (ident, "device", "received")
    assert answered(kept)["name"] == "绿家园"
    assert read(Attachment.objects.get().file) == JPEG
    told = Entry.objects.get(verb="questionnaires.response.received")
    assert (told.actor_kind, told.data["agreed"]) == ("device", 3)
    altered = document.replace("绿家园".encode(), b"B")
    assert send(client, made.link, altered).status_code == 409
    assert answered(kept)["name"] == "绿家园"


def test_S6_the_wave_counts_them_with_the_text_that_they_agreed_to(client, made, edition, survey):
    survey.waves.create(number=1, edition=edition, opens_at=timezone.now(), opened_at=timezone.now())
    document, _ident = scenes.document(edition, name="A", web="no")
    send(client, made.link, document, agreed="2")
    note_received(Response.objects.get(), agreed=2)
    one = Invitation.objects.get()
    assert (one.outcome, one.consent_version, one.weight) == ("received", 2, 0)


def test_without_an_agreement_nothing_is_taken(client, made, edition):
    document, _ident = scenes.document(edition, name="A", web="no")
    for nonsense in ("", "0", "yes", "１", "9" * 30):
        answer = send(client, made.link, document, agreed=nonsense)
        assert (answer.status_code, bool(message(answer))) == (403, True)
    assert send(client, made.link, document, header="").status_code == 403
    assert not Response.objects.exists()


def test_a_link_is_of_one_device_and_takes_answers_to_its_form_only(client, made, edition, survey, dana):
    other = scenes.edition(survey.scope, key="other", by=dana)
    second = make_device(person_actor(dana), other.form, label="Another")
    mixed = f"{made.device.name}.{second.secret}"
    for link in (mixed, made.device.name, made.secret, "x.y", f"{made.device.name}.", "名.x"):
        assert client.get(address(link)).status_code == 404
        assert client.get(address(link, "collect_form")).status_code == 404
        document, _ident = scenes.document(edition, name="A")
        assert send(client, link, document).status_code == 404
    document, _ident = scenes.document(other, name="A", web="no")
    answer = send(client, made.link, document)
    assert (answer.status_code, bool(message(answer))) == (404, True)
    assert send(client, second.link, document).status_code == 201
    assert device_of_link(made.link) == made.device


def test_a_device_that_was_taken_back_still_opens_its_page_and_is_told_so(client, made, edition, dana):
    revoke_device(person_actor(dana), made.device)
    assert client.get(address(made.link)).status_code == 200
    form = client.get(address(made.link, "collect_form"), {"edition": "1"})
    assert form.status_code == 410
    assert "was taken back" in form.json()["message"]
    document, _ident = scenes.document(edition, name="A", web="no")
    answer = send(client, made.link, document)
    assert answer.status_code == 403
    assert "Save what is still here to a file" in message(answer)
    assert client.get(address(made.link, "collect_medium", "map.png")).status_code == 404
    assert not Response.objects.exists()
    assert Device.objects.get().last_used_on is None


def test_what_was_begun_with_an_older_edition_goes_on_with_it(client, made, edition):
    newer = Edition.objects.create(
        form=edition.form, number=2, sheets={}, languages=edition.languages, digest="2" * 32,
        xform=edition.xform.replace('version="1"', 'version="2"'), made_at=timezone.now(),
    )  # fmt: skip
    assert "?edition=2" in client.get(address(made.link)).content.decode()
    for number in (1, 2):
        form = client.get(address(made.link, "collect_form"), {"edition": number}).json()
        assert f'version="{number}"' in form["model"]
    for one in (edition, newer):
        document, _ident = scenes.document(one, name="A", web="no")
        assert send(client, made.link, document).status_code == 201
    assert set(Response.objects.values_list("edition", flat=True)) == {edition.pk, newer.pk}


def test_a_form_that_is_not_given_out_is_told_so(client, made, edition):
    Edition.objects.update(closed_at=timezone.now())
    assert "?edition=0" in client.get(address(made.link)).content.decode()
    for number in ("0", "", "x", "9" * 12):
        answer = client.get(address(made.link, "collect_form"), {"edition": number})
        assert (answer.status_code, bool(answer.json()["message"])) == (410, True)
    document, _ident = scenes.document(edition, name="A", web="no")  # answered before, where no network was
    assert send(client, made.link, document).status_code == 201


def test_a_file_of_the_form_is_served_behind_the_link(client, made, edition):
    edition.form.media.create(
        name="map.png", content=b"PNG", content_type="image/png", digest="1" * 32, kept_at=timezone.now()
    )
    Edition.objects.update(media={"map.png": "1" * 32})
    answer = client.get(address(made.link, "collect_medium", "map.png"))
    assert (answer.content, answer["Content-Type"]) == (b"PNG", "image/png")
    assert client.get(address(made.link, "collect_medium", "other.png")).status_code == 404


def test_whoever_adds_a_device_sees_its_link_once(client, edition, dana, settings):
    settings.NGO2_SITE_URL = "https://ngo.example"
    client.force_login(dana)
    page = client.post(reverse("questionnaires:devices", args=[edition.form_id]), {"label": "Phone"})
    name = Device.objects.get().name
    assert f"https://ngo.example/en/answer/collect/{name}." in page.content.decode()
    again = client.get(reverse("questionnaires:devices", args=[edition.form_id])).content.decode()
    assert "/answer/collect/" not in again
