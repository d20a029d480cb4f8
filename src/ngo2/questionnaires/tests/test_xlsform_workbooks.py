"""Forms in and out of workbooks: pyxform's own test forms, hostile files, and that nothing is lost on the way."""

import io
import string
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from ngo2.questionnaires.xlsform.columns import FACT
from ngo2.questionnaires.xlsform.converter import converted
from ngo2.questionnaires.xlsform.converting import convert
from ngo2.questionnaires.xlsform.findings import ERROR, Finding, FormError
from ngo2.questionnaires.xlsform.reading import read_workbook
from ngo2.questionnaires.xlsform.sheets import Row, Sheet, Sheets, form_of, letter
from ngo2.questionnaires.xlsform.writing import write_workbook

FORMS = Path(__file__).resolve().parents[4] / "data" / "xforms"
A = {"type": "text", "name": "a", "label": "A"}
# pyxform refuses the first eight by design. It lets two expressions through that no program can read, and one form
# has a stray cell in its last column.
REFUSED = {
    "calculate_without_calculation.xls": ("calculation_missing", "survey", 34, "calculation"),
    "duplicate_columns.xlsx": ("column_twice", "survey", 1, "label"),
    "group_name_test.xls": ("name_missing", "survey", 3, "name"),
    "include.xls": ("include", "survey", 3, "type"),
    "include.xlsx": ("include", "survey", 3, "type"),
    "include_json.xls": ("include", "survey", 2, "type"),
    "include_json.xlsx": ("include", "survey", 2, "type"),
    "unknown_question_type.xls": ("type_unknown", "survey", 52, "type"),
    "bad_calc.xlsx": ("expression", "survey", 2, "calculation"),
    "xl_date_ambiguous.xlsx": ("expression", "survey", 5, "choice_filter"),
    "extra_columns.xls": ("file_many_columns", "", 0, ""),
}


def refused(data: bytes, name: str = "form.xlsx") -> list[Finding]:
    with pytest.raises(FormError) as caught:
        convert(read_workbook(data, name))
    assert all(finding.message for finding in caught.value.findings)
    return list(caught.value.findings)


def workbook(**sheets: list[list[object]]) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for at, cells in enumerate(rows):
            page.write_row(at, 0, cells)
    book.close()
    return file.getvalue()


