"""CSV for programs: columns by key, UTF-8 with BOM, each row with its source, licence and day."""

import csv
import io
from collections.abc import Iterable, Iterator

from ngo2.kernel.opendata.datasets import Row
from ngo2.kernel.opendata.formats.shape import BLOCK, Format, cell
from ngo2.kernel.opendata.heads import Head, attributed
from ngo2.lib.csv import BOM, safe_cell


def write(head: Head, rows: Iterable[Row]) -> Iterator[bytes]:
    text = io.StringIO(newline="")
    text.write(BOM)
    writer = csv.writer(text)
    writer.writerow([safe_cell(column.key) for column in head.all_columns])
    for row in attributed(head, rows):
        writer.writerow([safe_cell(cell(row, column.key, column.type)) for column in head.all_columns])
        if text.tell() > BLOCK:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


FORMAT = Format("csv", "CSV", "text/csv; charset=utf-8", write)
