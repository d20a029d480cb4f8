"""How much a table may hold, for reader and child alike; and why one is refused, as a code."""

ROWS = 50_000  # in one sheet, above title and header
SPARE_ROWS = 100  # titles, header, footers
COLUMNS = 200
CELL = 32_000  # characters; a spreadsheet holds no more in one cell
BYTES = 24 * 2**20  # of an upload
UNPACKED = 160 * 2**20  # bytes of all parts of a workbook
RATIO = 120  # unpacked to packed, of parts above one megabyte
ENTRIES = 400  # files in a workbook
SHEETS = 60


class RefusedError(Exception):
    """Its text is a key of `reading.SENTENCES`."""
