"""CSV and its kin: rows with the line each begins on."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO

from ngo2.lib.csv import unsafe_cell
from ngo2.lib.sheets.bounds import CELL, RefusedError
from ngo2.lib.sheets.encodings import encoding_of

_DELIMITERS = ",\t;|，"
_SAMPLE = 200  # lines that are tried with each delimiter
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_OTHER_KINDS = re.compile(r"\s*(?:<(?:!doctype|html|\?xml|svg|table)|\{|\[\s*[\[{\"])", re.IGNORECASE)


def text_of(data: bytes) -> tuple[str, str]:
    """(text, name of its encoding); refused when it is none, or another kind of text."""
    encoding = encoding_of(data)
    if not encoding:
        raise RefusedError("not_a_table")
    text = data.decode(encoding).removeprefix("\ufeff")
    if "\0" in text or len(_CONTROLS.findall(text[:CELL])) * 100 > len(text[:CELL]):
        raise RefusedError("not_a_table")  # a stray one comes from copying; many come from a picture
    text = _CONTROLS.sub("", text)
    if _OTHER_KINDS.match(text):
        raise RefusedError("not_a_table")
    if not text.strip():
        raise RefusedError("empty")
    return text, encoding


def delimiter_of(text: str) -> tuple[str, int]:
    """(delimiter, characters to leave out before the table): Excel writes `sep=;` where it is unsure."""
    told = re.match(r"\"?sep=(.)\"?\r?\n", text, re.IGNORECASE)
    if told:
        return told[1], told.end()
    sample = "\n".join(text[: CELL * _SAMPLE].splitlines()[:_SAMPLE])
    return max(_DELIMITERS, key=lambda one: (_evenness(sample, one), -_DELIMITERS.index(one))), 0


def _evenness(sample: str, delimiter: str) -> float:
    """How many rows share the most usual number of columns, more for more columns; 0 for one column."""
    try:
        widths = Counter(
            len(row) for row in csv.reader(StringIO(sample, newline=""), delimiter=delimiter) if row
        )
    except csv.Error:
        return 0.0
    usual, rows = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]), default=(0, 0))
    return rows / sum(widths.values()) * (1 + min(usual, 50) / 100) if usual > 1 else 0.0


def rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """(line in the file, cells); what our own exports put before a formula is taken off again."""
    csv.field_size_limit(CELL)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    before = 0
    try:
        for row in reader:
            yield before + 1, [unsafe_cell(cell) for cell in row]
            before = reader.line_num
    except csv.Error:
        raise RefusedError("long_cell") from None
