# ruff: noqa: E501 (markup is one line)
"""Workbooks for the tests, packed by hand: small ones as people send them, and those that should hurt."""

import io
import zipfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_STYLES = f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'

# What each of `LISTS` holds.
ROWS = [
    (1, ["机构名称", "电话", "信用代码", "人数", "成立"]),
    (2, ["山蚁乡村教育小组", "13800138000", "51330000501874064B", "12", "2009-03-01"]),
    (4, ["河边读书会", "07782260217", "", "3.5"]),
]


def packed(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def sheet(rows: Sequence[Sequence[str]]) -> str:
    body = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>' for cell in row) + "</row>"
        for row in rows
    )
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>'


def parts_of(sheets: Mapping[str, str], hidden: Collection[str] = ()) -> dict[str, str]:
    """Names of sheets to their XML."""
    names = list(sheets)
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}"{" state=" + chr(34) + "hidden" + chr(34) if name in hidden else ""}/>'
        for n, name in enumerate(names, 1)
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(names) + 1)
    )
    types = f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
    root = f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    return {
        "[Content_Types].xml": types,
        "_rels/.rels": root,
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{links}<Relationship Id="s" Type="{_DOCUMENT}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": _STYLES,
        **{f"xl/worksheets/sheet{n}.xml": sheets[name] for n, name in enumerate(names, 1)},
    }


def xlsx(sheets: Mapping[str, Sequence[Sequence[str]]], hidden: Collection[str] = ()) -> bytes:
    return packed(parts_of({name: sheet(rows) for name, rows in sheets.items()}, hidden))


def list_xlsx() -> bytes:
    cells = [
        '<row r="1"><c r="A1" t="inlineStr"><is><t>机构名称</t></is></c><c r="B1" t="inlineStr"><is><t>电话</t></is></c>'
        '<c r="C1" t="inlineStr"><is><t>信用代码</t></is></c><c r="D1" t="inlineStr"><is><t>人数</t></is></c>'
        '<c r="E1" t="inlineStr"><is><t>成立</t></is></c></row>',
        '<row r="2"><c r="A2" t="inlineStr"><is><t>山蚁乡村教育小组</t></is></c><c r="B2"><v>13800138000</v></c>'
        '<c r="C2" t="inlineStr"><is><t>51330000501874064B</t></is></c><c r="D2"><f>6*2</f><v>12</v></c>'
        '<c r="E2" s="1"><v>39873</v></c></row>',
        '<row r="4"><c r="A4" t="inlineStr"><is><t>河边读书会</t></is></c>'
        '<c r="B4" t="inlineStr"><is><t>07782260217</t></is></c><c r="D4"><v>3.5</v></c></row>',
    ]
    return packed(
        parts_of({"名单": f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(cells)}</sheetData></worksheet>'})
    )


def ods(content: str) -> bytes:
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    document = (
        f'<office:document-content {names} office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="名单">{content}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return packed({"mimetype": kind, "content.xml": document, "META-INF/manifest.xml": "<manifest/>"})


def _ods_row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def _words(text: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'


def _number(value: str) -> str:
    return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'


def list_ods() -> bytes:
    day = '<table:table-cell office:value-type="date" office:date-value="2009-03-01"><text:p>1.3.09</text:p></table:table-cell>'
    blank = "<table:table-cell/>"
    return ods(
        _ods_row(*map(_words, ROWS[0][1]))
        + _ods_row(
            _words("山蚁乡村教育小组"),
            _number("13800138000"),
            _words("51330000501874064B"),
            _number("12"),
            day,
        )
        + _ods_row(blank)
        + _ods_row(_words("河边读书会"), _words("07782260217"), blank, _number("3.5"))
    )


def list_xls() -> bytes:
    """Written once by xlwt, for nothing that we install writes this old format."""
    return (Path(__file__).parent / "samples" / "list.xls").read_bytes()


LISTS = {"xlsx": list_xlsx, "ods": list_ods, "xls": list_xls}
