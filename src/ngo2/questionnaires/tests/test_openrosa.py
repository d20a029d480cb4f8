"""ODK Collect and other OpenRosa clients: lists, forms and files out, answers in; each once and whole (P7)."""

import gzip
import hashlib
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from io import BytesIO
from random import Random

import pytest
import requests
from django.db import IntegrityError, OperationalError, connection
from django.test import Client, RequestFactory
from django.utils import timezone
from lxml import etree
from requests.auth import HTTPBasicAuth, HTTPDigestAuth

from ngo2.kernel.files.services import read
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.limits.models import Spent
from ngo2.lib.actors import person_actor
from ngo2.lib.tests.racing import outcomes
from ngo2.questionnaires import kinds
from ngo2.questionnaires.models import Attachment, Device, Response
from ngo2.questionnaires.openrosa import signing_in
from ngo2.questionnaires.services import devices, withdraw_response
from ngo2.questionnaires.tests.collecting import (
    CSV,
    SECRET,
    Collect,
    Cutting,
    add_device,
    instance,
    make_edition,
    make_form,
    photo,
    said,
    xform,
)
from ngo2.questionnaires.views import openrosa, parts

LIST = "{http://openrosa.org/xforms/xformsList}"
MANIFEST = "{http://openrosa.org/xforms/xformsManifest}"
BOUNDARY = "cut-here"


@pytest.fixture
def phone(transactional_db, form):
    return add_device(form)


@pytest.fixture
def collect(live_server, form, phone):
    return Collect(f"{live_server.url}/collect/{form.key}", HTTPDigestAuth(phone.device.name, phone.secret))


def basic(name="phone23456", secret=SECRET):
    return {"Authorization": requests.auth._basic_auth_str(name, secret)}


@pytest.fixture
def ask(db, form):
    """Without a network: `ask("POST", "submission", body)`."""
    add_device(form)

    def asked(method, path, body=b"", *, key=form.key, headers=None, **more):
        client = Client(raise_request_exception=True)
        return client.generic(method, f"/collect/{key}/{path}", body, headers=headers or basic(), **more)

    return asked


def multipart(*fields, ending=f"--{BOUNDARY}--\r\n"):
    """`fields`: (name, file name or None, content)."""
    body = b""
    for name, file, content in fields:
        told = f'; filename="{file}"' if file is not None else ""
        body += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{told}\r\n\r\n'.encode()
        body += content + b"\r\n"
    return body + ending.encode()


def post(ask, *fields, ending=f"--{BOUNDARY}--\r\n", **more):
    body = multipart(*fields, ending=ending)
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    return ask("POST", "submission", more.pop("packed", lambda one: one)(body), content_type=kind, **more)


def sent(ask, document, *files, **more):
    return post(ask, ("xml_submission_file", "a.xml", document), *((n, n, c) for n, c in files), **more)


def stored(response):
    """{name: bytes} of what was kept."""
    rows = Attachment.objects.filter(response=response).select_related("file")
    return {one.name: read(one.file) if one.file else None for one in rows}


# The whole round


def test_from_the_list_to_three_photos_in_two_posts(collect, form, phone):
    listed = collect.get("formList")
    assert listed.headers["X-OpenRosa-Version"] == "1.0"
    assert listed.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert listed.headers["Date"]
    one = etree.fromstring(listed.content)[0]
    told = {child.tag.removeprefix(LIST): child.text for child in one}
    assert (told["formID"], told["name"], told["version"]) == (form.key, "Visits", "1")
    assert told["descriptionText"] == "Visits to villages"

    xml = collect.get(told["downloadUrl"]).content
    assert told["hash"] == f"md5:{hashlib.md5(xml, usedforsecurity=False).hexdigest()}"
    assert xml.decode() == xform(form.key, 1)

    media = etree.fromstring(collect.get(told["manifestUrl"]).content)
    file = {child.tag.removeprefix(MANIFEST): child.text for child in media[0]}
    assert file["filename"] == "villages.csv"
    content = collect.get(file["downloadUrl"]).content
    assert content == CSV
    assert file["hash"] == f"md5:{hashlib.md5(content, usedforsecurity=False).hexdigest()}"

    head = collect.head()
    assert head.status_code == 204
    assert head.headers["Location"] == f"{collect.server}/submission"
    assert int(head.headers["X-OpenRosa-Accept-Content-Length"]) == parts.ACCEPTED

    photos = {f"{n}.jpg": photo(n) for n in range(3)}
    document = instance(form, photos=photos)
    answers = collect.send(document, photos, room=130_000)
    assert [one.status_code for one in answers] == [201, 202]
    assert "1" in said(answers[0])
    assert 'isComplete="false"' in answers[0].text
    assert 'isComplete="true"' in answers[1].text

    response = Response.objects.get()
    assert response.xml.encode() == document
    assert (response.way, response.state, response.person) == ("device", "received", None)
    assert stored(response) == photos
    assert response.answers.get(path="/data/who").value == "王芳"
    entry = Entry.objects.get(verb="questionnaires.response.received")
    assert (entry.actor_kind, entry.actor_id) == ("device", str(phone.device.pk))
    kept = Entry.objects.filter(verb="files.kept")
    assert {(one.actor_kind, one.actor_id) for one in kept} == {("device", str(phone.device.pk))}
    assert Device.objects.get().last_used_on == timezone.localdate()


