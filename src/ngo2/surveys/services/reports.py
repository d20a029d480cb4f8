"""A report is made of blocks, published as a version that never changes, and taken back with a reason."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused
from ngo2.lib.text import tidy
from ngo2.surveys.licences import NAMES
from ngo2.surveys.models import LONGEST_TITLE, Publication, Report, Survey, Wave
from ngo2.surveys.reports.freezing import frozen, next_version
from ngo2.surveys.reports.kinds import kinds

MOST = 60  # blocks: a longer report is read by nobody
Blocks = list[dict[str, Any]]


def make_report(actor: Actor, survey: Survey, *, wave: Wave, **texts: str) -> Report:
    """`texts` as in `change_report`."""
    authorise(actor, "surveys.run", survey)
    if wave.survey_id != survey.pk or wave.opened_at is None or wave.edition is None:
        raise Refused(_("Choose a wave of this survey that has been opened."), field="wave")
    said = _said(**texts)
    with transaction.atomic():
        made = Report.objects.create(
            survey=survey, wave=wave, made_by=actor.person, made_at=timezone.now(), **said
        )
        record(actor, "surveys.report.made", made, scope=survey.scope)
    return made


def change_report(actor: Actor, report: Report, **texts: str) -> None:
    """`title_zh`, `title_en`, `summary_…`, `method_…` and `licence`."""
    authorise(actor, "surveys.run_report", report)
    said = _said(**texts)
    with transaction.atomic():
        Report.objects.filter(pk=report.pk).update(**said)
        record(actor, "surveys.report.changed", report, scope=report.survey.scope)
    report.refresh_from_db()


def add_block(actor: Actor, report: Report, kind: str, settings: Mapping[str, Any]) -> str:
    """Returns its id, which stays when it is moved."""
    if kind not in kinds:
        raise Refused(_("Please choose what the block shall be."), field="kind")
    made: dict[str, Any] = {}

    def add(blocks: Blocks) -> Blocks:
        if len(blocks) >= MOST:
            raise Refused(_("A report has at most %(n)d blocks. Take one out first.") % {"n": MOST})
        if kinds[kind].always and any(one["kind"] == kind for one in blocks):
            raise Refused(_("The report has this block already. Move it where you want it."))
        last = max((int(one["id"]) for one in blocks), default=0)
        made.update(settings, id=str(last + 1), kind=kind)
        return [*blocks, made]

    _change(actor, report, add)
    return str(made["id"])


def change_block(actor: Actor, report: Report, block: str, settings: Mapping[str, Any]) -> None:
    def change(blocks: Blocks) -> Blocks:
        place = _place(blocks, block)
        kept = {name: blocks[place][name] for name in ("id", "kind")}
        return [*blocks[:place], {**settings, **kept}, *blocks[place + 1 :]]

    _change(actor, report, change)


def move_block(actor: Actor, report: Report, block: str, *, by: int) -> None:
    """Up (-1) or down (1); at the end nothing happens."""

    def move(blocks: Blocks) -> Blocks:
        place = _place(blocks, block)
        moved = [*blocks[:place], *blocks[place + 1 :]]
        moved.insert(max(0, place + by), blocks[place])
        return moved

    _change(actor, report, move)


def remove_block(actor: Actor, report: Report, block: str) -> None:
    def remove(blocks: Blocks) -> Blocks:
        place = _place(blocks, block)
        return [*blocks[:place], *blocks[place + 1 :]]

    _change(actor, report, remove)


def publish_report(actor: Actor, report: Report) -> Publication:
    """Everybody may read it from now on. What is public already and has not changed is not published again."""
    authorise(actor, "surveys.run_report", report)
    if not report.blocks:
        raise Refused(_("Put in a block first: a text, a table or a chart."), code="empty")
    made, wrong = frozen(report)
    if wrong:
        raise Refused(
            _("Something in it can no longer be shown. Look at the preview and mend those blocks first.")
        )
    with transaction.atomic():
        Report.objects.select_for_update().get(pk=report.pk)  # two at once get two numbers
        newest = report.publications.order_by("-version").first()
        if newest is not None and newest.withdrawn_at is None and newest.digest == made.digest:
            return newest
        made.version, made.published_by = next_version(report), actor.person
        made.save(force_insert=True)
        record(
            actor,
            "surveys.report.published",
            report,
            scope=report.survey.scope,
            data={"version": made.version},
        )
    return made


def withdraw_publication(actor: Actor, publication: Publication, *, reason: str) -> None:
    """Its address says that it was taken back, and why."""
    report = publication.report
    authorise(actor, "surveys.run_report", report)
    if not tidy(reason):
        raise Refused(_("Please say why in a sentence: whoever has the address reads it."), field="reason")
    with transaction.atomic():
        live = Publication.objects.filter(pk=publication.pk, withdrawn_at=None)
        if not live.update(withdrawn_at=timezone.now(), withdrawn_reason=tidy(reason)[:500]):
            raise Refused(_("This version was taken back before."))
        data = {"version": publication.version}
        record(actor, "surveys.report.withdrawn", report, scope=report.survey.scope, data=data)
    publication.refresh_from_db()


def _change(actor: Actor, report: Report, change: Callable[[Blocks], Blocks]) -> None:
    authorise(actor, "surveys.run_report", report)
    with transaction.atomic():
        held = Report.objects.select_for_update().get(pk=report.pk)
        held.blocks = change(held.blocks)
        held.save(update_fields=["blocks"])
        record(actor, "surveys.report.changed", report, scope=report.survey.scope)
    report.blocks = held.blocks


def _place(blocks: Blocks, block: str) -> int:
    place = next((at for at, one in enumerate(blocks) if one["id"] == block), None)
    if place is None:
        raise Refused(_("This block is not there any more. Load the page again."), code="gone")
    return place


def _said(**texts: str) -> dict[str, str]:
    said = {name: text.strip() for name, text in texts.items()}
    for language in ("zh", "en"):
        said[f"title_{language}"] = tidy(said.get(f"title_{language}", ""))[:LONGEST_TITLE]
    if not said["title_zh"] and not said["title_en"]:
        raise Refused(
            _("Please give the report a title, in Chinese, in English or in both."), field="title_zh"
        )
    if said.get("licence", NAMES[0]) not in NAMES:
        raise Refused(_("Please choose one of these licences."), field="licence")
    return said
