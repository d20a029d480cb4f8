"""Public pages: a 304 costs one read, the bytes are everybody's, and a change shows at once."""

import gzip
import threading
from datetime import date

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.db import OperationalError, connection, transaction
from django.db.models import F
from django.db.models.sql.compiler import SQLCompiler
from django.http import Http404, HttpRequest, HttpResponse
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path
from django.utils import timezone

from ngo2.kernel.ui import access, pages
from ngo2.kernel.ui.models import PageVersion
from ngo2.kernel.ui.tests.crowd import crowd
from ngo2.lib.db import is_postgres

LONG = "字 " * 500


@pytest.fixture(autouse=True)
def address():
    cache.clear()
    with override_settings(ROOT_URLCONF=__name__):
        yield


drawn = []  # the addresses of pages that were really made


@access.public
@pages.cached("thing:{pk}", "things")
def thing(request: HttpRequest, pk: int) -> HttpResponse:
    drawn.append(request.get_full_path())
    if pk == 404:
        raise Http404
    return HttpResponse(f"thing {pk} {LONG}", status=410 if pk == 410 else 200)


@access.public
@pages.cached("things")
def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"you sent {request.POST.get('x', 'nothing')}")


form.methods = ("GET", "HEAD", "POST")
urlpatterns = [path("things/<int:pk>/", thing), path("form/", form)]


@pytest.fixture(autouse=True)
def clean():
    drawn.clear()


def tag_of(client, url="/things/1/", **headers):
    return client.get(url, headers=headers)["ETag"]


# What a 304 costs


@pytest.mark.django_db
def test_a_page_that_is_known_costs_one_read_and_no_session(client, alice, monkeypatch):
    """Also to somebody who is signed in: neither session nor ORM, and no cookie is set."""
    client.force_login(alice)
    tag = tag_of(client)

    def forbidden(*args, **kwargs):
        raise AssertionError("touched")

    monkeypatch.setattr(SessionStore, "load", forbidden)
    monkeypatch.setattr(SQLCompiler, "execute_sql", forbidden)
    with CaptureQueriesContext(
        connection,
    ) as spent:
        answer = client.get("/things/1/", headers={"if-none-match": tag})
    assert [one["sql"].split(" WHERE")[0] for one in spent] == ["SELECT key, n FROM ui_pageversion"]
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)
    assert answer["Cache-Control"] == "public, no-cache"
    assert "Accept-Encoding" in answer["Vary"]
    assert "Cookie" not in answer["Vary"]
    assert not answer.cookies
    assert len(drawn) == 1


@pytest.mark.django_db
def test_the_whole_page_too_asks_for_no_session_and_is_made_once(client, alice, monkeypatch):
    client.force_login(alice)
    monkeypatch.setattr(SessionStore, "load", None)
    first, second = client.get("/things/1/"), client.get("/things/1/")
    assert first.content == second.content
    assert first.headers == second.headers
    assert not first.cookies
    assert drawn == ["/things/1/"]


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["{tag}", 'W/"0", {tag}', '{tag}, W/"1"', '"other", {tag} , W/"2"'])
def test_any_of_the_tags_that_a_browser_knows_will_do(client, header):
    known = header.replace("{tag}", tag_of(client))
    assert client.get("/things/1/", headers={"if-none-match": known}).status_code == 304


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["", "*", 'W/"0"', "junk", 'W/"'])
def test_an_unknown_tag_gets_the_page(client, header):
    tag_of(client)
    assert client.get("/things/1/", headers={"if-none-match": header}).status_code == 200


# When the tag changes


@pytest.mark.django_db
@pytest.mark.parametrize(("key", "changes"), [("thing:1", True), ("things", True), ("thing:2", False)])
def test_a_change_behind_the_page_shows_at_once(client, key, changes):
    before = tag_of(client)
    pages.touch(key)
    answer = client.get("/things/1/", headers={"if-none-match": before})
    assert (answer.status_code == 200) is changes
    assert (answer["ETag"] != before) is changes


@pytest.mark.django_db
def test_a_change_that_was_taken_back_is_none(client):
    before = tag_of(client)
    with transaction.atomic():
        pages.touch("thing:1")
        transaction.set_rollback(True)
    assert tag_of(client) == before


@pytest.mark.django_db
def test_every_touch_counts_by_one_and_only_for_its_keys():
    pages.touch("a", "b", "a")
    pages.touch("b")
    pages.touch()
    assert pages.versions(["c", "b", "a"]) == [("a", 1), ("b", 2)]


def told(rf, language="zh-hans", address="/things/1/", host="testserver"):
    request = rf.get(address, headers={"host": host})
    request.LANGUAGE_CODE = language
    return pages.etag(request, ["things"])


