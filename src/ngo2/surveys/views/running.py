"""For whoever runs surveys: their list, one survey, one wave with its funnel."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngo2.kernel.ui import access
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.acting import Decorator, of_one
from ngo2.kernel.ui.qr import drawn
from ngo2.kernel.ui.showing import lacks_second_step, posts, show
from ngo2.lib.actors import actor_of
from ngo2.lib.permissions import may
from ngo2.lib.refusals import Denied, Hidden, Refused
from ngo2.questionnaires.models import Edition, Form
from ngo2.questionnaires.services import make_form
from ngo2.surveys import links, queries, services, words
from ngo2.surveys.forms.running import JudgingForm, SurveyForm, WaveForm
from ngo2.surveys.models import Invitation, Survey, Wave
from ngo2.surveys.queries import cells, comparability, frames
from ngo2.surveys.queries.quotas import progress
from ngo2.surveys.views import naming

A_PAGE = 30


def of_survey(permission: str) -> Decorator:
    return of_one(permission, lambda pk: Survey.objects.filter(pk=pk).first(), "survey")


def of_wave(permission: str) -> Decorator:
    return of_one(permission, _wave, "wave")


def _wave(pk: int) -> Wave | None:
    return Wave.objects.select_related("survey", "edition__form").filter(pk=pk).first()


@access.signed_in
@ui_forms.once
def running(request: HttpRequest) -> HttpResponse:
    """Those that somebody runs; the team makes new ones."""
    if obstacle := lacks_second_step(request):
        return obstacle
    actor = actor_of(request)
    makes, found = may(actor, "surveys.make"), queries.surveys_of(request.user)
    if not makes and not found.exists():
        raise Denied(
            "surveys.run",
            _("The platform team runs surveys, and the researchers it names. Ask the team to name you."),
        )
    form = SurveyForm(request.POST or None)
    if makes and request.method == "POST" and form.is_valid():
        try:
            return redirect(services.make_survey(actor, **form.cleaned_data))
        except Refused as refusal:
            form.refuse(refusal)
    return show(request, "surveys/running.html", {"surveys": found, "makes": makes, "form": form})


@of_survey("surveys.run")
@ui_forms.once
def survey(request: HttpRequest, survey: Survey) -> HttpResponse:
    form = WaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(services.plan_wave(actor_of(request), survey, **form.said))
        except Refused as refusal:
            form.refuse(refusal)
    context = {
        "survey": survey,
        "trail": naming.trail(survey.title),
        "waves": [(one, words.state(one)) for one in survey.waves.order_by("-number")],
        "forms": Form.objects.filter(scope=survey.scope).order_by("pk"),
        "reports": [(one, one.said("title", request.LANGUAGE_CODE)) for one in queries.reports_of(survey.pk)],
        "form": form,
    }
    return show(request, "surveys/survey.html", context)


@of_survey("surveys.run")
@ui_forms.once
def change(request: HttpRequest, survey: Survey) -> HttpResponse:
    form = SurveyForm.of(survey, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_survey(actor_of(request), survey, **form.cleaned_data)
            return redirect(survey)
        except Refused as refusal:
            form.refuse(refusal)
    trail = naming.trail(_("Texts"), (survey.title, survey.get_absolute_url()))
    return show(request, "surveys/change.html", {"survey": survey, "form": form, "trail": trail})


@of_survey("surveys.run")
@posts
@ui_forms.once
def new_form(request: HttpRequest, survey: Survey) -> HttpResponse:
    made = make_form(actor_of(request), survey.scope, title=survey.title)
    return redirect(made)


@of_wave("surveys.run_wave")
@ui_forms.once
def wave(request: HttpRequest, wave: Wave) -> HttpResponse:
    if request.method == "POST":
        try:
            _done(request, wave)
        except Refused as refusal:
            messages.warning(request, str(refusal), "waiting")
        return redirect(wave)
    rows = wave.invitations.select_related("respondent__organisation").order_by("respondent__number")
    outcome = request.GET.get("outcome", "")
    if outcome in words.OUTCOMES:
        rows = rows.filter(outcome=outcome)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    survey, funnel = wave.survey, queries.funnel(wave)
    link = links.begin_address(wave) if wave.opened_at and wave.is_open_to_all else ""
    context = {
        "wave": wave,
        "survey": survey,
        "state": words.state(wave),
        "trail": naming.trail(words.called(wave), (survey.title, survey.get_absolute_url())),
        "called": words.called(wave),
        "link": link,
        "qr": drawn(link) if link else "",
        "steps": words.steps(funnel),
        "rate": words.rate(funnel),
        "quotas": progress(wave),
        "quota_by": cells.ways(wave.edition).get(wave.quota_by, ""),
        "earlier": [(one, words.called(one)) for one in comparability.earlier_waves(wave)],
        "frame": naming.frame(wave),
        "in_frame": frames.organisations(wave.frame).count() if wave.opened_at is None else None,
        "editions": Edition.objects.filter(form__scope=survey.scope, closed_at=None).select_related("form"),
        "page": page,
        "rows": [(one, words.outcome(one)) for one in page.object_list],
        "outcomes": naming.outcome_options(wave, outcome),
    }
    return show(request, "surveys/wave.html", context)


def _done(request: HttpRequest, wave: Wave) -> None:
    actor, do = actor_of(request), request.POST.get("do", "")
    if do == "edition":
        given = request.POST.get("edition", "")
        found = Edition.objects.filter(pk=int(given)).first() if given.isdecimal() else None
        if found is None:
            raise Refused(_("Please choose a form. Give one out first if there is none."))
        services.use_edition(actor, wave, found)
    elif do == "open":
        asked = services.open_wave(actor, wave)
        said = ngettext("Open. %(n)d organisation is asked.", "Open. %(n)d organisations are asked.", asked)
        messages.success(request, said % {"n": asked})
    elif do == "close":
        services.close_wave(actor, wave)
        messages.success(request, _("Closed. What was begun may still come in for a day."))


@of_wave("surveys.run_wave")
@ui_forms.once
def judge(request: HttpRequest, wave: Wave, invitation: int) -> HttpResponse:
    """Do these answers count? The reason is printed in the report."""
    one = Invitation.objects.select_related("wave__survey", "respondent__organisation")
    found = one.filter(pk=invitation, wave=wave, outcome=Invitation.RECEIVED).first()
    if found is None:
        raise Hidden("invitation")
    form = JudgingForm(request.POST or None, initial={"reason": found.excluded, "note": found.excluded_note})
    if request.method == "POST" and form.is_valid():
        try:
            services.exclude_response(actor_of(request), found, **form.cleaned_data)
            return redirect(wave)
        except Refused as refusal:
            form.refuse(refusal)
    context = {
        "form": form,
        "one": found,
        "trail": naming.trail(
            _("Do they count?"), (words.called(wave), reverse("surveys:wave", args=[wave.pk]))
        ),
        "answers": naming.answers(found.response) if found.response else [],
    }
    return show(request, "surveys/judge.html", context)
