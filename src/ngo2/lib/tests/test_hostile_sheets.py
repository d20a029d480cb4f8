# ruff: noqa: E501 (markup and cases are one line)
"""P10, P11: files that should hurt are refused with a sentence, within five seconds and 400 MB."""

import os
import random
import resource
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from ngo2.lib.refusals import Refused
from ngo2.lib.sheets import packing, reading
from ngo2.lib.sheets.reading import SENTENCES, opened
from ngo2.lib.tests import workbooks
from ngo2.lib.tests.workbooks import ods, packed, parts_of, xlsx

SECONDS, MEMORY = 5.0, 400 * 2**20
HEAD = f'<worksheet xmlns="{workbooks._MAIN}"><sheetData>'
TAIL = "</sheetData></worksheet>"
SHEET = "xl/worksheets/sheet1.xml"


def with_parts(**changed: str | bytes) -> bytes:
    parts: dict[str, str | bytes] = {**parts_of({"名单": HEAD + TAIL})}
    return packed(parts | {name.replace("__", "/"): part for name, part in changed.items()})


def with_sheet(body: str) -> bytes:
    return packed(parts_of({"名单": HEAD + body + TAIL}))


def heavy_workbook() -> bytes:
    """Finding 8: 346 kB that cost a naive reader 152 seconds and 1.36 GB."""
    row = "<row>" + "<c><v>1</v></c>" * 60 + "</row>"
    return with_sheet(row * 120_000)


def under_the_ratio() -> bytes:
    """As heavy as the checks of the packing let through: the child's own limits must do."""
    noise = random.Random(7)
    row = "".join(f"<c><v>{noise.random()}</v></c>" for _ in range(150))
    return with_sheet("".join(f"<row>{row}{n}</row>" for n in range(30_000)))


def lying_directory() -> bytes:
    """The directory says one byte; the part unpacks to far more."""
    data = bytearray(with_sheet("<row>" + "<c><v>1</v></c>" * 9_000_000 + "</row>"))
    with zipfile.ZipFile(BytesIO(bytes(data))) as archive:
        entry = archive.getinfo(SHEET)
        size = entry.file_size.to_bytes(4, "little")
    return bytes(data).replace(size, (1000).to_bytes(4, "little"))


def entities() -> str:
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE lolz [<!ENTITY a0 "lol">{lines}]>'


def laughs() -> bytes:
    body = '<row><c t="inlineStr"><is><t>&a11;</t></is></c></row>'
    return with_parts(
        **{"xl__worksheets__sheet1.xml": f'<?xml version="1.0"?>{entities()}{HEAD}{body}{TAIL}'}
    )


def outside_entity() -> bytes:
    told = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    body = '<row><c t="inlineStr"><is><t>&e;</t></is></c></row>'
    return with_parts(**{"xl__worksheets__sheet1.xml": f"{told}{HEAD}{body}{TAIL}"})


def split_entity() -> bytes:
    """The word stands across the edge of two pieces."""
    told = "<!--" + "x" * (2**16 - 9) + "--><!DOCTYPE x []>"
    return with_parts(**{"xl__worksheets__sheet1.xml": f"{told}{HEAD}{TAIL}"})


def utf16_xml() -> bytes:
    told = f'<?xml version="1.0" encoding="UTF-16"?>{entities()}{HEAD}{TAIL}'
    return with_parts(**{"xl__worksheets__sheet1.xml": told.encode("utf-16")})


def far_cell() -> bytes:
    """Two cells; a reader that fills the space between needs 500 GB."""
    return with_sheet(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )


def repeated_rows() -> bytes:
    cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16000"><text:p>1</text:p></table:table-cell>'
    return ods(f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>')


def ole(*names: str) -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(600)
        + b"".join(name.encode("utf-16-le") for name in names)
    )


def picture() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + random.Random(7).randbytes(5000)


def many_entries() -> bytes:
    return packed({**parts_of({"名单": HEAD + TAIL}), **{f"xl/media/{n}.png": "x" for n in range(2000)}})


def nested_zip() -> bytes:
    inner = packed({"a.csv": "name\n" * 1000})
    for _ in range(30):
        inner = packed({"a.zip": inner})
    return inner


