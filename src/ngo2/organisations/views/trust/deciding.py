"""What the pages on which the platform team or a partner decides have in common."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.translation import override

from ngo2.kernel.files.models import File
from ngo2.kernel.ui.showing import lacks_second_step
from ngo2.lib.actors import actor_of
from ngo2.lib.permissions import authorise
from ngo2.organisations.models import Organisation


def admit(request: HttpRequest, permission: str, record: Organisation) -> HttpResponse | None:
    """None: come in. Staff prove first who they are; whoever has no say hears that there is nothing (404)."""
    authorise(actor_of(request), permission, record)
    return lacks_second_step(request)


def answer_of(form: Form, replies: Mapping[str, Any], language: str, *, accept: bool) -> str:
    """Own words go before a ready answer; the ready ones are written in the language of the reader."""
    own, reply = form.cleaned_data["answer"], form.cleaned_data["reply"]
    if own.strip() or accept or not reply:
        return str(own)
    with override(language):
        return str(replies[reply])


def file_of(document: UUID | None) -> File | None:
    return File.objects.filter(pk=document, deleted_at=None).first() if document else None
