"""When a line is shown: first the question that decides is picked, then what was answered there."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ngo2.kernel.ui.showing import show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Refused
from ngo2.questionnaires import services
from ngo2.questionnaires.forms.conditions import ConditionForm
from ngo2.questionnaires.models import Form
from ngo2.questionnaires.shown import condition_words, may_decide, shown
from ngo2.questionnaires.speaking import spoken
from ngo2.questionnaires.views.one_form import TEMPLATES, seen_in, trail
from ngo2.questionnaires.views.one_line import of_line
from ngo2.questionnaires.xlsform import editing
from ngo2.questionnaires.xlsform.conditions import ShowIf
from ngo2.questionnaires.xlsform.lines import Line, form_languages
from ngo2.questionnaires.xlsform.sheets import Sheets


@of_line
def show_if(request: HttpRequest, form: Form, sheets: Sheets, line: Line, name: str) -> HttpResponse:
    """Shown only if: first the question that decides is picked, then what was answered there."""
    code = get_language() or ""
    every = shown(sheets, code)
    language = spoken(form_languages(sheets), code)
    deciding = [one for one in every if may_decide(line, one.line)]
    picked = next((one for one in deciding if one.line.name == request.GET.get("question", "")), None)
    asked = ConditionForm(picked, language, request.POST or None) if picked else None
    if request.method == "POST":
        try:
            wanted = _conditions(request, line, asked)
            if wanted is not None:
                made = editing.set_show_if(sheets, line.at, wanted if wanted.conditions else None)
                services.change_form(actor_of(request), form, sheets=made, seen=seen_in(request))
                messages.success(request, _("Saved."))
                return redirect("questionnaires:show_if", form.pk, name)
        except Refused as refusal:
            form.refresh_from_db()
            if asked is not None and request.POST.get("do") == "add":
                asked.refuse(refusal)
            else:
                messages.warning(request, str(refusal), "waiting")
                return redirect("questionnaires:show_if", form.pk, name)
    one = next(each for each in every if each.line.at == line.at)
    by_name = {each.line.name: each.line for each in every}
    conditions = line.show_if.conditions if line.show_if else ()
    context = {
        "form": form,
        "one": one,
        "name": name,
        "conditions": [condition_words(each, by_name, language) for each in conditions],
        "is_any": bool(line.show_if and line.show_if.any),
        "text": line.show_text,
        "deciding": deciding,
        "picked": picked,
        "asked": asked,
        "trail": trail(
            form,
            (one.label[:60], reverse("questionnaires:question", args=[form.pk, name])),
            (_("Shown only if"), ""),
        ),
    }
    return show(request, f"{TEMPLATES}/show_if.html", context)


def _conditions(request: HttpRequest, line: Line, asked: ConditionForm | None) -> ShowIf | None:
    """What it is to be now; None when something typed does not fit."""
    do = request.POST.get("do", "")
    there = line.show_if.conditions if line.show_if else ()
    is_any = bool(line.show_if and line.show_if.any)
    if do == "always":
        return ShowIf(())
    if line.show_text:
        raise Refused(
            _("This condition was written in a workbook. Show the line always first, then set another.")
        )
    if do in {"any", "all"}:
        return ShowIf(there, any=do == "any")
    if do.startswith("without:") and do[8:].isascii() and do[8:].isdecimal() and len(do) < 12:
        number = int(do[8:])
        return ShowIf(tuple(one for at, one in enumerate(there) if at != number), any=is_any)
    if do == "add" and asked is not None:
        if not asked.is_valid():
            return None
        if asked.condition in there:
            raise Refused(_("This condition is there already."))
        return ShowIf((*there, asked.condition), any=is_any)
    raise Refused(_("Choose the question that decides."))
