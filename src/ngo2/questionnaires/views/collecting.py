"""One phone, many who answer: the form opens in the page behind a device's own link, without a network too.

The page begins a fresh form for each; whoever is asked agrees first. What is sent is what a device sends.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ngo2.kernel.files.workshop import LARGEST
from ngo2.kernel.ui import access
from ngo2.kernel.ui.showing import posts, reads
from ngo2.lib.refusals import Hidden
from ngo2.questionnaires import kinds
from ngo2.questionnaires.enketo.refusing import Unfit
from ngo2.questionnaires.models import Device, Edition, Response
from ngo2.questionnaires.opened import in_browser
from ngo2.questionnaires.services.devices import device_actor, device_of_link, note_use
from ngo2.questionnaires.speaking import spoken
from ngo2.questionnaires.views.offline import for_browser, from_our_page, medium_of, thanks, words
from ngo2.questionnaires.views.openrosa import edition_of, given_out, kept, sent_at
from ngo2.questionnaires.views.parts import Rejected, parts_of

View = Callable[..., HttpResponse]


def of_link(view: View) -> View:
    """Decorate `view(request, device, link, …)`; the device may be taken back."""

    @access.link
    @wraps(view)
    def wrapped(request: HttpRequest, link: str, **kwargs: Any) -> HttpResponse:
        device = device_of_link(link)
        if device is None:
            raise Hidden("device")
        if device.revoked_at is None:
            note_use(device)
        return view(request, device, link, **kwargs)

    return wrapped


@csp_update({"img-src": ["blob:"], "media-src": ["'self'", "blob:"]})  # previews of what was chosen
@of_link
@reads
def page(request: HttpRequest, device: Device, link: str) -> HttpResponse:
    """Opens for a device that was taken back, too: what waits on it must not be lost.

    Which edition stands in the address of its form, so that what was begun with an older one goes on with that.
    """
    edition = given_out(device.form).first()
    about = kinds.about(device.form.scope)
    context = {
        "title": about.title if about else device.form.title,
        "about": about,
        "asks": kinds.asks(about),
        "device": device,
        "link": link,
        "number": edition.number if edition else 0,
        "language": _tag(edition),
        "most": LARGEST,
        "words": words(),
    }
    return render(request, "questionnaires/collect.html", context)


@of_link
@reads
def form(request: HttpRequest, device: Device, link: str) -> HttpResponse:
    if device.revoked_at:
        return JsonResponse({"message": _taken_back()}, status=410)
    number = request.GET.get("edition", "")
    rows = device.form.editions.all()
    edition = rows.filter(number=int(number)).first() if number.isdecimal() and len(number) < 9 else None
    if edition is None:
        return JsonResponse(
            {"message": _("Nothing is asked here now. Ask who gave you the link.")}, status=410
        )
    try:
        shown = in_browser(edition)
    except Unfit as unfit:
        return JsonResponse({"message": unfit.words()}, status=422)
    return JsonResponse(dict(shown.given), json_dumps_params={"ensure_ascii": False})


@of_link
@reads
def medium(request: HttpRequest, device: Device, link: str, name: str) -> HttpResponse:
    edition = given_out(device.form).first()
    if edition is None or device.revoked_at:
        raise Hidden("medium")
    return medium_of(edition, name)


@for_browser
@of_link
@posts
def submission(request: HttpRequest, device: Device, link: str) -> HttpResponse:
    from_our_page(request)
    if device.revoked_at:
        raise Rejected(403, _taken_back())
    with parts_of(request) as parts:
        edition = edition_of(device.form, parts.document)
        if kinds.asks(kinds.about(device.form.scope)) and not parts.agreed:
            raise Rejected(
                403,
                _("Nobody agreed to these answers. Ask each person first, on the page that the link opens."),
            )
        receipt = kept(
            device_actor(device),
            edition,
            parts,
            way=Response.DEVICE,
            sent_at=sent_at(request),
            agreed=parts.agreed,
        )
        return thanks(receipt, parts)


def _tag(edition: Edition | None) -> str:
    """Of the language of the form that whoever reads the page reads."""
    if edition is None:
        return ""
    try:
        return in_browser(edition).tags.get(spoken(edition.languages, get_language() or ""), "")
    except Unfit:
        return ""  # the form itself says why


def _taken_back() -> str:
    return _(
        "This device was taken back and sends nothing any more. Save what is still here to a file, and give it to "
        "whoever runs this."
    )
