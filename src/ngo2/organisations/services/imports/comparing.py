"""Rows against the record: who is here already, and what would change."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q

from ngo2.lib import text
from ngo2.organisations.imports import cells, differences, likely
from ngo2.organisations.models import Assertion, Import, ImportRow, Organisation

_COLUMNS = (
    "pk",
    "dataset",
    "external_id",
    "search_text",
    "area1",
    "area2",
    "area3",
    "credit_code",
    "facts__phone__v",
)


def everybody(dataset: str) -> likely.Known:
    return _known(dataset, Organisation.objects.all())


def those_like(dataset: str, rows: Sequence[ImportRow]) -> likely.Known:
    """Only who could be meant by these few rows."""
    wanted = Q(pk__in=[])
    for row in rows:
        facts = row.facts
        wanted |= Q(dataset=dataset, external_id=row.key)
        if facts.get("credit_code"):
            wanted |= Q(credit_code=facts["credit_code"])
        if facts.get("phone"):
            wanted |= Q(facts__phone__v=facts["phone"])
        for name in (facts.get("name_zh"), facts.get("name_en")):
            if name:
                wanted |= Q(search_text__contains=text.fold(name))
    return _known(dataset, Organisation.objects.filter(wanted))


def _known(dataset: str, records: Any) -> likely.Known:
    rows = records.filter(state=Organisation.ACTIVE).values_list(*_COLUMNS).iterator(chunk_size=2000)
    return likely.Known(
        likely.Someone(
            pk=pk,
            key=external_id if source == dataset else "",
            names=frozenset(names.split(" | ")) - {""},
            areas=(area1, area2, area3),
            credit_code=code,
            phone=phone or "",
        )
        for pk, source, external_id, names, area1, area2, area3, code, phone in rows
    )


def read_row(batch: Import, row: ImportRow) -> None:
    """Understand the cells: facts, problems, and by what the organisation is known again."""
    one = cells.read(row.cells, batch.columns)
    row.facts, row.problems = one.facts, one.problems
    row.key = cells.key_of(one)
    row.alike, row.differences, row.organisation_id, row.state = [], {}, None, ImportRow.UNREAD
    named = any(one.facts.get(name) for name in ("name_zh", "name_en"))
    if one.problems and not (batch.take_rest and named):
        row.state = ImportRow.BAD


def place_rows(batch: Import, rows: Sequence[ImportRow], known: likely.Known) -> None:
    """Decide for rows that make sense whether they are new, changed, the same, or likely here."""
    meant: list[ImportRow] = []
    for row in rows:
        if row.state != ImportRow.UNREAD:  # bad, or said before
            continue
        match = known.match(likely.someone(row.facts, key=row.key))
        row.alike = [list(pair) for pair in match.alike]
        row.organisation_id = likely.by_default(match)
        if row.organisation_id is not None:
            meant.append(row)
        else:
            row.state = ImportRow.LIKELY if match.alike else ImportRow.NEW
    compare(batch, meant)


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
