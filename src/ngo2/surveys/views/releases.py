"""Open microdata: made by whoever runs the survey, read by everybody."""

from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ngo2.kernel.ui import access, pages
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import posts, show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Hidden, Refused
from ngo2.surveys import words
from ngo2.surveys.forms.releases import ReleaseForm
from ngo2.surveys.licences import licence
from ngo2.surveys.microdata.reports import report, sentences
from ngo2.surveys.models import Release, Wave
from ngo2.surveys.views import naming
from ngo2.surveys.views.running import of_wave

MEDIA = {
    "answers.csv": "text/csv; charset=utf-8",
    "answers.parquet": "application/vnd.apache.parquet",
    "answers.sav": "application/x-spss-sav",
    "codebook.xml": "application/xml",
}


@of_wave("surveys.run_wave")
@ui_forms.once
def publish(request: HttpRequest, wave: Wave) -> HttpResponse:
    """First what it would cost is shown; a second press publishes it."""
    if wave.edition is None:
        return redirect(wave)
    from ngo2.surveys.queries.releases import public_facts, titles  # noqa: PLC0415 (NumPy, SciPy: a second)
    from ngo2.surveys.services import releases  # noqa: PLC0415 (as above)

    names = _asked_once(wave)
    facts = public_facts(wave.edition)
    form = ReleaseForm(request.POST or None, [(name, titles(wave.edition)[name]) for name in names], facts)
    found: Any = None
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        try:
            if request.POST.get("do") == "publish":
                made = releases.publish_release(actor_of(request), wave, **told)
                messages.success(request, _("Published. The files stay as they are."))
                return redirect(made)
            told.pop("licence")
            found = releases.prepare_release(actor_of(request), wave, **told)
        except Refused as refusal:
            form.refuse(refusal)
    survey = wave.survey
    above = ((survey.title, survey.get_absolute_url()), (words.called(wave), wave.get_absolute_url()))
    context = {
        "wave": wave,
        "survey": survey,
        "called": words.called(wave),
        "form": form,
        "found": found,
        "sentences": sentences(report(found), titles(wave.edition)) if found else [],
        "releases": wave.releases.order_by("-number"),
        "trail": naming.trail(_("Open data"), *above),
    }
    return show(request, "surveys/releases/publish.html", context)


@of_wave("surveys.run_wave")
@posts
@ui_forms.once
def withdraw(request: HttpRequest, wave: Wave, release: int) -> HttpResponse:
    from ngo2.surveys.services import releases  # noqa: PLC0415 (as above)

    found = Release.objects.select_related("wave__survey").filter(wave=wave, pk=release).first()
    if found is None:
        raise Hidden("release")
    try:
        releases.withdraw_release(actor_of(request), found)
        messages.success(request, _("Withdrawn. What others have downloaded cannot be called back."))
    except Refused as refusal:
        messages.warning(request, str(refusal), "waiting")
    return redirect("surveys:publish_answers", wave.pk)


@require_safe
@access.public
@pages.cached("release:{pk}")
def release(request: HttpRequest, pk: int) -> HttpResponse:
    found = Release.objects.select_related("wave__survey", "wave__edition").filter(pk=pk).first()
    if found is None:
        raise Hidden("release")
    from ngo2.surveys.queries.releases import titles  # noqa: PLC0415 (as above)

    edition = found.wave.edition
    assert edition is not None  # it was published with one
    named = titles(edition)
    context = {
        "release": found,
        "survey": found.wave.survey,
        "called": words.called(found.wave),
        "licence": licence(found.licence),
        "sentences": sentences(found.report, named),
        "questions": [(name, named.get(name, name), name in found.known) for name in found.published],
        "files": found.files,
    }
    return render(request, "surveys/releases/release.html", context)


@require_safe
@access.public
def release_file(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    found = Release.objects.filter(pk=pk, withdrawn_at=None).first()
    one = next((each for each in found.files if each["name"] == name), None) if found else None
    if one is None:
        raise Hidden(name)
    try:
        stored = default_storage.open(one["stored"])
    except FileNotFoundError:  # the row came back from a backup without its file
        raise Hidden(name) from None
    response = FileResponse(stored, content_type=MEDIA[name])
    response["Content-Disposition"] = str(content_disposition_header(True, f"{pk}-{name}"))
    response["ETag"] = f'"{one["sha256"][:32]}"'
    response["Cache-Control"] = "public, max-age=3600"  # it may have to be withdrawn
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _asked_once(wave: Wave) -> list[str]:
    from ngo2.surveys.services import columns  # noqa: PLC0415 (as above)

    assert wave.edition is not None
    return [one.name for one in columns.asked_of(wave.edition).questions if not one.table]