@pytest.mark.django_db
def test_language_host_address_release_and_day_are_in_the_tag(rf, settings, monkeypatch):
    settings.ALLOWED_HOSTS = ["*"]
    tags = [
        told(rf),
        told(rf, language="en"),
        told(rf, host="other.example"),
        told(rf, address="/things/1/?page=2"),
        told(rf, address="/things/2/"),
    ]
    assert told(rf) == tags[0]
    settings.NGO2_RELEASE = "next"
    tags.append(told(rf))
    monkeypatch.setattr(timezone, "localdate", lambda: date(2030, 1, 2))
    tags.append(told(rf))
    assert len(set(tags)) == 7


# How it is sent


@pytest.mark.django_db
def test_compressed_and_plain_are_the_same_page_with_the_same_tag(client):
    plain = client.get("/things/1/")
    zipped = client.get("/things/1/", headers={"accept-encoding": "br, gzip"})
    assert (plain.get("Content-Encoding"), zipped["Content-Encoding"]) == (None, "gzip")
    assert gzip.decompress(zipped.content) == plain.content
    assert len(zipped.content) < len(plain.content) / 10
    assert zipped["ETag"] == plain["ETag"]
    assert "Accept-Encoding" in zipped["Vary"]
    assert client.get("/things/1/", headers={"accept-encoding": "gzip"}).content == zipped.content
    cache.clear()
    assert client.get("/things/1/", headers={"accept-encoding": "gzip"}).content == zipped.content


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("accepted", "zipped"),
    [
        ("gzip", True),
        ("GZIP;q=0.5", True),
        ("gzip;q=1.0, identity", True),
        ("gzip;q=0", False),
        ("gzip; q=0.00, br", False),
        ("br", False),
        ("", False),
    ],
)
def test_only_who_takes_gzip_gets_it(client, accepted, zipped):
    answer = client.get("/things/1/", headers={"accept-encoding": accepted})
    assert ("Content-Encoding" in answer) is zipped


@pytest.mark.django_db
def test_head_says_what_get_says_without_the_page(client):
    headed, got = client.head("/things/1/"), client.get("/things/1/")
    assert headed.content == b""
    assert headed.headers == got.headers
    assert client.head("/things/1/", headers={"if-none-match": got["ETag"]}).status_code == 304


@pytest.mark.django_db
@pytest.mark.parametrize("pk", [404, 410])
def test_what_is_no_page_is_neither_kept_nor_tagged(client, pk):
    first, second = client.get(f"/things/{pk}/"), client.get(f"/things/{pk}/")
    assert (first.status_code, second.status_code) == (pk, pk)
    assert "ETag" not in first
    assert len(drawn) == 2


@pytest.mark.django_db
def test_a_form_on_a_kept_page_goes_through(client):
    assert client.get("/form/").content == b"you sent nothing"
    assert client.post("/form/", {"x": "7"}).content == b"you sent 7"
    assert client.get("/form/").content == b"you sent nothing"


@pytest.mark.django_db
def test_an_address_with_a_query_of_its_own_does_not_get_the_page_of_another(client):
    client.get("/things/1/?page=1")
    client.get("/things/1/?page=2")
    assert drawn == ["/things/1/?page=1", "/things/1/?page=2"]


# Two writers at once


ROUNDS = 15


def keys_for(n, turn):
    """Old rows, rows that are new in this round, in one order and in the other."""
    keys = ["a", "b", f"new:{turn}", f"zew:{turn}"]
    return keys if n % 2 else keys[::-1]


@pytest.mark.django_db(transaction=True)
def test_writers_in_different_order_never_block_each_other_and_lose_no_count():
    pages.touch("a")

    def write(n):
        for turn in range(ROUNDS):
            with transaction.atomic():
                pages.touch(*keys_for(n, turn))

    assert crowd(6, write) == [None] * 6
    assert pages.versions(["a", "b", "new:0", "zew:14"]) == [
        ("a", 6 * ROUNDS + 1),
        ("b", 6 * ROUNDS),
        ("new:0", 6),
        ("zew:14", 6),
    ]


@pytest.mark.django_db(transaction=True)
def test_writers_that_take_the_rows_as_they_come_do_block_each_other():
    """The twin. SQLite lets only one writer in at a time, so that the fault cannot show there."""
    if not is_postgres():
        pytest.skip("one writer at a time")
    pages.touch("a", "b")
    gate = threading.Barrier(2)

    def rude(n):
        with transaction.atomic():
            first, second = ("a", "b") if n else ("b", "a")
            PageVersion.objects.filter(key=first).update(n=F("n") + 1)
            gate.wait(30)
            PageVersion.objects.filter(key=second).update(n=F("n") + 1)

    assert [type(one) for one in crowd(2, rude) if one] == [OperationalError]
