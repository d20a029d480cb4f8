"""Every row that points at the record that goes, and what becomes of it. The preview and the merge read one plan."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from ngo2.organisations.models import Membership, Organisation
from ngo2.organisations.references import Reference, Settled, references


@dataclass(frozen=True)
class Step:
    reference: Reference
    row: Any
    settled: Settled

    @property
    def key(self) -> tuple[str, Any]:
        """A row may point at the record by two columns."""
        return self.reference.model, self.row.pk


@dataclass
class Plan:
    steps: list[Step] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        """What cannot stand twice, each once."""
        return list(dict.fromkeys(step.settled.words for step in self.steps if step.settled.words))

    def counts(self) -> dict[str, int]:
        """{label: rows that move}, of what a person would ask about."""
        found: dict[str, int] = {}
        for step in self.steps:
            label = str(step.reference.label)
            if label and not step.settled.drop and step.settled.changes:
                found[label] = found.get(label, 0) + 1
        return found


def plan(kept: Organisation, gone: Organisation, *, lock: bool = False) -> Plan:
    """With `lock` (inside the transaction of a merge) the rows stay as they are until its end."""
    steps = [step for reference in references for step in _steps(reference, kept, gone, lock=lock)]
    going = {step.key for step in steps if step.settled.drop}
    return Plan([step for step in steps if step.settled.drop or step.key not in going])


def _steps(reference: Reference, kept: Organisation, gone: Organisation, *, lock: bool) -> Iterator[Step]:
    rows = reference.rows(gone.pk).order_by("pk")
    for row in rows.select_for_update() if lock else rows:
        settled = reference.settle(reference, row, kept) if reference.settle else None
        yield Step(reference, row, settled or Settled(reference.moved(row, kept.pk)))


def owners(pk: int) -> QuerySet[Membership]:
    return Membership.objects.filter(organisation=pk, role=Membership.OWNER, suspended_at=None)
