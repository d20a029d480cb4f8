"""How far the quotas of a wave are."""

from dataclasses import dataclass

from ngo2.surveys.models import Wave
from ngo2.surveys.queries import cells


@dataclass(frozen=True)
class Progress:
    name: str
    target: int | None
    taken: int

    @property
    def share(self) -> int | None:
        """In percent; a cell of which none is wanted is full."""
        return None if self.target is None else 100 * self.taken // self.target if self.target else 100


def progress(wave: Wave) -> list[Progress]:
    """In the order of the cells; those that nobody wants anything of and that are empty are left out."""
    if not wave.quota_by:
        return []
    rows = {one.cell: one for one in wave.quotas.all()}
    return [
        Progress(name, rows[cell].target, rows[cell].taken)
        for cell, name in cells.cells(wave, wave.quota_by).items()
        if cell in rows and (rows[cell].target is not None or rows[cell].taken)
    ]
