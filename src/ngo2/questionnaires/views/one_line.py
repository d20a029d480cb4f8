"""What every page about one line of a form does first: find it, and know whether it is still there."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import show
from ngo2.lib.refusals import Hidden, Refused
from ngo2.questionnaires.models import Form
from ngo2.questionnaires.shown import line_at
from ngo2.questionnaires.views.one_form import TEMPLATES, of_form, sheets_of, trail
from ngo2.questionnaires.xlsform.lines import Line

View = Callable[..., HttpResponse]
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


def still_there(request: HttpRequest, line: Line, name: str) -> None:
    """A line known by its row only may be another one by now: then nothing is done to it."""
    was = request.POST.get("was", "")
    if name.isdecimal() and was != mark(line):
        raise Refused(
            _("Another line stands here now. Copy what you typed, and open the line anew from the form."),
            code=OVERTAKEN,
        )


def mark(line: Line) -> str:
    told = f"{line.written} {line.name} {' '.join(line.labels.values())}"
    return " ".join(told.split())[:80]