HOSTILE: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "nothing": (lambda: b"", {"empty"}),
    "only blanks": (lambda: b" \r\n , ,\r\n" * 50, {"empty"}),
    "a picture named .csv": (picture, {"not_a_table"}),
    "NUL bytes": (lambda: b"name,phone\0\n" + b"\0" * 3000, {"not_a_table"}),
    "a web page": (lambda: b"<!DOCTYPE html><html><body><table><tr><td>1</td></tr></table>", {"not_a_table"}),
    "XML": (lambda: entities().encode(), {"not_a_table"}),
    "JSON, nested deeply": (lambda: b"[" * 100_000, {"not_a_table", "long_cell"}),
    "one line of 20 MB": (lambda: b"a" * (20 * 2**20), {"long_cell"}),
    "an open quote": (lambda: b'name,phone\n"' + b"x,y\n" * 2_000_000, {"long_cell"}),
    "30,000 columns": (lambda: b",".join([b"a"] * 30_000) + b"\n" + b",".join([b"1"] * 30_000), {"many_columns"}),
    "commas only, then one cell": (lambda: b"," * 5_000_000 + b"x", {"many_columns"}),
    "60,000 rows": (lambda: b"name,phone\n" + b"a,1\n" * 60_000, {"many_rows"}),
    "five million short rows": (lambda: b"a\n" * 5_000_000, {"many_rows"}),
    "16,000 columns in a workbook": (lambda: xlsx({"a": [["x"] * 16_000]}), {"many_columns"}),
    "the heavy workbook": (heavy_workbook, {"bomb"}),
    "as heavy as the checks allow": (under_the_ratio, {"stopped", "many_rows", "bomb", "large", "broken"}),
    "a directory that lies": (lying_directory, {"bomb", "broken", "stopped"}),
    "billion laughs": (laughs, {"entities"}),
    "an entity from outside": (outside_entity, {"entities"}),
    "an entity between two pieces": (split_entity, {"entities"}),
    "entities in UTF-16": (utf16_xml, {"broken"}),
    "a cell at the far end": (far_cell, {"stopped", "broken", "many_columns"}),
    "rows repeated a million times": (repeated_rows, {"stopped", "broken", "many_columns", "many_rows"}),
    "2,000 files in a workbook": (many_entries, {"bomb"}),
    "zips in zips": (nested_zip, {"not_a_table"}),
    "macros": (lambda: with_parts(**{"xl__vbaProject.bin": b"\xcc\x61"}), {"macros"}),
    "old macros": (lambda: ole("Workbook", "_VBA_PROJECT"), {"macros"}),
    "old macro sheets": (lambda: with_parts(**{"xl__macrosheets__sheet1.xml": "<x/>"}), {"macros"}),
    "a locked workbook": (lambda: ole("EncryptedPackage", "EncryptionInfo"), {"locked"}),
    "a Word document": (lambda: ole("WordDocument"), {"not_a_table"}),
    "an old workbook, cut off": (lambda: workbooks.list_xls()[:2100], {"broken", "not_a_table"}),
    "a workbook, cut off": (lambda: workbooks.list_xlsx()[:-30], {"broken"}),
    "a binary workbook": (lambda: packed({"xl/workbook.bin": b"x"}), {"binary"}),
    "elements nested deeply": (lambda: with_sheet("<a>" * 900_000 + "</a>" * 900_000), {"bomb", "empty", "stopped", "broken"}),
    "a workbook without sheets": (lambda: with_parts(**{"xl__workbook.xml": "<workbook/>"}), {"broken", "empty"}),
    "100 sheets": (lambda: xlsx({f"s{n}": [["x"]] for n in range(100)}), {"many_sheets"}),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_in_one_sentence(case, tmp_path):
    make, codes = HOSTILE[case]
    path = tmp_path / "list"
    path.write_bytes(make())
    used = _used()
    with path.open("rb") as file, pytest.raises(Refused) as refused, opened(file, path.stat().st_size):
        raise AssertionError("was opened")
    took = _used() - used
    assert refused.value.code in codes
    assert refused.value.message == SENTENCES[refused.value.code]
    assert took <= SECONDS + 1, f"{took:.1f} s of a processor"  # what the kernel counts in whole seconds


def _used() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def test_all_of_that_stays_within_memory():
    """More addresses than this the child never gets, so that it cannot use more (`test_child` says so)."""
    assert reading.LIMITS.memory <= MEMORY


def test_a_file_of_a_gigabyte_is_not_even_read(tmp_path):
    path = tmp_path / "line.csv"
    path.touch()
    os.truncate(path, 2**30)
    with path.open("rb") as file, pytest.raises(Refused) as refused, opened(file, path.stat().st_size):
        raise AssertionError("was opened")
    assert refused.value.code == "large"


def test_without_the_check_the_heavy_workbook_would_be_read(monkeypatch):
    """The twin: what stops the bomb is the check of its packing, and then the child's limits."""
    monkeypatch.setattr(packing, "RATIO", 10**6)
    monkeypatch.setattr(packing, "UNPACKED", 2**40)
    assert packing.check_zip(heavy_workbook()) == "xlsx"


def test_fifty_thousand_rows_are_taken(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(
        "名称,电话\n" + "".join(f"第{n}小组,0717-{n:07d}\n" for n in range(50_000)), encoding="gb18030"
    )
    with path.open("rb") as file, opened(file, path.stat().st_size) as book:
        assert (book.counts, book.memory < MEMORY) == ([50_001], True)
        assert sum(1 for _row in book.rows()) == 50_001
