"""Photos and files among answers: written by whoever answers, read by whoever reads the answers."""

from ngo2.kernel.files.scopes import Scope, id_in
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import may
from ngo2.questionnaires.models import Device, Response


def _response(scope: str) -> Response | None:
    number = id_in(scope)
    found = (
        Response.objects.select_related("edition__form") if number.isdecimal() else Response.objects.none()
    )
    return found.filter(pk=int(number) if number.isdecimal() else 0).first()


def reads(actor: Actor, scope: str) -> bool:
    return may(actor, "questionnaires.read_response", _response(scope))


def writes(actor: Actor, scope: str) -> bool:
    """The link to one's own answers, a device that answers to this form, or whoever keys them from paper."""
    if actor.kind == "link":
        return actor.id == scope
    response = _response(scope)
    if actor.kind == "device":
        return response is not None and _lets_in(actor, response)
    return response is not None and may(actor, "questionnaires.collect", response.edition)


def _lets_in(actor: Actor, response: Response) -> bool:
    """Into what a device sent, and into nothing that was answered another way."""
    own = Device.objects.filter(revoked_at=None, form=response.edition.form_id)
    return response.way == Response.DEVICE and own.filter(pk=int(actor.id)).exists()


RESPONSE = Scope("response", may_read=reads, may_write=writes)
