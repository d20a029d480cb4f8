"""A file arrives: opened by the child, its lines kept as they are, its columns proposed."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import IO

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused
from ngo2.lib.sheets.reading import Workbook, opened
from ngo2.lib.sheets.shape import LOOKED_AT, Line, shape_of
from ngo2.organisations import tasks
from ngo2.organisations.imports import columns
from ngo2.organisations.models import Import, ImportColumns, ImportRow
from ngo2.organisations.services.imports.holding import held_in

_TAIL = 30  # rows at the end in which footers are looked for
_SAMPLES = 50


def start_import(
    actor: Actor, *, file: IO[bytes], size: int, file_name: str, dataset: str, source_url: str = ""
) -> Import:
    """Read a file of `size` bytes; `dataset` names the list, the same for each of its versions."""
    authorise(actor, "organisations.import")
    name = " ".join(dataset.split())[:40]
    if not name:
        raise Refused(
            _("Give the list a name, for instance where it is from and of which year."), field="dataset"
        )
    with opened(file, size) as book:
        batch = Import.objects.create(
            state=Import.READING,
            person=actor.person,
            dataset=name,
            source_url=source_url[:300],
            file_name=file_name[-120:],
            language=translation.get_language() or "zh-hans",
            read_as=_read_as(book),
            sheets=_filled(book),
            made_at=timezone.now(),
        )
        try:
            _keep(batch, book)
        except BaseException:
            batch.delete()
            raise
    return batch


def _read_as(book: Workbook) -> dict[str, object]:
    return {
        "kind": book.kind,
        "encoding": book.encoding,
        "delimiter": book.delimiter,
        "memory": book.memory,
    }


def _keep(batch: Import, book: Workbook) -> None:
    """In steps, so that nobody else waits while a long list is kept."""
    for rows in _batches(_rows(batch, book)):
        ImportRow.objects.bulk_create(rows, batch_size=500)
    with transaction.atomic():
        if len(batch.sheets) == 1:
            _take_sheet(batch, batch.sheets[0]["number"])
        else:
            batch.state = Import.SHEET
            batch.save()


def choose_sheet(actor: Actor, batch: Import, number: int) -> Import:
    with transaction.atomic():
        one = held_in(actor, batch, Import.SHEET)
        if number not in {sheet["number"] for sheet in one.sheets}:
            raise Refused(_("Please choose one of the sheets in the list."), field="sheet")
        _take_sheet(one, number)
    return one


def set_columns(actor: Actor, batch: Import, chosen: Sequence[str]) -> Import:
    """What each column holds; remembered for the next version of this list. The rows are checked in a job."""
    with transaction.atomic():
        one = held_in(actor, batch, Import.COLUMNS, Import.READY)
        one.columns = _checked(one, chosen)
        one.state = Import.CHECKING
        one.save()
        ImportColumns.objects.update_or_create(
            dataset=one.dataset,
            fingerprint=columns.fingerprint(one.header),
            defaults={"columns": one.columns},
        )
        one.rows.update(state=ImportRow.UNREAD)
        tasks.check_import.enqueue(one.pk)
    return one


def _checked(batch: Import, chosen: Sequence[str]) -> list[str]:
    if len(chosen) != len(batch.header) or not set(chosen) <= {"", *columns.TARGETS}:
        raise Refused(_("Please choose one of the answers in the list."))
    once = [key for key in chosen if key and key not in columns.SEVERAL]
    for key in once:
        if once.count(key) > 1:
            words = _("Two columns cannot both be “%(target)s”. Set one of them to “leave out”.")
            raise Refused(words % {"target": columns.TARGETS[key].label})
    if not {"name", "name_zh", "name_en"} & set(chosen):
        raise Refused(_("Say which column holds the names of the organisations."))
    return list(chosen)


def _filled(book: Workbook) -> list[dict[str, object]]:
    return [
        {"number": number, "name": name, "rows": count}
        for number, (name, count) in enumerate(zip(book.sheets, book.counts, strict=True))
        if count
    ]


def _rows(batch: Import, book: Workbook) -> Iterator[ImportRow]:
    for sheet, line, cells in book.rows():
        yield ImportRow(batch=batch, sheet=sheet, line=line, cells=cells)


def _batches(rows: Iterable[ImportRow]) -> Iterator[list[ImportRow]]:
    rest = iter(rows)
    while some := list(islice(rest, 2000)):
        yield some


def _take_sheet(batch: Import, number: int) -> None:
    """Find the table in the sheet; the other sheets, and what is no row, are let go."""
    batch.rows.exclude(sheet=number).delete()
    lines = batch.rows.order_by("line").values_list("line", "cells")
    head: list[Line] = list(lines[:LOOKED_AT])
    tail: Iterable[Line] = deque(lines.iterator(), _TAIL)
    shape = shape_of(head, list(tail), columns.known)
    headers = [cells for line, cells in head if line in shape.header_lines]
    again = [line for line, cells in lines.iterator() if cells in headers]  # on each printed page
    samples = [cells for line, cells in head if line not in shape.apart][:_SAMPLES]
    for at in range(0, len(leave := sorted({*shape.apart, *again})), 500):
        batch.rows.filter(line__in=leave[at : at + 500]).delete()
    width = max([len(shape.header), *(len(cells) for cells in samples)])
    batch.sheet = number
    batch.header = [*shape.header, *[""] * (width - len(shape.header))]
    batch.apart = {"title": shape.title_lines, "header": shape.header_lines, "footer": shape.footer_lines}
    batch.columns = _remembered(batch) or columns.propose(batch.header, samples)
    batch.state = Import.COLUMNS
    batch.save()
    if not batch.rows.exists():
        raise Refused(
            _("There is a header but no line below it. Choose the file with the list."), field="file"
        )


def _remembered(batch: Import) -> list[str]:
    print_of = columns.fingerprint(batch.header)
    known = ImportColumns.objects.filter(dataset=batch.dataset, fingerprint=print_of).first()
    return known.columns if known and len(known.columns) == len(batch.header) else []
