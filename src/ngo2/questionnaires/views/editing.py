"""One question a page, for people who have never seen XLSForm. Every press is a step of `xlsform.editing`."""

from collections.abc import Callable
from functools import wraps
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
from ngo2.lib.refusals import Hidden, Refused
from ngo2.questionnaires import services
from ngo2.questionnaires.forms.editing import (
    ConditionForm,
    NewQuestionForm,
    QuestionForm,
    codes_missing,
)
from ngo2.questionnaires.models import Form
from ngo2.questionnaires.shown import (
    Shown,
    condition_words,
    line_at,
    may_decide,
    neighbours,
    placed,
    shown,
)
from ngo2.questionnaires.speaking import spoken
from ngo2.questionnaires.views.one_form import of_form, seen_in, sheets_of, trail
from ngo2.questionnaires.xlsform import editing
from ngo2.questionnaires.xlsform.checks import check
from ngo2.questionnaires.xlsform.conditions import ShowIf
from ngo2.questionnaires.xlsform.lines import (
    ADVANCED,
    CHOOSING,
    END,
    PAGE,
    REPEAT,
    SECTION,
    Line,
    form_languages,
    lines,
)
from ngo2.questionnaires.xlsform.sheets import Sheets

View = Callable[..., HttpResponse]
TEMPLATES = "questionnaires/forms"
OVERTAKEN = "overtaken"


def of_line(view: View) -> View:
    """Decorate `view(request, form, sheets, line, name)`: one line of a form, by its name or the number of its row.

    A line that somebody removed while it was edited is told, with what was typed: nothing is lost.
    """

    @of_form()
    @ui_forms.once
    @wraps(view)
    def wrapped(request: HttpRequest, form: Form, name: str) -> HttpResponse:
        sheets = sheets_of(form)
        line = line_at(sheets, name)
        if line is not None:
            return view(request, form, sheets, line, name)
        if request.method != "POST":
            raise Hidden("line")
        typed = [
            text
            for key in request.POST
            if key.startswith(("label_", "hint_", "choices_"))
            for text in request.POST.getlist(key)
            if text.strip()
        ]
        context = {"form": form, "typed": typed, "trail": trail(form, (_("Not there any more"), ""))}
        return show(request, f"{TEMPLATES}/gone.html", context)

    return wrapped


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
            _still_there(request, line, name)
            if do != "save":
                return redirect(_moved(request, form, sheets, line, do))
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
    context["was"] = request.POST.get("was", "") or _mark(line)
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


def _still_there(request: HttpRequest, line: Line, name: str) -> None:
    """A line known by its row only may be another one by now: then nothing is done to it."""
    was = request.POST.get("was", "")
    if name.isdecimal() and was != _mark(line):
        raise Refused(
            _("Another line stands here now. Copy what you typed, and open the line anew from the form."),
            code=OVERTAKEN,
        )


def _mark(line: Line) -> str:
    told = f"{line.written} {line.name} {' '.join(line.labels.values())}"
    return " ".join(told.split())[:80]


def _moved(request: HttpRequest, form: Form, sheets: Sheets, line: Line, do: str) -> str:
    """Up, down, elsewhere, once more, away: a press each."""
    every = shown(sheets, "")
    at = line.at
    if do in {"up", "down"}:
        made = _stepped(sheets, line, up=do == "up")
    elif do == "move":
        made = editing.move(sheets, at, _place(sheets, request.POST.get("to", "")))
    elif do == "copy":
        made = editing.copy(sheets, at)
    elif do == "page":
        made = editing.begin_page(sheets, at)
    elif do == "unwrap":
        made = editing.unwrap(sheets, at)
    elif do == "remove":
        made = editing.remove(sheets, at)
    else:
        raise Refused(_("Please choose what to do."))
    services.change_form(actor_of(request), form, sheets=made, seen=seen_in(request))
    here = form.get_absolute_url()
    if do in {"remove", "unwrap"}:
        messages.success(
            request, _("Removed.") if do == "remove" else _("Taken apart; what was in it stays.")
        )
        return here
    if do == "copy":
        messages.success(request, _("Copied. This is the copy."))
        own = {one.address for one in every}
        copied = next(one for one in shown(made, "") if one.address not in own)
        return reverse("questionnaires:question", args=[form.pk, copied.address])
    messages.success(request, _("Moved.") if do != "page" else _("A new page begins with it."))
    named = [one for one in shown(made, "") if one.line.name == line.name and line.name]
    return f"{here}#line-{named[0].line.at}" if len(named) == 1 else here


def _stepped(sheets: Sheets, line: Line, *, up: bool) -> Sheets:
    """One place further among the lines, into or out of a section as it comes."""
    places = [one.at for one in lines(sheets)]
    if up:
        earlier = [at for at in places if at < line.at]
        if not earlier:
            raise Refused(_("It is the first one already."))
        return editing.move(sheets, line.at, earlier[-1])
    start_of_next = _behind(sheets, line)
    if start_of_next >= len(sheets.survey.rows):
        raise Refused(_("It is the last one already."))
    # Before what follows the next line; a section that follows is entered.
    rest = [at for at in places if at > start_of_next]
    return editing.move(sheets, line.at, rest[0] if rest else len(sheets.survey.rows))


def _behind(sheets: Sheets, line: Line) -> int:
    """The place right behind the line and all that is in it."""
    for one in lines(sheets):
        inside = one.depth > line.depth or (one.kind == END and one.depth == line.depth and _is_open(line))
        if one.at > line.at and not inside:
            return one.at
    return len(sheets.survey.rows)


def _is_open(line: Line) -> bool:
    return line.kind in {SECTION, PAGE, REPEAT}


def _place(sheets: Sheets, to: str) -> int:
    if to == "end":
        return len(sheets.survey.rows)
    if not (to.isascii() and to.isdecimal() and len(to) < 8):
        raise Refused(_("Choose where it goes."))
    return int(to)


def _page(
    form: Form, sheets: Sheets, line: Line, name: str, asked: QuestionForm, is_overtaken: bool
) -> dict[str, Any]:
    code = get_language() or ""
    every = shown(sheets, code)
    here = line_at(sheets, name)
    now = next((one for one in every if here is not None and one.line.at == here.at), None)
    shown_line = now or next(one for one in shown(asked.sheets, code) if one.line.at == line.at)
    before, behind = neighbours(every, shown_line.line)
    after = _behind(sheets, shown_line.line)
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
        "behind": behind,
        "add_below": f"{reverse('questionnaires:new_question', args=[form.pk])}?{urlencode({'before': f'at:{after}'})}",
        "places": _places(sheets, every, shown_line.line),
        "is_container": _is_open(line),
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


def _places(sheets: Sheets, every: list[Shown], line: Line) -> list[tuple[str, str]]:
    """(place, words) before which the line can be moved."""
    names = {one.line.at: one.label for one in every}
    opened: list[str] = []
    found = []
    inside = range(line.at, _behind(sheets, line) + 1)
    for one in lines(sheets):
        if one.kind == END:
            label = opened.pop() if opened else ""
            if one.at not in inside:
                found.append((str(one.at), _("At the end of “%(name)s”") % {"name": label[:40]}))
            continue
        if _is_open(one):
            opened.append(names.get(one.at, ""))
        if one.at not in inside and one.at in names:
            found.append((str(one.at), _("Before “%(name)s”") % {"name": names[one.at][:40]}))
    return [*found, ("end", _("At the end of the form"))]


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
