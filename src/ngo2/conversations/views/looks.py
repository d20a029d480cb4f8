"""One side asks the platform team to look; the team answers both."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ngo2.conversations import services
from ngo2.conversations.forms import SentenceForm
from ngo2.conversations.scopes import Talk
from ngo2.conversations.views.acting import of_talk
from ngo2.kernel.ui import access
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.showing import show
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Refused


@of_talk("conversations.ask_look")
@ui_forms.once
def look(request: HttpRequest, talk: Talk) -> HttpResponse:
    form = SentenceForm(_("What should the team look at?"), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_look(actor_of(request), talk, reason=form.cleaned_data["text"] or "")
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The platform team was asked to look. Both sides see that."))
            return redirect("conversations:conversation", talk.conversation.pk)
    return show(request, "conversations/look.html", {"form": form, "about": talk.about, "talk": talk})


@access.staff
@of_talk("conversations.settle_look")
@ui_forms.once
def settle(request: HttpRequest, talk: Talk) -> HttpResponse:
    form = SentenceForm(_("What do you answer both sides?"), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.settle_look(actor_of(request), talk, answer=form.cleaned_data["text"] or "")
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, _("Settled. Both sides read your answer; you can no longer read theirs.")
            )
            return redirect("queue:today")
    return show(request, "conversations/settle.html", {"form": form, "about": talk.about, "talk": talk})
