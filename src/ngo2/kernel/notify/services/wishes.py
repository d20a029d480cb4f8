"""What readers want to hear, and where."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from ngo2.kernel.journal.services import record
from ngo2.kernel.notify.links import Held
from ngo2.kernel.notify.models import Message, Preference
from ngo2.kernel.notify.reach import address_digest
from ngo2.kernel.notify.types import types
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused


def choose(
    actor: Actor, *, wishes: Mapping[tuple[str, str], bool], often: Mapping[str, str] | None = None
) -> None:
    """Set one's own wishes, by (type, channel), and how `often`, by type; mandatory types are left alone.

    What is not named stays as it was.
    """
    authorise(actor, "notify.choose")
    changed: dict[str, bool | str] = {}
    with transaction.atomic():
        for (kind, channel), on in sorted(wishes.items()):
            if not types[kind].mandatory:
                _keep({"person": actor.person}, kind, channel, on=on)
                changed[f"{kind} {channel}"] = on
        for kind, key in sorted((often or {}).items()):
            rhythm = types[kind].rhythm
            if rhythm is None or key not in dict(rhythm.choices):
                raise Refused(_("Please choose one of the answers in the list."), field="every")
            rhythm.choose(actor.person, key)
            changed[f"{kind} every"] = key
        record(actor, "notify.wishes.chosen", actor.person, data=changed)


def stop(actor: Actor, *, link: Held) -> None:
    """Whoever holds a link from a message stops messages of that type; those that wait are not sent."""
    if link.type in types and types[link.type].mandatory:
        return
    if link.person_id and not get_user_model().objects.filter(pk=link.person_id).exists():
        return  # erased since: nobody is left to write to
    with transaction.atomic():
        _keep(_owner(link), link.type, link.channel, on=False)
        Message.objects.filter(pk__in=[one.pk for one in _waiting(link)]).update(state=Message.CANCELLED)
        record(actor, "notify.wishes.stopped", data={"type": link.type, "channel": link.channel})


def _owner(link: Held) -> dict[str, Any]:
    if link.person_id:
        return {"person_id": link.person_id}
    return {"person": None, "address_digest": link.digest}


def _keep(owner: dict[str, Any], kind: str, channel: str, *, on: bool) -> None:
    Preference.objects.update_or_create(**owner, type=kind, channel=channel, defaults={"on": on})


def _waiting(link: Held) -> list[Message]:
    rows = Message.objects.filter(type=link.type, channel=link.channel, state=Message.WAITING)
    if link.person_id:
        return list(rows.filter(person_id=link.person_id))
    return [one for one in rows.filter(person=None) if address_digest(one.address) == link.digest]
