"""Two records that are one organisation: what moves, which word is right, and the press that joins them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ngo2.kernel.ui import access
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import lacks_second_step, show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import words
from ngo2.organisations.forms.merging import JoinForm
from ngo2.organisations.models import Organisation
from ngo2.organisations.services.merging import Preview, merge_records, preview_merge
from ngo2.organisations.views.merging.words import Question, labels, questions


@access.signed_in
@ui_forms.once
def merge(request: HttpRequest, pk: int, gone: int) -> HttpResponse:
    """`pk` is the record that stays. Staff, and partners for records of their part."""
    if obstacle := lacks_second_step(request):
        return obstacle
    # One by one: of a number that is too big a lookup by equality finds nothing, where `IN` breaks.
    kept, other = (Organisation.objects.filter(pk=one).first() for one in (pk, gone))
    if kept is None or other is None or kept.state == Organisation.MERGED:
        raise Hidden("organisation")
    preview = preview_merge(actor_of(request), kept, other)
    asked = questions(preview)
    form = _form(request, preview, asked)
    if request.method == "POST" and form.is_valid() and _joined(request, preview, form):
        said = _("Joined. “%(gone)s” leads to “%(kept)s” from now on; for 30 days you can take it back here.")
        names = {"gone": words.called(preview.gone), "kept": words.called(preview.kept)}
        messages.success(request, said % names)
        return redirect("organisations:merges")
    return show(request, "organisations/merging/merge.html", _context(preview, asked, form))


def _form(request: HttpRequest, preview: Preview, asked: list[Question]) -> JoinForm:
    return JoinForm(
        request.POST if request.method == "POST" else None,
        questions=[(one.key, one.label, one.choices) for one in asked],
        likely={one.field: one.likely for one in preview.conflicts},
        doubts=bool(preview.doubts),
        names=any(one.key in {"name_zh", "name_en"} for one in asked),
    )


def _joined(request: HttpRequest, preview: Preview, form: JoinForm) -> bool:
    chosen = {key: value for key, value in form.cleaned_data.items() if key not in {"sure", "keep_names"}}
    try:
        merge_records(
            actor_of(request),
            preview.kept,
            preview.gone,
            choices=chosen,
            seen=request.POST.get("seen", ""),
            sure=form.cleaned_data.get("sure", False),
            keep_names=form.cleaned_data.get("keep_names", False),
        )
    except Refused as refusal:
        form.refuse(refusal)
        return False
    return True


def _context(preview: Preview, asked: list[Question], form: JoinForm) -> dict[str, Any]:
    return {
        "preview": preview,
        "sides": [_side(preview.kept), _side(preview.gone)],
        "form": form,
        "asked": [(form[one.key], one.explained) for one in asked],
        "hidden": sum(not one.open for one in preview.conflicts),
        "filled": labels(preview.filled),
        "trail": [(_("Join two records"), reverse("organisations:merges")), (words.called(preview.kept), "")],
    }


def _side(record: Organisation) -> dict[str, Any]:
    members = record.memberships.filter(suspended_at=None).count()
    return {"record": record, "facts": len(record.facts), "members": members}
