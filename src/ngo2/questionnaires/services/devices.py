"""Devices that may send answers to one form, each under a name and secret of its own."""

import secrets
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused
from ngo2.lib.text import tidy
from ngo2.questionnaires.models import Device, Form
from ngo2.questionnaires.openrosa.signing_in import Basic, hash_of, is_right

MOST, LONGEST_LABEL = 200, 80
_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"  # no characters that are mistaken when somebody types them


@dataclass(frozen=True)
class Made:
    """`secret` in plain is shown once; nobody can show it again."""

    device: Device
    secret: str

    @property
    def link(self) -> str:
        """What the address of its page in a browser holds."""
        return f"{self.device.name}.{self.secret}"


def make_device(actor: Actor, form: Form, *, label: str) -> Made:
    """`label` says whose phone it is, for whoever takes it back one day."""
    authorise(actor, "questionnaires.edit", form)
    label = tidy(label)
    if not label:
        raise Refused(_("Please say whose device it is, so that you know it again."), field="label")
    if len(label) > LONGEST_LABEL:
        raise Refused(_("At most %(n)s characters, please.") % {"n": LONGEST_LABEL}, field="label")
    name, secret = get_random_string(10, _SIGNS), secrets.token_urlsafe(18)
    with transaction.atomic():
        Form.objects.select_for_update().get(pk=form.pk)  # two side by side must not pass the limit
        if form.devices.filter(revoked_at=None).count() >= MOST:
            raise Refused(_("This form has 200 devices. Take one back that is no longer used, then add one."))
        made = Device.objects.create(
            form=form,
            label=label,
            name=name,
            ha1=hash_of(name, secret),
            made_by=actor.person,
            made_at=timezone.now(),
        )
        record(actor, "questionnaires.device.made", made, scope=form.scope, data={"form": form.pk})
    return Made(made, secret)


def revoke_device(actor: Actor, device: Device) -> None:
    """It sends and reads nothing from this moment. What it sent stays."""
    authorise(actor, "questionnaires.edit", device.form)
    with transaction.atomic():
        if Device.objects.filter(pk=device.pk, revoked_at=None).update(revoked_at=timezone.now()):
            record(
                actor,
                "questionnaires.device.revoked",
                device,
                scope=device.form.scope,
                data={"form": device.form_id},
            )


def live_device(key: str, name: str) -> Device | None:
    """Of the form with this key."""
    if not name.isascii() or not name.isalnum():  # whatever a stranger wrote into a header
        return None
    rows = Device.objects.select_related("form").filter(revoked_at=None)
    return rows.filter(form__key=key, name=name).first()


def device_of_link(link: str) -> Device | None:
    """Also one that was taken back: who holds its link is told so."""
    name, _dot, secret = link.partition(".")
    if not name.isascii() or not name.isalnum():
        return None
    found = Device.objects.select_related("form").filter(name=name).first()
    return found if found is not None and is_right(Basic(name, secret), found.ha1, "", "") else None


def note_use(device: Device) -> None:
    """Writes once a day at most."""
    today = timezone.localdate()
    if device.last_used_on != today:
        Device.objects.filter(pk=device.pk).update(last_used_on=today)


def device_actor(device: Device) -> Actor:
    """The device itself: whoever made it need not be who holds it."""
    return Actor("device", str(device.pk))
