"""The ready answers, written by the team in both languages."""

from typing import Any

from django import forms
from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ngo2.kernel.queue import replies as answers
from ngo2.kernel.queue import services
from ngo2.kernel.queue.kinds import ItemKind, kinds
from ngo2.kernel.queue.services.replies import LONGEST, kind_with_answers
from ngo2.kernel.ui import access
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Hidden, Refused

NEW = "new"


_BOTH = {"required": gettext_lazy("Please write it in both languages: the reader gets their own.")}


class ReplyForm(forms.Form):
    zh = forms.CharField(
        label=gettext_lazy("In Chinese"),
        error_messages=_BOTH,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "zh-Hans"}),
    )
    en = forms.CharField(
        label=gettext_lazy("In English"),
        error_messages=_BOTH,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "en"}),
    )


@access.staff
@require_safe
def replies(request: HttpRequest) -> HttpResponse:
    groups = [(kind, answers.answers(kind)) for kind in kinds if any(one.answers for one in kind.actions)]
    return show(request, "queue/replies.html", {"groups": groups})


@access.staff
@ui_forms.once
def reply(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    of = kind_with_answers(kind)
    found = next((one for one in answers.answers(of) if one.name == name), None)
    if found is None and name != NEW:
        raise Hidden("reply")
    form = ReplyForm(request.POST or None, initial={"zh": found.zh, "en": found.en} if found else {})
    if request.method == "POST" and _done(request, of, name, form):
        return redirect("queue:replies")
    context = {"kind": of, "answer": found, "form": form, "places": list(of.fills.items())}
    return show(request, "queue/reply.html", context)


def _done(request: HttpRequest, kind: ItemKind, name: str, form: Any) -> bool:
    actor, do = actor_of(request), request.POST.get("do", "save")
    if name != NEW and do == "hide":
        services.hide_reply(actor, kind, name=name)
        notes.success(request, _("It is offered no longer."))
        return True
    if name != NEW and do == "restore":
        services.restore_reply(actor, kind, name=name)
        notes.success(request, _("It is back."))
        return True
    if not form.is_valid():
        return False
    try:
        services.save_reply(actor, kind, name="" if name == NEW else name, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(refusal.field or None, str(refusal))
        return False
    notes.success(request, _("Saved. It is offered from now on."))
    return True
