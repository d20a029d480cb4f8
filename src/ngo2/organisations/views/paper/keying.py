"""From paper to the record with few keystrokes: the number, what is new, a look, done, and the next number."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngo2.accounts.models import Person
from ngo2.kernel.ui import access
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import reads, show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import member_words
from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.facts.field_codes import FIELD_CODES
from ngo2.organisations.forms.paper import MEND, WRITE, Keyed, NumberForm
from ngo2.organisations.services import paper
from ngo2.organisations.services.paper import Change, Sheet
from ngo2.organisations.services.record import Outcome
from ngo2.organisations.words import Words


@dataclass(frozen=True)
class Line:
    """One line of the sheet. `printed` and `now` are None where nothing is shown or known."""

    key: str
    code: str
    label: Any
    printed: Words | None
    now: Words | None
    changed: bool
    new: Words | str | None = None
    blank: bool = False


@access.staff
@reads
def papers_in(request: HttpRequest) -> HttpResponse:
    """By its number to a sheet. Asking is reading: nothing is written here."""
    form = NumberForm(request.GET if "number" in request.GET else None)
    if form.is_bound and form.is_valid():
        try:
            sheet = paper.find_form(actor_of(request), form.cleaned_data["number"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("organisations:key_paper", sheet.number)
    return show(request, "organisations/paper/number.html", {"form": form})


@access.staff
@ui_forms.once
def key_paper(request: HttpRequest, number: str) -> HttpResponse:
    sheet = _found(request, number)
    keyed = Keyed.of(request.POST, sheet.seen)
    do = request.POST.get("do", "")
    if request.method != "POST" or do == MEND:
        return _ask(request, sheet, keyed)
    if do == WRITE:
        return _write(request, sheet, keyed)
    return _check(request, sheet, keyed)


def _found(request: HttpRequest, number: str) -> Sheet:
    try:
        return paper.find_form(actor_of(request), number)
    except Refused as refusal:
        if refusal.field == "number":
            raise Hidden("form") from refusal
        raise


def _ask(request: HttpRequest, sheet: Sheet, keyed: Keyed) -> HttpResponse:
    printed = paper.values_printed(sheet, [key for key in sheet.seen if sheet.seen[key]])
    lines = [_line(sheet, key, printed.get(key), key in printed, keyed) for key in sheet.seen]
    context = _head(sheet) | {
        "lines": lines,
        "line": keyed.line,
        "changed": sum(line.changed for line in lines),
    }
    return show(request, "organisations/paper/key.html", context)


def _check(request: HttpRequest, sheet: Sheet, keyed: Keyed, refusal: str = "") -> HttpResponse:
    made = paper.plan(sheet, keyed.read(sheet.seen))
    context = _head(sheet) | {
        "changes": _lines(sheet, made.changes),
        "apart": _lines(sheet, made.apart),
        "still": [CATALOGUE[key].label for key in made.still],
        "problems": made.problems,
        "nothing": made.is_empty,
        "carried": keyed.carried(),
        "refusal": refusal,
    }
    return show(request, "organisations/paper/check.html", context)


def _write(request: HttpRequest, sheet: Sheet, keyed: Keyed) -> HttpResponse:
    try:
        outcome = paper.key_form(
            actor_of(request), sheet, keyed.read(sheet.seen), take=keyed.take, again=keyed.again
        )
    except Refused as refusal:
        return _check(request, sheet, keyed, str(refusal))
    _tell(request, sheet, outcome)
    return redirect("organisations:papers_in")


def _tell(request: HttpRequest, sheet: Sheet, outcome: Outcome) -> None:
    changed, confirmed = len(outcome.changed), len(outcome.confirmed)
    said = [
        ngettext("%(n)s fact changed", "%(n)s facts changed", changed) % {"n": changed},
        ngettext("%(n)s confirmed", "%(n)s confirmed", confirmed) % {"n": confirmed},
    ]
    if waiting := len(outcome.waiting):
        said.append(ngettext("%(n)s waits", "%(n)s wait", waiting) % {"n": waiting})
    if held := len(outcome.held):
        said.append(ngettext("%(n)s waits for a check", "%(n)s wait for a check", held) % {"n": held})
    words = _("%(number)s, %(name)s: %(done)s. Next sheet?")
    done = _(", ").join(said)
    messages.success(request, words % {"number": sheet.number, "name": sheet.organisation.name, "done": done})
    for refusal in outcome.refused.values():
        messages.warning(request, str(refusal), "waiting")


def _head(sheet: Sheet) -> dict[str, Any]:
    trail = [(_("Paper forms"), reverse("organisations:papers_in")), (sheet.number, "")]
    keyed_by = ""
    if sheet.keyed is not None:
        person = Person.objects.filter(pk=sheet.keyed.data.get("person")).first()
        keyed_by = str(person) if person else "–"
    return {"sheet": sheet, "record": sheet.organisation, "trail": trail, "keyed_by": keyed_by}


def _line(sheet: Sheet, key: str, printed: Any, is_printed: bool, keyed: Keyed) -> Line:
    current = sheet.organisation.facts.get(key)
    return Line(
        key,
        FIELD_CODES[key],
        CATALOGUE[key].label,
        _said(sheet, key, printed) if is_printed else None,
        _said(sheet, key, current["v"]) if current else None,
        paper.changed_since(sheet, key),
        keyed.boxes.get(key, ""),
        key in keyed.blank,
    )


def _lines(sheet: Sheet, changes: Sequence[Change]) -> list[Line]:
    return [
        Line(
            one.key,
            FIELD_CODES[one.key],
            CATALOGUE[one.key].label,
            _said(sheet, one.key, one.printed) if sheet.seen.get(one.key) else None,
            _said(sheet, one.key, one.now) if one.key in sheet.organisation.facts else None,
            changed=True,
            new=_said(sheet, one.key, one.new) if one.written else None,
        )
        for one in changes
    ]


def _said(sheet: Sheet, key: str, value: Any) -> Words:
    return member_words.said(key, value, sheet.country)