def test_sentences_are_in_the_language_that_is_asked_for(ask, form):
    document = instance(form)
    english = sent(ask, document, headers={**basic(), "Accept-Language": "en"})
    assert said(english) == "Thank you. The answers are here, with all their files."


def test_what_the_device_says_of_the_time_is_kept(ask, form):
    sent(ask, instance(form), headers={**basic(), "Date": "Wed, 25 Nov 2026 08:00:00 GMT"})
    assert Response.objects.get().sent_at.isoformat() == "2026-11-25T08:00:00+00:00"
    sent(ask, instance(form), headers={**basic(), "Date": "yesterday"})
    assert Response.objects.latest("pk").sent_at is None


# Lists


def versions(ask, path="formList"):
    root = etree.fromstring(ask("GET", path).content)
    return [one.findtext(f"{LIST}version") for one in root]


def test_the_list_has_the_newest_edition_that_is_open(ask, form):
    make_edition(form)
    assert versions(ask) == ["2"]
    assert versions(ask, "formList?listAllVersions=true") == ["2", "1"]
    assert versions(ask, f"formList?formID={form.key}") == ["2"]
    assert versions(ask, "formList?formID=other") == []
    form.editions.filter(number=2).update(closed_at=timezone.now())
    assert versions(ask) == ["1"]
    assert ask("GET", "forms/2/form.xml").status_code == 200  # who has begun goes on


def test_a_form_without_files_has_no_manifest_in_the_list(ask, form):
    make_edition(form)
    assert b"manifestUrl" not in ask("GET", "formList").content
    assert b"mediaFile" not in ask("GET", "forms/2/manifest").content


def test_nothing_is_listed_of_what_has_closed(ask, room):
    room.about = kinds.About(title="Visits", closes=timezone.now() - timedelta(minutes=1))
    assert versions(ask) == []
    room.about = None
    assert versions(ask) == []


@pytest.mark.parametrize(
    "path",
    [
        "forms/7/form.xml",
        "forms/7/manifest",
        "forms/1/media/other.csv",
        f"forms/{10**30}/form.xml",
        "forms/1/media/..%2f..%2fetc%2fpasswd",
        "forms/1/media/%00",
    ],
)
def test_what_is_not_there_is_404_in_xml(ask, path):
    answer = ask("GET", path)
    assert answer.status_code == 404
    if "%2f" not in path:
        assert b"OpenRosaResponse" in answer.content


def test_a_file_of_a_form_is_never_opened_as_a_page(ask):
    answer = ask("GET", "forms/1/media/villages.csv")
    assert answer["Content-Disposition"] == "attachment"
    assert answer["X-Content-Type-Options"] == "nosniff"


# Signing in


def test_basic_and_digest_let_in(live_server, form, phone):
    for auth in (HTTPBasicAuth, HTTPDigestAuth):
        client = Collect(f"{live_server.url}/collect/{form.key}", auth(phone.device.name, phone.secret))
        assert client.get("formList").status_code == 200
        assert client.head().status_code == 204
        assert client.post(instance(form)).status_code == 201


