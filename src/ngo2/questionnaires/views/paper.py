"""A form on paper: printed to be filled in by hand, and typed in by whoever collects, on the plain pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ngo2.kernel.documents import services as documents
from ngo2.kernel.ui import forms as ui_forms
from ngo2.kernel.ui.acting import Decorator, of_one
from ngo2.kernel.ui.showing import posts, reads
from ngo2.lib.actors import actor_of
from ngo2.questionnaires import kinds, prefilling
from ngo2.questionnaires.models import Edition, Response
from ngo2.questionnaires.paper import printed
from ngo2.questionnaires.services import begin_response
from ngo2.questionnaires.speaking import spoken
from ngo2.questionnaires.xlsform.sheets import Sheets


def of_edition(permission: str) -> Decorator:
    return of_one(
        permission, lambda pk: Edition.objects.select_related("form").filter(pk=pk).first(), "edition"
    )


@of_edition("questionnaires.collect")
@reads
def paper(request: HttpRequest, edition: Edition) -> HttpResponse:
    about = kinds.about(edition.form.scope)
    code = get_language() or ""
    data = {
        "lang": "en" if code.startswith("en") else "zh",
        "title": about.title if about else edition.form.title,
        "about": "",
        "consent": about.consent if about else "",
        "agree": _("I have read this and agree to it, and I am 18 years or older."),
        "blocks": printed(Sheets.from_json(edition.sheets), spoken(edition.languages, code)),
        "foot": _("%(title)s, edition %(n)s") % {"title": edition.form.title, "n": edition.number},
        "back": _(
            "* Please answer these. Give the paper back to whoever gave it to you, or send a photo of each page."
        ),
    }
    answer = HttpResponse(documents.pdf("questionnaires/paper.typ", data), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{edition.form.key}-{edition.number}.pdf"'
    return answer


@of_edition("questionnaires.collect")
@posts
@ui_forms.once
def key(request: HttpRequest, edition: Edition) -> HttpResponse:
    """One paper more: its pages, marked as typed in by this person."""
    session, _known = prefilling.started(edition, None)
    begun = begin_response(
        actor_of(request),
        edition,
        document=session.draft(),
        instance_id=session.instance_id,
        way=Response.PAPER,
        language=spoken(edition.languages, get_language() or ""),
    )
    return redirect("questionnaires:answer", begun.token)
