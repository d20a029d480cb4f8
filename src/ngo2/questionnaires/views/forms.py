"""A form for whoever makes it: its questions, what is wrong with it, its editions and files, another in its place."""

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

from ngo2.kernel.ui import drafts
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import reads, show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Hidden, Refused
from ngo2.questionnaires import kinds, services
from ngo2.questionnaires.forms.editing import (
    CHINESE,
    FormForm,
    LanguageForm,
    spoken_name,
)
from ngo2.questionnaires.forms.uploading import MediumForm, UploadForm
from ngo2.questionnaires.limesurvey.mapping import NotImported, read_lss
from ngo2.questionnaires.limesurvey.words import reason
from ngo2.questionnaires.models import Edition, Form, Response
from ngo2.questionnaires.opened import form_of
from ngo2.questionnaires.services.forms import current_media
from ngo2.questionnaires.shown import KINDS, Placed, languages_of, placed, shown
from ngo2.questionnaires.views.one_form import of_form, seen_in, sheets_of, trail
from ngo2.questionnaires.views.trying import begin
from ngo2.questionnaires.xlsform.checks import check
from ngo2.questionnaires.xlsform.comparing import (
    DROPPED,
    NEW,
    RECODED,
    RETYPED,
    REWORDED,
    SAME,
    Item,
    comparable,
    compare,
)
from ngo2.questionnaires.xlsform.converting import convert
from ngo2.questionnaires.xlsform.counting import size_of
from ngo2.questionnaires.xlsform.findings import ERROR, Finding, FormError
from ngo2.questionnaires.xlsform.lines import code_of, form_languages, untranslated
from ngo2.questionnaires.xlsform.reading import read_workbook
from ngo2.questionnaires.xlsform.sheets import Sheets
from ngo2.questionnaires.xlsform.translating import add_language, remove_language, set_default_language
from ngo2.questionnaires.xlsform.writing import write_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEMPLATES = "questionnaires/forms"
# Nothing of such a workbook can be shown in the editor.
_UNFIT = frozenset({"too_deep", "too_many_rows", "cell_long"})
_MOST_FINDINGS = 60
VERDICTS = {
    SAME: (lambda: _("same"), ""),
    REWORDED: (lambda: _("reworded"), "waiting"),
    NEW: (lambda: _("new"), "confirmed"),
    DROPPED: (lambda: _("dropped"), "wrong"),
    RECODED: (lambda: _("other choices"), "waiting"),
    RETYPED: (lambda: _("asked otherwise"), "wrong"),
}


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
        services.close_edition(actor, _edition(form, request.POST.get("edition", "")))
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


def _edition(form: Form, number: str) -> Edition:
    found = (
        form.editions.filter(number=int(number)).select_related("form").first()
        if number.isascii() and number.isdecimal() and len(number) < 9
        else None
    )
    if found is None:
        raise Refused(_("There is no such edition. Load the page again."))
    return found


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
        "findings": told[:_MOST_FINDINGS],
        "more_findings": max(0, len(told) - _MOST_FINDINGS),
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
    return [(one, name, lacking.count(one)) for one, name in languages_of(sheets) if one]


@of_form()
@reads
def workbook(request: HttpRequest, form: Form) -> HttpResponse:
    """The form as a workbook that Excel, Kobo and ODK Central open."""
    answer = HttpResponse(write_workbook(sheets_of(form)), content_type=XLSX)
    called = f"{form.title} {timezone.localdate().isoformat()}.xlsx"
    answer["Content-Disposition"] = str(content_disposition_header(True, called))
    answer["Cache-Control"] = "no-store"
    return answer


