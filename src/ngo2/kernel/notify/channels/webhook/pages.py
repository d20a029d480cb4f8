"""The pages under /me/webhooks/: what is registered, and for each what was sent there."""

from typing import Any

from django import forms as fields
from django.contrib import messages as notes
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ngo2.kernel.journal.verbs import verbs
from ngo2.kernel.notify import queries, services
from ngo2.kernel.notify.channels.webhook.owners import owned_by
from ngo2.kernel.notify.models import WebhookEndpoint
from ngo2.kernel.notify.services.webhooks import public_verbs
from ngo2.kernel.ui import access, forms
from ngo2.lib.actors import Actor, actor_of
from ngo2.lib.refusals import Refused

_PAGE = 20


class WebhookForm(fields.Form):
    scope = fields.ChoiceField(label=gettext_lazy("Whose events?"), widget=fields.RadioSelect)
    url = fields.CharField(
        label=gettext_lazy("Address of your program"),
        max_length=500,
        error_messages={"required": gettext_lazy("Please give an address that begins with https://.")},
    )
    verbs = fields.MultipleChoiceField(
        label=gettext_lazy("Which events?"), required=False, widget=fields.CheckboxSelectMultiple
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields_: Any = self.fields
        owned = owned_by(actor)
        fields_["scope"].choices = [(one.scope or "everything", one.label) for one in owned]
        fields_["scope"].initial = (owned[0].scope or "everything") if owned else ""
        fields_["verbs"].choices = [(name, verbs[name].sentence) for name in public_verbs()]


@access.signed_in
@require_safe
def webhooks(request: HttpRequest) -> HttpResponse:
    owned = {one.scope: one.label for one in owned_by(actor_of(request))}
    rows = [(one, owned[one.scope]) for one in queries.webhooks_of(request.user)]
    return render(request, "notify/webhooks.html", {"rows": rows, "owned": owned})


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new_webhook(request: HttpRequest) -> HttpResponse:
    """Not `forms.once`: its answer is the secret, which is shown here only."""
    form = WebhookForm(actor_of(request), request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        scope = "" if said["scope"] == "everything" else said["scope"]
        try:
            row, secret = services.add_webhook(actor_of(request), scope, url=said["url"], verbs=said["verbs"])
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            return _secret(request, row, secret)
    return render(request, "notify/webhook_new.html", {"form": form, "owned": owned_by(actor_of(request))})


@access.signed_in
@require_safe
def webhook(request: HttpRequest, pk: int) -> HttpResponse:
    one = _mine(request, pk)
    page = Paginator(queries.webhook_log(one), _PAGE).get_page(request.GET.get("page"))
    chosen = [verbs[name].sentence for name in one.verbs if name in verbs]
    return render(request, "notify/webhook.html", {"one": one, "page": page, "chosen": chosen})


@access.signed_in
@require_POST
def new_secret(request: HttpRequest, pk: int) -> HttpResponse:
    one = _mine(request, pk)
    return _secret(request, one, services.renew_secret(actor_of(request), one))


@access.signed_in
@require_POST
@forms.once
def do(request: HttpRequest, pk: int) -> HttpResponse:
    """`do` is try, on, off, remove, or again with the number of the `event`."""
    one, actor, asked = _mine(request, pk), actor_of(request), request.POST.get("do", "")
    event = request.POST.get("event", "")
    if asked == "remove":
        services.remove_webhook(actor, one)
        notes.success(request, _("The webhook is removed. Nothing is sent there any more."))
        return redirect("notify:webhooks")
    if asked == "try":
        services.try_webhook(actor, one)
        notes.success(request, _("A test goes out with the next round. Load this page again in a moment."))
    elif asked == "again" and event.isdecimal() and len(event) < 19:
        services.send_event_again(actor, one, int(event))
        notes.success(request, _("It goes out with the next round."))
    elif asked in {"on", "off"}:
        services.change_webhook(actor, one, on=asked == "on")
        notes.success(request, _("The webhook is on.") if asked == "on" else _("The webhook is off."))
    else:
        raise Refused(_("Nothing was changed. Load the page again and press the button once more."))
    return redirect("notify:webhook", pk=pk)


def _mine(request: HttpRequest, pk: int) -> WebhookEndpoint:
    return get_object_or_404(queries.webhooks_of(request.user), pk=pk)


def _secret(request: HttpRequest, one: WebhookEndpoint, secret: str) -> HttpResponse:
    response = render(request, "notify/webhook_secret.html", {"one": one, "secret": secret})
    response["Cache-Control"] = "no-store"
    return response
