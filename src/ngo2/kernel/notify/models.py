import uuid

from django.conf import settings
from django.db import models

from ngo2.kernel.journal.models import Entry


def fresh_id() -> str:
    return uuid.uuid4().hex


class Message(models.Model):
    """One message to one reader on one channel: the outbox of what leaves the house, and the in-app list."""

    WAITING, SENT, DEAD, READ, CANCELLED = "waiting", "sent", "dead", "read", "cancelled"
    RETURNED = "returned"  # nobody reads that address: sending again would only come back again

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    type = models.CharField(max_length=80)
    channel = models.CharField(max_length=16)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    address = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    link = models.CharField(max_length=500, blank=True)
    dedupe = models.CharField(max_length=64, unique=True)  # digest of entry, type, reader, channel
    message_id = models.CharField(max_length=120, default=fresh_id)  # the same at each try
    state = models.CharField(max_length=10, default=WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due = models.DateTimeField()  # also the lease: a claim moves it forward, a dead worker's claim runs out
    error = models.CharField(max_length=500, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "due"], name="notify_message_due"),
            models.Index(fields=["person", "channel", "-id"], name="notify_message_mine"),
        ]


class Preference(models.Model):
    """What a reader said about one type on one channel; without an account, by a digest of the address."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    address_digest = models.CharField(max_length=64, blank=True)
    type = models.CharField(max_length=80)
    channel = models.CharField(max_length=16)
    on = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "type", "channel"],
                condition=models.Q(person__isnull=False),
                name="notify_one_wish",
            ),
            models.UniqueConstraint(
                fields=["address_digest", "type", "channel"],
                condition=models.Q(person__isnull=True),
                name="notify_one_wish_an_address",
            ),
        ]


class Pause(models.Model):
    """While its one row exists nothing leaves the house: after a restore nobody is written to twice."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    since = models.DateTimeField()
    why = models.CharField(max_length=200)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="notify_one_pause")]


class DeadAddress(models.Model):
    """An address that nobody reads: refused by its own mail server, or come back as undeliverable. A digest only.

    What is not mandatory is no longer written to it, until somebody proves that they read it.
    """

    address_digest = models.CharField(max_length=64, unique=True)
    channel = models.CharField(max_length=16)
    why = models.CharField(max_length=200, blank=True)  # what the other server said
    since = models.DateTimeField()


class IncomingSms(models.Model):
    """An SMS that somebody sent us, once for each id of the provider. Words that no program understands are kept."""

    provider_id = models.CharField(max_length=80, unique=True)
    number = models.CharField(max_length=20)  # E.164
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    text = models.CharField(max_length=1000, blank=True)  # blank once it was understood
    scope = models.CharField(max_length=80, blank=True)  # whose affair it is, e.g. "organisation:42"
    outcome = models.CharField(max_length=16)
    at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["handled_at", "at"], name="notify_sms_waiting")]


class WebhookEndpoint(models.Model):
    """An address that is told what happens in a `scope` ("organisation:42"; "" is everywhere).

    `failing_since` and `failures` count what went wrong in a row; a good answer sets both back. The secret before the
    last one stays good until `old_until`, so that nothing is lost while the receiver changes it.
    """

    ON, OFF, BROKEN = "on", "off", "broken"  # OFF: switched off by hand; BROKEN: by us

    scope = models.CharField(max_length=80, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    url = models.CharField(max_length=500)
    verbs = models.JSONField(default=list)
    secret = models.CharField(max_length=80)
    old_secret = models.CharField(max_length=80, blank=True)
    old_until = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, default=ON)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["state", "scope"], name="notify_webhook_state")]

    @property
    def address(self) -> str:
        """By which the outbox knows it."""
        return f"webhook:{self.pk}"
