"""Two records become one, and two again within 30 days."""

from ngo2.organisations.services.merging.erasing import erase_from_snapshots, export_from_snapshots
from ngo2.organisations.services.merging.joining import LASTS, merge_records
from ngo2.organisations.services.merging.keeping import forget_snapshots, sweep_merged
from ngo2.organisations.services.merging.previewing import Preview, preview_merge
from ngo2.organisations.services.merging.undo_preview import Undoing, preview_undo
from ngo2.organisations.services.merging.undoing import undo_merge

__all__ = [
    "LASTS",
    "Preview",
    "Undoing",
    "erase_from_snapshots",
    "export_from_snapshots",
    "forget_snapshots",
    "merge_records",
    "preview_merge",
    "preview_undo",
    "sweep_merged",
    "undo_merge",
]
