"""For whoever runs a survey: which questions of two waves may stand beside each other, and who decided so."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import reads, show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations.directory import Option
from ngo2.questionnaires.shown import KINDS, VERDICTS
from ngo2.surveys import services, words
from ngo2.surveys.forms.comparability import NO, YES, DecisionForm, initial_of
from ngo2.surveys.models import Wave
from ngo2.surveys.queries import comparability
from ngo2.surveys.queries.comparability import Judged
from ngo2.surveys.views import naming
from ngo2.surveys.views.running import of_wave

LOOK, DRAWN, NOT = "look", "drawn", "not"


def of_two(view: Callable[..., HttpResponse]) -> Any:
    """Decorate `view(request, wave, earlier)`: two waves of one survey, both with a form."""

    @of_wave("surveys.run_wave")
    @wraps(view)
    def wrapped(request: HttpRequest, wave: Wave, earlier: int, **kwargs: Any) -> HttpResponse:
        found = comparability.earlier_waves(wave).filter(pk=earlier).first()
        if found is None or wave.edition is None:
            raise Hidden("wave")
        return view(request, wave, found, **kwargs)

    return wrapped


@of_two
@reads
def table(request: HttpRequest, wave: Wave, earlier: Wave) -> HttpResponse:
    judged = comparability.items(earlier, wave)
    groups = {
        "": judged,
        LOOK: [one for one in judged if one.needs_a_look],
        DRAWN: [one for one in judged if one.is_comparable],
        NOT: [one for one in judged if not one.is_comparable],
    }
    asked = request.GET.get("show", "")
    asked = asked if asked in groups else ""
    here = reverse("surveys:comparability", args=[wave.pk, earlier.pk])
    labels = {"": _("All"), LOOK: _("To be looked at"), DRAWN: _("Compared"), NOT: _("Not compared")}
    context = {
        **_around(wave, earlier),
        "trail": _trail(wave, _("Compared with %(wave)s") % {"wave": words.called(earlier)}),
        "rows": [_row(one) for one in groups[asked]],
        "options": [
            Option(labels[key], f"{here}?show={key}" if key else here, len(found), key == asked)
            for key, found in groups.items()
        ],
        "to_look": len(groups[LOOK]),
        "drawn": len(groups[DRAWN]),
        "total": len(judged),
    }
    return show(request, "surveys/comparability.html", context)


@of_two
@ui_forms.once
def decide(request: HttpRequest, wave: Wave, earlier: Wave, question: str) -> HttpResponse:
    judged = comparability.items(earlier, wave)
    one = next((each for each in judged if each.item.new == question), None)
    if one is None:
        raise Hidden("question")
    form = _form(request, wave, earlier, one, judged)
    here = reverse("surveys:comparability", args=[wave.pk, earlier.pk])
    if request.method == "POST":
        try:
            if request.POST.get("do") == "back":
                services.take_back_comparability(actor_of(request), wave, earlier, question=question)
                return redirect(here)
            if form.is_valid():
                services.decide_comparability(
                    actor_of(request), wave, earlier, question=question, **form.said
                )
                messages.success(request, _("Kept. Trends and reports go by it from now on."))
                return redirect(here)
        except Refused as refusal:
            form.refuse(refusal)
    between = (_("Compared with %(wave)s") % {"wave": words.called(earlier)}, here)
    context = {
        **_around(wave, earlier),
        "trail": _trail(wave, question, between),
        "row": _row(one),
        "form": form,
        "chosen": (chosen := form.initial["before"]),
        "before": dict(form.partners).get(chosen, ""),
        "others": [(name, text) for name, text in form.partners if name != chosen],
    }
    return show(request, "surveys/decide.html", context)


def _form(request: HttpRequest, wave: Wave, earlier: Wave, one: Judged, judged: list[Judged]) -> DecisionForm:
    """A question without a partner may be given one that nobody else stands beside; its answers are asked for then."""
    free = [each.item for each in judged if not each.item.new]
    before = [(each.old, each.old_text or each.old) for each in free]
    if one.before:
        before = [(one.before, one.item.old_text or one.before), *before]
    given = request.POST.get("before", "") if request.method == "POST" else request.GET.get("before", "")
    chosen = given if given in dict(before) else one.before
    then = comparability.codes(earlier, chosen) if chosen else []
    today = comparability.codes(wave, one.item.new)
    mapping = one.mapping if chosen == one.before else {}
    initial: dict[str, Any] = {"before": chosen, **initial_of(mapping, then if today else [])}
    if one.decided:
        initial |= {"is_comparable": YES if one.decided.is_comparable else NO, "note": one.decided.note}
    data = request.POST if request.method == "POST" else None
    return DecisionForm(data, initial, before, then if today else [], today)


def _around(wave: Wave, earlier: Wave) -> dict[str, Any]:
    return {
        "wave": wave,
        "earlier": earlier,
        "survey": wave.survey,
        "called": words.called(wave),
        "called_earlier": words.called(earlier),
    }


def _row(one: Judged) -> dict[str, Any]:
    said, tone = VERDICTS[one.item.verdict]
    item = one.item
    return {
        "one": one,
        "item": item,
        "verdict": said,
        "tone": tone,
        "old_kind": KINDS.get(item.old_kind, item.old_kind),
        "new_kind": KINDS.get(item.new_kind, item.new_kind),
        "recoded": [
            (old, new, old in item.proposed and one.decided is None)
            for old, new in one.mapping.items()
            if old != new
        ],
    }


def _trail(wave: Wave, last: str, *between: tuple[str, str]) -> list[tuple[str, str]]:
    survey = wave.survey
    above = ((survey.title, survey.get_absolute_url()), (words.called(wave), wave.get_absolute_url()))
    return naming.trail(last, *above, *between)
