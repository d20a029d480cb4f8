"""P12: what leaves is safe to open, says where it comes from, and comes back without loss."""

import csv
import io
import json
import tracemalloc
import zipfile
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from ngo2.kernel.opendata.datasets import Column
from ngo2.kernel.opendata.formats import FORMATS, offered
from ngo2.kernel.opendata.heads import head_of
from ngo2.kernel.opendata.tests.conftest import AS_OF, COLUMNS, ROWS
from ngo2.lib.csv import read_rows, unsafe_cell
from ngo2.lib.sheets import reading

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "'=1",
    "''@x",
    '=HYPERLINK("http://a","b")',
)
STARTS = tuple("=+-@\t\r\n\0＝＋－＠")


def written(name, head, rows=ROWS):
    return b"".join(FORMATS[name].write(head, iter(rows)))


def sheet(data, number=0):
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(number).to_python()


def test_csv_whole(head):
    text = written("csv", head).decode()
    assert text == (
        "\ufeffid,name,staff,share,since,causes,former,lat,lng,precision,source,licence,as_of\r\n"
        '007,"\'=cmd|""/c calc""!A1",12,-0.5,2020-01-24,education; health,"蚂蚁, 夜校\n@山蚁",24.5,107.25,point,'
        "Example,CC0 1.0,2026-11-23\r\n"
        "8,无处小组,,,,,,,,,survey 2020,CC0 1.0,2026-11-23\r\n"
    )


def test_the_same_list_is_the_same_file_in_whichever_second(head):
    parts = zipfile.ZipFile(io.BytesIO(written("xlsx", head)))
    assert b"2026-11-23T00:00:00Z" in parts.read("docProps/core.xml")


def test_xlsx_whole(head):
    data = written("xlsx", head)
    assert sheet(data) == [
        ["Number", "Name", "Staff", "Share", "Since", "Causes", "Former names", "Latitude", "Longitude", "Precision",
         "Source", "Licence", "Made on"],
        ["007", "'=cmd|\"/c calc\"!A1", 12.0, -0.5, date(2020, 1, 24), "education; health", "蚂蚁, 夜校\n@山蚁", 24.5,
         107.25, "point", "Example", "CC0 1.0", date(2026, 11, 23)],
        ["8", "无处小组", *[""] * 8, "survey 2020", "CC0 1.0", date(2026, 11, 23)],
    ]  # fmt: skip
    about = [[cell for cell in row if cell] for row in sheet(data, 1)]
    assert about[:7] == [
        ["Small list"],
        ["What it is", "Two rows."],
        ["Licence", "CC0 1.0", "https://example.org/cc0"],
        ["Source", "Example", "https://example.org/", "CC0"],
        ["Last change", "2026-11-01"],
        ["Made on", "2026-11-23"],
        ["Address", "https://example.org/open-data/#small"],
    ]
    assert about[8:11] == [
        ["Column", "Name in other formats", "Meaning", "Kind of value", "Unit"],
        ["Number", "id", "Its number.", "code"],
        ["Name", "name", "Its name.", "text"],
    ]
    assert len(about) == 9 + len(COLUMNS) + 3


ABOUT = {
    "title": "Small list",
    "description": "Two rows.",
    "page": "https://example.org/open-data/#small",
    "language": "en",
    "licence": {"text": "CC0 1.0", "url": "https://example.org/cc0"},
    "sources": [{"label": "Example", "url": "https://example.org/", "licence": "CC0"}],
    "updated": "2026-11-01",
    "as_of": "2026-11-23",
}
FIRST = {"id": "007", "name": '=cmd|"/c calc"!A1', "staff": 12, "share": -0.5, "since": "2020-01-24",
         "causes": ["education", "health"], "former": ["蚂蚁, 夜校", "@山蚁"], "precision": "point"}  # fmt: skip
POINT = {"type": "Point", "coordinates": [107.25, 24.5]}
SECOND = {"id": "8", "name": "无处小组", "source": "survey 2020"}


def test_json_whole(head):
    told = json.loads(written("json", head))
    columns = told.pop("columns")
    assert told == ABOUT | {"rows": [FIRST | {"lat": 24.5, "lng": 107.25}, SECOND]}
    assert columns[2] == {
        "key": "staff", "label": "Staff", "meaning": "How many.", "type": "whole", "unit": "people",
    }  # fmt: skip
    assert [one["key"] for one in columns] == [one.key for one in COLUMNS]


def test_geojson_whole_longitude_first(head):
    told = json.loads(written("geojson", head))
    assert told["type"] == "FeatureCollection"
    assert "crs" not in told  # RFC 7946: always WGS-84
    assert {key: told["about"][key] for key in ABOUT} == ABOUT
    assert told["features"] == [
        {"type": "Feature", "id": "007", "geometry": POINT, "properties": FIRST},
        {"type": "Feature", "id": "8", "geometry": None, "properties": SECOND},
    ]  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