@pytest.mark.parametrize("auth", [HTTPBasicAuth, HTTPDigestAuth])
@pytest.mark.parametrize(
    ("name", "secret"), [("phone23456", "wrong"), ("nobody2345", SECRET), ("王芳", "密码")]
)
def test_the_wrong_name_or_secret_is_401(live_server, form, phone, auth, name, secret):
    client = Collect(f"{live_server.url}/collect/{form.key}", auth(name.encode(), secret.encode()))
    if auth is HTTPDigestAuth:
        client.auth = auth(name, secret)
    try:
        answer = client.get("formList")
    except UnicodeEncodeError:  # requests writes no such name into a header
        return
    assert answer.status_code == 401
    assert "OpenRosaResponse" in answer.text


def test_nobody_hears_which_forms_there_are(ask, form):
    there, nowhere = (ask("GET", "formList", key=key, headers={"X": "1"}) for key in (form.key, "nowhere"))
    assert (there.status_code, nowhere.status_code) == (401, 401)
    assert there.content == nowhere.content
    assert ask("GET", "formList", key="nowhere").status_code == 401


def test_a_device_of_another_form_is_401(ask, form, alice):
    other = make_form(alice, key="other-ab12cd")
    assert ask("GET", "formList", key=other.key).status_code == 401


def test_a_device_that_was_taken_back_is_401(ask, form, alice):
    document = instance(form)
    assert sent(ask, document).status_code == 201
    devices.revoke_device(person_actor(alice), Device.objects.get())
    assert sent(ask, document).status_code == 401
    assert Response.objects.count() == 1


def test_basic_is_asked_for_on_https_only(ask):
    plain = ask("GET", "formList", headers={"X": "1"})
    assert plain["WWW-Authenticate"].startswith('Digest realm="NGO 2.0"')
    assert "Basic" not in plain["WWW-Authenticate"]
    secure = ask("GET", "formList", headers={"X": "1"}, secure=True)
    assert ', Basic realm="NGO 2.0"' in secure["WWW-Authenticate"]


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic !!!",
        "Basic " + "QQ" * 9000,
        "Basic cGhvbmUA",
        "Digest",
        "Digest ,,,=,",
        'Digest username="phone23456"',
        'Digest username="a", realm="NGO 2.0", nonce="é", uri="/", qop=auth, nc=00000001, cnonce="c", response="r"',
        "Bearer x",
        "\x00\xff",
    ],
)
def test_any_other_header_is_401_and_no_error(ask, header):
    assert ask("GET", "formList", headers={"Authorization": header}).status_code == 401


def digest_for(challenge, path, method="GET", secret=SECRET, uri=""):
    """Made by requests, an implementation that is not ours."""
    auth = HTTPDigestAuth("phone23456", secret)
    auth.init_per_thread_state()
    auth._thread_local.chal = requests.utils.parse_dict_header(challenge.removeprefix("Digest "))
    return {"Authorization": auth.build_digest_header(method, f"http://testserver{uri or path}")}


def test_an_old_nonce_is_stale_and_a_strange_one_too(ask, form, monkeypatch):
    path = f"/collect/{form.key}/formList"
    challenge = ask("GET", "formList", headers={"X": "1"})["WWW-Authenticate"]
    given = digest_for(challenge, path)
    assert ask("GET", "formList", headers=given).status_code == 200
    now = time.time()
    monkeypatch.setattr(openrosa.time, "time", lambda: now + signing_in.LIFETIME + 5)
    stale = ask("GET", "formList", headers=given)
    assert (stale.status_code, "stale=true" in stale["WWW-Authenticate"]) == (401, True)
    fresh = digest_for(stale["WWW-Authenticate"], path)
    assert ask("GET", "formList", headers=fresh).status_code == 200
    strange = digest_for('Digest realm="NGO 2.0", qop="auth", nonce="made-up"', path)
    assert "stale=true" in ask("GET", "formList", headers=strange)["WWW-Authenticate"]
    wrong = digest_for(stale["WWW-Authenticate"], path, secret="wrong")
    assert "stale" not in ask("GET", "formList", headers=wrong)["WWW-Authenticate"]
    assert Spent.objects.filter(bucket="questionnaires.device").count() == 1


