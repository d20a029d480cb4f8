"""A table of answers for whoever collects: looked at line by line, and brought in with a second press."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ngo2.kernel.ui import drafts
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import reads, show
from ngo2.lib import csv
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Hidden, Refused
from ngo2.questionnaires import kinds
from ngo2.questionnaires.forms.bringing import TableForm, VouchForm
from ngo2.questionnaires.models import Edition
from ngo2.questionnaires.opened import form_of
from ngo2.questionnaires.services.bringing import Looked, bring_in, look_at
from ngo2.questionnaires.speaking import spoken
from ngo2.questionnaires.tabled.columns import names_of
from ngo2.questionnaires.views import saved
from ngo2.questionnaires.views.one_form import trail
from ngo2.questionnaires.views.paper import of_edition

SHOWN = 100  # findings on the page; the file has all of them


@of_edition("questionnaires.collect")
@ui_forms.once
def bring(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Nothing is written before the second press; until then the table waits with whoever sent it."""
    asked, vouch = TableForm(), VouchForm()
    if request.method == "POST":
        do = request.POST.get("do", "")
        if do == "drop":
            drafts.discard(request.user, _key(edition))
            return redirect("questionnaires:bring", edition.pk)
        if do == "drop_saved":
            saved.drop(request, edition)
            return redirect("questionnaires:bring", edition.pk)
        if do == "take_saved":
            return saved.take(request, edition)
        if do == "take":
            vouch = VouchForm(request.POST)
            if done := _taken(request, edition, vouch):
                return done
        else:
            asked = TableForm(request.POST, request.FILES)
            if asked.is_valid() and (saved.keep if asked.is_saved else _kept)(request, edition, asked):
                return redirect("questionnaires:bring", edition.pk)
    return show(request, "questionnaires/bring.html", _context(request, edition, asked, vouch))


@of_edition("questionnaires.collect")
@reads
def table(request: HttpRequest, edition: Edition) -> HttpResponse:
    """An empty one, with the names that the columns have."""
    return _as_csv(f"{edition.form.title} {edition.number}.csv", [names_of(form_of(edition))])


@of_edition("questionnaires.collect")
@reads
def bad_lines(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The lines that do not fit, with what is wrong: mended there, the same file comes in here."""
    waiting = drafts.load(request.user, _key(edition))
    if not waiting:
        raise Hidden("table")
    cells = dict(waiting["lines"])
    rows = [
        [
            line,
            " ".join(f"{column}: {sentence}" if column else sentence for column, sentence in told),
            *cells[line],
        ]
        for line, told in waiting["bad"]
    ]
    header = [_("Line number"), _("Reason"), *waiting["header"]]
    return _as_csv(f"{_('Lines that do not fit')} {timezone.localdate().isoformat()}.csv", [header, *rows])


def _as_csv(name: str, rows: list[list[Any]]) -> HttpResponse:
    answer = HttpResponse(csv.BOM + "".join(map(csv.line, rows)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = str(content_disposition_header(True, name))
    answer["Cache-Control"] = "no-store"
    return answer


def _key(edition: Edition) -> str:
    return f"questionnaires:bring:{edition.pk}"


def _kept(request: HttpRequest, edition: Edition, asked: TableForm) -> bool:
    """Whether it can be looked at."""
    try:
        header, lines = asked.read()
        language = spoken(edition.languages, get_language() or "")
        looked = look_at(actor_of(request), edition, header=header, lines=lines, language=language)
    except Refused as refusal:
        asked.refuse(refusal)
        return False
    drafts.discard(request.user, _key(edition))
    waiting = {"name": asked.cleaned_data["file"].name or "", "header": header, "lines": lines}
    drafts.save(request.user, _key(edition), waiting | _counted(looked))
    return True


def _counted(looked: Looked) -> dict[str, Any]:
    return {
        "good": len(looked.good),
        "here": len(looked.here),
        "bad": [[one.line, one.findings] for one in looked.bad],
    }


def _taken(request: HttpRequest, edition: Edition, vouch: VouchForm) -> HttpResponse | None:
    waiting = drafts.load(request.user, _key(edition))
    if not waiting:
        messages.warning(request, _("There is no file waiting. Choose it once more."), "waiting")
        return redirect("questionnaires:bring", edition.pk)
    try:
        vouch.is_valid()
        done = bring_in(
            actor_of(request),
            edition,
            header=waiting["header"],
            lines=waiting["lines"],
            agreed=vouch.cleaned_data["agreed"],
        )
    except Refused as refusal:
        vouch.refuse(refusal)
        return None
    drafts.discard(request.user, _key(edition))
    told = ngettext("%(n)d answer came in.", "%(n)d answers came in.", done) % {"n": done}
    messages.success(request, told)
    return redirect("questionnaires:bring", edition.pk)


def _context(request: HttpRequest, edition: Edition, asked: TableForm, vouch: VouchForm) -> dict[str, Any]:
    form = edition.form
    context = {
        "edition": edition,
        "form_title": form.title,
        "about": kinds.about(form.scope),
        "asked": asked,
        "vouch": vouch,
        "trail": trail(form, (_("A table of answers"), "")),
    }
    if told_of := saved.waiting(request, edition):
        return context | {"saved": told_of}
    waiting = drafts.load(request.user, _key(edition))
    if waiting:
        told = [
            (line, column, sentence) for line, findings in waiting["bad"] for column, sentence in findings
        ]
        context |= {
            "waiting": waiting["name"] or _("The table"),
            "good": waiting["good"],
            "here": waiting["here"],
            "bad": len(waiting["bad"]),
            "findings": told[:SHOWN],
            "more": max(0, len(told) - SHOWN),
        }
    return context
