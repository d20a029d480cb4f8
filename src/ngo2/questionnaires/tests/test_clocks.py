"""A clock that is wrong by a day: what it says is kept as it was sent, and whoever judges the answers is told."""

from datetime import UTC, timedelta

import pytest
from django.utils import timezone
from django.utils.http import http_date

from ngo2.lib.actors import Actor, person_actor
from ngo2.questionnaires.models import Edition, Response
from ngo2.questionnaires.services import Came, receive, receive_many
from ngo2.questionnaires.services.devices import make_device
from ngo2.questionnaires.tests import scenes
from ngo2.questionnaires.tests.test_collecting_pages import send

TIMED = (
    '<bind nodeset="/data/start" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/>'
    '<bind nodeset="/data/end" type="dateTime" jr:preload="timestamp" jr:preloadParams="end"/>'
    '<bind nodeset="/data/today" type="date" jr:preload="date" jr:preloadParams="today"/></model>'
)
DAY = timedelta(days=1)


@pytest.fixture
def timed(edition):
    xform = edition.xform.replace("<photo/><meta>", "<photo/><start/><end/><today/><meta>")
    Edition.objects.update(xform=xform.replace("</model>", TIMED), digest="7" * 32)
    edition.refresh_from_db()
    return edition


def document(edition, off):
    """As a device writes it whose clock is `off`."""
    ours = timezone.localtime()
    text = scenes.document(edition, name="A", web="no")[0].decode()
    start = text.partition("<start>")[2].partition("</start>")[0]
    told = (ours + off).isoformat(timespec="milliseconds")
    text = text.replace(start, told).replace("<end/>", f"<end>{told}</end>")
    today = text.partition("<today>")[2].partition("</today>")[0]
    return text.replace(f"<today>{today}", f"<today>{(ours + off).date().isoformat()}").encode()


def clock(response):
    return [
        path for path, kind, _sentence in Response.objects.get(pk=response.pk).findings if kind == "clock"
    ]


@pytest.mark.parametrize(
    ("off", "sent", "found"),
    [
        (timedelta(0), None, []),
        (timedelta(0), timedelta(minutes=20), []),
        (-20 * DAY, timedelta(0), []),  # there was no network for so long
        (2 * DAY, None, ["/data/start", "/data/end", "/data/today"]),
        (2 * DAY, 2 * DAY, ["", "/data/start", "/data/end", "/data/today"]),
        (-DAY, -DAY, [""]),
    ],
)
def test_what_a_wrong_clock_says_is_kept_and_noted(timed, off, sent, found):
    told = document(timed, off)
    sent_at = None if sent is None else timezone.now() + sent
    receipt = receive(Actor("link", "t"), timed, document=told, way="device", sent_at=sent_at)
    assert clock(receipt.response) == found
    kept = Response.objects.get()
    assert kept.xml == told.decode()
    assert kept.state == Response.RECEIVED


def test_many_at_once_are_held_against_the_time_at_which_they_came(timed):
    past = timezone.now() - 30 * DAY
    told = document(timed, -28 * DAY)
    [kept] = receive_many(Actor("system", ""), timed, [Came(told, received_at=past)], way="page")
    assert clock(kept) == ["/data/start", "/data/end", "/data/today"]


def test_the_page_on_a_phone_tells_its_clock_and_a_judge_reads_it(client, timed, dana, survey):
    made = make_device(person_actor(dana), timed.form, label="Phone")
    wrong = http_date((timezone.now() - DAY).astimezone(UTC).timestamp())
    client.defaults["HTTP_X_SENT_AT"] = wrong
    assert send(client, made.link, document(timed, -DAY)).status_code == 201
    kept = Response.objects.get()
    assert clock(kept) == [""]
    now = timezone.now()
    wave = survey.waves.create(number=1, edition=timed, opens_at=now, opened_at=now)
    one = wave.invitations.create(
        respondent=survey.respondents.create(number=1), outcome="received", response=kept
    )
    client.force_login(dana)
    page = client.get(f"/en/surveys/waves/{wave.pk}/answers/{one.pk}/").content.decode()
    assert "The clock of the device was wrong: it said" in page
