from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngo2.lib.csv import read_rows, safe_cell, unsafe_cell, write_rows

DANGEROUS = list("=+-@\t\r\n\x00＝＋－＠")


@pytest.mark.parametrize("first", DANGEROUS)
def test_what_a_spreadsheet_would_run_is_quoted(first):
    assert safe_cell(f"{first}cmd|' /C calc'!A0") == f"'{first}cmd|' /C calc'!A0"
    assert safe_cell(f"'{first}1") == f"''{first}1"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        ("", ""),
        ("绿家园", "绿家园"),
        ("a=b", "a=b"),
        ("'twas", "'twas"),
        (-5, "-5"),
        (Decimal("-1.50"), "-1.50"),
    ],
)
def test_the_rest_stays(value, cell):
    assert safe_cell(value) == cell


@given(st.text() | st.text(["'", *DANGEROUS]))
def test_lossless_and_never_a_formula(text):
    cell = safe_cell(text)
    assert unsafe_cell(cell) == text
    assert not cell.startswith(tuple(DANGEROUS))


def test_rows_come_back():
    rows = [["name", "phone"], ["=1+1", "+8613800138000"], ["'=x", 'say "hi", 你好\nthere'], ["", "'"]]
    file = StringIO(newline="")
    write_rows(file, rows)
    assert file.getvalue().startswith("\ufeffname,phone\r\n'=1+1,'+86")
    assert list(read_rows(StringIO(file.getvalue(), newline=""))) == rows
    assert list(read_rows(StringIO(""))) == []
