"""What points at an organisation, in every app: declared in manifests, moved when two records become one.

A foreign key to Organisation that is neither a Reference nor Staying fails a test
(`tests/architecture/test_references.py`).

    references.add(Reference("organisations.Membership", "organisation", _("Members"), settle=doubles.membership))
    references.add(Reference("files.File", "scope", _("Files"), spells="organisation:{pk}"))
    staying.add(Staying("organisations.Merge", "kept", "What was joined into what is history."))
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet

from ngo2.lib.registry import Registry


@dataclass(frozen=True)
class Settled:
    """What becomes of one row that cannot simply move.

    `changes` ({column: value}) are made to the row itself. `drop`: it cannot stand twice, so it goes, whole, into the
    snapshot of the merge. `others` are changes to other rows, `made` are rows that are new. `words` tell the preview.
    """

    changes: Mapping[str, Any] = field(default_factory=dict)
    drop: bool = False
    others: tuple[tuple[Model, Mapping[str, Any]], ...] = ()
    made: tuple[Model, ...] = ()
    words: str = ""


Settle = Callable[["Reference", Any, Any], Settled | None]  # (reference, row, kept); None: it moves as it is


@dataclass(frozen=True)
class Reference:
    """`field` of `model` is a foreign key to Organisation, or text that holds its number as `spells` says.

    `spells` ends where the number ends ("organisation:{pk}") or goes on ("claim:{pk}."): then anything may follow.
    `label` is a plural noun for the preview ("Members"); "" for what no person would ask about.
    """

    model: str
    field: str
    label: object = ""
    spells: str = ""
    settle: Settle | None = None

    @property
    def name(self) -> str:
        return f"{self.model}.{self.field}" + (f" {self.spells}" if self.spells else "")

    @property
    def table(self) -> type[Model]:
        return apps.get_model(self.model)

    @property
    def column(self) -> str:
        found: Any = self.table._meta.get_field(self.field)
        return str(found.attname)

    def rows(self, pk: int) -> QuerySet[Any]:
        """Those that point at the organisation `pk`."""
        return self.table._base_manager.filter(**{self._lookup: self.pointing(pk)})

    def pointing(self, pk: int) -> Any:
        return self.spells.format(pk=pk) if self.spells else pk

    def moved(self, row: Any, pk: int) -> dict[str, Any]:
        """The change that makes `row` point at `pk` instead."""
        if not self.spells:
            return {self.column: pk}
        rest = getattr(row, self.column).partition(self.spells.partition("{pk}")[0])[2].lstrip("0123456789")
        end = self.spells.partition("{pk}")[2]
        return {self.column: self.pointing(pk) + rest.removeprefix(end)}

    @property
    def _lookup(self) -> str:
        open_end = bool(self.spells) and not self.spells.endswith("{pk}")
        return f"{self.column}__startswith" if open_end else self.column


@dataclass(frozen=True)
class Staying:
    """Points at an organisation and stays when it is merged, for this reason."""

    model: str
    field: str
    reason: str

    @property
    def name(self) -> str:
        return f"{self.model}.{self.field}"


references: Registry[Reference] = Registry("reference to an organisation")
staying: Registry[Staying] = Registry("reference that stays")
