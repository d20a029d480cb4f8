"""Letters and a poster as PDF: a press takes the next letters and leads to them, and they can be opened again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import reads, show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Refused
from ngo2.surveys import words
from ngo2.surveys.forms.running import LettersForm
from ngo2.surveys.models import Wave
from ngo2.surveys.services.letters import MOST, batches, issue_letters, letters_of, poster_of, unprinted
from ngo2.surveys.views import naming
from ngo2.surveys.views.running import of_wave


@of_wave("surveys.run_wave")
@ui_forms.once
def letters(request: HttpRequest, wave: Wave) -> HttpResponse:
    counts = {who: unprinted(wave, everybody=who == "all").count() for who in ("unreached", "all")}
    form = LettersForm(counts, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = issue_letters(actor_of(request), wave, everybody=form.cleaned_data["who"] == "all")
            return redirect("surveys:letters_file", wave.pk, made.pk)
        except Refused as refusal:
            form.refuse(refusal)
    context = {
        "wave": wave,
        "form": form,
        "most": MOST,
        "batches": [(one, len(one.data["letters"])) for one in batches(wave)],
        "trail": naming.trail(
            _("Letters"),
            (wave.survey.title, wave.survey.get_absolute_url()),
            (words.called(wave), wave.get_absolute_url()),
        ),
    }
    return show(request, "surveys/letters.html", context)


@of_wave("surveys.run_wave")
@reads
def letters_file(request: HttpRequest, wave: Wave, batch: int) -> HttpResponse:
    return _pdf(letters_of(actor_of(request), wave, batch), f"letters-{wave.pk}-{batch}")


@of_wave("surveys.run_wave")
@reads
def poster(request: HttpRequest, wave: Wave) -> HttpResponse:
    return _pdf(poster_of(actor_of(request), wave), f"poster-{wave.pk}")


def _pdf(made: bytes, name: str) -> HttpResponse:
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "no-store"
    return response
