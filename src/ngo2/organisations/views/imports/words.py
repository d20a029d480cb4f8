"""Where an import stands, and what its lines say, in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ngo2.kernel.packs import home
from ngo2.organisations import member_words
from ngo2.organisations.duplicates.words import Reasons, reasons
from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.imports.differences import ASKS
from ngo2.organisations.models import Import, ImportRow, Organisation
from ngo2.organisations.words import Words


def stage(batch: Import) -> tuple[str, str]:
    """(words, tone)."""
    return {
        Import.READING: (_("being read"), "waiting"),
        Import.SHEET: (_("choose the sheet"), "waiting"),
        Import.COLUMNS: (_("say what the columns hold"), "waiting"),
        Import.CHECKING: (_("being looked at"), "waiting"),
        Import.READY: (_("waits for your yes"), "waiting"),
        Import.APPLYING: (_("being written"), "waiting"),
        Import.DONE: (_("brought in"), "confirmed"),
        Import.UNDOING: (_("being undone"), "waiting"),
        Import.UNDONE: (_("undone"), ""),
        Import.DROPPED: (_("dropped"), ""),
    }[batch.state]


def heaps() -> dict[str, str]:
    """The states of lines, in the order in which they want attention."""
    return {
        ImportRow.BAD: _("Bad"),
        ImportRow.LIKELY: _("Likely here already"),
        ImportRow.CHANGED: _("Changed"),
        ImportRow.NEW: _("New"),
        ImportRow.SAME: _("The same"),
        ImportRow.SKIPPED: _("Left out"),
    }


@dataclass(frozen=True)
class Change:
    label: Any
    old: Words | None
    new: Words
    asks: bool  # it becomes a question to the owner


@dataclass(frozen=True)
class Shown:
    """One line as the page shows it."""

    row: ImportRow
    name: str
    about: str
    country: str
    changes: list[Change]
    alike: list[tuple[Organisation, Reasons]]


def shown(rows: list[ImportRow], columns: list[str]) -> list[Shown]:
    wanted = {pk for row in rows for pk, _why in row.alike}
    wanted |= {row.organisation_id for row in rows if row.organisation_id}
    known = Organisation.objects.in_bulk(wanted)
    return [_shown(row, columns, known) for row in rows]


def _shown(row: ImportRow, columns: list[str], known: dict[Any, Organisation]) -> Shown:
    country = row.facts.get("country") or home()
    said = [
        member_words.said(key, row.facts[key], country).text
        for key in ("division", "credit_code", "phone")
        if row.facts.get(key)
    ]
    alike = [(known[pk], reasons(why)) for pk, why in row.alike if pk in known]
    return Shown(row, _name(row, columns), " · ".join(said), country, _changes(row, country), alike)


def _name(row: ImportRow, columns: list[str]) -> str:
    told = row.facts.get("name_zh") or row.facts.get("name_en")
    if told:
        return str(told)
    cells = [cell for cell, key in zip(row.cells, columns, strict=False) if key.startswith("name") and cell]
    return next(iter(cells), "") or " · ".join(cell for cell in row.cells if cell)[:80] or "–"


def _changes(row: ImportRow, country: str) -> list[Change]:
    return [
        Change(
            CATALOGUE[key].label,
            member_words.said(key, one["old"], country) if one["old"] is not None else None,
            member_words.said(key, one["new"], country),
            one["how"] == ASKS,
        )
        for key, one in row.differences.items()
        if key in CATALOGUE
    ]
