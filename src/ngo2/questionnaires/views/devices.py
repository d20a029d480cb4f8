"""Which devices may send answers to a form: listed, added with a code to scan, taken back."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.acting import of_one
from ngo2.kernel.ui.qr import drawn
from ngo2.kernel.ui.showing import posts, show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Hidden, Refused
from ngo2.questionnaires.forms.devices import DeviceForm
from ngo2.questionnaires.models import Form
from ngo2.questionnaires.openrosa.codes import settings_code
from ngo2.questionnaires.services.devices import Made, make_device, revoke_device

of_form = of_one("questionnaires.edit", lambda pk: Form.objects.filter(pk=pk).first(), "form")


@of_form
def devices(request: HttpRequest, form: Form) -> HttpResponse:
    """Not `forms.once`: its answer is the secret itself, which is never shown twice and kept nowhere."""
    asked = DeviceForm(request.POST or None)
    made: Made | None = None
    if request.method == "POST" and asked.is_valid():
        try:
            made = make_device(actor_of(request), form, label=asked.cleaned_data["label"])
        except Refused as refusal:
            asked.refuse(refusal)
    return show(request, "questionnaires/devices.html", _context(form, asked, made))


@posts
@of_form
@ui_forms.once
def revoke(request: HttpRequest, form: Form, device: int) -> HttpResponse:
    found = form.devices.select_related("form").filter(pk=device).first()
    if found is None:
        raise Hidden("device")
    revoke_device(actor_of(request), found)
    messages.success(request, _("The device is taken back. What it sent stays; it can send nothing more."))
    return redirect("questionnaires:devices", form.pk)


def server_of(form: Form) -> str:
    """What people type into their app as the address of the server."""
    return settings.NGO2_SITE_URL + reverse("collect:form_list", args=[form.key]).removesuffix("/formList")


def _context(form: Form, asked: DeviceForm, made: Made | None) -> dict[str, object]:
    context: dict[str, object] = {
        "form_title": form.title,
        "pk": form.pk,
        "form": asked,
        "rows": form.devices.filter(revoked_at=None).order_by("label", "pk"),
        "server": server_of(form),
        "is_given_out": form.editions.filter(closed_at=None).exists(),
    }
    if made is not None:
        code = settings_code(server_of(form), made.device.name, made.secret, form.title[:40])
        link = settings.NGO2_SITE_URL + reverse("questionnaires:collect", args=[made.link])
        context |= {"device": made.device, "secret": made.secret, "qr": drawn(code)}
        context |= {"link": link, "link_qr": drawn(link)}
    return context
