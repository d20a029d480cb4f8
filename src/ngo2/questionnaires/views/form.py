"""A form for whoever makes it: its questions, what is wrong with it, its editions."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import reads, show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Refused
from ngo2.lib.xlsx import CONTENT_TYPE
from ngo2.questionnaires import kinds, services
from ngo2.questionnaires.forms.naming import FormForm, LanguageForm
from ngo2.questionnaires.models import Form, Response
from ngo2.questionnaires.opened import form_of
from ngo2.questionnaires.services.forms import current_media
from ngo2.questionnaires.shown import placed, shown
from ngo2.questionnaires.speaking import CHINESE, named
from ngo2.questionnaires.views.one_form import (
    MOST_FINDINGS,
    TEMPLATES,
    edition_of,
    of_form,
    seen_in,
    sheets_of,
    trail,
)
from ngo2.questionnaires.views.trying import begin
from ngo2.questionnaires.xlsform.checks import check
from ngo2.questionnaires.xlsform.counting import size_of
from ngo2.questionnaires.xlsform.findings import Finding, FormError
from ngo2.questionnaires.xlsform.lines import form_languages, untranslated
from ngo2.questionnaires.xlsform.sheets import Sheets
from ngo2.questionnaires.xlsform.translating import add_language, remove_language, set_default_language
from ngo2.questionnaires.xlsform.writing import write_workbook


@of_form()
@ui_forms.once
def form(request: HttpRequest, form: Form) -> HttpResponse:
    findings: Sequence[Finding] | None = None
    title, language = FormForm(initial={"title": form.title}), LanguageForm(sheets_of(form))
    if request.method == "POST":
        do = request.POST.get("do", "")
        title = FormForm(request.POST) if do == "title" else title
        language = LanguageForm(sheets_of(form), request.POST) if do == "language" else language
        try:
            if goal := _done(request, form, do, title, language):
                return redirect(goal)
        except FormError as wrong:
            findings = wrong.findings
        except Refused as refusal:
            if do in {"title", "language"}:
                (title if do == "title" else language).refuse(refusal)
            else:
                messages.warning(request, str(refusal), "waiting")
            form.refresh_from_db()
    sheets = sheets_of(form)
    return show(
        request,
        f"{TEMPLATES}/form.html",
        _page(form, sheets, findings) | {"name": title, "language": language},
    )


def _done(request: HttpRequest, form: Form, do: str, title: FormForm, language: LanguageForm) -> str:
    """Where the press leads; "" when something typed does not fit."""
    actor, here = actor_of(request), form.get_absolute_url()
    if do == "give_out":
        return _given_out(request, form)
    if do == "try":
        return begin(request, form)
    if do == "close":
        services.close_edition(actor, edition_of(form, request.POST.get("edition", "")))
        messages.success(request, _("Nobody begins this edition any more. Who has begun goes on."))
        return here
    sheets = sheets_of(form)
    if do == "title":
        if not title.is_valid():
            return ""
        services.change_form(
            actor, form, sheets=sheets, seen=seen_in(request), title=title.cleaned_data["title"]
        )
        return here
    if do == "language":
        if not language.is_valid():
            return ""
        said = language.cleaned_data
        sheets = add_language(sheets, said["language"], said.get("was") or CHINESE)
    elif do.startswith("first:"):
        sheets = set_default_language(sheets, _language(sheets, do))
    elif do.startswith("without:"):
        sheets = remove_language(sheets, _language(sheets, do))
    else:
        raise Refused(_("Please choose what to do."))
    services.change_form(actor, form, sheets=sheets, seen=seen_in(request))
    return here


def _language(sheets: Sheets, do: str) -> str:
    language = do.partition(":")[2]
    if language not in form_languages(sheets):
        raise Refused(_("The form does not have this language."))
    return language


def _given_out(request: HttpRequest, form: Form) -> str:
    before = form.editions.count()
    edition = services.publish_edition(actor_of(request), form)
    if edition.number == before:
        messages.success(request, _("Nothing was changed since the last edition: that one goes on."))
    else:
        messages.success(
            request, _("Given out as edition %(n)d. It can be answered now.") % {"n": edition.number}
        )
    if missing := form_of(edition).missing:
        messages.warning(
            request,
            _("These files are still missing: %(names)s. Add them below “As a file”, then give it out again.")
            % {"names": ", ".join(missing)},
            "waiting",
        )
    return form.get_absolute_url()


def _page(form: Form, sheets: Sheets, findings: Sequence[Finding] | None) -> dict[str, Any]:
    code = get_language() or ""
    lines = shown(sheets, code)
    wrong = check(sheets) if findings is None and lines else list(findings or [])
    told = placed(sheets, wrong, code)
    editions = form.editions.annotate(
        received=Count("responses", filter=Q(responses__state=Response.RECEIVED)),
        begun=Count("responses", filter=Q(responses__state=Response.STARTED)),
    ).order_by("-number")
    return {
        "form": form,
        "trail": trail(form),
        "lines": lines,
        "size": size_of(sheets),
        "findings": told[:MOST_FINDINGS],
        "more_findings": max(0, len(told) - MOST_FINDINGS),
        "errors": sum(one.is_error for one in told),
        "is_refused": findings is not None,
        "marked": {one.address for one in told if one.is_error and one.address},
        "editions": list(editions.defer("sheets", "xform")),
        "languages": _languages(sheets),
        "files": len(current_media(form)),
        "about": kinds.about(form.scope),
    }


def _languages(sheets: Sheets) -> list[tuple[str, str, int]]:
    """(as the form writes it, its name, how many texts it lacks)."""
    lacking = [column.rpartition("::")[2] for _sheet, _row, column in untranslated(sheets)]
    return [(one, name, lacking.count(one)) for one, name in named(form_languages(sheets)) if one]


@of_form()
@reads
def workbook(request: HttpRequest, form: Form) -> HttpResponse:
    """The form as a workbook that Excel, Kobo and ODK Central open."""
    answer = HttpResponse(write_workbook(sheets_of(form)), content_type=CONTENT_TYPE)
    called = f"{form.title} {timezone.localdate().isoformat()}.xlsx"
    answer["Content-Disposition"] = str(content_disposition_header(True, called))
    answer["Cache-Control"] = "no-store"
    return answer
