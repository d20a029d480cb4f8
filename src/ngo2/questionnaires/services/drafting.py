"""One screen's answers into what was begun; files at once, so that a bad line loses none of them."""

import hashlib
from collections.abc import Callable

from django.core.files.base import File as Upload
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from ngo2.kernel.files.services import delete_file, keep_as_sent
from ngo2.lib.actors import Actor
from ngo2.lib.refusals import Refused
from ngo2.questionnaires.models import LONGEST_PATH, Attachment, Response
from ngo2.questionnaires.opened import form_of
from ngo2.questionnaires.services.responses import ATTACHED
from ngo2.questionnaires.xforms import Session


def change_draft(response: Response, change: Callable[[Session], None], *, language: str = "") -> Session:
    """Two phones at one link write one after the other: each changes what stands then. Raises Refused once sent."""
    with transaction.atomic():
        held = Response.objects.select_for_update().select_related("edition").get(pk=response.pk)
        if held.state != Response.STARTED:
            raise Refused(_("These answers were sent already. Nothing was changed."), code="sent")
        session = form_of(held.edition).resume(held.xml.encode())
        change(session)
        held.xml = session.draft().decode()
        held.language = language or held.language
        held.save(update_fields=["xml", "language"])
    return session


def note_reached(response: Response, at: str) -> None:
    """Where whoever holds the link goes on, on another phone too."""
    Response.objects.filter(pk=response.pk, state=Response.STARTED).update(reached=at[:LONGEST_PATH])


def attach(actor: Actor, response: Response, upload: Upload) -> str:
    """Keeps a file of a draft; the name under which the answers call it."""
    stem, _dot, ending = (upload.name or "").rpartition(".")
    ending = "".join(sign for sign in ending.lower() if sign.isascii() and sign.isalnum())[:5] if stem else ""
    name = f"{get_random_string(12, 'abcdefghijkmnpqrstuvwxyz23456789')}.{ending or 'bin'}"
    upload.seek(0)
    digest = hashlib.sha256(upload.read()).hexdigest()
    with transaction.atomic():
        kept = keep_as_sent(actor, response.files_scope, upload, purpose=ATTACHED)
        Attachment.objects.create(response=response, name=name, file=kept, digest=digest)
    return name


def detach(actor: Actor, response: Response, name: str) -> None:
    for one in response.attachments.filter(name=name).select_related("file"):
        if one.file is not None:
            delete_file(actor, one.file)
        one.delete()
