"""Another form in the place of this one: looked at first, then taken."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ngo2.kernel.ui import drafts
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Refused
from ngo2.questionnaires import services
from ngo2.questionnaires.forms.uploading import UploadForm
from ngo2.questionnaires.limesurvey.mapping import NotImported, read_lss
from ngo2.questionnaires.limesurvey.words import reason
from ngo2.questionnaires.models import Form
from ngo2.questionnaires.shown import Placed
from ngo2.questionnaires.speaking import named
from ngo2.questionnaires.views.comparing import compared
from ngo2.questionnaires.views.one_form import MOST_FINDINGS, TEMPLATES, of_form, seen_in, sheets_of, trail
from ngo2.questionnaires.xlsform.converting import convert
from ngo2.questionnaires.xlsform.counting import size_of
from ngo2.questionnaires.xlsform.findings import ERROR, Finding, FormError
from ngo2.questionnaires.xlsform.lines import form_languages
from ngo2.questionnaires.xlsform.reading import read_workbook
from ngo2.questionnaires.xlsform.sheets import Sheets

# Nothing of such a workbook can be shown in the editor.
_UNFIT = frozenset({"too_deep", "too_many_rows", "cell_long"})


@of_form()
@ui_forms.once
def upload(request: HttpRequest, form: Form) -> HttpResponse:
    """First what would be replaced is shown; a second press replaces it."""
    key = f"questionnaires:upload:{form.pk}"
    asked = UploadForm()
    refused: list[Placed] = []
    if request.method == "POST":
        do = request.POST.get("do", "")
        if do == "drop":
            drafts.discard(request.user, key)
            return redirect("questionnaires:upload", form.pk)
        if do == "take":
            return _taken(request, form, key)
        asked = UploadForm(request.POST, request.FILES)
        try:
            if asked.is_valid():
                waiting = _read(*asked.read(), form)
                drafts.discard(request.user, key)
                drafts.save(request.user, key, waiting | {"seen": form.edited})
                return redirect("questionnaires:upload", form.pk)
        except FormError as wrong:
            refused = [Placed(one) for one in wrong.findings]
        except Refused as refusal:
            asked.refuse(refusal)
    context: dict[str, Any] = {
        "form": form,
        "asked": asked,
        "findings": refused[:MOST_FINDINGS],
        "trail": trail(form, (_("Upload"), "")),
    }
    waiting = drafts.load(request.user, key)
    if waiting and request.method != "POST":
        context |= _preview(form, waiting)
    return show(request, f"{TEMPLATES}/upload.html", context)


def _read(name: str, data: bytes, form: Form) -> dict[str, Any]:
    """What waits for a yes. Raises FormError or Refused where there is nothing to look at."""
    unmapped: list[dict[str, str]] = []
    if name.lower().endswith(".lss"):
        try:
            imported = read_lss(data)
        except NotImported as refusal:
            raise Refused(refusal.message, field="file") from None
        sheets = imported.sheets
        unmapped = [
            {"question": one.question, "attribute": one.attribute, "kind": one.kind, "value": one.value}
            for one in imported.unmapped
        ]
    else:
        sheets = read_workbook(data, name)
    findings: Sequence[Finding]
    try:
        findings = convert(sheets, form_id=form.key, title=form.title).warnings
    except FormError as wrong:
        if any(one.kind in _UNFIT for one in wrong.findings):
            raise
        findings = wrong.findings
    return {
        "name": name,
        "sheets": sheets.to_json(),
        "findings": [one.to_json() for one in findings],
        "unmapped": unmapped,
    }


def _taken(request: HttpRequest, form: Form, key: str) -> HttpResponse:
    waiting = drafts.load(request.user, key)
    if not waiting:
        messages.warning(request, _("There is no file waiting. Choose it once more."), "waiting")
        return redirect("questionnaires:upload", form.pk)
    try:
        services.change_form(
            actor_of(request), form, sheets=Sheets.from_json(waiting["sheets"]), seen=seen_in(request)
        )
    except Refused as refusal:
        messages.warning(request, str(refusal), "waiting")
        return redirect("questionnaires:upload", form.pk)
    drafts.discard(request.user, key)
    messages.success(request, _("The form is now the one of your file. Look through it, then give it out."))
    return redirect(form)


def _preview(form: Form, waiting: dict[str, Any]) -> dict[str, Any]:
    before, after = sheets_of(form), Sheets.from_json(waiting["sheets"])
    findings = [Finding.from_json(one) for one in waiting["findings"]]
    return {
        "waiting": waiting["name"],
        "was": size_of(before),
        "becomes": size_of(after),
        "languages": [name for one, name in named(form_languages(after)) if one],
        "findings": [Placed(one) for one in findings[:MOST_FINDINGS]],
        "errors": sum(one.level == ERROR for one in findings),
        "unmapped": [(one, reason(one["kind"])) for one in waiting["unmapped"]],
        "is_other": waiting["seen"] != form.edited,
        **compared(before, after),
    }
