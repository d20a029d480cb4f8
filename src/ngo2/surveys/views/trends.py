"""For whoever runs a survey: what changed from one wave to another, and what may not be compared."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ngo2.kernel.ui.showing import reads, show
from ngo2.surveys import words
from ngo2.surveys.models import Wave
from ngo2.surveys.queries import comparability
from ngo2.surveys.views import naming
from ngo2.surveys.views.results import file_of
from ngo2.surveys.views.running import of_wave


def of_trend(view: Callable[..., HttpResponse]) -> Any:
    """Decorate `view(request, wave, two)`."""

    @of_wave("surveys.run_wave")
    @reads
    @wraps(view)
    def wrapped(request: HttpRequest, wave: Wave, **kwargs: Any) -> HttpResponse:
        earlier = list(comparability.earlier_waves(wave))
        if wave.edition is None or not earlier:
            return redirect(wave)
        from ngo2.surveys.views.two_waves import TwoWaves  # noqa: PLC0415 (NumPy: not every process has to load it)

        return view(request, wave, TwoWaves.of(wave, earlier, request.GET), **kwargs)

    return wrapped


@of_trend
def trend(request: HttpRequest, wave: Wave, two: Any) -> HttpResponse:
    survey = wave.survey
    above = ((survey.title, survey.get_absolute_url()), (words.called(wave), wave.get_absolute_url()))
    context = two.context() | {
        "wave": wave,
        "survey": survey,
        "called": words.called(wave),
        "trail": naming.trail(_("What changed"), *above),
    }
    return show(request, "surveys/results/trend.html", context)


@of_trend
def table(request: HttpRequest, wave: Wave, two: Any, ending: str) -> HttpResponse:
    """Everything that may be compared, as a file: small cells are hidden in it."""
    from ngo2.surveys.results.files import WRITERS  # noqa: PLC0415 (as above)

    if ending not in WRITERS:
        raise Http404
    write, kind = WRITERS[ending]
    name = f"{wave.survey.title} {two.earlier.number}-{wave.number}.{ending}"
    return file_of(write(two.rows()), kind, name)
