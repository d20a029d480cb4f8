"""One question a page, for people who have never seen XLSForm. Every press is a step of `xlsform.editing`."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Refused
from ngo2.questionnaires import services
from ngo2.questionnaires.forms.questions import NewQuestionForm, QuestionForm, codes_missing
from ngo2.questionnaires.models import Form
from ngo2.questionnaires.shown import Shown, line_at, may_decide, neighbours, placed, shown
from ngo2.questionnaires.views.moving import is_open, moved, place_behind, places
from ngo2.questionnaires.views.one_form import TEMPLATES, of_form, seen_in, sheets_of, trail
from ngo2.questionnaires.views.one_line import OVERTAKEN, mark, of_line, still_there
from ngo2.questionnaires.xlsform.checks import check
from ngo2.questionnaires.xlsform.lines import ADVANCED, CHOOSING, PAGE, SECTION, Line, lines
from ngo2.questionnaires.xlsform.sheets import Sheets


@of_form()
@ui_forms.once
def new_question(request: HttpRequest, form: Form) -> HttpResponse:
    """Its type and its words; the rest follows on its own page."""
    sheets = sheets_of(form)
    before = _before(sheets, request.GET.get("before", ""))
    asked = NewQuestionForm(sheets, request.POST or None)
    if request.method == "POST" and asked.is_valid():
        try:
            made = asked.added(before)
            services.change_form(actor_of(request), form, sheets=made, seen=seen_in(request))
            at = len(sheets.survey.rows) if before is None else before
            line = next(one for one in shown(made, "") if one.line.at == at)
            messages.success(request, _("Added. Here you can say more about it."))
            return redirect("questionnaires:question", form.pk, line.address)
        except Refused as refusal:
            asked.refuse(refusal)
            form.refresh_from_db()
    elif request.method != "POST":
        asked.initial["kind"] = request.GET.get("kind", "short_text")
    behind = next((one for one in shown(sheets, get_language() or "") if one.line.at == before), None)
    context = {
        "form": form,
        "asked": asked,
        "labels": asked.beside("label"),
        "behind": behind,
        "trail": trail(form, (_("A new question"), "")),
    }
    return show(request, f"{TEMPLATES}/new.html", context)


def _before(sheets: Sheets, address: str) -> int | None:
    """The place before which it is put: a line's, the end of a section ("end:12", its row), or None for the end."""
    if not address:
        return None
    number = address.removeprefix("at:")
    if number.isascii() and number.isdecimal() and len(number) < 8:
        places = {line.at for line in lines(sheets)}
        return int(number) if int(number) in places else None
    return None


@of_line
def question(request: HttpRequest, form: Form, sheets: Sheets, line: Line, name: str) -> HttpResponse:
    """What it asks. Saving keeps everything that this page does not show."""
    asked = QuestionForm(sheets, line, request.POST if request.POST.get("do") == "save" else None)
    is_overtaken = False
    if request.method == "POST":
        do = request.POST.get("do", "")
        try:
            still_there(request, line, name)
            if do != "save":
                return redirect(moved(request, form, sheets, line, do))
            if asked.is_valid():
                return _saved(request, form, asked, line)
        except Refused as refusal:
            is_overtaken = refusal.code == OVERTAKEN
            form.refresh_from_db()
            sheets = sheets_of(form)
            if do != "save":
                messages.warning(request, str(refusal), "waiting")
                return redirect("questionnaires:question", form.pk, name)
            asked.refuse(refusal)
    context = _page(form, sheets, line, name, asked, is_overtaken)
    context["was"] = request.POST.get("was", "") or mark(line)
    return show(request, f"{TEMPLATES}/question.html", context)


def _saved(request: HttpRequest, form: Form, asked: QuestionForm, line: Line) -> HttpResponse:
    made = asked.changed()
    services.change_form(actor_of(request), form, sheets=made, seen=seen_in(request))
    now = next(one for one in shown(made, get_language() or "") if one.line.at == line.at)
    if now.line.kind != line.kind and now.line.kind in CHOOSING:
        messages.success(request, _("Saved. Now write the choices."))
        return redirect("questionnaires:question", form.pk, now.address)
    if missing := codes_missing(now.line):
        messages.warning(
            request,
            _(
                "The record knows these answers too: %(codes)s. Write them as choices, or they cannot be filled in."
            )
            % {"codes": "; ".join(f"{code}: {words}" for code, words in missing.items())},
            "waiting",
        )
    messages.success(request, _("Saved."))
    return redirect(f"{form.get_absolute_url()}#line-{now.line.at}")


def _page(
    form: Form, sheets: Sheets, line: Line, name: str, asked: QuestionForm, is_overtaken: bool
) -> dict[str, Any]:
    code = get_language() or ""
    every = shown(sheets, code)
    here = line_at(sheets, name)
    now = next((one for one in every if here is not None and one.line.at == here.at), None)
    shown_line = now or next(one for one in shown(asked.sheets, code) if one.line.at == line.at)
    before, after = neighbours(every, shown_line.line)
    below = place_behind(sheets, shown_line.line.at)
    told = [one for one in placed(sheets, check(sheets), code) if one.address == shown_line.address]
    return {
        "form": form,
        "asked": asked,
        "one": shown_line,
        "now": _now(now) if is_overtaken and now else [],
        "is_overtaken": is_overtaken,
        "name": name,
        "labels": asked.beside("label"),
        "hints": asked.beside("hint"),
        "choices": [asked[field] for field in asked.fields if field.startswith("choices_")],
        "limits": [
            asked[field] for field in ("least", "most", "shortest", "longest") if field in asked.fields
        ],
        "codes": [(choice.code, choice) for choice in line.choices],
        "findings": told,
        "before": before,
        "behind": after,
        "add_below": f"{reverse('questionnaires:new_question', args=[form.pk])}?{urlencode({'before': f'at:{below}'})}",
        "places": places(sheets, every, shown_line.line),
        "is_container": is_open(line),
        "is_section": line.kind in {SECTION, PAGE},
        "is_advanced": line.kind == ADVANCED or bool(line.advanced) or bool(line.rule),
        "may_decide": any(may_decide(line, other.line) for other in every),
        "trail": trail(form, (shown_line.label[:60], "")),
    }


def _now(one: Shown) -> list[str]:
    """What stands there now, after somebody else's change."""
    line = one.line
    said = [*line.labels.values(), *line.hints.values(), ", ".join(one.choices), one.limits, one.fact]
    return [text for text in said if text]
