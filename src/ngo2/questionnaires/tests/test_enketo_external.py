"""Lists of choices in files, and saved answers: what the page gets beside the form, and gives back."""

import json
import re
from pathlib import Path

import pytest

from ngo2.questionnaires.enketo.exports import records
from ngo2.questionnaires.enketo.external import as_xml, external_instances
from ngo2.questionnaires.enketo.refusing import Unfit, Why
from ngo2.questionnaires.enketo.texts import texts
from ngo2.questionnaires.enketo.transforming import External


def test_a_csv_becomes_items() -> None:
    content = '\ufeffname,label\na,甲 <1>\nb,"x, y"\n\n'.encode()
    assert as_xml("towns.csv", content) == (
        "<root><item><name>a</name><label>甲 &lt;1&gt;</label></item>"
        "<item><name>b</name><label>x, y</label></item></root>"
    )


def test_points_of_geojson_become_items_with_latitude_first() -> None:
    place = {"type": "Point", "coordinates": [104.1, 30.7]}
    content = json.dumps({"features": [{"id": "p", "properties": {"name": "A"}, "geometry": place}]}).encode()
    assert as_xml("p.geojson", content) == (
        "<root><item><name>A</name><id>p</id><geometry>30.7 104.1 0 0</geometry></item></root>"
    )


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.csv", b"", Why.NO_TABLE),
        ("a.csv", b"a b,1c\n1,2", Why.NO_TABLE),
        ("a.csv", "名,b".encode("gb18030"), Why.NO_TABLE),
        ("a.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', Why.DOCTYPE),
        ("a.xml", b"<a", Why.NO_XML),
        ("a.geojson", b"[]", Why.NO_TABLE),
        ("a.geojson", b"[" * 100_000, Why.NO_TABLE),
        ("a.csv", b"a" * 20_000_001, Why.TOO_BIG),
    ],
)
def test_what_is_no_list_is_refused(name: str, content: bytes, why: Why) -> None:
    with pytest.raises(Unfit) as refused:
        as_xml(name, content)
    assert refused.value.why == why


def test_missing_lists_are_named() -> None:
    wanted = [External("towns", "jr://file-csv/towns.csv"), External("old", "jr://file/old.xml")]
    found, missing = external_instances(wanted, {"towns.csv": b"name\na\n"})
    assert [each["id"] for each in found] == ["towns"]
    assert missing == ["old.xml"]


def saved(*parts: bytes) -> bytes:
    boundary = b"--ngo2-answers-abcdefgh1234"
    return b"".join(boundary + b"\r\n" + part + b"\r\n" for part in parts) + boundary + b"--\r\n"


RECORD = (
    b'Content-Disposition: form-data; name="xml_submission_file"; filename="uuid:1.xml"\r\n'
    b"Content-Type: text/xml\r\nX-Answer-State: waiting\r\n\r\n<d/>"
)
PHOTO = (
    b'Content-Disposition: form-data; name="attachment"; filename="a%22b.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    b"\xff\xd8\r\n\r\n--ngo2-answers-other\r\n\x00"
)


def test_saved_answers_are_read_again_byte_by_byte() -> None:
    first, second = records(saved(RECORD, PHOTO, RECORD))
    assert (first.state, first.xml, second.files) == ("waiting", b"<d/>", {})
    assert first.files == {'a"b.jpg': b"\xff\xd8\r\n\r\n--ngo2-answers-other\r\n\x00"}


@pytest.mark.parametrize("source", [b"", b"PK\x03\x04", saved(RECORD, PHOTO)[:-5], saved(b"nothing")])
def test_a_file_cut_short_or_of_another_kind_is_refused(source: bytes) -> None:
    with pytest.raises(Unfit) as refused:
        records(source)
    assert refused.value.why == Why.NO_EXPORT


def test_every_text_that_the_page_asks_for_is_there() -> None:
    """The words in the scripts are keys of `texts`, and none is there for nobody."""
    scripts = Path(__file__).parents[4] / "frontend" / "js" / "enketo"
    source = "\n".join(path.read_text(encoding="utf-8") for path in scripts.rglob("*.js"))
    words = texts()
    asked = re.findall(r'\b(?:t|say)\("([a-zA-Z.]+)"', source)
    assert len(asked) > 20
    assert set(asked) <= words.keys()
    quoted = set(re.findall(r'"([a-zA-Z.]+)"', source))
    quoted |= {f"{family}.{word}" for family in ("state", "consent") for word in quoted}
    core = {
        "constraint",
        "form",
        "hint",
        "filepicker",
        "selectpicker",
        "rankwidget",
        "widget",
        "alert",
        "confirm",
    }
    assert [key for key in words if key not in quoted and key.split(".")[0] not in core] == []
