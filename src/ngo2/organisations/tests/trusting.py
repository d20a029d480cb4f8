"""Checked, spoken for, told: what tests of trust begin with."""

import io
from datetime import UTC, datetime, time, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from ngo2.kernel.journal import outbox
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.notify.models import Message
from ngo2.lib.actors import person_actor
from ngo2.organisations.models import Membership, Organisation
from ngo2.organisations.services import checks


def photo(name="certificate.jpg"):
    file = io.BytesIO()
    Image.new("RGB", (640, 480), "#c43d2b").save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")


def move_clock(monkeypatch, moment):
    """From now on it is `moment`, for everybody."""
    monkeypatch.setattr(timezone, "now", lambda: moment)


def noon(day):
    return datetime.combine(day, time(12), tzinfo=UTC)


def days_on(monkeypatch, days):
    move_clock(monkeypatch, timezone.now() + timedelta(days=days))


def owned(imported, member, person, name="河边读书会", **facts):
    """A record of their own."""
    made = imported(name_zh=name, email=f"{person.pk}@example.org", **facts)
    member(person, made)
    Organisation.objects.filter(pk=made.pk).update(claimed_at=timezone.now())
    made.refresh_from_db()
    return made


def checked(organisation, decider, **how):
    """Its identity is verified from now on."""
    owner = Membership.objects.filter(organisation=organisation, role=Membership.OWNER).first().person
    check = checks.ask_check(
        person_actor(owner), organisation, how="register", source_url="https://register.example.org/1"
    )
    check = checks.decide_check(person_actor(decider), check, accept=True, **how)
    organisation.refresh_from_db()
    return check


def deliver():
    """The worker: receivers run, messages are written."""
    while outbox.deliver_due():
        pass


def told(kind):
    """Who was written to by this type of message: names, or the address of nobody's account, by channel."""
    deliver()
    rows = Message.objects.filter(type=kind).select_related("person").order_by("pk")
    return sorted({(one.person.name if one.person else one.address, one.channel) for one in rows})


def happened(organisation, prefix="organisations."):
    rows = Entry.objects.filter(scope=organisation.scope, verb__startswith=prefix).order_by("pk")
    return [verb.removeprefix(prefix) for verb in rows.values_list("verb", flat=True)]
