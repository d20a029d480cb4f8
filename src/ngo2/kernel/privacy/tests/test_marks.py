"""X5 and P18: one's own data can be seen and taken along, and when it is erased, nothing of it is left."""

import io
import json
import zipfile

import pytest
from django.db import connection

from ngo2.kernel.journal import chain
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.privacy import services
from ngo2.kernel.privacy.obstacles import obstacles
from ngo2.kernel.privacy.tests.seeding import files_holding, rows_holding, seed
from ngo2.lib import personal
from ngo2.lib.actors import person_actor


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(
        obstacles, "_items", {}
    )  # why somebody must wait is tested elsewhere; the seed knows no sense
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.EMAIL_FILE_PATH = tmp_path / "outbox"
    return tmp_path


def write_outbox(folder, seeded):
    """What was sent where no provider is set: one's own lines and letters, and somebody else's."""
    mine = [mark for mark in seeded.marks if mark.where == "accounts.Identity.value"]
    folder.mkdir()
    (folder / "sms.log").write_text(
        "".join(f"2026-01-01 10:00:00 {mark.text} 1234\n" for mark in mine) + "other 5678\n"
    )
    for mark in mine:
        (folder / f"{mark.text[:9]}.log").write_text(f"To: {mark.text}\n\nYour code is 1234\n")
    return mine


@pytest.mark.django_db(transaction=True)
def test_X5_P18_export_holds_every_mark_and_after_erasure_none_is_left(alice, bob, data_dir):
    seeded = seed(alice, bob)
    mine = write_outbox(data_dir / "outbox", seeded)
    assert len(seeded.must_go()) >= 15, "the seed lost its marks"
    assert mine
    before = rows_holding([mark.text for mark in seeded.marks])
    nowhere = [
        mark.where
        for mark in seeded.marks
        if mark.text not in before and mark.where != "files.File: its bytes"
    ]
    assert nowhere == []

    alice.refresh_from_db()
    with services.export_data(person_actor(alice), alice) as zipped, zipfile.ZipFile(zipped) as archive:
        everything = b"\n".join(archive.read(name) for name in archive.namelist()).decode("utf-8", "replace")
        names = archive.namelist()
        data = json.loads(archive.read("my-data.json"))
        page = archive.read("my-data.html").decode()
    assert [mark.where for mark in seeded.must_be_exported() if mark.text not in everything] == []
    assert {name.partition("/")[0] for name in names} == {"my-data.json", "my-data.html", "files"}
    assert {section["model"] for section in data["sections"]} <= {one.model for one in personal.declarations}
    assert "Bob" not in page

    chain.seal()
    faults = chain.verify().faults  # entries that the seed made past `record`
    services.erase_person(person_actor(alice), alice)

    texts = {mark.text: mark.where for mark in seeded.must_go()}
    assert {texts[text]: tables for text, tables in rows_holding(list(texts)).items()} == {}
    assert {texts[text]: names for text, names in files_holding(list(texts)).items()} == {}
    assert (data_dir / "outbox" / "sms.log").read_text() == "other 5678\n"
    for one in seeded.selections:
        for name, said in one.fields.items():
            if one.path == name and said.erase.how != "keep":
                assert not one.rows(alice).exists(), (
                    f"{one.declaration.model}.{name} still leads to the person"
                )
    alice.refresh_from_db()
    assert (alice.is_active, alice.is_staff, alice.name, alice.last_login) == (False, False, "", None)
    bob.refresh_from_db()
    assert (bob.is_active, bob.name) == (True, "Bob")
    assert [entry.verb for entry in Entry.objects.order_by("pk")][-1] == "privacy.erased"
    chain.seal()
    assert chain.verify().faults == faults


@pytest.mark.django_db(transaction=True)
def test_the_search_for_marks_is_real_twin_without_erasure_finds_them(alice, bob, data_dir):
    seeded = seed(alice, bob)
    texts = [mark.text for mark in seeded.marks]
    inside = [mark.text for mark in seeded.marks if mark.where == "files.File: its bytes"]
    assert set(rows_holding(texts)) == set(texts) - set(inside)
    assert set(inside) <= set(files_holding(texts))
    if connection.vendor == "sqlite":  # old pages still stand in the database's own files
        name = next(mark.text for mark in seeded.marks if mark.where == "accounts.Person.name")
        assert name in files_holding([name])


@pytest.mark.django_db(transaction=True)
def test_a_declaration_that_blanks_too_little_turns_the_search_red(alice, bob, data_dir, monkeypatch):
    kept = {**personal.declarations._items}
    journal = kept["journal.Private"]
    forgotten = {
        name: personal.Personal("p", personal.UNTIL_ERASED, erase=personal.Erase.KEEP("x"))
        for name in journal.fields
    }
    kept["journal.Private"] = personal.Declaration("journal.Private", "t", "person", forgotten, journal.plain)
    seeded = seed(alice, bob)
    monkeypatch.setattr(personal.declarations, "_items", kept)
    services.erase_person(person_actor(alice), alice)
    left = rows_holding([mark.text for mark in seeded.must_go()])
    assert list(left.values()) == [["journal_private"]]


def test_an_empty_export_is_a_zip_too(alice):
    with services.export_data(person_actor(alice), alice) as zipped:
        assert zipfile.ZipFile(io.BytesIO(zipped.read())).testzip() is None
