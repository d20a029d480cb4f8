"""A list comes in: read, understood, looked at, confirmed, worked in, and undone when it was wrong."""

from ngo2.organisations.services.imports.checking import check_rows
from ngo2.organisations.services.imports.deciding import decide_all, decide_row, take_rest
from ngo2.organisations.services.imports.forgetting import forget_rows
from ngo2.organisations.services.imports.mending import mend_by_file, mend_row
from ngo2.organisations.services.imports.starting import choose_sheet, set_columns, start_import
from ngo2.organisations.services.imports.steering import confirm_import, discard_import, undo_import
from ngo2.organisations.services.imports.undoing import undo_rows
from ngo2.organisations.services.imports.writing import write_rows

__all__ = [
    "check_rows",
    "choose_sheet",
    "confirm_import",
    "decide_all",
    "decide_row",
    "discard_import",
    "forget_rows",
    "mend_by_file",
    "mend_row",
    "set_columns",
    "start_import",
    "take_rest",
    "undo_import",
    "undo_rows",
    "write_rows",
]
