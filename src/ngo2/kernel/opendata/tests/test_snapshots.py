"""A copy a month: made once, whole, checked, and withdrawn with its bytes."""

import gzip
import hashlib
import json
from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from ngo2.kernel.jobs.schedule import schedule
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.opendata import services
from ngo2.kernel.opendata.datasets import datasets
from ngo2.kernel.opendata.models import Snapshot
from ngo2.lib.actors import SYSTEM

pytestmark = pytest.mark.django_db
EXPECTED = {("causes", "csv"), ("causes", "json"), ("causes", "xlsx"), ("divisions", "csv"), ("divisions", "json"),
            ("divisions", "xlsx")}  # fmt: skip


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def copies():
    return {(one.dataset, one.format): one for one in services.make_snapshots(SYSTEM)}


def stored():
    return sorted(name for one in datasets for name in files(f"opendata/{one.name}"))


def files(folder):
    return (
        [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
        if default_storage.exists(folder)
        else []
    )


def test_one_of_every_dataset_in_every_format(copies):
    assert set(copies) >= EXPECTED
    assert {form for name, form in copies if name == "organisations"} == {"csv", "xlsx", "geojson", "json"}
    assert {one.month for one in copies.values()} == {timezone.localdate().strftime("%Y-%m")}
    assert sorted(one.stored for one in copies.values()) == stored()


def test_size_rows_and_checksum_are_those_of_the_file(copies, client):
    for one in copies.values():
        answer = client.get(f"/open-data/{one.dataset}/{one.file_name}")
        data = b"".join(answer.streaming_content)
        assert (len(data), hashlib.sha256(data).hexdigest()) == (one.bytes, one.sha256)
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Disposition"] == f'attachment; filename="{one.dataset}-{one.file_name}"'
    one = copies["divisions", "json"]
    with default_storage.open(one.stored) as file:
        told = json.loads(gzip.decompress(file.read()))
    assert (one.rows, len(told["rows"])) == (6823, 6823)
    assert told["licence"] == {"text": "CC0 1.0", "url": "https://creativecommons.org/publicdomain/zero/1.0/"}


def test_again_makes_nothing_and_the_schedule_does_it(copies):
    before = stored()
    assert services.make_snapshots(SYSTEM) == []
    assert schedule["opendata.snapshots"].run() == 0
    assert stored() == before
    assert Entry.objects.filter(verb="opendata.snapshot.made").count() == len(copies)


def test_what_was_cut_off_is_made_next_time(copies):
    """Killed between two files: those that are there stay, the others follow."""
    gone = copies["causes", "xlsx"]
    Snapshot.objects.filter(pk=gone.pk).delete()
    assert [(one.dataset, one.format) for one in services.make_snapshots(SYSTEM)] == [("causes", "xlsx")]


def test_the_slower_of_two_leaves_nothing_behind(monkeypatch):
    """Another process makes the same copy while ours is being written."""
    whole = services._written

    def meanwhile(dataset, form, file):
        rows = whole(dataset, form, file)
        Snapshot.objects.create(
            dataset=dataset.name, month=services.this_month(), format=form.name, stored="theirs", bytes=1,
            sha256="0" * 64, rows=1, made_at=timezone.now(),
        )  # fmt: skip
        return rows

    monkeypatch.setattr(services, "_written", meanwhile)
    assert services.make_snapshots(SYSTEM) == []
    assert stored() == []
    assert set(Snapshot.objects.values_list("stored", flat=True)) == {"theirs"}


def test_withdrawn_with_its_bytes(copies, client, django_capture_on_commit_callbacks):
    one = copies["causes", "csv"]
    with django_capture_on_commit_callbacks(execute=True):
        assert services.withdraw_snapshots(SYSTEM, "causes") == 3
    assert client.get(f"/open-data/causes/{one.file_name}").status_code == 404
    assert files("opendata/causes") == []
    assert services.withdraw_snapshots(SYSTEM, "causes") == 0
    assert services.altered() == []
    assert len(services.make_snapshots(SYSTEM)) == 3, "a new one may be made, of the rows as they are now"
    again = client.get(f"/open-data/causes/{one.file_name}")
    assert b"".join(again.streaming_content)
    assert again.status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "2026-01.csv.gz",
        "{month}.csv",
        "{month}.xlsx.gz",
        "{month}.exe",
        "{month}",
        "x",
        "%00",
        "{month}.csv%00.gz",
    ],
)
def test_no_other_name_leads_to_a_copy(copies, client, name):
    assert client.get(f"/open-data/causes/{name.format(month=services.this_month())}").status_code == 404


def test_unchanged_is_304(copies, client):
    url = f"/open-data/causes/{copies['causes', 'csv'].file_name}"
    whole = client.get(url)
    assert b"".join(whole.streaming_content)
    assert client.get(url, headers={"if-none-match": whole["ETag"]}).status_code == 304


def test_a_file_that_is_gone_is_404_and_a_finding(copies, client):
    one = copies["causes", "csv"]
    default_storage.delete(one.stored)
    assert client.get(f"/open-data/causes/{one.file_name}").status_code == 404
    assert services.altered() == [one]


def test_the_command_makes_lists_and_checks(tmp_path):
    out = StringIO()
    call_command("snapshot", stdout=out)
    assert out.getvalue().count("made now") == Snapshot.objects.count()
    out = StringIO()
    call_command("snapshot", month=services.this_month(), stdout=out)
    assert out.getvalue().count("is there") == Snapshot.objects.count()
    call_command("snapshot", check=True, stdout=out)
    assert "Every copy is what it was." in out.getvalue()
    with pytest.raises(CommandError, match="Only copies of this month"):
        call_command("snapshot", month="2020-01", stdout=out)
    one = Snapshot.objects.get(dataset="causes", format="csv")
    (tmp_path / one.stored).chmod(0o600)
    (tmp_path / one.stored).write_bytes(b"other")
    with pytest.raises(CommandError, match="1 copies"):
        call_command("snapshot", check=True, stdout=out, stderr=StringIO())
