# ruff: noqa: N999 (the name of the command)
"""`ngo2 import FILE --map name=名称 --dataset NAME`: the same import as on the page, without a page."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from ngo2.lib.actors import Actor
from ngo2.lib.refusals import Refused
from ngo2.organisations.imports import columns
from ngo2.organisations.models import Import, ImportRow
from ngo2.organisations.services import imports
from ngo2.organisations.services.likenesses import find_waiting


class Command(BaseCommand):
    help = "Bring in a list of organisations (CSV, XLSX, XLS, ODS). Shows what would happen; --yes does it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", help="The list.")
        parser.add_argument(
            "--dataset", default="", help="Name of the list, the same for each of its versions."
        )
        parser.add_argument(
            "--map", default="", help="What columns hold: name=名称,phone=电话. The rest is proposed."
        )
        parser.add_argument("--sheet", default="", help="Name of the sheet, when several hold something.")
        parser.add_argument("--source-url", default="", help="Where the list can be looked up.")
        parser.add_argument(
            "--likely",
            choices=["skip", "new", "same"],
            default="skip",
            help="What to do with likely duplicates.",
        )
        parser.add_argument("--yes", action="store_true", help="Write it. Without this nothing is written.")
        parser.add_argument("--undo", type=int, metavar="ID", help="Undo the import of this number.")

    def handle(self, *args: Any, file: str | None, undo: int | None, **options: Any) -> None:
        actor = Actor("import", label="command")
        try:
            if undo is not None:
                self._undo(actor, undo, options)
            elif file:
                self._bring_in(actor, Path(file), options)
            else:
                raise CommandError(_("Name the file to bring in, or --undo and a number."))
        except Refused as refusal:
            raise CommandError(str(refusal)) from None

    def _bring_in(self, actor: Actor, path: Path, options: dict[str, Any]) -> None:
        batch = self._started(actor, path, options)
        _shown(batch, options, _("looked at"), imports.check_rows)
        if options["likely"] != "skip":
            imports.decide_all(actor, batch, options["likely"])
        batch.refresh_from_db()
        self._tell(batch)
        if not options["yes"]:
            imports.discard_import(actor, batch)
            self.stdout.write(_("Nothing was written. Run it again with --yes to bring this in."))
            return
        if not batch.rows.filter(state__in=[ImportRow.NEW, ImportRow.CHANGED]).exists():
            imports.discard_import(actor, batch)
            self.stdout.write(_("There is nothing to bring in: no line is new or changed."))
            return
        imports.confirm_import(actor, batch)
        _shown(batch, options, _("written"), imports.write_rows)
        _shown(batch, options, _("compared"), _compare)
        self.stdout.write(_("Done. To undo: ngo2 import --undo %(id)s") % {"id": batch.pk})

    def _started(self, actor: Actor, path: Path, options: dict[str, Any]) -> Import:
        try:
            with path.open("rb") as file:
                batch = imports.start_import(
                    actor,
                    file=file,
                    size=path.stat().st_size,
                    file_name=path.name,
                    dataset=options["dataset"] or path.stem,
                    source_url=options["source_url"],
                )
        except OSError as error:
            raise CommandError(_("The file cannot be opened: %(why)s") % {"why": error.strerror}) from None
        if batch.state == Import.SHEET:
            batch = imports.choose_sheet(actor, batch, _sheet(batch, options["sheet"]))
        told = dict(pair.split("=", 1) for pair in options["map"].split(",") if "=" in pair)
        try:
            chosen = columns.from_words(told, batch.header, batch.columns)
        except KeyError as error:
            imports.discard_import(actor, batch)
            raise CommandError(
                _(
                    "“%(word)s” is no column of the list and no field. Columns: %(columns)s. Fields: %(fields)s."
                )
                % {
                    "word": error.args[0],
                    "columns": ", ".join(filter(None, batch.header)),
                    "fields": ", ".join(columns.TARGETS),
                }
            ) from None
        return imports.set_columns(actor, batch, chosen)

    def _tell(self, batch: Import) -> None:
        for label, key in zip(batch.header, batch.columns, strict=True):
            target = columns.TARGETS[key].label if key else _("left out")
            self.stdout.write(f"  {label or '–'}: {target}")
        states = Counter(batch.rows.values_list("state", flat=True))
        words = {
            ImportRow.NEW: _("new"),
            ImportRow.CHANGED: _("changed"),
            ImportRow.SAME: _("the same"),
            ImportRow.LIKELY: _("likely here already, left out"),
            ImportRow.SKIPPED: _("left out"),
            ImportRow.BAD: _("bad"),
        }
        for state, word in words.items():
            self.stdout.write(f"{states[state]:>8}  {word}")
        for row in batch.rows.filter(state=ImportRow.BAD).order_by("line")[:20]:
            why = " ".join(sentence for _key, sentence in row.problems)
            self.stdout.write("          " + _("line %(line)s: %(why)s") % {"line": row.line, "why": why})

    def _undo(self, actor: Actor, pk: int, options: dict[str, Any]) -> None:
        batch = Import.objects.filter(pk=pk).first()
        if batch is None:
            raise CommandError(_("There is no import of that number. They stand at /organisations/import/."))
        if batch.state != Import.UNDOING:  # one that was interrupted goes on
            imports.undo_import(actor, batch)
        _shown(batch, options, _("undone"), imports.undo_rows)
        kept = batch.rows.filter(done=ImportRow.KEPT).count()
        self.stdout.write(
            _("Undone. %(n)s lines stay, because others have worked on them since.") % {"n": kept}
        )


def _shown(batch: Import, options: dict[str, Any], word: str, work: Callable[..., None]) -> None:
    with tqdm(
        total=batch.rows.count(), unit=" rows", desc=word, disable=options["verbosity"] == 0, leave=False
    ) as bar:
        work(batch.pk, bar.update)


def _compare(_batch: int, progress: Callable[[int], None]) -> None:
    find_waiting(progress)


def _sheet(batch: Import, name: str) -> int:
    named = {sheet["name"]: sheet["number"] for sheet in batch.sheets}
    if name not in named:
        raise CommandError(_("Say which sheet with --sheet: %(sheets)s.") % {"sheets": ", ".join(named)})
    return int(named[name])
