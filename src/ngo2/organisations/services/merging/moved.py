"""The rows that a merge changed, as they are today."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from ngo2.organisations.models import Merge
from ngo2.organisations.references import Reference, references
from ngo2.organisations.services.merging.snapshot import as_json


@dataclass
class Moved:
    """One row that the merge changed: {column: (before, after)}. `row` is as it is now; None: it is gone."""

    model: str
    pk: Any
    changes: dict[str, tuple[Any, Any]]
    row: Any

    def label(self) -> str:
        """What it is called when it went from one record to the other; "" when it was only changed."""
        return next((str(one.label) for one in references if self._went_by(one)), "")

    def _went_by(self, one: Reference) -> bool:
        if one.model != self.model or one.column not in self.changes:
            return False
        return not one.spells or str(self.changes[one.column][0]).startswith(one.spells.partition("{pk}")[0])

    def stands(self) -> bool:
        """Is it where the merge put it?"""
        columns_of = {one.column for one in references if one.model == self.model}
        return self.row is not None and all(self._is_ours(name) for name in columns_of & self.changes.keys())

    def back(self) -> dict[str, Any]:
        """Columns that still hold what the merge wrote go back; what somebody wrote since stays."""
        if self.row is None:
            return {}
        return {name: before for name, (before, _after) in self.changes.items() if self._is_ours(name)}

    def _is_ours(self, name: str) -> bool:
        return bool(as_json(getattr(self.row, name)) == self.changes[name][1])


def moved_rows(merge: Merge) -> list[Moved]:
    found: dict[tuple[str, Any], dict[str, tuple[Any, Any]]] = {}
    for label, pk, name, before, after in merge.moved:
        known = found.setdefault((label, pk), {})
        known[name] = (known[name][0] if name in known else before, after)
    rows = _rows(found)
    return [Moved(label, pk, changes, rows.get((label, pk))) for (label, pk), changes in found.items()]


def _rows(keys: Iterable[tuple[str, Any]]) -> dict[tuple[str, Any], Any]:
    wanted: dict[str, list[Any]] = {}
    for label, pk in keys:
        wanted.setdefault(label, []).append(pk)
    return {
        (label, as_json(row.pk)): row
        for label, pks in wanted.items()
        for row in apps.get_model(label)._base_manager.filter(pk__in=pks)
    }
