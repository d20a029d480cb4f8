"""A form as the sheets of its workbook: rows of {column: text}, each with its number in the file. Pure, without Django.

What we do not understand stays: other sheets by their letters, columns without a header as `(C)`, and every cell that
is no blank. `to_json` and `from_json` are what an edition keeps.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

VERSION = 1
SURVEY, CHOICES, SETTINGS = "survey", "choices", "settings"
EXTERNAL_CHOICES, ENTITIES, OSM = "external_choices", "entities", "osm"
FORM_SHEETS = (SURVEY, CHOICES, SETTINGS, EXTERNAL_CHOICES, ENTITIES, OSM)  # those that pyxform reads
_NAMELESS = re.compile(r"\([A-Z]{1,3}\)")


@dataclass(frozen=True)
class Row:
    """`number` counts from 1 as the spreadsheet shows it; `cells` holds no blank."""

    number: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        return self.cells.get(column, "")

    def having(self, changes: Mapping[str, str]) -> "Row":
        """With these cells; a blank one goes."""
        cells = {**self.cells, **changes}
        return Row(self.number, {column: text for column, text in cells.items() if text})


@dataclass(frozen=True)
class Sheet:
    """`headed`: the first row of the file holds the columns; else they are letters, and every row is below them."""

    name: str
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    headed: bool = True

    @property
    def key(self) -> str:
        return self.name.strip().lower()

    def with_rows(self, rows: Iterable[Row], columns: Iterable[str] = ()) -> "Sheet":
        """These rows under the old columns and the new ones that they use, numbered from 2 as they will be written."""
        numbered = tuple(replace(row, number=at) for at, row in enumerate(rows, start=2))
        used = dict.fromkeys((*self.columns, *columns))
        for row in numbered:
            used.update(dict.fromkeys(row.cells))
        return replace(self, columns=tuple(used), rows=numbered)


@dataclass(frozen=True)
class Sheets:
    """All sheets in the order of the file. A sheet of the form is found by its name, in any case of letters."""

    sheets: tuple[Sheet, ...] = field(default=())

    def __iter__(self) -> Iterator[Sheet]:
        return iter(self.sheets)

    def find(self, key: str) -> Sheet | None:
        return next((sheet for sheet in self.sheets if sheet.headed and sheet.key == key), None)

    def sheet(self, key: str) -> Sheet:
        """The sheet, or an empty one of that name."""
        return self.find(key) or Sheet(key)

    @property
    def survey(self) -> Sheet:
        return self.sheet(SURVEY)

    @property
    def choices(self) -> Sheet:
        return self.sheet(CHOICES)

    @property
    def settings(self) -> Sheet:
        return self.sheet(SETTINGS)

    def having(self, sheet: Sheet) -> "Sheets":
        """With this sheet in the place of the one of its name, or at the end."""
        if self.find(sheet.key) is None:
            return Sheets((*self.sheets, sheet))
        return Sheets(tuple(sheet if one.headed and one.key == sheet.key else one for one in self.sheets))

    def to_json(self) -> dict[str, Any]:
        return {
            "xlsform": VERSION,
            "sheets": [
                {
                    "name": sheet.name,
                    "headed": sheet.headed,
                    "columns": list(sheet.columns),
                    "rows": [[row.number, dict(row.cells)] for row in sheet.rows],
                }
                for sheet in self.sheets
            ],
        }

    @classmethod
    def from_json(cls, kept: Any) -> "Sheets":
        """Raises ValueError for what `to_json` never wrote."""
        if not isinstance(kept, dict) or kept.get("xlsform") != VERSION:
            raise ValueError("not the sheets of a form, or of a version that this program does not know")
        try:
            return cls(tuple(_sheet(one) for one in kept["sheets"]))
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("these are not the sheets of a form") from error


def _sheet(kept: Mapping[str, Any]) -> Sheet:
    columns = tuple(str(column) for column in kept["columns"])
    rows = []
    for number, cells in kept["rows"]:
        if not isinstance(number, int) or not set(cells) <= set(columns):
            raise ValueError("a row with a cell under no column")
        rows.append(Row(number, {str(column): str(text) for column, text in cells.items() if text}))
    return Sheet(str(kept["name"]), columns, tuple(rows), bool(kept["headed"]))


def form_of(**tables: Iterable[Mapping[str, str]]) -> Sheets:
    """Sheets from rows without numbers: `form_of(survey=[{"type": "text", "name": "a"}])`."""
    return Sheets(
        tuple(
            Sheet(name).with_rows(
                Row(0, {key: text for key, text in cells.items() if text}) for cells in rows
            )
            for name, rows in tables.items()
        )
    )


def letter(at: int) -> str:
    """0 is A, 26 is AA."""
    shown = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        shown = chr(65 + rest) + shown
    return shown


def is_nameless(column: str) -> bool:
    """A column of a form's sheet that had no header."""
    return bool(_NAMELESS.fullmatch(column))
