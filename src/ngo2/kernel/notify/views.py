from django.contrib import messages as notes
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ngo2.kernel.journal.models import Delivery
from ngo2.kernel.notify import choices, links, queries, services
from ngo2.kernel.notify.channels import channels
from ngo2.kernel.notify.models import Message
from ngo2.kernel.notify.types import types
from ngo2.kernel.ui import access, forms
from ngo2.lib.actors import Actor, actor_of

_PAGE = 20


@access.signed_in
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    person = request.user
    page = Paginator(queries.my_messages(person), _PAGE).get_page(request.GET.get("page"))
    unread = queries.unread_messages(person).count()
    return render(request, "notify/messages.html", {"page": page, "unread": unread})


@access.signed_in
@require_POST
@forms.once
def read(request: HttpRequest) -> HttpResponse:
    """One message by `message`, or all."""
    unread = queries.unread_messages(request.user)
    if chosen := request.POST.get("message", ""):
        unread = unread.filter(pk=chosen) if chosen.isdecimal() else unread.none()
    services.mark_read(actor_of(request), messages=unread)
    return redirect("notify:messages")


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@forms.once
def wishes(request: HttpRequest) -> HttpResponse:
    rows = choices.rows(request.user)
    if request.method == "POST":
        asked = {
            (row.kind.name, one.channel): one.name in request.POST
            for row in rows
            if not row.kind.mandatory
            for one in row.choices
        }
        often = {
            row.kind.name: request.POST[row.every_name]
            for row in rows
            if row.every and request.POST.get(row.every_name, row.every) != row.every
        }
        services.choose(actor_of(request), wishes=asked, often=often)
        notes.success(request, _("Saved. We write to you as you asked."))
        return redirect("notify:wishes")
    return render(
        request,
        "notify/wishes.html",
        {
            "optional": [row for row in rows if not row.kind.mandatory],
            "mandatory": [row for row in rows if row.kind.mandatory],
            "missing": choices.missing(request.user),
        },
    )


@access.link
@csrf_exempt  # mail programs press the button themselves (RFC 8058); the signed link is the permission
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    link = links.held(token)
    if request.method == "POST":
        services.stop(Actor("link", label="stop messages"), link=link)
    known = link.type in types
    context = {
        "label": types[link.type].label if known else link.type,
        "channel": channels[link.channel].label,
        "mandatory": known and types[link.type].mandatory,
        "stopped": request.method == "POST",
    }
    return render(request, "notify/stop.html", context)


@access.staff
@require_safe
def dead(request: HttpRequest) -> HttpResponse:
    """What could not be delivered, and the switch that keeps messages in the house."""
    page = Paginator(queries.dead_messages(), _PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "notify/dead.html",
        {
            "page": page,
            "deliveries": queries.dead_deliveries()[:_PAGE],
            "waiting": queries.waiting_messages().count(),
            "pause": queries.current_pause(),
        },
    )


@access.staff
@require_POST
@forms.once
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    services.send_again(actor_of(request), message=get_object_or_404(Message, pk=pk))
    notes.success(request, _("It goes out with the next round."))
    return redirect("notify:dead")


@access.staff
@require_POST
@forms.once
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    services.give_up(actor_of(request), message=get_object_or_404(Message, pk=pk))
    notes.success(request, _("Put aside. It will not be sent."))
    return redirect("notify:dead")


@access.staff
@require_POST
@forms.once
def hand_over_again(request: HttpRequest, pk: int) -> HttpResponse:
    services.hand_over_again(actor_of(request), delivery=get_object_or_404(Delivery, pk=pk))
    notes.success(request, _("It is tried again with the next round."))
    return redirect("notify:dead")


@access.staff
@require_POST
@forms.once
def pause(request: HttpRequest) -> HttpResponse:
    """`on=1` keeps messages in the house, anything else lets them go."""
    if request.POST.get("on") == "1":
        services.pause(actor_of(request))
        notes.success(request, _("Messages wait from now on. Sign-in codes still go out."))
    else:
        services.resume(actor_of(request))
        notes.success(request, _("Messages go out again."))
    return redirect("notify:dead")
