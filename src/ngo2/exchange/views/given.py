"""What was given, on the page of an introduction and on paper: hours of volunteers, and goods that are acknowledged."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.exchange import certificates, hours, kinds, law, queries, rules, services, words
from ngo2.exchange.forms import AcknowledgementForm
from ngo2.exchange.models import Acknowledgement, Introduction
from ngo2.exchange.views.acting import of_introduction, trail_of
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import reads, show
from ngo2.lib.actors import Actor, actor_of
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import words as record_words


def given(actor: Actor, one: Introduction) -> dict[str, Any]:
    """For the page that both sides share."""
    helps = (
        law.volunteering(one.post.kind) is not None
        and one.state in {one.AGREED, one.DONE}
        and services.receiver_of(one) is not None
    )
    total = queries.total_hours(one) if helps else None
    acknowledged = Acknowledgement.objects.filter(introduction=one).exists()
    return {
        "hours_total": {key: hours.shown(many) for key, many in total._asdict().items()} if total else None,
        "records_hours": rules.receives(actor, one),
        "is_acknowledged": acknowledged,
        "may_acknowledge": one.state == one.DONE
        and one.post.kind == kinds.MATERIAL
        and rules.receives(actor, one),
    }


def hours_of_lines(one: Introduction, promises: Iterable[Any]) -> dict[int, int]:
    """Of a line that counts hours, where it is the only one: as many whole ones as were recorded."""
    counted = [promise.line_id for promise in promises if promise.line.unit == "hour"]
    total = queries.total_hours(one).recorded // 2
    return {counted[0]: total} if len(counted) == 1 and total else {}


@of_introduction("exchange.acknowledge")
@ui_forms.once
def acknowledge(request: HttpRequest, one: Introduction) -> HttpResponse:
    written = Acknowledgement.objects.filter(introduction=one).first()
    person: Any = request.user
    first = {"wish": Acknowledgement.NAMED, "handler": person.name, "received_on": timezone.localdate()}
    initial = {name: getattr(written, name) for name in first} if written else first
    form = AcknowledgementForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data.get(name) for name in first}
        try:
            services.acknowledge(
                actor_of(request),
                one,
                wish=said["wish"] or "",
                handler=said["handler"] or "",
                received_on=said["received_on"],
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Written. Both sides can print it now."))
            return redirect("exchange:introduction", one.pk)
    context = {"form": form, "one": one, "trail": trail_of(one.post, _("Received"))}
    return show(request, "exchange/acknowledge.html", context)


@of_introduction("exchange.take_part")
@reads
def acknowledgement_file(request: HttpRequest, one: Introduction) -> HttpResponse:
    receiver = services.receiver_of(one)
    if receiver is None or not Acknowledgement.objects.filter(introduction=one).exists():
        raise Hidden("acknowledgement")
    giver = services.giver_of(one)
    name = record_words.called(giver) if giver is not None else words.who(one)
    made = certificates.of_goods(one, name, receiver, services.goods_of(one))
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="ngo2-received-{one.pk}.pdf"'
    response["Cache-Control"] = "no-store"
    return response
