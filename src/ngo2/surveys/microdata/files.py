"""The table as files: CSV, Parquet and SPSS. A missing answer is empty in all of them.

Where some were not asked, CSV and Parquet have a second column `<name>__not_asked` of 0 and 1; SPSS has the
user-missing value -8 with a label.
"""

from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas  # type: ignore[import-untyped]
import pyarrow as pa
import pyreadstat
from django.utils.translation import gettext as _
from pyarrow import parquet

from ngo2.lib.csv import write_rows
from ngo2.surveys.columns.values import Table
from ngo2.surveys.microdata.sheets import Variable, variables

SKIPPED: Final = "__not_asked"


def write_csv(path: Path, table: Table) -> None:
    """Values of the form, not labels (the codebook has these); safe to open in a spreadsheet."""
    columns: list[tuple[str, list[Any]]] = []
    for one in variables(table):
        columns.append((one.name, _texts(one)))
        if one.skipped.any():
            columns.append((one.name + SKIPPED, one.skipped.astype(int).tolist()))
    with path.open("w", encoding="utf-8", newline="") as file:
        write_rows(
            file,
            [[name for name, _each in columns], *zip(*(cells for _heading, cells in columns), strict=True)],
        )


def write_parquet(path: Path, table: Table, language: str = "en") -> None:
    """Choices as dictionaries of the form's values; labels in this language are in each field's metadata."""
    fields, arrays = [], []
    for one in variables(table):
        array = _array(one)
        about = {"label": one.label(language)}
        about |= {f"value:{category.value}": category.label(language) for category in one.categories}
        fields.append(pa.field(one.name, array.type, metadata=about))
        arrays.append(array)
        if one.skipped.any():
            fields.append(pa.field(one.name + SKIPPED, pa.bool_()))
            arrays.append(pa.array(one.skipped))
    parquet.write_table(pa.Table.from_arrays(arrays, schema=pa.schema(fields)), path, compression="zstd")


def write_sav(path: Path, table: Table, language: str = "en", title: str = "") -> None:
    """Choices as 1, 2, 3 ... with the labels of this language; not asked is user-missing."""
    sheet: dict[str, Any] = {}
    labels: dict[str, str | None] = {}
    values: dict[str, dict[int | float, str]] = {}
    missing: dict[str, list[Any]] = {}
    measures: dict[str, str] = {}
    for one in variables(table):
        named: dict[int | float, str] = dict(one.values(language))
        code = one.gap
        sheet[one.name] = np.where(one.skipped, code, one.numbers)
        labels[one.name] = _short(one.label(language), 255)
        if one.skipped.any():
            named[code] = _("Not asked")
            missing[one.name] = [code]
        values[one.name] = {number: _short(text, 119) for number, text in named.items()}
        measures[one.name] = "scale" if one.question.kind == "number" else "nominal"
    pyreadstat.write_sav(
        pandas.DataFrame(sheet), path, file_label=_short(title, 64), column_labels=labels,
        variable_value_labels={name: told for name, told in values.items() if told}, missing_ranges=missing,
        variable_measure=measures, row_compress=True,
    )  # fmt: skip


def _texts(one: Variable) -> list[Any]:
    if one.categories:
        names = ["", *(category.value for category in one.categories)]
        return [names[place] for place in np.nan_to_num(one.numbers).astype(int)]
    return [None if number != number else _plain(number) for number in one.numbers.tolist()]


def _plain(number: float) -> int | float:
    """3 and not 3.0."""
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _array(one: Variable) -> pa.Array:
    gaps = np.isnan(one.numbers)
    if one.categories:
        places = pa.array(np.nan_to_num(one.numbers, nan=1.0).astype(np.int32) - 1, mask=gaps)
        return pa.DictionaryArray.from_arrays(places, [category.value for category in one.categories])
    if one.option is not None:
        return pa.array(np.nan_to_num(one.numbers).astype(bool), mask=gaps)
    return pa.array(one.numbers, mask=gaps)


def _short(text: str, most: int) -> str:
    """At most so many bytes, as SPSS counts them."""
    return text.encode()[:most].decode(errors="ignore")
