"""How many answers are wanted of which groups: chosen before the wave opens, numbers changed whenever need be."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Refused
from ngo2.organisations.directory import Option
from ngo2.surveys import services, words
from ngo2.surveys.forms.running import QuotaForm
from ngo2.surveys.models import Wave
from ngo2.surveys.queries import cells
from ngo2.surveys.views import naming
from ngo2.surveys.views.running import of_wave


@of_wave("surveys.run_wave")
@ui_forms.once
def quotas(request: HttpRequest, wave: Wave) -> HttpResponse:
    ways = cells.ways(wave.edition)
    asked = request.GET.get("by", wave.quota_by)
    by = wave.quota_by if wave.opened_at else asked if asked in ways else ""
    known = dict(wave.quotas.values_list("cell", "target")) if by == wave.quota_by else {}
    data = request.POST if request.method == "POST" else None
    form = QuotaForm(cells.cells(wave, by) if by else {}, known, data)
    if form.is_bound and form.is_valid():
        try:
            services.set_quotas(actor_of(request), wave, by=by, targets=form.targets)
            return redirect(wave)
        except Refused as refusal:
            form.refuse(refusal)
    context = {
        "wave": wave,
        "form": form,
        "by": by,
        "called": ways.get(by, ""),
        "options": [] if wave.opened_at else _options(wave, ways, by),
        "trail": naming.trail(
            _("Quotas"),
            (wave.survey.title, wave.survey.get_absolute_url()),
            (words.called(wave), wave.get_absolute_url()),
        ),
    }
    return show(request, "surveys/quotas.html", context)


def _options(wave: Wave, ways: dict[str, str], by: str) -> list[Option]:
    here = reverse("surveys:quotas", args=[wave.pk])
    rows = [(one, label) for one, label in {"": _("No quotas"), **ways}.items()]
    return [Option(label, f"{here}?{urlencode({'by': one})}", None, one == by) for one, label in rows]