def replaced(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as packed,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for entry in packed.infolist():
            text = packed.read(entry)
            written.writestr(entry.filename, text.replace(old, new, 1) if entry.filename == part else text)
    return out.getvalue()


def test_the_forms_of_pyxform_convert_or_are_named() -> None:
    forms = sorted((FORMS / "pyxform").glob("*.xls*"))
    assert len(forms) == 57
    count = 0
    for form in forms:
        try:
            answer = converted(read_workbook(form.read_bytes(), form.name), {})
        except FormError as error:
            answer = {"findings": [one.to_json() for one in error.findings]}
        errors = [
            (one["kind"], one["sheet"], one["row"], one["column"])
            for one in answer["findings"]
            if one["level"] == ERROR
        ]
        if "xform" in answer:
            etree.fromstring(answer["xform"].encode())
            assert errors == []
            count += 1
        else:
            assert REFUSED[form.name] in errors, form.name
    assert count == 57 - len(REFUSED)


def test_a_real_questionnaire_converts_and_names_its_files() -> None:
    sheets = read_workbook((FORMS / "socio-economic-survey-v20240515.xlsx").read_bytes())
    answer = convert(sheets, form_id="other_id", version="7", title="A title")
    root = etree.fromstring(answer.xform)
    assert root.xpath("//*[@id='other_id']/@version") == ["7"]
    assert root.xpath("string(//*[local-name()='title'])") == "A title"
    ucl = read_workbook((FORMS / "pyxform" / "UCL_Biomass_Plot_Form.xlsx").read_bytes())
    assert "UCL_regions.csv" in convert(ucl).files


def test_numbers_dates_and_spaces_are_what_a_person_sees() -> None:
    data = workbook(
        Survey=[
            ["Type ", "NAME", " label::English  (en)", "constraint"],
            ["integer", "a", "  A\u00a0b ", 5],
            [],
            [1.5, True],
        ],
        notes=[["anything", 3], ["", "x"]],
    )
    sheets = read_workbook(data)
    assert sheets.survey.columns == ("Type", "NAME", "label::English (en)", "constraint")
    assert sheets.survey.rows[0] == Row(
        2, {"Type": "integer", "NAME": "a", "label::English (en)": "A b", "constraint": "5"}
    )
    assert sheets.survey.rows[1] == Row(4, {"Type": "1.5", "NAME": "true"})
    notes = next(sheet for sheet in sheets if sheet.name == "notes")
    assert (notes.headed, notes.columns, notes.rows[1].cells) == (False, ("A", "B"), {"B": "x"})
    assert Sheets.from_json(sheets.to_json()) == sheets


def test_cells_without_a_header_stay_and_pyxform_never_sees_them() -> None:
    data = workbook(
        survey=[["type", "name", "label", "", FACT], ["select_one l", "a", "A", "mine", "website"]],
        choices=[["list_name", "name", "label", ""], ["l", "x", "X", "a note"]],
    )
    sheets = read_workbook(data)
    assert sheets.survey.rows[0].get("(D)") == "mine"
    xform = convert(sheets).xform
    assert not [text for text in (b"mine", b"a note", b"website") if text in xform]


def test_a_hidden_sheet_and_a_workbook_with_macros_are_read_and_nothing_runs() -> None:
    plain = workbook(
        survey=[["type", "name", "label"], ["select_one l", "a", "A"]],
        choices=[["list_name", "name", "label"], ["l", "x", "X"]],
    )
    hidden = replaced(plain, "xl/workbook.xml", b'name="choices"', b'name="choices" state="hidden"')
    assert convert(read_workbook(hidden)).xform == convert(read_workbook(plain)).xform
    macros = io.BytesIO(plain)
    with zipfile.ZipFile(macros, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"Sub AutoOpen()")
    assert read_workbook(macros.getvalue(), "form.xlsm") == read_workbook(plain)


@pytest.mark.parametrize(
    "text",
    [
        "type,name,label\ninteger,a,A\n",
        "survey\n,type,name,label\n,integer,a,A\n",
        '"survey","type","name","label"\n,"integer","a","A"\n',
    ],
)
def test_csv_of_the_questions_and_of_all_sheets(text: str) -> None:
    sheets = read_workbook(text.encode(), "form.csv")
    assert [dict(row.cells) for row in sheets.survey.rows] == [{"type": "integer", "name": "a", "label": "A"}]
    assert convert(sheets).xform


def test_csv_of_several_sheets_keeps_the_rows_of_the_file() -> None:
    text = "survey\n,type,name,label\n,select_one l,a,A\n\nchoices\n,list_name,name,label\n,l,x,X\n,l,x,Y\n"
    assert [(one.kind, one.row) for one in refused(text.encode("gb18030"), "form.csv")] == [
        ("choice_twice", 8)
    ]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "file_empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "file_not_a_table"),
        (b"PK\x03\x04 nothing more", "file_broken"),
        ("编号,机构名称,电话\n1,绿色社区,010-1\n2,蓝天,010-2\n".encode(), "answers"),
        (workbook(Sheet1=[["instanceID", "q1", "q2"], ["uuid:1", "x", 3]]), "answers"),
        (workbook(Sheet1=[["hello"]], Sheet2=[]), "no_form"),
        (workbook(survey=[["type", "name", "label"]], x=[["y"]]), "empty_survey"),
        (workbook(survey=[["type", "name", "label", "label"], ["text", "a", "A", "B"]]), "column_twice"),
        (workbook(survey=[[f"c{at}" for at in range(15_000)], ["text", "a"]]), "file_many_columns"),
        (workbook(survey=[["type", "name", "label"], ["text", "a", "x" * 32_767]]), "file_long_cell"),
    ],
)  # fmt: skip
def test_what_is_no_form_is_told_in_a_sentence(data: bytes, kind: str) -> None:
    assert [one.kind for one in refused(data)] == [kind]


def test_entities_and_bombs_in_a_workbook_are_refused() -> None:
    plain = workbook(survey=[["type", "name", "label"], ["text", "a", "A"]])
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet '
    assert [
        one.kind for one in refused(replaced(plain, "xl/worksheets/sheet1.xml", b"<worksheet ", laughs))
    ] == ["file_entities"]
    external = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet '
    assert [
        one.kind for one in refused(replaced(plain, "xl/worksheets/sheet1.xml", b"<worksheet ", external))
    ] == ["file_entities"]
    bomb = io.BytesIO(plain)
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/a.bin", bytes(170 * 2**20))
    assert [one.kind for one in refused(bomb.getvalue())] == ["file_bomb"]


def test_a_formula_is_its_value_and_is_never_written_as_one() -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    page = book.add_worksheet("survey")
    page.write_row(0, 0, ["type", "name", "label"])
    page.write_row(1, 0, ["text", "a"])
    page.write_formula(1, 2, '=HYPERLINK("http://x","A")', value="A")
    book.close()
    assert read_workbook(file.getvalue()).survey.rows[0].get("label") == "A"
    sheets = form_of(survey=[{**A, "label": "=1+1", "hint": "+x", "default": "'=y"}])
    written = write_workbook(sheets)
    with zipfile.ZipFile(io.BytesIO(written)) as packed:
        assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")
    assert read_workbook(written) == sheets


def test_many_choices_convert_or_are_refused_in_a_sentence() -> None:
    rows = [{"list_name": "l", "name": f"c{at}", "label": f"Choice {at}"} for at in range(40_000)]
    question = {"type": "select_one l", "name": "a", "label": "A"}
    assert convert(form_of(survey=[question], choices=rows)).xform.count(b"<item>") == 40_000
    too_many = form_of(survey=[question], choices=rows * 3)
    with pytest.raises(FormError) as caught:
        convert(too_many)
    assert [one.kind for one in caught.value.findings] == ["too_many_rows"]


