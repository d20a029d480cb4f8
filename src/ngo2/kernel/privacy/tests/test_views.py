import io
import time
import zipfile

import pytest
from django.utils.html import escape
from django.utils.translation import override

from ngo2.kernel.journal.models import Entry
from ngo2.kernel.privacy import proof
from ngo2.kernel.privacy.notice import sections
from ngo2.kernel.privacy.obstacles import Obstacle, obstacles
from ngo2.lib import personal
from ngo2.lib.personal import UNTIL_ERASED, Erase, Personal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings, monkeypatch):
    monkeypatch.setattr(obstacles, "_items", {})


def verbs():
    return list(Entry.objects.order_by("pk").values_list("verb", flat=True))


# The notice


def test_the_notice_tells_what_why_how_long_and_what_stays(declare):
    law = Erase.KEEP("the law wants it")
    declare(
        "accounts.Person", title="Who you are", person="self",
        fields={
            "name": Personal("to greet you", UNTIL_ERASED, label="Name"),
            "language": Personal("to greet you", UNTIL_ERASED, label="Language"),
            "last_login": Personal("to count", UNTIL_ERASED, "sensitive", erase=law, label="Last"),
        },
    )  # fmt: skip
    personal.places.add(
        personal.Place("disk", "On disk", "to look", UNTIL_ERASED, erase="x", label="Letters")
    )
    until = str(UNTIL_ERASED.sentence)
    found = {
        section.title: [(i.labels, i.purpose, i.sensitive, i.kept) for i in section.items]
        for section in sections()
    }
    assert found == {
        "Who you are": [
            (["Name", "Language"], "to greet you", False, ""),
            (["Last"], "to count", True, "the law wants it"),
        ],
        "On disk": [(["Letters"], "to look", False, "")],
    }
    assert sections()[0].items[0].retention == until


def test_the_notice_page_lists_every_personal_field_and_who_is_responsible(client, settings):
    settings.NGO2_OPERATOR, settings.NGO2_CONTACT = "River Foundation, Wuhan", "data@example.org"
    page = client.get("/en/privacy/")
    text = page.content.decode()
    with override("en"):
        labels = {escape(str(field.label)) for one in personal.declarations for field in one.fields.values()}
    assert (page.status_code, {label for label in labels if label not in text}) == (200, set())
    assert "River Foundation, Wuhan" in text
    assert "data@example.org" in text
    again = client.get("/en/privacy/", headers={"if-none-match": page["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


# See and download


def test_my_data_is_a_zip_and_is_told(client, alice):
    client.force_login(alice)
    assert client.get("/en/me/data/").status_code == 200
    answer = client.post("/en/me/data/download/")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert archive.namelist()[:2] == ["my-data.json", "my-data.html"]
    assert "Alice" in archive.read("my-data.html").decode()
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/zip", "private, no-store")
    assert answer["Content-Disposition"].startswith('attachment; filename="my-data-')
    assert verbs() == ["privacy.exported"]
    assert client.get("/en/me/data/download/").status_code == 405


@pytest.mark.parametrize("page", ["/en/me/data/", "/en/me/erase/"])
def test_nobody_signed_in_goes_to_sign_in(client, page):
    answer = client.get(page)
    assert (answer.status_code, "next=" in answer["Location"]) == (302, True)
    assert client.post("/en/me/data/download/").status_code == 302


# Erase


def erase(client, word="erase"):
    return client.post("/en/me/erase/", {"confirmation": word})


def test_erasing_takes_the_word_and_ends_the_session(client, alice, proved):
    client.force_login(alice)
    page = client.get("/en/me/erase/").content.decode()
    assert 'name="confirmation"' in page
    answer = erase(client)
    assert (answer.status_code, answer["Location"]) == (302, "/en/privacy/erased/")
    assert client.get("/en/privacy/erased/").status_code == 200
    assert client.get("/en/me/data/").status_code == 302
    alice.refresh_from_db()
    assert (alice.is_active, alice.name, verbs()) == (False, "", ["privacy.erased"])


@pytest.mark.parametrize("word", ["", "yes", "eras", "删"])
def test_another_word_does_nothing_and_says_so(client, alice, proved, word):
    client.force_login(alice)
    answer = erase(client, word)
    alice.refresh_from_db()
    assert (answer.status_code, alice.is_active, verbs()) == (422, True, [])


@pytest.mark.parametrize("word", ["Erase ", "ERASE"])
def test_the_word_in_any_case(client, alice, proved, word):
    client.force_login(alice)
    assert erase(client, word).status_code == 302
    alice.refresh_from_db()
    assert not alice.is_active


def test_who_is_not_proved_is_sent_to_prove_it_and_nothing_happens(client, alice, proved):
    proved(False)
    client.force_login(alice)
    page = client.get("/en/me/erase/").content.decode()
    assert ('name="confirmation"' in page, "/prove/?next=/en/me/erase/" in page) == (False, True)
    answer = erase(client)
    alice.refresh_from_db()
    assert (answer["Location"], alice.is_active) == ("/prove/?next=/en/me/erase/", True)


@pytest.mark.parametrize(("seconds", "active"), [(proof.LASTS_SECONDS + 5, True), (10, False)])
def test_without_a_word_from_above_a_session_proves_for_a_quarter_hour(
    client, alice, monkeypatch, seconds, active
):
    monkeypatch.setattr(proof, "_ask", [proof.signed_in_lately])
    client.force_login(alice)
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time() - seconds}]
    session.save()
    answer = erase(client)
    alice.refresh_from_db()
    assert (alice.is_active, "next=%2Fen%2Fme%2Ferase%2F" in answer["Location"]) == (active, active)


def test_an_obstacle_is_said_in_place_of_the_form(client, alice, proved):
    obstacles.add(Obstacle("owner", lambda person: ["Hand over “River” first."]))
    client.force_login(alice)
    page = client.get("/en/me/erase/").content.decode()
    assert ("Hand over “River” first." in page, 'name="confirmation"' in page) == (True, False)
    answer = erase(client)
    alice.refresh_from_db()
    assert (answer.status_code, alice.is_active) == (422, True)


def test_the_page_says_what_goes_and_what_stays_and_why(client, alice, proved, declare):
    declare(
        "accounts.Person", title="Who you are", person="self",
        fields={"language": Personal("p", UNTIL_ERASED, erase=Erase.KEEP("It names nobody."), label="Words")},
    )  # fmt: skip
    client.force_login(alice)
    page = client.get("/en/me/erase/").content.decode()
    assert "Who you are (Words): It names nobody." in page
    assert "1 entry" in page


def test_accounts_say_how_one_proves_it(client, alice):
    client.force_login(alice)
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time() - 3600}]
    session.save()
    alice.identities.create(kind="email", value="alice@example.org", verified_at=alice.joined_at)
    answer = erase(client)
    alice.refresh_from_db()
    assert (answer["Location"], alice.is_active) == ("/en/me/prove/?next=%2Fen%2Fme%2Ferase%2F", True)