def test_a_digest_is_good_for_its_address_and_method_only(ask, form):
    path = f"/collect/{form.key}/formList"
    challenge = ask("GET", "formList", headers={"X": "1"})["WWW-Authenticate"]
    other = digest_for(challenge, path, uri=f"/collect/{form.key}/forms/1/form.xml")
    assert ask("GET", "formList", headers=other).status_code == 401
    assert ask("GET", "formList", headers=digest_for(challenge, path, "POST")).status_code == 401
    assert ask("GET", "formList?formID=x", headers=digest_for(challenge, path)).status_code == 401


def test_the_example_of_rfc_7616():
    """3.9.1, with its realm: the response that the RFC prints for MD5."""
    kept = hashlib.md5(b"Mufasa:http-auth@example.org:Circle of Life", usedforsecurity=False).hexdigest()
    given = signing_in.Digest(
        "Mufasa",
        "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
        "/dir/index.html",
        "00000001",
        "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
        "8ca523f5e9506fed4657c9700eebdbec",
    )
    assert signing_in.is_right(given, kept, "GET", "/dir/index.html")
    assert not signing_in.is_right(given, kept, "GET", "/dir/other.html")
    assert not signing_in.is_right(given, kept, "HEAD", "/dir/index.html")


def test_guessing_is_stopped_and_the_right_secret_still_comes_in(ask, monkeypatch):
    monkeypatch.setattr(openrosa, "WRONG_OF_NAME", 3)
    monkeypatch.setattr(openrosa, "WRONG_OF_ADDRESS", 5)

    def wrong(name):
        return ask("GET", "formList", headers=basic(name, "guess")).status_code

    assert [wrong("phone23456") for _try in range(4)] == [401, 401, 401, 429]
    assert ask("GET", "formList").status_code == 200
    assert [wrong(f"guess{n}") for n in range(3)] == [401, 401, 429]  # by address
    assert ask("GET", "formList").status_code == 200
    Spent.objects.update(since=timezone.now() - openrosa.PERIOD)
    assert wrong("phone23456") == 401


def test_asking_without_a_name_is_no_failed_try(ask):
    for _try in range(3):
        ask("GET", "formList", headers={"X": "1"})
    assert not Spent.objects.exists()


# The same again, something else, too late


def test_the_same_again_is_taken_and_kept_once(ask, form):
    document, file = instance(form, photos=["a.jpg"]), ("a.jpg", photo(1))
    assert [sent(ask, document, file).status_code for _try in range(3)] == [201, 202, 202]
    assert stored(Response.objects.get()) == dict([file])
    assert Entry.objects.filter(verb="questionnaires.response.received").count() == 1
    assert Entry.objects.filter(verb="files.kept").count() == 1


def test_other_answers_under_the_same_id_are_refused(ask, form):
    ident = f"uuid:{uuid.uuid4()}"
    first = instance(form, who="甲", ident=ident)
    sent(ask, first)
    assert sent(ask, instance(form, who="乙", ident=ident)).status_code == 409
    assert Response.objects.get().xml.encode() == first


def test_another_file_under_the_same_name_is_refused(ask, form):
    document = instance(form, photos=["a.jpg"])
    sent(ask, document, ("a.jpg", photo(1)))
    assert sent(ask, document, ("a.jpg", photo(2))).status_code == 409
    assert stored(Response.objects.get()) == {"a.jpg": photo(1)}


def test_what_was_taken_back_stays_away(ask, form, alice):
    document = instance(form, photos=["a.jpg"])
    sent(ask, document, ("a.jpg", photo(1)))
    withdraw_response(person_actor(alice), Response.objects.get())
    assert sent(ask, document, ("a.jpg", photo(1))).status_code == 410
    assert Response.objects.get().xml == ""
    assert not Attachment.objects.exists()


def test_too_late_is_403_with_a_sentence(ask, form, room):
    room.about = kinds.About(title="Visits", closes=timezone.now() - timedelta(days=2))
    answer = sent(ask, instance(form), headers={**basic(), "Accept-Language": "en"})
    assert answer.status_code == 403
    assert "closed on" in said(answer)
    assert not Response.objects.exists()


def test_files_come_although_it_has_closed_meanwhile(ask, form, room):
    document = instance(form, photos=["a.jpg"])
    sent(ask, document)
    room.about = kinds.About(title="Visits", closes=timezone.now() - timedelta(days=2))
    assert sent(ask, document, ("a.jpg", photo(1))).status_code == 202
    assert stored(Response.objects.get()) == {"a.jpg": photo(1)}


# What is wrong


