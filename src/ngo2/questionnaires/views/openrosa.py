"""OpenRosa 1.0 for ODK Collect and other clients: which forms there are, their files, and answers coming in.

Below one address for each form, which devices get as their server. Answers are for people who hold a phone: Collect
shows the sentence of a refusal as it is, and keeps what was not taken, to send it again.
"""

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.http import http_date, parse_http_date_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt

from ngo2.kernel.files.workshop import LARGEST as LARGEST_FILE
from ngo2.kernel.limits.services import TooMany, client_address, spend
from ngo2.kernel.ui import access
from ngo2.lib.actors import Actor
from ngo2.lib.refusals import Refused
from ngo2.questionnaires import kinds
from ngo2.questionnaires.limits import LONGEST_DOCUMENT
from ngo2.questionnaires.models import Device, Edition, Form, Medium, Response
from ngo2.questionnaires.openrosa import documents, signing_in
from ngo2.questionnaires.openrosa.submissions import head
from ngo2.questionnaires.services import receive
from ngo2.questionnaires.services.devices import device_actor, live_device, note_use
from ngo2.questionnaires.services.documents import ALTERED, CLOSED, OTHER, WITHDRAWN
from ngo2.questionnaires.services.responses import Receipt
from ngo2.questionnaires.views.parts import ACCEPTED, Parts, Rejected, parts_of
from ngo2.questionnaires.xforms import TooLarge, Unreadable

View = Callable[..., HttpResponse]

# Guessing 144 random bits is hopeless; these keep those who try from costing us much. Only what is wrong counts, so
# that nobody locks out a device, or a whole office behind one address, by failing in its name.
PERIOD, WRONG_OF_NAME, WRONG_OF_ADDRESS = timedelta(minutes=15), 10, 100

_NOBODY = "0" * 32  # compared with when there is no such device, which takes as long as when there is one
_STATUS = {ALTERED: 409, WITHDRAWN: 410, CLOSED: 403, OTHER: 404, "large": 413}


