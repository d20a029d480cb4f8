"""What a phone could not send, and saved to a file, comes in here: once, whole, with what was agreed to."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from ngo2.kernel.files.services import read
from ngo2.kernel.files.workshop import LARGEST
from ngo2.kernel.journal.models import Entry
from ngo2.lib.actors import person_actor
from ngo2.lib.refusals import Hidden, Refused
from ngo2.questionnaires.models import Response
from ngo2.questionnaires.services import receive, withdraw_response
from ngo2.questionnaires.services.saved import MOST_BYTES, bring_in_saved, look_at_saved
from ngo2.questionnaires.tests import scenes
from ngo2.questionnaires.tests.conftest import answered

LINE = b"--ngo2-answers-abcdefgh1234"
PHOTO = b"\xff\xd8\r\n\r\n--ngo2-answers-other\r\n\x00"


def part(name, filename, content, more=""):
    head = f'Content-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
    return f"{head}Content-Type: x/y\r\n{more}\r\n".encode() + content + b"\r\n"


def one(xml, *, state="refused", agreed=3, photo=b""):
    more = f"X-Answer-State: {state}\r\n" + (f"X-Answer-Agreed: {agreed}\r\n" if agreed else "")
    parts = [part("xml_submission_file", "uuid:1.xml", xml, more)]
    return parts + ([part("attachment", "a.jpg", photo)] if photo else [])


def saved(*several):
    parts = [part for one in several for part in one]
    return b"".join(LINE + b"\r\n" + part for part in parts) + LINE + b"--\r\n"


def answers(edition, name="绿家园 🌱", **more):
    return scenes.document(edition, name=name, web="no", **more)[0]


def look(dana, edition, source):
    return look_at_saved(person_actor(dana), edition, source)


def take(dana, edition, source):
    return bring_in_saved(person_actor(dana), edition, source)


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def test_it_comes_in_once_with_its_photo_and_what_was_agreed_to(dana, edition):
    xml = answers(edition, photo="a.jpg")
    source = saved(one(xml, photo=PHOTO), one(answers(edition, "山蚁"), agreed=2))
    looked = look(dana, edition, source)
    assert (len(looked.good), looked.here, looked.bad) == (2, set(), [])
    assert not Response.objects.exists()
    assert take(dana, edition, source) == (2, [])
    first, _second = kept = list(Response.objects.order_by("pk"))
    assert [(one.state, one.way, one.person, one.keyed_by) for one in kept] == [
        ("received", "device", None, dana)
    ] * 2
    assert answered(first)["name"] == "绿家园 🌱"
    assert first.xml.encode() == xml
    assert read(first.attachments.get().file) == PHOTO
    told = Entry.objects.filter(verb="questionnaires.response.received").order_by("pk")
    assert [(one.data["agreed"], one.actor_id) for one in told] == [(3, str(dana.pk)), (2, str(dana.pk))]
    looked = look(dana, edition, source)
    assert (len(looked.good), len(looked.here), looked.bad) == (0, 2, [])
    assert take(dana, edition, source) == (0, [])
    assert Response.objects.count() == 2


def test_what_was_begun_behind_a_link_is_that_response(dana, edition, begun):
    response, _token = begun
    made, ident = scenes.document(edition, name="绿家园", web="no")
    xml = made.replace(ident.encode(), response.instance_id.encode())
    assert take(dana, edition, saved(one(xml, agreed=0))) == (1, [])
    kept = Response.objects.get()
    assert (kept.pk, kept.state, kept.way, kept.keyed_by) == (response.pk, "received", "browser", None)


def test_a_photo_that_did_not_arrive_then_comes_behind(dana, edition):
    xml = answers(edition, photo="a.jpg")
    receive(person_actor(dana), edition, document=xml, way=Response.DEVICE)
    assert take(dana, edition, saved(one(xml, photo=PHOTO))) == (1, [])
    assert read(Response.objects.get().attachments.get().file) == PHOTO
    assert look(dana, edition, saved(one(xml, photo=PHOTO))).good == {}


@pytest.mark.parametrize("photo", [b"", b"x" * (LARGEST + 1)], ids=["none", "large"])
def test_a_photo_that_is_not_in_it_is_named_and_the_answers_come(dana, edition, photo):
    source = saved(one(answers(edition, photo="a.jpg"), photo=photo))
    [good] = look(dana, edition, source).good.values()
    assert good.lacking == ["a.jpg"]
    assert take(dana, edition, source) == (1, [])
    assert Response.objects.get().attachments.get().file is None


def test_what_stays_out_is_named_and_the_rest_comes(dana, edition, survey):
    other = scenes.edition(survey.scope, key="other", by=dana)
    there, gone = answers(edition), answers(edition)
    for xml in (there, gone):
        receive(person_actor(dana), edition, document=xml, way=Response.DEVICE)
    withdraw_response(person_actor(dana), Response.objects.latest("pk"))
    evil = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    twin = answers(edition)
    source = saved(
        one(there.replace("绿".encode(), "蓝".encode())),
        one(gone),
        one(answers(other)),
        one(answers(edition).replace(b'version="1"', b'version="2"')),
        one(answers(edition), state="draft"),
        one(answers(edition), agreed=0),
        one(evil + answers(edition).partition(b"?>")[2].replace("绿".encode(), b"&x;")),
        one(b"no XML \xff"),
        one(twin),
        one(twin.replace("绿".encode(), "蓝".encode())),
    )
    looked = look(dana, edition, source)
    words = [
        "Other answers were received",
        "taken back by whoever gave them",
        "belong to another form",
        "belong to edition 2 of this form",
        "not finished",
        "does not say that whoever answered agreed",
        "DOCTYPE",
        "UTF-8",
        "Other answers were received",
    ]
    assert [number for number, _sentence in looked.bad] == [1, 2, 3, 4, 5, 6, 7, 8, 10]
    assert [part for part, (_n, told) in zip(words, looked.bad, strict=True) if part not in told] == []
    assert take(dana, edition, source) == (1, [])
    assert Response.objects.filter(state="received").count() == 2


def test_behind_the_last_day_there_is_a_day_of_patience(dana, edition, survey):
    wave = survey.waves.create(number=1, edition=edition, opens_at=timezone.now(), opened_at=timezone.now())
    source = saved(one(answers(edition)))
    wave.closes_at = timezone.now() - timezone.timedelta(hours=5)
    wave.save()
    edition.closed_at = timezone.now()
    edition.save()
    assert len(look(dana, edition, source).good) == 1
    wave.closes_at -= timezone.timedelta(days=1)
    wave.save()
    assert "closed" in look(dana, edition, source).bad[0][1]


def test_charlie_brings_nothing_and_no_file_is_taken_without_end(dana, charlie, edition, monkeypatch):
    source = saved(one(answers(edition)), one(answers(edition)))
    with pytest.raises(Hidden):
        take(charlie, edition, source)
    monkeypatch.setattr("ngo2.questionnaires.services.saved.MOST", 1)
    with pytest.raises(Refused) as refused:
        look(dana, edition, source)
    assert refused.value.code == "many"
    assert not Response.objects.exists()


# --- pages


def post(dana_in, at, content):
    upload = SimpleUploadedFile("answers-20261126-1.multipart", content)
    return dana_in.post(at, {"file": upload}, follow=True).content.decode()


def test_it_waits_for_a_second_press_with_whoever_brought_it(dana_in, at, edition, erin, survey, client):
    page = post(dana_in, at, saved(one(answers(edition)), one(answers(edition), state="draft")))
    for words in ("Nothing is written yet", "Bring in 1 answer", "These answers are not finished"):
        assert words in page
    assert not Response.objects.exists()
    page = dana_in.post(at, {"do": "take_saved"}, follow=True).content.decode()
    assert "1 answer came in." in page
    assert "Nothing is written yet" not in page
    assert Response.objects.count() == 1
    page = dana_in.post(at, {"do": "take_saved"}, follow=True).content.decode()
    assert "There is no file waiting" in page
    post(dana_in, at, saved(one(answers(edition))))
    survey.researchers.create(person=erin, since=timezone.now())
    client.force_login(erin)
    assert "Nothing is written yet" not in client.get(at).content.decode()


def test_dropped_nothing_is_left_of_it(dana_in, at, edition, settings):
    post(dana_in, at, saved(one(answers(edition))))
    post(dana_in, at, saved(one(answers(edition))))
    waiting = settings.MEDIA_ROOT / "waiting"
    assert len(list(waiting.iterdir())) == 1
    page = dana_in.post(at, {"do": "drop_saved"}, follow=True).content.decode()
    assert "Nothing is written yet" not in page
    assert list(waiting.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"answers": []}', "no table that we can read"),
        (LINE + b"\r\n", "cut short"),
        (saved([part("xml_submission_file", "a", b"x" * 99)])[:-9], "cut short"),
        (saved([b"\x00" * 40 + b"\r\n"]), "does not hold saved answers"),
        (LINE + b"--\r\n", "does not hold saved answers"),
        (saved([part("attachment", "a.jpg", b"x")]), "There are no answers in this file."),
    ],
    ids=["json", "begin", "cut", "nul", "end", "photo"],
)
def test_what_is_no_such_file_is_told_in_a_sentence(dana_in, at, content, words):
    assert words in post(dana_in, at, content)
    assert not Response.objects.exists()


def test_one_that_is_too_large_is_told_before_it_is_read(dana_in, at):
    page = post(dana_in, at, LINE + b"\r\n" + b"x" * MOST_BYTES)
    assert "larger than 48 MB" in page