BOMB = (
    b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><data>&j;</data>"
)
XXE = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><data id="visits-ab12cd" version="1">&x;</data>'


@pytest.mark.parametrize(
    ("document", "status"),
    [
        (XXE, 400),
        (BOMB, 400),
        (b"", 400),
        (b"\0", 400),
        (b"<data", 400),
        (b"\xff\xfe<\0d\0/\0>\0", 400),
        ('<data id="visits-ab12cd" version="1"/>'.encode("utf-16-le"), 400),
        ('<?xml version="1.0" encoding="gbk"?><data>王</data>'.encode("gbk"), 400),
        (b"<a>" * 400 + b"</a>" * 400, 413),
        (b"<data>" + b"x" * (11 * 2**20) + b"</data>", 413),
        (b'<data id="other" version="1"/>', 404),
        (b"<data/>", 404),
        (b'<data id="visits-ab12cd" version="7"/>', 404),
        (b'<data id="visits-ab12cd" version="01"/>', 404),
        (b'<data id="visits-ab12cd"/>', 404),
        ('<data id="visits-ab12cd" version="１"/>'.encode(), 404),
        (b'<data id="visits-ab12cd" version="99999999999999999999"/>', 404),
        (b'<other id="visits-ab12cd" version="1"/>', 400),
        (b'<data id="visits-ab12cd" version="1"><who/></data>', 400),  # no instanceID
        (
            b'<data id="visits-ab12cd" version="1"><who/><who/><meta><instanceID>a</instanceID></meta></data>',
            400,
        ),
        (b'<data id="visits-ab12cd" version="1"><evil/><meta><instanceID>a</instanceID></meta></data>', 400),
        (
            b'<data id="visits-ab12cd" version="1"><meta><instanceID>%s</instanceID></meta></data>'
            % (b"a" * 99),
            400,
        ),
        (
            b'<data id="visits-ab12cd" version="1" ><base64EncryptedKey>x</base64EncryptedKey></data>',
            400,
        ),
        (b'<data xmlns="http://www.opendatakit.org/xforms/encrypted" id="visits-ab12cd" version="1"/>', 400),
    ],
)
def test_answers_that_cannot_be_kept_are_refused_with_a_sentence(ask, document, status):
    answer = sent(ask, document)
    assert answer.status_code == status
    assert len(said(answer)) > 10
    assert b"root:" not in answer.content
    assert not Response.objects.exists()


def test_encrypted_answers_hear_why(ask):
    sealed = b'<data id="visits-ab12cd" version="1" encrypted="yes"/>'
    answer = sent(ask, sealed, headers={**basic(), "Accept-Language": "en"})
    assert "encrypted" in said(answer)


def test_emoji_and_signs_beyond_the_first_plane_come_back_as_they_came(ask, form):
    document = instance(form, who="🐜𠮷 &amp; &lt;b&gt;", photos=["🐜.jpg"])
    assert sent(ask, document, ("🐜.jpg", photo(1))).status_code == 201
    response = Response.objects.get()
    assert response.answers.get(path="/data/who").value == "🐜𠮷 & <b>"
    assert stored(response) == {"🐜.jpg": photo(1)}


@pytest.mark.parametrize("name", ["../a.jpg", "..\\\\a.jpg", "/etc/a.jpg", "x/../../a.jpg"])
def test_a_name_with_folders_is_the_name_behind_them(ask, form, name):
    document = instance(form, photos=["a.jpg"])
    fields = ("xml_submission_file", "a.xml", document), ("f", name, photo(1))
    assert post(ask, *fields).status_code == 201
    assert stored(Response.objects.get()) == {"a.jpg": photo(1)}


@pytest.mark.parametrize("name", ["", "..", "a\0.jpg", "not-named.jpg", "x" * 300, "\r\n", "a.jpg"])
def test_files_that_the_answers_do_not_name_are_left_out(ask, form, name):
    document = instance(form, photos=["b.jpg"])
    assert post(ask, ("xml_submission_file", "a.xml", document), ("f", name, photo(1))).status_code == 201
    assert stored(Response.objects.get()) == {"b.jpg": None}


