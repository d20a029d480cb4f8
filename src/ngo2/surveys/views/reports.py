"""For whoever writes a report: its texts and blocks, how it will look, and the press that makes it public."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.acting import Decorator, of_one
from ngo2.kernel.ui.showing import reads, show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Hidden, Refused
from ngo2.surveys import services
from ngo2.surveys.forms.reports import NewReportForm, ReportForm, WithdrawForm
from ngo2.surveys.licences import licence
from ngo2.surveys.models import Report, Survey
from ngo2.surveys.reports.freezing import frozen
from ngo2.surveys.reports.kinds import Kind, kinds
from ngo2.surveys.views import naming
from ngo2.surveys.views.outline import outline
from ngo2.surveys.views.running import of_survey
from ngo2.surveys.views.showing import shown

MOVES = {"up": -1, "down": 1}


def of_report(permission: str = "surveys.run_report") -> Decorator:
    return of_one(permission, _report, "report")


def _report(pk: int) -> Report | None:
    return Report.objects.select_related("survey", "wave__edition__form").filter(pk=pk).first()


def trail(report: Report, last: str = "") -> list[tuple[str, str]]:
    survey = report.survey
    above = (survey.title, survey.get_absolute_url())
    if not last:
        return naming.trail(_("The report"), above)
    return naming.trail(last, above, (_("The report"), report.get_absolute_url()))


@of_survey("surveys.run")
@ui_forms.once
def new(request: HttpRequest, survey: Survey) -> HttpResponse:
    form = NewReportForm(survey, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(services.make_report(actor_of(request), survey, **form.said))
        except Refused as refusal:
            form.refuse(refusal)
    above = (survey.title, survey.get_absolute_url())
    context = {"survey": survey, "form": form, "trail": naming.trail(_("A new report"), above)}
    return show(request, "surveys/reports/new.html", context)


@of_report()
@ui_forms.once
def report(request: HttpRequest, report: Report) -> HttpResponse:
    """Its blocks in their order; buttons move them and take them out."""
    if request.method == "POST":
        do, _colon, block = request.POST.get("do", "").partition(":")
        try:
            if do in MOVES:
                services.move_block(actor_of(request), report, block, by=MOVES[do])
            elif do == "remove":
                services.remove_block(actor_of(request), report, block)
        except Refused as refusal:
            messages.warning(request, str(refusal), "waiting")
        return redirect(report)
    context = {
        "report": report,
        "title": report.said("title", request.LANGUAGE_CODE),
        "trail": trail(report),
        "blocks": outline(report),
        "kinds": [one for one in kinds if one.form and one.suits(report.wave)],
        "printed": [one.label for one in kinds if one.always],
        "publications": report.publications.order_by("-version"),
    }
    return show(request, "surveys/reports/report.html", context)


@of_report()
@ui_forms.once
def texts(request: HttpRequest, report: Report) -> HttpResponse:
    form = ReportForm.of(report, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_report(actor_of(request), report, **form.cleaned_data)
            return redirect(report)
        except Refused as refusal:
            form.refuse(refusal)
    context = {"report": report, "form": form, "trail": trail(report, _("Texts"))}
    return show(request, "surveys/reports/texts.html", context)


@of_report()
@ui_forms.once
def add(request: HttpRequest, report: Report, kind: str) -> HttpResponse:
    found = _kind(kind)

    def save(settings: dict[str, Any]) -> None:
        services.add_block(actor_of(request), report, found.name, settings)

    return _asked(request, report, found, {}, save)


@of_report()
@ui_forms.once
def block(request: HttpRequest, report: Report, block: str) -> HttpResponse:
    one = next((one for one in report.blocks if one["id"] == block), None)
    if one is None:
        raise Hidden("block")

    def save(settings: dict[str, Any]) -> None:
        services.change_block(actor_of(request), report, block, settings)

    return _asked(request, report, _kind(one["kind"]), one, save)


@of_report()
@reads
def preview(request: HttpRequest, report: Report) -> HttpResponse:
    made, wrong = frozen(report)
    context = shown(made, request.LANGUAGE_CODE) | {
        "report": report,
        "wrong": wrong,
        "trail": trail(report, _("How it will look")),
    }
    return show(request, "surveys/reports/preview.html", context)


@of_report()
def publish(request: HttpRequest, report: Report) -> HttpResponse:
    """Asks first. Pressed twice, it is published once: what has not changed is not published again."""
    if request.method == "POST":
        try:
            return redirect(services.publish_report(actor_of(request), report))
        except Refused as refusal:
            messages.warning(request, str(refusal), "waiting")
            return redirect(report)
    context = {
        "report": report,
        "title": report.said("title", request.LANGUAGE_CODE),
        "blocks": outline(report),
        "licence": licence(report.licence),
        "trail": trail(report, _("Publish")),
    }
    return show(request, "surveys/reports/publish.html", context)


@of_report()
@ui_forms.once
def withdraw(request: HttpRequest, report: Report, version: int) -> HttpResponse:
    publication = report.publications.filter(version=version, withdrawn_at=None).first()
    if publication is None:
        raise Hidden("publication")
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_publication(actor_of(request), publication, **form.cleaned_data)
            return redirect(report)
        except Refused as refusal:
            form.refuse(refusal)
    context = {
        "report": report,
        "version": version,
        "form": form,
        "trail": trail(report, _("Take this version back")),
    }
    return show(request, "surveys/reports/withdraw.html", context)


def _kind(name: str) -> Kind:
    if name not in kinds or kinds[name].form is None:
        raise Hidden("kind")
    return kinds[name]


def _asked(request: HttpRequest, report: Report, kind: Kind, settings: Any, save: Any) -> HttpResponse:
    assert kind.form is not None  # else nothing is asked, and there is no such page
    form = kind.form(report.wave, request.POST or None, settings)
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data)
            return redirect(report)
        except Refused as refusal:
            form.refuse(refusal)
    title = str(kind.label)
    context = {"report": report, "kind": kind, "form": form, "title": title, "trail": trail(report, title)}
    return show(request, "surveys/reports/block.html", context)