def test_no_rows_is_still_a_file(name, head):
    data = written(name, head, [])
    if name == "csv":
        assert list(read_rows(io.StringIO(data.decode(), newline=""))) == [
            [*(c.key for c in COLUMNS), "source", "licence", "as_of"]
        ]
    elif name == "xlsx":
        assert len(sheet(data)) == 1
    else:
        assert json.loads(data)["rows" if name == "json" else "features"] == []


def test_a_list_without_places_is_no_map():
    assert [one.name for one in offered(False)] == ["csv", "xlsx", "json"]
    assert [one.name for one in offered(True)] == ["csv", "xlsx", "geojson", "json"]


TEXTS = [
    Column(key, key, "", kind) for key, kind in [("a", "text"), ("b", "code"), ("c", "list"), ("d", "lines")]
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_promise_P12_no_cell_of_any_column_begins_as_a_formula(formula, small):
    """Also in what manifests say: labels, meanings, licence and sources are cells of a workbook."""
    columns = [Column(formula, formula, formula, one.type, formula) for one in TEXTS[:1]] + TEXTS
    row = {
        formula: formula,
        "a": formula,
        "b": formula,
        "c": [formula, "x"],
        "d": [formula],
        "source": formula,
    }
    head = head_of(small([row], tuple(columns)), "en", "https://example.org/", AS_OF)
    cells = [
        cell
        for line in csv.reader(io.StringIO(written("csv", head, [row]).decode()[1:], newline=""))
        for cell in line
    ]
    data = written("xlsx", head, [row])
    cells += [
        cell for number in (0, 1) for line in sheet(data, number) for cell in line if isinstance(cell, str)
    ]
    assert [cell for cell in cells if cell.startswith(STARTS)] == []
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert not any(b"<f>" in packed.read(part) for part in packed.namelist())


def test_promise_P12_twin_a_writer_without_the_guard_is_found(head, monkeypatch):
    monkeypatch.setattr("ngo2.kernel.opendata.formats.csv.safe_cell", str)
    assert ",=cmd" in written("csv", head).decode().replace('"', "")


text = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("=+-@\t\n'＝ 中"), max_size=40
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(text, min_size=4, max_size=4))
def test_promise_P12_csv_comes_back_without_loss(cells, small):
    columns = tuple(Column(key, key, "") for key in "abcd")
    head = head_of(small([], columns), "en", "https://example.org/", AS_OF)
    data = written("csv", head, [dict(zip("abcd", cells, strict=True))])
    assert list(read_rows(io.StringIO(data.decode(), newline="")))[1][:4] == cells


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(text, min_size=4, max_size=4))
def test_promise_P12_xlsx_comes_back_without_loss(cells, small):
    columns = tuple(Column(key, key, "") for key in "abcd")
    head = head_of(small([], columns), "en", "https://example.org/", AS_OF)
    found = sheet(written("xlsx", head, [dict(zip("abcd", cells, strict=True))]))[1][:4]
    assert [unsafe_cell(cell) for cell in found] == cells


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_promise_P12_the_import_reads_what_we_write(name, head, tmp_path):
    """Through the reader of uploads, in its child process."""
    path = tmp_path / f"list.{name}"
    path.write_bytes(written(name, head))
    with path.open("rb") as file, reading.opened(file, path.stat().st_size) as book:
        rows = [cells for _sheet, _line, cells in book.rows(0)]
    assert rows[1] == [
        "007", '=cmd|"/c calc"!A1', "12", "-0.5", "2020-01-24", "education; health", "蚂蚁, 夜校\n@山蚁", "24.5",
        "107.25", "point", "Example", "CC0 1.0", "2026-11-23",
    ]  # fmt: skip


def test_a_cell_longer_than_excel_opens_is_cut_with_a_sign(head):
    data = written("xlsx", head, [{"id": "1", "name": "长" * 40_000}])
    assert sheet(data)[1][1] == "长" * 32_766 + "…"


def peak(name, head, rows):
    """Bytes that writing `rows` made rows took at most."""
    made = (
        {"id": str(n), "name": "山蚁乡村教育小组" * 5, "staff": n, "causes": ["a", "b"]} for n in range(rows)
    )
    tracemalloc.start()
    try:
        for _block in FORMATS[name].write(head, made):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", FORMATS)
def test_ten_times_the_rows_take_no_more_memory(name, head):
    peak(name, head, 10)  # what is loaded once
    assert peak(name, head, 10_000) < 1.5 * peak(name, head, 1_000)


def test_twin_a_writer_that_keeps_rows_is_found(head, monkeypatch):
    whole = FORMATS["json"].write
    monkeypatch.setitem(
        FORMATS, "json", type(FORMATS["json"])("json", "JSON", "", lambda head, rows: whole(head, list(rows)))
    )
    assert peak("json", head, 10_000) > 1.5 * peak("json", head, 1_000)
