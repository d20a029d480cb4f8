"""Answers that a phone saved to a file: they wait with whoever brought it, until a second press."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngo2.kernel.files.waiting import held, hold, release
from ngo2.kernel.ui import drafts
from ngo2.lib.actors import actor_of
from ngo2.lib.refusals import Hidden, Refused
from ngo2.questionnaires.forms.bringing import TableForm
from ngo2.questionnaires.models import Edition
from ngo2.questionnaires.services.saved import MOST_BYTES, bring_in_saved, look_at_saved, too_large

SHOWN = 5  # names of files


def waiting(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    return drafts.load(request.user, _key(edition))


def keep(request: HttpRequest, edition: Edition, asked: TableForm) -> bool:
    """Whether it can be looked at."""
    upload = asked.cleaned_data["file"]
    try:
        if upload.size > MOST_BYTES:
            raise too_large()
        looked = look_at_saved(actor_of(request), edition, upload.read())
    except Refused as refusal:
        asked.refuse(refusal)
        return False
    drop(request, edition)
    lacking = [name for one in looked.good.values() for name in one.lacking]
    told = {
        "name": upload.name or _("The file"),
        "path": hold(upload),
        "good": len(looked.good),
        "here": len(looked.here),
        "bad": looked.bad,
        "lacking": len(lacking),
        "names": ", ".join(lacking[:SHOWN]),
    }
    drafts.save(request.user, _key(edition), told)
    return True


def drop(request: HttpRequest, edition: Edition) -> None:
    if there := waiting(request, edition):
        drafts.discard(request.user, _key(edition))
        release(there["path"])


def take(request: HttpRequest, edition: Edition) -> HttpResponse:
    try:
        came, told = bring_in_saved(
            actor_of(request), edition, held(waiting(request, edition).get("path", ""))
        )
    except Hidden:
        messages.warning(request, _("There is no file waiting. Choose it once more."), "waiting")
    else:
        done = ngettext("%(n)d answer came in.", "%(n)d answers came in.", came) % {"n": came}
        messages.success(request, done)
        for sentence in dict.fromkeys(told):
            messages.warning(request, sentence, "waiting")
    drop(request, edition)
    return redirect("questionnaires:bring", edition.pk)


def _key(edition: Edition) -> str:
    return f"questionnaires:saved:{edition.pk}"
