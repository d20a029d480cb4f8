"""A list as an answer: its headers, what is kept, how much is too much."""

import csv
import gzip
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from ngo2.kernel.limits import services as limits
from ngo2.kernel.opendata import downloads
from ngo2.kernel.opendata.datasets import datasets
from ngo2.kernel.packs import causes

pytestmark = pytest.mark.django_db
CSV = "/en/open-data/causes.csv"


def body(answer):
    return b"".join(answer.streaming_content)


def test_headers_say_what_it_is_and_where_it_is_described(client):
    answer = client.get(CSV)
    day = timezone.localdate().isoformat()
    assert {key: answer.headers[key] for key in (
        "Content-Type", "Content-Disposition", "Link", "X-Content-Type-Options", "Cache-Control", "Vary",
        "Access-Control-Allow-Origin",
    )} == {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="Causes {day}.csv"',
        "Link": '<https://www.apache.org/licenses/LICENSE-2.0>; rel="license", '
        '<http://localhost:8000/en/open-data/#causes>; rel="describedby"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "public, no-cache",
        "Vary": "Accept-Encoding",
        "Access-Control-Allow-Origin": "*",
    }  # fmt: skip
    assert "Set-Cookie" not in answer.headers
    assert answer.streaming


def test_a_chinese_name_of_a_file_comes_over_in_utf8(client):
    told = client.get("/open-data/causes.json")["Content-Disposition"]
    assert told.startswith("attachment; filename*=utf-8''%")


@pytest.mark.parametrize(("prefix", "word"), [("", "教育"), ("/en", "Education")])
def test_names_are_in_the_language_of_the_address_codes_in_none(client, prefix, word):
    rows = list(
        csv.DictReader(io.StringIO(body(client.get(f"{prefix}/open-data/causes.csv")).decode("utf-8-sig")))
    )
    assert (rows[0]["code"], rows[0]["name"], rows[0]["zh"], rows[0]["en"]) == (
        "education",
        word,
        "教育",
        "Education",
    )
    assert len(rows) == len(causes.causes())


def test_divisions_come_with_their_history(client):
    rows = csv.DictReader(io.StringIO(body(client.get("/en/open-data/divisions.csv")).decode("utf-8-sig")))
    xiangyang = [
        {key: row[key] for key in ("name", "from_year", "to_year", "status")}
        for row in rows
        if row["code"] == "420600"
    ]
    assert [row["name"] for row in xiangyang][-2:] == ["襄樊市", "襄阳市"]
    assert xiangyang[-1]["status"] == "current"
    assert datasets["divisions"].count() == 6823


@pytest.mark.parametrize("url", [
    "/open-data/causes.exe", "/open-data/nothing.csv", "/open-data/causes.geojson", "/open-data/divisions.geojson",
    "/open-data/causes.", "/open-data/.csv", "/open-data/causes/2020-01.csv", "/open-data/causes/..%2f..%2fetc",
])  # fmt: skip
def test_what_there_is_not_is_404(client, url):
    assert client.get(url).status_code == 404


def test_unchanged_is_304_and_counts_nothing(client, django_assert_num_queries):
    tag = client.get(CSV)["ETag"]
    with django_assert_num_queries(1):
        answer = client.get(CSV, headers={"if-none-match": tag})
    assert (answer.status_code, answer.content) == (304, b"")
    assert client.get("/open-data/causes.csv")["ETag"] != tag


def test_head_makes_no_file(client, monkeypatch):
    whole = client.get(CSV)
    monkeypatch.setattr(downloads, "_streamed", None)
    answer = client.head(CSV)
    assert answer.status_code == 200
    for key in ("Content-Type", "Content-Disposition", "ETag", "Link"):
        assert answer[key] == whole[key]


def test_packed_for_whoever_takes_it_and_the_same_inside(client):
    plain = body(client.get(CSV))
    zipped = client.get(CSV, headers={"accept-encoding": "br, gzip"})
    assert zipped["Content-Encoding"] == "gzip"
    assert gzip.decompress(body(zipped)) == plain
    workbook = client.get("/en/open-data/causes.xlsx", headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in workbook.headers


def test_promise_P13_one_too_many_is_429_and_heals(client, monkeypatch):
    monkeypatch.setattr(downloads, "AN_HOUR", 3)
    now = timezone.now()
    assert [client.get(CSV, headers={"x-forwarded-for": f"10.0.0.{n}"}).status_code for n in range(4)] == [
        200,
        200,
        200,
        429,
    ]
    assert client.get(CSV, REMOTE_ADDR="192.0.2.7").status_code == 200
    monkeypatch.setattr(limits.timezone, "now", lambda: now + timedelta(hours=1, minutes=1))
    assert client.get(CSV).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_files_are_only_read(client, method):
    assert getattr(client, method)(CSV).status_code == 405
