"""Open microdata: nobody stands out, and every file says the same when it is read back."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pyarrow import parquet

from ngo2.lib.csv import read_rows
from ngo2.surveys.columns import SKIPPED, Builder, Category, Multi, Number, Question, Single, Table
from ngo2.surveys.microdata import changes, files
from ngo2.surveys.microdata.codebook import NAMESPACE, Study, codebook
from ngo2.surveys.microdata.risk import anonymity
from ngo2.surveys.microdata.sheets import variables
from ngo2.surveys.tests.surveyed import column, drawn, question

YES = Category("yes", (("en", "Yes"), ("zh", "有")))
FORM = [
    Question(
        "site", "single", (YES, Category("=no"), Category("none", (("en", "None"), ("zh", "没有")), "none"))
    ),
    Question("tools", "multi", (Category("web"), Category("we-chat")), (("en", "Tools"), ("zh", "工具"))),
    Question("staff", "number", (), (("en", "Staff"),)),
]
ROWS: list[dict[str, Any]] = [
    {"site": "yes", "tools": "web we-chat", "staff": 3},
    {"site": "=no", "tools": [], "staff": 2.5},
    {"site": SKIPPED, "tools": SKIPPED, "staff": SKIPPED},
    {},
    {"site": "none", "tools": "web", "staff": -8},
]


def _table(rows: list[dict[str, Any]] = ROWS, form: list[Question] = FORM) -> Table:
    builder = Builder(form)
    builder.add(rows)
    return builder.answers().main


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 999), st.integers(0, 200))
def test_classes_beside_counting_by_hand(seed: int, n: int) -> None:
    rolled = np.random.default_rng(seed).integers(0, 3, n)
    columns: dict[str, Any] = {
        "a": drawn(seed, n, 3, "single"), "b": drawn(seed + 1, n, 2, "multi"),
        "c": Number(question("c", "number"), rolled.astype(float), np.zeros(n, bool)),
    }  # fmt: skip
    keys = [
        (int(code), bits.tobytes(), number)
        for code, bits, number in zip(
            columns["a"].codes, columns["b"].planes.T, columns["c"].numbers, strict=True
        )
    ]
    found = anonymity(Table("", columns, n), ["a", "b", "c"], 4)
    assert found.sizes.tolist() == [keys.count(key) for key in keys]
    assert found.k == min((keys.count(key) for key in keys), default=0)
    assert found.at_risk == sum(keys.count(key) < 4 for key in keys)
    assert found.alone == sum(keys.count(key) == 1 for key in keys)
    assert sum(size * many for size, many in found.classes) == n


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 999), st.integers(0, 150), st.integers(2, 8))
def test_after_suppression_nobody_is_at_risk(seed: int, n: int, wanted: int) -> None:
    shapes = {"a": (9, "single"), "b": (3, "multi"), "c": (4, "single")}
    columns: dict[str, Any] = {
        name: drawn(seed + many, n, many, kind) for name, (many, kind) in shapes.items()
    }
    table = Table("", columns, n)
    done = changes.locally_suppressed(table, ["a", "b", "c"], wanted)
    assert done.table.rows + done.dropped == n
    assert anonymity(done.table, ["a", "b", "c"], wanted).at_risk == 0
    assert done.dropped < wanted  # those blank in everything are one class
    if anonymity(table, ["a", "b", "c"], wanted).at_risk == 0:
        assert sum(count for _name, count in done.blanks) + done.dropped == 0


def test_numbers_are_coded() -> None:
    staff = column(question("staff", "number"), [1, 7, 250, None, SKIPPED])
    assert changes.top_coded(staff, 100).numbers[:3].tolist() == [1, 7, 100]
    assert changes.bottom_coded(staff, 5).numbers[:3].tolist() == [5, 7, 250]
    assert changes.rounded(staff, 5).numbers[:3].tolist() == [0, 5, 250]
    assert changes.top_coded(staff, 100).answered.tolist() == staff.answered.tolist()
    with pytest.raises(ValueError, match="above 0"):
        changes.rounded(staff, 0)


def test_places_are_generalised() -> None:
    town = column(
        question("town", "single", "wuhan jinan qingdao none"),
        ["wuhan", "jinan", "qingdao", None, SKIPPED, "none"],
    )
    shandong = Category("shandong", (("zh", "山东"),))
    wider = changes.generalised(town, {"jinan": shandong, "qingdao": shandong})
    assert [one.value for one in wider.categories] == ["wuhan", "shandong", "none"]
    assert wider.codes.tolist() == [2, 3, 3, 0, 1, 4]
    assert wider.categories[2].meaning == "none"


def test_blanked_is_missing() -> None:
    table = _table()
    every = np.ones(table.rows, bool)
    for name in table:
        gone = changes.blanked(table[name], every)
        assert not gone.answered.any()
        assert not gone.not_asked.any()


def test_csv_is_read_back(tmp_path: Path) -> None:
    files.write_csv(tmp_path / "data.csv", _table())
    raw = (tmp_path / "data.csv").read_text("utf-8-sig")
    assert "'=no" in raw
    with (tmp_path / "data.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = read_rows(file)
    assert head == [
        "site", "site__not_asked", "tools_web", "tools_web__not_asked", "tools_we_chat", "tools_we_chat__not_asked",
        "staff", "staff__not_asked",
    ]  # fmt: skip
    assert rows == [
        ["yes", "0", "1", "0", "1", "0", "3", "0"],
        ["=no", "0", "0", "0", "0", "0", "2.5", "0"],
        ["", "1", "", "1", "", "1", "", "1"],
        ["", "0", "", "0", "", "0", "", "0"],
        ["none", "0", "1", "0", "0", "0", "-8", "0"],
    ]


def test_parquet_is_read_back(tmp_path: Path) -> None:
    files.write_parquet(tmp_path / "data.parquet", _table(), "zh")
    told = parquet.read_table(tmp_path / "data.parquet")
    assert told["site"].to_pylist() == ["yes", "=no", None, None, "none"]
    assert told["site__not_asked"].to_pylist() == [False, False, True, False, False]
    assert told["tools_we_chat"].to_pylist() == [True, False, None, None, False]
    assert told["staff"].to_pylist() == [3, 2.5, None, None, -8]
    assert pa.types.is_dictionary(told.schema.field("site").type)
    assert told.schema.field("site").metadata[b"value:yes"].decode() == "有"
    assert told.schema.field("tools_web").metadata[b"label"].decode() == "工具: web"


def test_spss_is_read_back(tmp_path: Path) -> None:
    files.write_sav(tmp_path / "data.sav", _table(), "zh", "示例" * 30)
    sheet, meta = pyreadstat.read_sav(tmp_path / "data.sav", user_missing=True)
    assert sheet["site"].tolist()[:3] == [1, 2, -8]
    assert np.isnan(sheet["site"][3])
    assert meta.variable_value_labels["site"] == {1: "有", 2: "=no", 3: "没有", -8: "Not asked"}
    assert meta.missing_ranges["site"] == [{"lo": -8, "hi": -8}]
    assert meta.column_names_to_labels["tools_web"] == "工具: web"
    # -8 was said of the staff, so another number means "not asked" there
    assert sheet["staff"].tolist()[:3] == [3, 2.5, -9]
    assert sheet["staff"][4] == -8
    plain, _meta = pyreadstat.read_sav(tmp_path / "data.sav")
    assert plain["site"].isna().tolist() == [False, False, True, True, False]


def test_codebook_is_read_back() -> None:
    table = _table()
    study = Study("Use & <needs>\x00", "NGO 2.0", "CC BY 4.0", "1", "About", ("Staff above 100 is 100.",))
    text = codebook(table, study, ["en", "zh"], anonymity(table, ["site"], 2))
    root = etree.fromstring(text)
    names = {"d": NAMESPACE}
    assert root.findtext(".//d:titl", namespaces=names) == "Use & <needs>"
    assert root.findtext(".//d:caseQnty", namespaces=names) == "5"
    assert [one.get("name") for one in root.iterfind(".//d:var", names)] == [
        "site",
        "tools_web",
        "tools_we_chat",
        "staff",
    ]
    site = root.find(".//d:var[@name='site']", names)
    assert site is not None
    told = [
        (
            one.findtext("d:catValu", namespaces=names),
            one.findtext("d:catStat", namespaces=names),
            one.get("missing"),
        )
        for one in site.iterfind("d:catgry", names)
    ]
    assert told == [("1", "1", None), ("2", "1", None), ("3", "1", None), ("-8", "1", "Y"), (".", "1", "Y")]
    assert [one.text for one in site.iterfind("d:catgry[1]/d:labl", names)] == ["Yes", "有"]
    assert "k-anonymity 1 over site; 5 records below 2" in text.decode()


def test_names_are_fit_for_every_program() -> None:
    form = [
        question("1st", "number"), question("all", "number"), question("a.b", "number"), question("a-b", "number"),
        question("A_B", "number"), question("问题" * 40, "number"), question("问题" * 41, "number"),
    ]  # fmt: skip
    names = [one.name for one in variables(_table([{}], form))]
    assert names[:5] == ["v_1st", "v_all", "a_b", "a_b_2", "A_B_3"]
    assert len({name.upper() for name in names}) == len(names)
    assert max(len(name.encode()) for name in names) <= 64


def test_columns_of_one_table_only() -> None:
    table = _table()
    assert isinstance(table["site"], Single)
    assert isinstance(table["tools"], Multi)
    with pytest.raises(ValueError, match="rows in a table"):
        Table("", {"site": table["site"]}, 9)
