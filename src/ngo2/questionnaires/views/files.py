"""Files that a form names: choices, pictures."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Refused
from ngo2.questionnaires import services
from ngo2.questionnaires.forms.uploading import MediumForm
from ngo2.questionnaires.models import Form
from ngo2.questionnaires.views.one_form import TEMPLATES, of_form, trail


@of_form()
@ui_forms.once
def files(request: HttpRequest, form: Form) -> HttpResponse:
    asked = MediumForm()
    if request.method == "POST":
        actor, drop = actor_of(request), request.POST.get("drop", "")
        asked = MediumForm(None if drop else request.POST, request.FILES)
        try:
            if drop:
                services.drop_medium(actor, form, drop)
                messages.success(request, _("Taken out of the form."))
                return redirect("questionnaires:files", form.pk)
            if asked.is_valid():
                kept = services.keep_medium(actor, form, asked.cleaned_data["file"])
                messages.success(
                    request, _("Kept as “%(name)s”. Give the form out again to use it.") % {"name": kept.name}
                )
                return redirect("questionnaires:files", form.pk)
        except Refused as refusal:
            if drop:
                messages.warning(request, str(refusal), "waiting")
                return redirect("questionnaires:files", form.pk)
            asked.refuse(refusal)
    rows = form.media.order_by("name", "kept_at").values("name", "content_type", "kept_at", "digest")
    newest = {one["name"]: one for one in rows}
    context = {
        "form": form,
        "asked": asked,
        "rows": list(newest.values()),
        "trail": trail(form, (_("Files"), "")),
    }
    return show(request, f"{TEMPLATES}/files.html", context)
