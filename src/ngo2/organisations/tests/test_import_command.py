"""`ngo2 import`: the same import without a page."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from ngo2.organisations.models import Import, Organisation
from ngo2.organisations.tests.lists import HEADER, as_csv, line

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(as_csv([HEADER, line(1), line(2), line(3, 联系电话="call me")], "gb18030"))
    return path


def told(*args: str, **options: object) -> str:
    out = StringIO()
    call_command("import", *args, stdout=out, verbosity=0, **options)
    return out.getvalue()


def test_without_yes_nothing_is_written(file, english):
    words = told(str(file), dataset="Hubei")
    assert "2  new" in words
    assert "1  bad" in words
    assert "line 4: That is not a phone number." in words
    assert "Nothing was written." in words
    assert (Organisation.objects.count(), Import.objects.get().state) == (0, Import.DROPPED)


def test_with_yes_it_is_written_and_undone(file, english):
    words = told(str(file), dataset="Hubei", yes=True, map="phone=联系电话,name=机构名称")
    batch = Import.objects.get()
    assert f"To undo: ngo2 import --undo {batch.pk}" in words
    assert (Organisation.objects.count(), batch.person) == (2, None)
    assert "There is nothing to bring in" in told(str(file), dataset="Hubei", yes=True)
    assert "0 lines stay" in told(undo=batch.pk)
    assert Organisation.objects.count() == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"map": "phone=nowhere"}, "nowhere"),
        ({"map": "password=联系电话"}, "password"),
        ({"undo": 99}, "no import of that number"),
    ],
)
def test_what_makes_no_sense_is_said(file, english, options, words):
    with pytest.raises(CommandError, match=words):
        told(str(file), **options)
    assert Organisation.objects.count() == 0


def test_a_file_that_is_not_there_or_no_list(tmp_path, english):
    with pytest.raises(CommandError, match="cannot be opened"):
        told(str(tmp_path / "nothing.csv"))
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(3000))
    with pytest.raises(CommandError, match="no table"):
        told(str(tmp_path / "picture.csv"))