def test_ten_thousand_groups_in_each_other_are_refused() -> None:
    rows = [{"type": "begin_group", "name": f"g{at}"} for at in range(10_000)]
    rows += [{"type": "end_group"}] * 10_000
    with pytest.raises(FormError) as caught:
        convert(form_of(survey=rows))
    assert [(one.kind, one.row) for one in caught.value.findings] == [("too_deep", 32)]


def test_a_label_of_a_megabyte_and_control_characters_are_named() -> None:
    with pytest.raises(FormError) as caught:
        convert(form_of(survey=[A, {**A, "name": "b", "label": "x" * 2**20}]))
    assert [(one.kind, one.row, one.column) for one in caught.value.findings] == [("cell_long", 3, "label")]
    with pytest.raises(FormError) as caught:
        convert(form_of(survey=[{**A, "label": "a\x01b"}]))
    assert [(one.kind, one.row, one.column) for one in caught.value.findings] == [("character", 2, "label")]


@pytest.mark.parametrize(
    "label",
    [
        "${",
        "${}",
        "${a",
        "${${a}}",
        "$${a}",
        "${a}${a}",
        "${ a}",
        "${last-saved#a}",
        "${a}}",
        "$" * 9000,
        "${" * 9000,
    ],
)
def test_games_with_references_are_bounded(label: str) -> None:
    try:
        xform = convert(form_of(survey=[A, {**A, "name": "b", "label": label}])).xform
    except FormError as error:
        places = {(one.sheet, one.row) for one in error.findings}
    else:
        places = {("survey", 3)}
        etree.fromstring(xform)
    assert places == {("survey", 3)}


def test_names_in_chinese_and_with_emoji_are_names() -> None:
    sheets = form_of(survey=[{**A, "name": "姓名"}, {**A, "name": "q😀", "relevant": "${姓名} != ''"}])
    assert b"\xf0\x9f\x98\x80" in convert(sheets).xform


def test_markup_in_texts_stays_text() -> None:
    nasty = "<script>alert(1)</script> & ]]> <!DOCTYPE x> ${a}"
    root = etree.fromstring(convert(form_of(survey=[A, {**A, "name": "b", "label": nasty}])).xform)
    assert root.xpath("//*[local-name()='script']") == []


def test_from_json_refuses_what_it_never_wrote() -> None:
    for kept in (
        None,
        {},
        {"xlsform": 2, "sheets": []},
        {"xlsform": 1, "sheets": [{"name": "a", "headed": True, "columns": [], "rows": [[2, {"x": "y"}]]}]},
    ):
        with pytest.raises(ValueError):
            Sheets.from_json(kept)


# What a cell may hold after reading: no blanks around it, no control characters.
_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"]), max_size=30
).map(lambda text: text.replace("\xa0", " ").strip().replace("\ufeff", ""))
_WORDS = st.sampled_from(
    [
        "=1+1",
        "'=x",
        "''@",
        "+5",
        "-",
        "@a",
        "1",
        "1.50",
        "true",
        "2020-01-01",
        "_x0041_",
        "a\nb",
        "http://x",
        "😀",
    ]
)
_CELL = (_TEXT | _WORDS).map(str.strip).filter(bool)
_COLUMN = st.text(string.ascii_lowercase + "_:", min_size=1, max_size=12).filter(
    lambda text: text not in {"type", "name"}
)


@st.composite
def _sheets(draw: st.DrawFn) -> Sheets:
    found = [_headed(draw, "survey", ("type", "name"))]
    for name in ("choices", "settings"):
        if draw(st.booleans()):
            found.append(_headed(draw, name, ("name",)))
    if draw(st.booleans()):
        width = draw(st.integers(1, 4))
        columns = tuple(letter(at) for at in range(width))
        rows = [
            Row(
                number, dict(zip(columns, draw(st.lists(_CELL, min_size=width, max_size=width)), strict=True))
            )
            for number in draw(_NUMBERS)
        ]
        if rows:
            found.append(Sheet("Notes 1", columns, tuple(rows), headed=False))
    return Sheets(tuple(found))


_NUMBERS = st.lists(st.integers(2, 40), max_size=6, unique=True).map(sorted)


def _headed(draw: st.DrawFn, name: str, needed: tuple[str, ...]) -> Sheet:
    columns = (*needed, *draw(st.lists(_COLUMN, max_size=4, unique=True)))
    rows = [
        Row(number, draw(st.dictionaries(st.sampled_from(columns), _CELL, min_size=1)))
        for number in draw(_NUMBERS)
    ]
    return Sheet(name, columns, tuple(rows))


@given(_sheets())
@settings(max_examples=25, deadline=None)
def test_reading_what_was_written_gives_the_same(sheets: Sheets) -> None:
    assert read_workbook(write_workbook(sheets)) == sheets
    assert Sheets.from_json(sheets.to_json()) == sheets


def test_the_same_sheets_are_the_same_bytes() -> None:
    assert write_workbook(form_of(survey=[A])) == write_workbook(form_of(survey=[A]))