def test_while_the_database_does_not_answer_the_phone_is_told_to_keep_it(ask, form):
    def gone(*_words):
        raise OperationalError("database is locked")

    client, document = Client(raise_request_exception=False), instance(form)
    with connection.execute_wrapper(gone):
        answer = client.generic("POST", f"/collect/{form.key}/submission", document, headers=basic())
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer["Content-Type"].startswith("text/xml")
    assert "数据库暂时没有应答" in answer.content.decode()
    assert sent(ask, document).status_code == 201


def test_a_name_without_an_end_is_400(ask, form):
    fields = ("xml_submission_file", "a.xml", instance(form)), ("f", "x" * 5000, b"x")
    assert post(ask, *fields).status_code == 400
    assert not Response.objects.exists()


def test_a_folder_in_an_answer_leads_nowhere(ask, form, settings):
    document = instance(form, photos=["../../evil.jpg"])
    assert sent(ask, document, ("../../evil.jpg", photo(1))).status_code == 201
    assert not list(settings.MEDIA_ROOT.parent.rglob("evil*"))


def test_an_empty_file_does_not_hold_the_answers_up(ask, form):
    document = instance(form, photos=["a.jpg", "b.jpg"])
    answer = sent(ask, document, ("a.jpg", b""), ("b.jpg", photo(2)))
    assert answer.status_code == 201
    assert "a.jpg" in said(answer)
    assert stored(Response.objects.get()) == {"a.jpg": None, "b.jpg": photo(2)}


def test_a_file_that_is_too_large_keeps_no_other_from_coming(ask, form, monkeypatch):
    monkeypatch.setattr(openrosa, "LARGEST_FILE", 70_000)
    document = instance(form, photos=["a.jpg", "b.jpg"])
    answer = sent(ask, document, ("a.jpg", photo(1, 90_000)), ("b.jpg", photo(2)))
    assert answer.status_code == 413  # so that the device keeps it
    assert "a.jpg" in said(answer)
    assert "b.jpg" not in said(answer)
    assert stored(Response.objects.get()) == {"a.jpg": None, "b.jpg": photo(2)}


@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "text/xml",
        "",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/mixed; boundary=a",
    ],
)
def test_another_content_type_is_400(ask, form, kind):
    assert ask("POST", "submission", instance(form), content_type=kind).status_code == 400


@pytest.mark.parametrize(
    ("body", "ending"),
    [(b"", ""), (b"", f"--{BOUNDARY}--\r\n"), (b"nonsense", "")],
)
def test_without_the_answers_it_is_400(ask, body, ending):
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    assert ask("POST", "submission", body + ending.encode(), content_type=kind).status_code == 400


def test_the_answers_may_come_as_a_field(ask, form):
    assert post(ask, ("xml_submission_file", None, instance(form))).status_code == 201


def test_too_many_parts_are_refused_with_a_sentence(ask, form):
    files = [(f"{n}.jpg", b"x") for n in range(500)]
    answer = sent(ask, instance(form), *files)
    assert answer.status_code == 413
    assert not Response.objects.exists()


def test_a_body_without_its_end_is_not_taken(ask, form):
    """Twin: Django's parser says nothing of a photo that was cut off, and we would thank for it."""
    document = instance(form, photos=["a.jpg"])
    fields = ("xml_submission_file", "a.xml", document), ("a.jpg", "a.jpg", photo(1))
    assert post(ask, *fields, ending="").status_code == 400
    assert not Response.objects.exists()
    body = multipart(*fields, ending="")[:-20_000]
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    request = RequestFactory().generic("POST", "/", body, content_type=kind)
    assert set(request.FILES) == {"xml_submission_file"}


def test_gzip_is_unpacked(ask, form):
    document = instance(form, photos=["a.jpg"])
    headers = {**basic(), "Content-Encoding": "gzip"}
    assert sent(ask, document, ("a.jpg", photo(1)), packed=gzip.compress, headers=headers).status_code == 201
    assert stored(Response.objects.get()) == {"a.jpg": photo(1)}


@pytest.mark.parametrize(
    ("packed", "coding", "status"),
    [
        (lambda body: gzip.compress(body)[:-9], "gzip", 400),
        (lambda body: b"not gzip", "gzip", 400),
        (lambda body: gzip.compress(b"\0" * (300 * 2**20), 1), "gzip", 413),
        (lambda body: body, "br", 415),
    ],
)
def test_what_does_not_unpack_is_refused(ask, form, packed, coding, status):
    headers = {**basic(), "Content-Encoding": coding}
    assert sent(ask, instance(form), packed=packed, headers=headers).status_code == status
    assert not Response.objects.exists()


