"""Rows against the record: who is here already, and what would change."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ngo2.organisations import duplicates
from ngo2.organisations.imports import cells, differences
from ngo2.organisations.models import Assertion, Import, ImportRow, Organisation
from ngo2.organisations.services.likenesses.candidates import Candidates, liken_records

MOST_ALIKE = 5
_LEAST = 0.1  # whoever brings a list in looks at less likely ones, too: it costs one press a line
_PROOF = ("code", "shared_code", "register", "phone")
Match = tuple[int, duplicates.Verdict]


class Known:
    """Who is here already, asked for some hundred lines at a time; nothing of the directory is kept in memory."""

    def __init__(self, dataset: str) -> None:
        self._dataset = dataset
        self._candidates = Candidates()

    def sure(self, rows: Sequence[ImportRow]) -> dict[str, int]:
        """{number in this list: record}: it came in with an earlier version."""
        mine = Organisation.objects.filter(
            dataset=self._dataset, external_id__in=[row.key for row in rows], state=Organisation.ACTIVE
        )
        return self._joined(rows) | dict(mine.exclude(dataset="").values_list("external_id", "pk"))

    def _joined(self, rows: Sequence[ImportRow]) -> dict[str, int]:
        """By the numbers of records that were joined with others, those others are known."""
        gone = Organisation.objects.filter(
            dataset=self._dataset, external_id__in=[row.key for row in rows], state=Organisation.MERGED
        )
        found = gone.filter(merged_into__state=Organisation.ACTIVE).exclude(dataset="")
        return {key: kept for key, kept in found.values_list("external_id", "merged_into_id") if kept}

    def alike(self, rows: Sequence[ImportRow]) -> list[list[Match]]:
        """For each line the records that it may be, the likeliest first."""
        likened = [duplicates.likened(row.facts) for row in rows]
        keys = [duplicates.keys(one) for one in likened]
        sharing = self._candidates.sharing(key for own in keys for key in own)
        others = [{pk for key in own for pk in sharing.get(key, ())} for own in keys]
        known = liken_records(set().union(*others))
        return [
            _likeliest({pk: duplicates.compare(one, known[pk]) for pk in found if pk in known})
            for one, found in zip(likened, others, strict=True)
        ]


def _likeliest(verdicts: Mapping[int, duplicates.Verdict]) -> list[Match]:
    worth = [pair for pair in verdicts.items() if pair[1].score >= _LEAST or pair[1].says(*_PROOF)]
    return sorted(worth, key=lambda pair: (-pair[1].score, pair[0]))[:MOST_ALIKE]


def by_default(found: Sequence[Match]) -> int | None:
    """What a line is taken for when nobody decides: the only one with its code, or its name and county."""
    certain = [pk for pk, verdict in found if duplicates.is_certain(verdict)]
    return certain[0] if len(certain) == 1 else None


def read_row(batch: Import, row: ImportRow) -> None:
    """Understand the cells: facts, problems, and by what the organisation is known again."""
    one = cells.read(row.cells, batch.columns)
    row.facts, row.problems = one.facts, one.problems
    row.key = cells.key_of(one)
    row.alike, row.differences, row.organisation_id, row.state = [], {}, None, ImportRow.UNREAD
    named = any(one.facts.get(name) for name in ("name_zh", "name_en"))
    if one.problems and not (batch.take_rest and named):
        row.state = ImportRow.BAD


def place_rows(batch: Import, rows: Sequence[ImportRow], known: Known) -> None:
    """Decide for rows that make sense whether they are new, changed, the same, or likely here."""
    placed = [row for row in rows if row.state == ImportRow.UNREAD]  # the others are bad, or said before
    sure = known.sure(placed)
    strange = [row for row in placed if row.key not in sure]
    for row in placed:
        row.organisation_id = sure.get(row.key)
    for row, found in zip(strange, known.alike(strange), strict=True):
        row.alike = [[pk, verdict.why] for pk, verdict in found]
        row.organisation_id = by_default(found)
        if row.organisation_id is None:
            row.state = ImportRow.LIKELY if found else ImportRow.NEW
    compare(batch, [row for row in placed if row.organisation_id is not None])


def compare(batch: Import, rows: Iterable[ImportRow]) -> None:
    """Set `differences` and state of rows whose organisation is known."""
    rows = list(rows)
    wanted = {row.organisation_id for row in rows if row.organisation_id}
    records = dict(Organisation.objects.filter(pk__in=wanted).values_list("pk", "facts"))
    asked = _asked(wanted)
    for row in rows:
        record: Mapping[str, Any] = records.get(row.organisation_id or 0, {})
        row.differences = dict(
            differences.differences(row.facts, record, asked.get(row.organisation_id or 0, frozenset()))
        )
        row.state = ImportRow.CHANGED if row.differences else ImportRow.SAME


def _asked(organisations: Iterable[int]) -> dict[int, set[str]]:
    """What lists have asked the owners before, whether they have answered or not."""
    found: dict[int, set[str]] = {}
    said = Assertion.objects.filter(
        organisation__in=list(organisations),
        source__in=["import", "register"],
        state__in=[Assertion.WAITING, Assertion.DECLINED],
    )
    for pk, field, value in said.values_list("organisation", "field", "value"):
        found.setdefault(pk, set()).add(differences.fingerprint(field, value))
    return found