def of_device(*methods: str) -> Callable[[View], View]:
    """Decorate `view(request, device, …)`; the address holds the key of its form. Unknown form, unknown device and
    wrong secret look the same.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, key: str, **kwargs: Any) -> HttpResponse:
            with translation.override(translation.get_language_from_request(request)):
                try:
                    device = _signed_in(request, key)
                except TooMany as error:
                    return told(429, str(error))
                except _NotLetIn as error:
                    return _challenge(request, stale=error.stale)
                note_use(device)
                try:
                    return _marked(view(request, device, **kwargs))
                except Rejected as rejected:
                    return told(rejected.status, rejected.sentence)
                except Http404:
                    return told(404, _("There is nothing here. Ask for the list of forms anew."))

        marked: Any = csrf_exempt(wrapped)  # a device holds no cookie; its secret is the permission
        marked.methods = methods
        marked.answer_error = lambda request, status, sentence: told(status, sentence)
        return access.link(marked)

    return decorate


class _NotLetIn(Exception):
    def __init__(self, *, stale: bool = False) -> None:
        super().__init__()
        self.stale = stale


def _signed_in(request: HttpRequest, key: str) -> Device:
    given = signing_in.read(request.headers.get("Authorization", ""))
    if given is None:
        raise _NotLetIn
    device = live_device(key, given.name)
    kept = device.ha1 if device is not None else _NOBODY
    right = signing_in.is_right(given, kept, request.method or "", request.get_full_path())
    if device is None or not right:
        spend("questionnaires.device", given.name, WRONG_OF_NAME, PERIOD)
        spend("questionnaires.device_at", client_address(request), WRONG_OF_ADDRESS, PERIOD)
        raise _NotLetIn
    if isinstance(given, signing_in.Digest) and signing_in.age(_key(), given.nonce, time.time()) != "fresh":
        raise _NotLetIn(stale=True)
    return device


def _challenge(request: HttpRequest, *, stale: bool) -> HttpResponse:
    answer = told(401, _("This needs the name and password of a device. Check them in the settings."))
    # Without https a password in plain is not asked for.
    answer["WWW-Authenticate"] = signing_in.challenge(
        _key(), time.time(), stale=stale, basic=request.is_secure()
    )
    return answer


def _key() -> bytes:
    return salted_hmac("questionnaires.nonce", "").digest()


def told(status: int, sentence: str, about: dict[str, str] | None = None) -> HttpResponse:
    return _xml(documents.response(sentence, well=status < 300, about=about), status)


def _xml(content: bytes, status: int = 200) -> HttpResponse:
    return _marked(HttpResponse(content, status=status, content_type="text/xml; charset=utf-8"))


def _marked(answer: HttpResponse) -> HttpResponse:
    answer["X-OpenRosa-Version"] = "1.0"
    answer["Date"] = http_date()
    return answer


@of_device("GET", "HEAD")
def form_list(request: HttpRequest, device: Device) -> HttpResponse:
    """The newest edition that takes new answers; all of those with `listAllVersions`."""
    form = device.form
    about = kinds.about(form.scope)
    rows: Iterable[Edition] = ()
    if request.GET.get("formID", form.key) == form.key:
        found = given_out(form)
        rows = found if request.GET.get("listAllVersions", "").lower() == "true" else found[:1]
    title = about.title if about is not None else ""
    return _xml(documents.form_list(_listed(request, form, one, title) for one in rows))


def given_out(form: Form) -> QuerySet[Edition]:
    """Editions that take new answers now, the newest first."""
    about = kinds.about(form.scope)
    if about is None or (about.closes and timezone.now() >= about.closes):
        return form.editions.none()
    return form.editions.filter(closed_at=None).order_by("-number").defer("sheets", "xform")


def _listed(request: HttpRequest, form: Form, edition: Edition, about: str) -> documents.Listed:
    return documents.Listed(
        form_id=form.key,
        name=form.title,
        version=str(edition.number),
        digest=edition.digest,
        about=about if about != form.title else "",
        url=_address(request, "form_xml", form.key, edition.number),
        manifest=_address(request, "manifest", form.key, edition.number) if edition.media else "",
    )


@of_device("GET", "HEAD")
def form_xml(request: HttpRequest, device: Device, number: int) -> HttpResponse:
    return _xml(_edition(device, number).xform.encode())


@of_device("GET", "HEAD")
def manifest(request: HttpRequest, device: Device, number: int) -> HttpResponse:
    edition = _edition(device, number)
    return _xml(
        documents.manifest(
            documents.Named(name, digest, _address(request, "medium", device.form.key, number, name))
            for name, digest in sorted(edition.media.items())
        )
    )


@of_device("GET", "HEAD")
def medium(request: HttpRequest, device: Device, number: int, name: str) -> HttpResponse:
    digest = _edition(device, number).media.get(name)
    found = Medium.objects.filter(form=device.form_id, name=name, digest=digest).first() if digest else None
    if found is None:
        raise Http404
    answer = HttpResponse(bytes(found.content), content_type=found.content_type)
    answer["Content-Disposition"] = "attachment"  # nothing that somebody uploaded is opened as a page of ours
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@of_device("HEAD", "POST")
def submission(request: HttpRequest, device: Device) -> HttpResponse:
    if request.method == "HEAD":
        answer = HttpResponse(status=204)
        answer["Location"] = request.build_absolute_uri(request.path)
    else:
        with parts_of(request) as parts:
            edition = edition_of(device.form, parts.document)
            receipt = kept(
                device_actor(device), edition, parts, way=Response.DEVICE, sent_at=sent_at(request)
            )
            answer = told(201 if receipt.made else 202, sentence(receipt, parts), _about(edition, receipt))
    answer["X-OpenRosa-Accept-Content-Length"] = str(ACCEPTED)
    return answer


def kept(
    actor: Actor,
    edition: Edition,
    parts: Parts,
    *,
    way: str,
    sent_at: datetime | None,
    begun: Response | None = None,
    agreed: int = 0,
) -> Receipt:
    """Raises Rejected. A file that is too large is named behind all others: it must not keep them from being kept."""
    taken = {name: one for name, one in parts.files.items() if 0 < (one.size or 0) <= LARGEST_FILE}
    try:
        receipt = receive(
            actor,
            edition,
            document=parts.document,
            files=taken,
            way=way,
            sent_at=sent_at,
            begun=begun,
            agreed=agreed,
        )
    except Refused as refusal:
        raise Rejected(_STATUS.get(refusal.code or "", 400), str(refusal)) from None
    awaited = set(receipt.awaited)
    too_large = sorted(
        awaited & {name for name, one in parts.files.items() if (one.size or 0) > LARGEST_FILE}
    )
    if too_large:
        raise Rejected(
            413,
            _("The answers are kept, but these files are larger than 12 MB and are not: %(names)s.")
            % {"names": ", ".join(too_large[:3])},
        )
    return receipt


def edition_of(form: Form, document: bytes) -> Edition:
    """The edition of this form that the answers name. Raises Rejected."""
    if len(document) > LONGEST_DOCUMENT:
        raise Rejected(413, _("These answers are larger than 10 MB. Send photos as files, not as text."))
    try:
        found = head(document)
    except TooLarge as large:
        raise Rejected(413, str(large)) from None
    except Unreadable as unreadable:
        raise Rejected(400, str(unreadable)) from None
    if found.form_id != form.key:
        raise Rejected(
            404,
            _(
                "These answers belong to another form (%(id)s). Send them to the server that you have that form from."
            )
            % {"id": found.form_id[:80] or "?"},
        )
    version = found.version if found.version.isascii() and found.version.isdecimal() else "0"
    edition = form.editions.select_related("form").filter(number=int(version[:9])).first()
    if edition is None or found.version != str(edition.number):
        raise Rejected(
            404,
            _("This form has no version “%(version)s”. Download it anew.") % {"version": found.version[:40]},
        )
    return edition


def sentence(receipt: Receipt, parts: Parts) -> str:
    if not receipt.awaited:
        return _("Thank you. The answers are here, with all their files.")
    count = len(receipt.awaited)
    if parts.incomplete:
        return ngettext(
            "The answers are here; %(n)d file is still to come.",
            "The answers are here; %(n)d files are still to come.",
            count,
        ) % {"n": count}
    return ngettext(
        "The answers are here, but %(n)d file that they name was not sent or is empty: %(names)s.",
        "The answers are here, but %(n)d files that they name were not sent or are empty: %(names)s.",
        count,
    ) % {"n": count, "names": ", ".join(receipt.awaited[:3])}


def _about(edition: Edition, receipt: Receipt) -> dict[str, str]:
    at = receipt.response.received_at
    return {
        "id": edition.form.key,
        "version": str(edition.number),
        "instanceID": receipt.response.instance_id,
        "submissionDate": at.isoformat() if at else "",
        "isComplete": "false" if receipt.awaited else "true",
    }


def sent_at(request: HttpRequest) -> datetime | None:
    """What the clock of the device says, which every OpenRosa request should tell; no browser lets a page set Date."""
    said = request.headers.get("Date") or request.headers.get("X-Sent-At", "")
    seconds = parse_http_date_safe(said)
    return datetime.fromtimestamp(seconds, UTC) if seconds is not None else None


def _edition(device: Device, number: int) -> Edition:
    found = device.form.editions.filter(number=number).first()
    if found is None:
        raise Http404
    return found


def _address(request: HttpRequest, name: str, *args: object) -> str:
    """On the host that the device asked: it may know us by another name than we do."""
    return request.build_absolute_uri(reverse(f"collect:{name}", args=args))