@of_form()
@ui_forms.once
def files(request: HttpRequest, form: Form) -> HttpResponse:
    asked = MediumForm()
    if request.method == "POST":
        actor, drop = actor_of(request), request.POST.get("drop", "")
        asked = MediumForm(None if drop else request.POST, request.FILES)
        try:
            if drop:
                services.drop_medium(actor, form, drop)
                messages.success(request, _("Taken out of the form."))
                return redirect("questionnaires:files", form.pk)
            if asked.is_valid():
                kept = services.keep_medium(actor, form, asked.cleaned_data["file"])
                messages.success(
                    request, _("Kept as “%(name)s”. Give the form out again to use it.") % {"name": kept.name}
                )
                return redirect("questionnaires:files", form.pk)
        except Refused as refusal:
            if drop:
                messages.warning(request, str(refusal), "waiting")
                return redirect("questionnaires:files", form.pk)
            asked.refuse(refusal)
    rows = form.media.order_by("name", "kept_at").values("name", "content_type", "kept_at", "digest")
    newest = {one["name"]: one for one in rows}
    context = {
        "form": form,
        "asked": asked,
        "rows": list(newest.values()),
        "trail": trail(form, (_("Files"), "")),
    }
    return show(request, f"{TEMPLATES}/files.html", context)


@of_form()
@reads
def comparison(request: HttpRequest, form: Form) -> HttpResponse:
    """Two editions beside each other, or an edition beside the form as it stands."""
    numbers = list(form.editions.order_by("-number").values_list("number", flat=True))
    if not numbers:
        raise Hidden("edition")
    old, new = request.GET.get("old", ""), request.GET.get("new", "")
    told = {str(number) for number in numbers}
    old = old if old in told else str(numbers[0])
    new = new if new in told else ""
    before = Sheets.from_json(_edition(form, old).sheets)
    after = Sheets.from_json(_edition(form, new).sheets) if new else sheets_of(form)
    context = {
        "form": form,
        "trail": trail(form, (_("Compare two editions"), "")),
        "numbers": numbers,
        "old": old,
        "new": new,
        **compared(before, after),
    }
    return show(request, f"{TEMPLATES}/compare.html", context)


def compared(before: Sheets, after: Sheets) -> dict[str, Any]:
    """Rows of the table, what changed first, and how many there are of each."""
    items = _compared_in_all(before, after)
    rows = [_row(one) for one in items if one.verdict != SAME]
    counts = [
        (said(), sum(one.verdict == verdict for one in items)) for verdict, (said, _tone) in VERDICTS.items()
    ]
    return {
        "rows": rows,
        "same": sum(one.verdict == SAME for one in items),
        "counts": [(words, n) for words, n in counts if n],
        "comparable": sum(comparable(one) for one in items),
        "total": len(items),
    }


def _compared_in_all(before: Sheets, after: Sheets) -> list[Item]:
    """In the language of the page; what is the same there may be reworded in another."""
    own = "en" if (get_language() or "").startswith("en") else "zh"
    items = compare(before, after, own)
    others = {code_of(one) for one in form_languages(after)} - {own, ""}
    for code in sorted(others):
        changed = {one.new: one for one in compare(before, after, code) if one.verdict != SAME and one.old}
        items = [changed.get(one.new, one) if one.verdict == SAME else one for one in items]
    return items


def _row(item: Item) -> dict[str, Any]:
    words, tone = VERDICTS[item.verdict]
    return {
        "item": item,
        "verdict": words(),
        "tone": tone,
        "old_kind": KINDS.get(item.old_kind, item.old_kind),
        "new_kind": KINDS.get(item.new_kind, item.new_kind),
        "is_comparable": comparable(item),
        "recoded": [(old, new, old in item.proposed) for old, new in item.mapping.items() if old != new],
    }


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
        "findings": refused[:_MOST_FINDINGS],
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
        "languages": [spoken_name(one) for one in form_languages(after) if one],
        "findings": [Placed(one) for one in findings[:_MOST_FINDINGS]],
        "errors": sum(one.level == ERROR for one in findings),
        "unmapped": [(one, reason(one["kind"])) for one in waiting["unmapped"]],
        "is_other": waiting["seen"] != form.edited,
        **compared(before, after),
    }
