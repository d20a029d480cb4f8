"""Tables as people send them: encodings, delimiters, shapes, and cells that must stay what they are."""

import csv
from io import BytesIO
from pathlib import Path

import opencc
import pytest

from ngo2.lib.sheets.delimited import delimiter_of
from ngo2.lib.sheets.encodings import encoding_of
from ngo2.lib.sheets.reading import opened
from ngo2.lib.sheets.shape import shape_of
from ngo2.lib.tests import workbooks

DATA = Path(__file__).parents[4] / "data"
KNOWN = {"机构名称", "电话", "邮箱", "省", "市", "联系方式", "成立时间", "name", "phone"}


def read(data: bytes):
    with opened(BytesIO(data), len(data)) as book:
        return (
            book.kind,
            book.encoding,
            book.delimiter,
            [(line, cells) for _sheet, line, cells in book.rows()],
        )


def real_names() -> list[str]:
    with (DATA / "hubei_2020" / "recipients.csv").open(encoding="utf-8") as file:
        return [f"{row['name']},{row['address']}" for row in csv.DictReader(file) if row["name"]]


def traditional(text: str) -> str:
    return opencc.OpenCC("s2t").convert(text)


@pytest.mark.parametrize("lines", [1, 2, 5, 100])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_the_encoding_of_real_lists_is_told(encoding, lines):
    names = real_names()
    for begin in range(0, len(names) - lines, max(lines, 20)):
        text = "名称,地址\n" + "\n".join(names[begin : begin + lines]) + "\n"
        data = text.encode(encoding)
        assert data.decode(encoding_of(data)) == data.decode(encoding)


@pytest.mark.parametrize("lines", [1, 2, 5, 100])
def test_big5_is_told_from_gb18030(lines):
    names, tried = real_names(), 0
    for begin in range(0, len(names) - lines, max(lines, 20)):
        text = traditional("名称,地址\n" + "\n".join(names[begin : begin + lines]) + "\n")
        try:
            data = text.encode("big5hkscs")
        except UnicodeEncodeError:  # a character that Taiwan has no code for
            continue
        tried += 1
        assert data.decode(encoding_of(data)) == text
    assert tried >= 1


def test_a_western_list_is_read_too():
    assert encoding_of("name,place\nAssociação,São Paulo\n".encode("cp1252")) == "cp1252"
    assert encoding_of(bytes(range(128, 256)) * 4) in {"", "gb18030", "big5hkscs"}


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_told(delimiter):
    rows = [["名称", "地址", "电话"], ["山蚁", "宜州区, 庆远镇; 中街", "0778"], ["河边", "a|b", "0779"]]
    text = "\n".join(
        delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) for row in rows
    )
    assert read(text.encode())[2:] == (delimiter, [(n, row) for n, row in enumerate(rows, 1)])


def test_excel_says_its_delimiter():
    assert delimiter_of("sep=;\r\na;b\r\n") == (";", 7)


def test_lines_are_those_of_the_file():
    """Blank lines count, and so do line breaks inside of cells."""
    kind, encoding, _delimiter, rows = read('名称,电话\r\n\r\n"两\n行",1\r\n,,\r\n尾,2\r\n'.encode("gb18030"))
    assert (kind, encoding) == ("csv", "gb18030")
    assert rows == [(1, ["名称", "电话"]), (3, ["两\n行", "1"]), (6, ["尾", "2"])]


def test_leading_zeros_and_long_numbers_stay():
    rows = read("名称,电话,代码\n山蚁,07782260217,913300005018740641234567\n".encode())[3]
    assert rows[1] == (2, ["山蚁", "07782260217", "913300005018740641234567"])


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_workbooks_hold_the_same(kind):
    """Numbers without ".0", days as days, what formulas had as value, merged cells at their upper left."""
    assert read(workbooks.LISTS[kind]())[::3] == (kind, workbooks.ROWS)


def test_hidden_sheets_are_not_shown():
    data = workbooks.xlsx({"名单": [["名称"], ["山蚁"]], "旧": [["名称"], ["河边"]]}, hidden={"旧"})
    with opened(BytesIO(data), len(data)) as book:
        assert (book.sheets, book.counts) == (["名单"], [2])


def shaped(rows: list[list[str]]):
    lines = list(enumerate(rows, 1))
    shape = shape_of(lines, lines[-20:], KNOWN.__contains__)
    return shape.header, shape.title_lines, shape.header_lines, shape.footer_lines


def test_a_plain_table():
    assert shaped([["机构名称", "电话"], ["山蚁", "1"], ["河边", "2"]]) == (
        ("机构名称", "电话"),
        (),
        (1,),
        (),
    )


def test_titles_merged_headers_and_footers():
    rows = [
        ["2020年湖北公益组织名单"],
        ["填报时间：2020年3月"],
        ["序号", "机构名称", "联系方式", "", "成立时间"],
        ["", "", "电话", "邮箱", ""],
        ["1", "山蚁", "0778", "a@example.org", "2009"],
        ["2", "河边", "0779", "", "2010"],
        ["合计", "2"],
        ["备注：数据来自志愿者，未经核实"],
    ]
    assert shaped(rows) == (
        ("序号", "机构名称", "联系方式 电话", "联系方式 邮箱", "成立时间"),
        (1, 2),
        (3, 4),
        (7, 8),
    )


def test_a_header_without_a_known_word():
    rows = [
        ["甲", "乙", "丙"],
        ["山蚁乡村教育小组", "0778-2260217", "3"],
        ["河边读书会", "0778-2260218", "4"],
    ]
    assert shaped(rows)[0::2] == (("甲", "乙", "丙"), (1,))


def test_the_second_row_of_a_plain_list_is_no_header():
    rows = [["机构名称", "", "电话"], ["电话热线小组", "公益", "0778"], ["河边", "", "0779"]]
    assert shaped(rows)[2] == (1,)


def test_the_last_organisation_is_no_footer():
    rows = [["机构名称", "电话", "市"], ["山蚁", "1", "宜昌"], ["备注志愿服务队", "2", "宜昌"]]
    assert shaped(rows)[3] == ()