def test_a_body_that_is_too_large_is_refused_before_it_is_read(ask):
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    headers = {**basic(), "Content-Length": str(parts.LARGEST + 1)}
    assert ask("POST", "submission", b"x", content_type=kind, headers=headers).status_code == 413


def test_chunks_are_taken_where_the_server_ends_them(ask, form):
    """As granian does (`wsgi.input_terminated`); elsewhere nobody knows where a body ends."""
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    body = multipart(("xml_submission_file", "a.xml", instance(form)))
    chunked = {**basic(), "Transfer-Encoding": "chunked", "Content-Length": ""}
    answers = [
        ask(
            "POST",
            "submission",
            headers=chunked,
            CONTENT_TYPE=kind,
            **{"wsgi.input_terminated": ends, "wsgi.input": BytesIO(body)},
        )
        for ends in (False, True)
    ]
    assert [one.status_code for one in answers] == [411, 201]


# P7: once, and whole


def keep_trying(client, document, files, most=60):
    """Like a phone on a bad network: whatever it does not hear of, it sends again. How often it sent."""
    for attempt in range(1, most):
        try:
            answers = client.send(document, files, room=10_000_000)
        except requests.RequestException:
            continue
        if all(one.status_code in {201, 202} for one in answers):
            return attempt
        assert {one.status_code for one in answers} <= {201, 202, 400}, [said(one) for one in answers]
    raise AssertionError("never acknowledged")


def test_promise_P7_forty_forms_through_a_network_that_breaks(live_server, form, phone):
    forms = {}
    for n in range(40):
        document = instance(form, who=f"第{n}户", photos=[f"{n}.jpg"])
        forms[f"第{n}户"] = document, {f"{n}.jpg": photo(n)}
    network = Cutting((live_server.thread.host, live_server.thread.port), Random(7))
    server = f"{network.url}/collect/{form.key}"
    with closing(network), ThreadPoolExecutor(4) as pool:
        attempts = list(
            pool.map(
                lambda one: keep_trying(Collect(server, HTTPBasicAuth(phone.device.name, SECRET)), *one),
                forms.values(),
            )
        )
    assert network.cut > 30  # it did break
    assert sum(attempts) > 60
    assert Response.objects.count() == 40
    for response in Response.objects.all():
        document, files = forms[response.answers.get(path="/data/who").value]
        assert response.xml.encode() == document
        assert stored(response) == files
    assert Entry.objects.filter(verb="questionnaires.response.received").count() == 40
    assert Entry.objects.filter(verb="files.kept").count() == 40


def test_promise_P7_twenty_at_once_are_one(live_server, form, phone):
    document, files = instance(form, photos=["a.jpg"]), {"a.jpg": photo(1)}
    server = f"{live_server.url}/collect/{form.key}"

    def send():
        return Collect(server, HTTPBasicAuth(phone.device.name, SECRET)).post(document, files).status_code

    statuses, _raised = outcomes([send] * 20)
    assert sorted(statuses) == [201, *[202] * 19]
    assert stored(Response.objects.get()) == files
    assert Entry.objects.filter(verb="questionnaires.response.received").count() == 1
    assert Entry.objects.filter(verb="files.kept").count() == 1


def test_twin_of_P7_looking_first_and_making_then_keeps_two(form, phone):
    """Without the unique key, as a view might do it: both look, both find nothing, both make one."""
    looked = threading.Barrier(2)
    ident = f"uuid:{uuid.uuid4()}"
    edition = form.editions.get()

    def careless():
        if not Entry.objects.filter(verb="twin", object_id=ident).exists():
            looked.wait(30)
            Entry.objects.create(verb="twin", object_id=ident, at=timezone.now(), actor_kind="device")

    def careful():
        there = Response.objects.filter(instance_id=ident).exists()
        looked.wait(30)
        if not there:
            Response.objects.create(edition=edition, instance_id=ident, way="device", began_at=timezone.now())

    outcomes([careless] * 2)
    assert Entry.objects.filter(verb="twin", object_id=ident).count() == 2
    made, refused = outcomes([careful] * 2, IntegrityError)
    assert (len(made), len(refused)) == (1, 1)
    assert Response.objects.filter(instance_id=ident).count() == 1
