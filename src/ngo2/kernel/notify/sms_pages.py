"""Where providers hand over SMS that people send us, and where the platform team reads what nothing understood."""

from django.conf import settings
from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from ngo2.kernel.notify import services
from ngo2.kernel.notify.models import IncomingSms
from ngo2.kernel.ui import access, forms
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Denied


@access.link
@csrf_exempt  # a provider's machine holds no cookie; the shared secret is the permission
@require_POST
def sms(request: HttpRequest) -> HttpResponse:
    """The secret stands in `Authorization: Bearer …`, or as `secret` in the address or the form."""
    wanted = settings.NGO2_SMS_INBOUND_SECRET
    if not wanted:
        return JsonResponse({"outcome": "NGO2_SMS_INBOUND_SECRET is not set"}, status=503)
    if not constant_time_compare(_given(request), wanted):
        raise Denied("notify.sms")
    outcome, _answer = services.take_sms(import_string(settings.NGO2_SMS_INBOUND_ADAPTER)(request))
    return JsonResponse({"outcome": outcome}, status=422 if outcome == "unreadable" else 200)


sms.answer_error = lambda request, status, sentence: JsonResponse({"outcome": sentence}, status=status)  # type: ignore[attr-defined]


def _given(request: HttpRequest) -> str:
    kind, _blank, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and token:
        return token.strip()
    return request.POST.get("secret") or request.GET.get("secret", "")


@access.staff
@require_http_methods(["GET", "HEAD", "POST"])
@forms.once
def incoming(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(IncomingSms, pk=pk)
    if request.method == "POST":
        text = "" if request.POST.get("do") == "read" else request.POST.get("text", "")
        services.answer_sms(actor_of(request), one, text=text)
        notes.success(request, _("Answered.") if text.strip() else _("Put aside as read."))
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "notify/incoming.html", {"sms": one})
