"""For whoever runs a survey: what came out of a wave, live; with true numbers, small ones marked."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from ngo2.kernel.ui.showing import reads, show
from ngo2.surveys import queries, words
from ngo2.surveys.models import Wave
from ngo2.surveys.queries.answers import rows as every_answer
from ngo2.surveys.queries.answers import said_rows
from ngo2.surveys.views import naming
from ngo2.surveys.views.running import of_wave

A_PAGE = 50  # answers in words


def of_results(view: Callable[..., HttpResponse]) -> Any:
    """Decorate `view(request, wave, board)`."""

    @of_wave("surveys.run_wave")
    @reads
    @wraps(view)
    def wrapped(request: HttpRequest, wave: Wave, **kwargs: Any) -> HttpResponse:
        from ngo2.surveys.queries.choices import choices_of  # noqa: PLC0415 (a second, which not every process spends)
        from ngo2.surveys.views.board import Board  # noqa: PLC0415 (as above)

        if wave.edition is None:
            return redirect(wave)
        return view(request, wave, Board(choices_of(wave), request.GET), **kwargs)

    return wrapped


@of_results
def results(request: HttpRequest, wave: Wave, board: Any) -> HttpResponse:
    funnel = queries.funnel(wave)
    context = board.context() | {
        "wave": wave,
        "survey": wave.survey,
        "called": words.called(wave),
        "trail": _trail(wave, _("Results")),
        "steps": words.steps(funnel),
        "rate": words.rate(funnel),
    }
    return show(request, "surveys/results/results.html", context)


@of_results
def said(request: HttpRequest, wave: Wave, board: Any) -> HttpResponse:
    """What was answered in words to one question: for those who run the survey only."""
    if "question" not in request.GET:
        return redirect("surveys:results", wave.pk)
    name = request.GET["question"]
    asked = next((one for one in board.choices.asked.said if one.name == name), None)
    if asked is None:
        raise Http404
    page = Paginator(said_rows(wave, [asked.path]), A_PAGE).get_page(request.GET.get("page"))
    numbers = {one.response: one.respondent for one in board.everybody.standings}
    context = {
        "title": asked.label(board.naming.language),
        "trail": _trail(wave, _("In words"), (_("Results"), reverse("surveys:results", args=[wave.pk]))),
        "page": page,
        "rows": [(numbers.get(one.response_id), one.value) for one in page.object_list],
    }
    return show(request, "surveys/results/said.html", context)


@of_results
def table(request: HttpRequest, wave: Wave, board: Any, ending: str) -> HttpResponse:
    """The question that others are laid by, by all others, as a file: small cells are hidden in it."""
    from ngo2.surveys.results.files import WRITERS  # noqa: PLC0415 (as above)

    if ending not in WRITERS:
        raise Http404
    if board.by is None:  # choose it first
        return redirect("surveys:results", wave.pk)
    write, kind = WRITERS[ending]
    return file_of(write(board.rows()), kind, f"{wave.survey.title} {wave.number}.{ending}")


@of_results
def answers(request: HttpRequest, wave: Wave, board: Any, ending: str) -> HttpResponse:
    """Every answer as it was given, with its codebook: for those who run the survey only."""
    from ngo2.surveys.microdata.codebook import Study, codebook  # noqa: PLC0415 (as above)
    from ngo2.surveys.results.files import WRITERS  # noqa: PLC0415 (as above)

    name = f"{wave.survey.title} {wave.number}.{ending}"
    if ending == "xml":
        study = Study(wave.survey.title, abstract=wave.survey.about, language=request.LANGUAGE_CODE)
        book = codebook(board.everybody.answers.main, study, board.choices.edition.languages or [""])
        return file_of(book, "application/xml", name)
    if ending not in WRITERS:
        raise Http404
    write, kind = WRITERS[ending]
    return file_of(write(every_answer(wave)), kind, name)


def file_of(content: bytes, kind: str, name: str) -> HttpResponse:
    """For one person: kept by no cache."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = str(content_disposition_header(True, name))
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _trail(wave: Wave, last: str, *between: tuple[str, str]) -> list[tuple[str, str]]:
    survey = wave.survey
    above = ((survey.title, survey.get_absolute_url()), (words.called(wave), wave.get_absolute_url()))
    return naming.trail(last, *above, *between)
