"""Hours of volunteers under one agreement: recorded, answered, listed for the national system, vouched for."""

import io
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.exchange import certificates, hours, law, queries, rules, services, words
from ngo2.exchange.forms import CertificateForm, ObjectionForm, ServiceForm
from ngo2.exchange.hours import listed
from ngo2.exchange.models import Introduction, Service, Volunteer
from ngo2.exchange.views.acting import of_introduction, trail_of
from ngo2.kernel.ui import access
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import reads, show
from ngo2.lib import csv
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import words as record_words


@of_introduction("exchange.take_part")
@ui_forms.once
def of_agreement(request: HttpRequest, one: Introduction) -> HttpResponse:
    """Whoever is helped records; whoever helped confirms or objects: `do` names what was pressed."""
    _holds_hours(one)
    actor = actor_of(request)
    records = bool(rules.receives(actor, one))
    form = ServiceForm(request.POST or None, initial=_first(one))
    if request.method == "POST" and form.is_valid():
        try:
            services.record_service(actor, one, **form.said())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Recorded. Whoever helped sees it and confirms it."))
            return redirect("exchange:hours", one.pk)
    asked: Any = law.volunteering(one.post.kind)
    rows = list(queries.services_of(one))
    context = {
        **_context(one, _("Hours")),
        "records": records,
        "answers": bool(rules.gives(actor, one)),
        "form": form,
        "objection": ObjectionForm(),
        "people": _people(rows),
        "total": _shown(queries.total_hours(one)),
        "certificates": queries.certificates(volunteer__introduction=one),
        "minors": asked.minors,
        "care": words.care(getattr(one.post, "care", None)),
    }
    return show(request, "exchange/hours.html", context)


@of_introduction("exchange.answer_hours")
@ui_forms.once
def answer(request: HttpRequest, one: Introduction, service: int) -> HttpResponse:
    """Confirm at a press; to object asks for a sentence on a page of its own."""
    found = _service(one, service)
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actor = actor_of(request)
        try:
            if request.POST.get("do") == "confirm":
                services.confirm_service(actor, found)
            else:
                services.object_to_service(actor, found, why=form.cleaned_data["why"] or "")
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("exchange:hours", one.pk)
    context = {**_context(one, _("Hours")), "form": form, "row": _row(found)}
    return show(request, "exchange/hours_answer.html", context)


@of_introduction("exchange.record_hours")
@ui_forms.once
def correct(request: HttpRequest, one: Introduction, service: int) -> HttpResponse:
    found = _service(one, service)
    first = {name: getattr(found, name) for name in ("day", "what", "training", "praise")}
    form = ServiceForm(
        request.POST or None, initial={**first, "hours": hours.shown(found.halves)}, named=False
    )
    if request.method == "POST" and form.is_valid():
        actor = actor_of(request)
        try:
            if request.POST.get("do") == "strike":
                services.strike_service(actor, found)
            else:
                services.correct_service(actor, found, **form.said())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Corrected. What stood before stays to be seen."))
            return redirect("exchange:hours", one.pk)
    context = {**_context(one, _("Hours")), "form": form, "row": _row(found)}
    return show(request, "exchange/hours_correct.html", context)


@of_introduction("exchange.record_hours")
@reads
def listing(request: HttpRequest, one: Introduction) -> HttpResponse:
    """For the national volunteer system: its columns in its words, numbers of papers left blank."""
    _holds_hours(one)
    rows = queries.services_of(one).filter(state__in=Service.LIVE)
    asked: Any = law.volunteering(one.post.kind)
    file = io.StringIO(newline="")
    table = listed.table(asked, one, services.receiver_of(one), rows, getattr(one.post, "care", None))
    csv.write_rows(file, table)
    response = HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="ngo2-hours-{one.pk}.csv"'
    response["Cache-Control"] = "no-store"
    return response


