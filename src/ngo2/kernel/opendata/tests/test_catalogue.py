"""The catalogue: every dataset with the meaning of its columns, for people and for programs."""

import json
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from ngo2.kernel.opendata import services
from ngo2.kernel.opendata.datasets import datasets
from ngo2.kernel.opendata.heads import OF_EACH_ROW
from ngo2.kernel.opendata.models import Snapshot
from ngo2.lib.actors import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def page(client, url="/en/open-data/"):
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.text


def test_every_dataset_has_a_section_with_files_and_the_meaning_of_each_column(client):
    text = page(client)
    with translation.override("en"):
        for one in datasets:
            section = re.search(rf'<section id="{one.name}">.*?</section>', text, re.S)[0]
            missing = [
                words
                for words in (one.title, *(c.key for c in one.columns), *(c.key for c in OF_EACH_ROW))
                if str(words) not in section
            ]
            assert missing == []
            files = re.findall(r'href="http://localhost:8000(/en/open-data/[^"]+)" download', section)
            expected = ["csv", "xlsx", "geojson", "json"] if one.place else ["csv", "xlsx", "json"]
            assert files == [f"/en/open-data/{one.name}.{ending}" for ending in expected]
            assert all(client.get(url).status_code == 200 for url in files)


def test_every_column_has_a_meaning_and_a_key_of_its_own():
    for one in datasets:
        assert all(str(column.label) and str(column.meaning) for column in one.columns), one.name
        keys = [column.key for column in (*one.columns, *OF_EACH_ROW)]
        assert len(set(keys)) == len(keys)
        assert all(re.fullmatch("[a-z][a-z0-9_]*", key) for key in keys)


def test_rows_hold_nothing_that_no_column_explains():
    for one in datasets:
        known = {column.key for column in one.columns} | {"source"}
        assert [set(row) - known for row in one.rows(None, "en") if set(row) - known] == []


def test_chinese_by_default(client):
    text = page(client, "/open-data/")
    assert '<html lang="zh-Hans">' in text
    assert "http://localhost:8000/open-data/causes.csv" in text


def test_schema_org_in_the_page(client):
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page(client), re.S)[1]
    told = json.loads(found)
    assert (told["@type"], told["url"]) == ("DataCatalog", "http://localhost:8000/en/open-data/")
    made = next(one for one in told["dataset"] if one["name"] == "Divisions of China since 1981")
    assert made["license"] == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert made["isBasedOn"] == ["https://github.com/yescallop/areacodes"]
    assert [one["encodingFormat"].split(";")[0] for one in made["distribution"]] == [
        "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/json",
    ]  # fmt: skip


def test_a_title_cannot_leave_the_script(client, monkeypatch):
    monkeypatch.setattr("ngo2.kernel.opendata.views._", lambda text: f"</script><script>alert(1)//{text}")
    assert "</script><script>alert" not in page(client)


def test_dcat_lists_files_and_copies_with_their_checksums(client):
    services.make_snapshots(SYSTEM)
    answer = client.get("/en/open-data/catalogue.json")
    assert answer["Content-Type"] == "application/ld+json"
    told = answer.json()
    made = next(one for one in told["dcat:dataset"] if one["dct:identifier"] == "causes")
    copy = Snapshot.objects.get(dataset="causes", format="csv")
    assert [one["dct:format"] for one in made["dcat:distribution"]] == [
        "csv",
        "xlsx",
        "json",
        "csv",
        "json",
        "xlsx",
    ]
    assert made["dcat:distribution"][3] == {
        "@type": "dcat:Distribution",
        "dct:format": "csv",
        "dcat:mediaType": "text/csv; charset=utf-8",
        "dcat:downloadURL": f"http://localhost:8000/en/open-data/causes/{copy.month}.csv.gz",
        "dct:temporal": copy.month,
        "dcat:byteSize": copy.bytes,
        "rows": copy.rows,
        "dcat:compressFormat": "application/gzip",
        "spdx:checksum": {"spdx:algorithm": "sha256", "spdx:checksumValue": copy.sha256},
    }


def test_copies_are_on_the_page_at_once_and_download_as_their_checksum_says(client):
    page(client)  # kept from now on
    services.make_snapshots(SYSTEM)
    text = page(client)
    for one in Snapshot.objects.all():
        assert one.sha256 in text
        assert f"/en/open-data/{one.dataset}/{one.file_name}" in text


def test_a_withdrawn_copy_is_named_without_a_link(client):
    services.make_snapshots(SYSTEM)
    services.withdraw_snapshots(SYSTEM, "causes")
    text = page(client)
    assert "withdrawn, to protect somebody" in text
    assert "/en/open-data/causes/" not in text
    distributions = next(
        one
        for one in client.get("/en/open-data/catalogue.json").json()["dcat:dataset"]
        if one["dct:identifier"] == "causes"
    )["dcat:distribution"]
    assert [one["dct:format"] for one in distributions] == ["csv", "xlsx", "json"]


def test_more_copies_take_no_more_queries(client):
    def make(month):
        for form in ("csv", "json"):
            Snapshot.objects.create(
                dataset="causes", month=month, format=form, stored="x", bytes=1, sha256="0" * 64, rows=1,
                made_at="2026-01-01T00:00Z",
            )  # fmt: skip

    asked = []
    for months in (["2025-01"], ["2025-02", "2025-03"]):
        for month in months:
            make(month)
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            page(client)
        asked.append(len(captured))
    assert asked[0] == asked[1]
