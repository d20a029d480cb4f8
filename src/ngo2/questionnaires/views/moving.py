"""A line up, down, elsewhere, once more, away: a press each."""

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Refused
from ngo2.questionnaires import services
from ngo2.questionnaires.models import Form
from ngo2.questionnaires.shown import Shown, shown
from ngo2.questionnaires.views.one_form import seen_in
from ngo2.questionnaires.xlsform import editing
from ngo2.questionnaires.xlsform.lines import END, PAGE, REPEAT, SECTION, Line, lines, spans
from ngo2.questionnaires.xlsform.sheets import Sheets

_STEPS = {
    "copy": editing.copy,
    "page": editing.begin_page,
    "unwrap": editing.unwrap,
    "remove": editing.remove,
}


def moved(request: HttpRequest, form: Form, sheets: Sheets, line: Line, do: str) -> str:
    """Where the press leads."""
    every = shown(sheets, "")
    made = _made(sheets, line, do, request.POST.get("to", ""))
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


def _made(sheets: Sheets, line: Line, do: str, to: str) -> Sheets:
    if do in {"up", "down"}:
        return _stepped(sheets, line, up=do == "up")
    if do == "move":
        return editing.move(sheets, line.at, _place(sheets, to))
    if do not in _STEPS:
        raise Refused(_("Please choose what to do."))
    return _STEPS[do](sheets, line.at)


def _stepped(sheets: Sheets, line: Line, *, up: bool) -> Sheets:
    """One place further among the lines, into or out of a section as it comes."""
    places = [one.at for one in lines(sheets)]
    if up:
        earlier = [at for at in places if at < line.at]
        if not earlier:
            raise Refused(_("It is the first one already."))
        return editing.move(sheets, line.at, earlier[-1])
    start_of_next = place_behind(sheets, line.at)
    if start_of_next >= len(sheets.survey.rows):
        raise Refused(_("It is the last one already."))
    # Before what follows the next line; a section that follows is entered.
    rest = [at for at in places if at > start_of_next]
    return editing.move(sheets, line.at, rest[0] if rest else len(sheets.survey.rows))


def place_behind(sheets: Sheets, at: int) -> int:
    """The place right behind the line and all that is in it."""
    return min(spans(sheets).get(at, at) + 1, len(sheets.survey.rows))


def is_open(line: Line) -> bool:
    return line.kind in {SECTION, PAGE, REPEAT}


def _place(sheets: Sheets, to: str) -> int:
    if to == "end":
        return len(sheets.survey.rows)
    if not (to.isascii() and to.isdecimal() and len(to) < 8):
        raise Refused(_("Choose where it goes."))
    return int(to)


def places(sheets: Sheets, every: list[Shown], line: Line) -> list[tuple[str, str]]:
    """(place, words) before which the line can be moved."""
    names = {one.line.at: one.label for one in every}
    opened: list[str] = []
    found = []
    inside = range(line.at, place_behind(sheets, line.at) + 1)
    for one in lines(sheets):
        if one.kind == END:
            label = opened.pop() if opened else ""
            if one.at not in inside:
                found.append((str(one.at), _("At the end of “%(name)s”") % {"name": label[:40]}))
            continue
        if is_open(one):
            opened.append(names.get(one.at, ""))
        if one.at not in inside and one.at in names:
            found.append((str(one.at), _("Before “%(name)s”") % {"name": names[one.at][:40]}))
    return [*found, ("end", _("At the end of the form"))]