@of_introduction("exchange.take_part")
@ui_forms.once
def certify(request: HttpRequest, one: Introduction, volunteer: int) -> HttpResponse:
    """Ask whether the name is printed, then vouch."""
    _holds_hours(one)
    found = _volunteer(one, volunteer)
    form = CertificateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.issue_certificate(
                actor_of(request), found, with_name=bool(form.cleaned_data["with_name"])
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, _("Certificate %(number)s is ready to print.") % {"number": made.number}
            )
            return redirect("exchange:hours", one.pk)
    context = {
        **_context(one, _("Certificate of hours")),
        "form": form,
        "name": words.volunteer(found),
        "own": found.person_id is not None and found.person_id == request.user.pk,
    }
    return show(request, "exchange/certify.html", context)


@of_introduction("exchange.take_part")
@reads
def certificate_file(request: HttpRequest, one: Introduction, certificate: int) -> HttpResponse:
    found = queries.certificates(volunteer__introduction=one, pk=certificate).first()
    if found is None:
        raise Hidden("certificate")
    token = services.token_of(found)
    address = settings.NGO2_SITE_URL + reverse("exchange:certificate_check", args=[token])
    made = certificates.of_hours(found, services.receiver_of(one), address)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="ngo2-hours-{found.number}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


@access.link
@reads
def check(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the QR code of a certificate: what the paper says, so that both can be compared, and nothing else."""
    found = queries.certificates(pk=services.certificate_of(token)).first()
    if found is None:
        raise Hidden("certificate")
    return show(
        request,
        "exchange/certificate.html",
        certificates.told(found, services.receiver_of(found.volunteer.introduction)),
    )


def _holds_hours(one: Introduction) -> None:
    """Only where people help, both agreed, and an organisation is helped: elsewhere there is no such page."""
    if law.volunteering(one.post.kind) is None or services.receiver_of(one) is None or one.agreed_at is None:
        raise Hidden("hours")


def _service(one: Introduction, pk: int) -> Service:
    found = queries.services_of(one).filter(pk=pk, state__in=Service.LIVE).first()
    if found is None:
        raise Hidden("service")
    return found


def _volunteer(one: Introduction, pk: int) -> Volunteer:
    found = Volunteer.objects.filter(introduction=one, pk=pk).first()
    if found is None:
        raise Hidden("volunteer")
    return found


def _first(one: Introduction) -> dict[str, Any]:
    """Whoever answered in their own name is the one who helps."""
    told = Volunteer.objects.filter(introduction=one).exclude(name="")
    known = list(told.values_list("name", flat=True)[:2])
    own = one.person.name if one.organisation_id is None and one.person else ""
    return {"name": known[0] if len(known) == 1 else own, "day": timezone.localdate()}


def _people(rows: list[Service]) -> list[dict[str, Any]]:
    found = []
    for volunteer, theirs in groupby(rows, key=lambda row: row.volunteer):
        listed_rows = list(theirs)
        live = [row for row in listed_rows if row.is_live]
        found.append(
            {
                "volunteer": volunteer,
                "name": words.volunteer(volunteer),
                "rows": [_row(row) for row in listed_rows],
                "total": words.hours(sum(row.halves for row in live)),
                "has_any": bool(live),
            }
        )
    return found


def _row(service: Service) -> dict[str, Any]:
    return {
        "service": service,
        "hours": words.hours(service.halves),
        "state": words.service_state(service),
        "tone": {"confirmed": "confirmed", "objected": "waiting"}.get(service.state, ""),
    }


def _shown(total: Any) -> dict[str, str]:
    return {key: hours.shown(value) for key, value in total._asdict().items()}


def _context(one: Introduction, last: str) -> dict[str, Any]:
    receiver = services.receiver_of(one)
    return {
        "one": one,
        "post": one.post,
        "receiver": record_words.called(receiver) if receiver else "",
        "who": words.who(one),
        "trail": [
            *trail_of(one.post, "")[:-1],
            (words.who(one), reverse("exchange:introduction", args=[one.pk])),
            (last, ""),
        ],
    }
