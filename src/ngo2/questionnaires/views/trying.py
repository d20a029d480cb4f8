"""Trying a form out as it stands, before it is given out: page by page, as those who answer see it.

What was typed lives in a draft of the person who tries, with the XForm of that moment; there is no response and no
edition.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ngo2.kernel.ui import drafts
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import show
from ngo2.lib.refusals import Refused
from ngo2.questionnaires import kinds
from ngo2.questionnaires.forms.answering import ScreenForm
from ngo2.questionnaires.models import Form
from ngo2.questionnaires.opened import newest_files
from ngo2.questionnaires.screens import Screen, after, screens
from ngo2.questionnaires.speaking import named, spoken, told
from ngo2.questionnaires.views.one_form import of_form, sheets_of, trail
from ngo2.questionnaires.xforms import Session, Unknown, Unreadable, read
from ngo2.questionnaires.xlsform.converting import convert

END = "end"


def begin(request: HttpRequest, form: Form) -> str:
    """A fresh try; the address of its first page. Raises FormError, or Refused."""
    made = convert(sheets_of(form), form_id=form.key, version="0", title=form.title)
    try:
        session = read(made.xform, newest_files(form)).start(timezone.localtime())
    except Unreadable as unreadable:
        raise Refused(str(unreadable), code="unreadable") from None
    drafts.discard(request.user, _key(form))
    drafts.save(
        request.user,
        _key(form),
        {"xform": made.xform.decode(), "xml": session.draft().decode(), "edited": form.edited},
    )
    return reverse("questionnaires:try", args=[form.pk])


def _key(form: Form) -> str:
    return f"questionnaires:try:{form.pk}"


@of_form()
@ui_forms.once
def try_out(request: HttpRequest, form: Form) -> HttpResponse:
    kept = drafts.load(request.user, _key(form))
    if not kept:
        messages.warning(request, _("Press “Try it out” to begin."), "waiting")
        return redirect(form)
    opened = read(kept["xform"].encode(), newest_files(form))
    session = opened.resume(kept["xml"].encode(), timezone.localtime())
    asked = request.GET.get("lang", "")
    language = asked if asked in opened.languages else spoken(opened.languages, get_language() or "")
    found, at = screens(session, language), request.GET.get("at", "")
    if at == END:
        return show(request, "questionnaires/forms/tried.html", _end(form, session, language))
    screen = next((one for one in found if one.at == at), found[0] if found else None)
    if screen is None:
        return redirect(_at(form, END, asked))
    if request.method == "POST":
        return _answered(request, form, session, screen, language)
    return _show(request, form, session, screen, ScreenForm(session, screen, language), language)


def _answered(
    request: HttpRequest, form: Form, session: Session, screen: Screen, language: str
) -> HttpResponse:
    typed = ScreenForm(session, screen, language, request.POST, request.FILES)
    typed.is_valid()
    asked, do = request.GET.get("lang", ""), request.POST.get("do", "")
    put = typed.texts | {path: upload.name or "" for path, upload in typed.uploads.items()}
    order = {path: n for n, (_node, path) in enumerate(session.walk(all_nodes=True))}
    goal = ""
    try:
        for path, value in put.items():
            session.set(path, value)
        if do == "add" and screen.repeat:
            goal = session.add(screen.repeat)
        elif do.startswith("remove:"):
            session.remove(do.removeprefix("remove:"))
    except Unknown:
        return redirect(_at(form, "", asked))
    drafts.save(request.user, _key(form), {"xml": session.draft().decode()})
    found = screens(session, language)
    if goal:
        return redirect(
            _at(form, next((one.at for one in found if one.instance.startswith(goal)), ""), asked)
        )
    if do.startswith("remove:"):
        return redirect(_at(form, screen.at, asked))
    wrong = {one.path: one for one in session.problems(language) if one.path in screen.paths}
    if wrong or typed.errors:
        typed.tell(wrong)
        return _show(request, form, session, screen, typed, language)
    place = order.get(screen.at, -1)
    following = after(found, screen.at) or next((one for one in found if order.get(one.at, -1) > place), None)
    return redirect(_at(form, following.at if following else END, asked))


def _show(
    request: HttpRequest, form: Form, session: Session, screen: Screen, typed: ScreenForm, language: str
) -> HttpResponse:
    found = screens(session, language)
    places = [one.at for one in found]
    number = places.index(screen.at) + 1 if screen.at in places else 1
    asked = request.GET.get("lang", "")
    instances = (
        [(n, f"{screen.repeat}[{n}]") for n in range(1, session.count(screen.repeat) + 1)]
        if screen.repeat
        else []
    )
    context = _frame(form) | {
        "typed": typed,
        "fields": [(typed.notes.get(field.name), field) for field in typed],
        "screen": screen,
        "instances": instances,
        "number": number,
        "total": len(found),
        "before": _at(form, found[number - 2].at, asked) if number > 1 else "",
        "languages": [
            (name, _at(form, screen.at, one), one == language) for one, name in named(session.form.languages)
        ],
    }
    return show(request, "questionnaires/forms/try.html", context)


def _end(form: Form, session: Session, language: str) -> dict[str, Any]:
    rows = [(label, answer) for _path, label, answer in told(session, language)]
    return _frame(form) | {"rows": rows, "wrong": len(session.problems(language))}


def _frame(form: Form) -> dict[str, Any]:
    return {"form": form, "about": kinds.about(form.scope), "trail": trail(form, (_("Try it out"), ""))}


def _at(form: Form, at: str, language: str) -> str:
    here = reverse("questionnaires:try", args=[form.pk])
    told = {key: value for key, value in (("at", at), ("lang", language)) if value}
    return f"{here}?{urlencode(told)}" if told else here
