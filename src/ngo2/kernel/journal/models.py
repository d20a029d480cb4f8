from django.conf import settings
from django.db import models


class Entry(models.Model):
    """One thing that happened. Immutable (a database trigger says so); holds ids and salted digests only."""

    at = models.DateTimeField()
    verb = models.CharField(max_length=80)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.CharField(max_length=64, blank=True)
    actor_label = models.CharField(max_length=80, blank=True)
    scope = models.CharField(max_length=80, blank=True)  # whose affair it is, e.g. "organisation:42"
    object_type = models.CharField(max_length=80, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["scope", "-id"], name="journal_scope"),
            models.Index(fields=["verb", "-id"], name="journal_verb"),
        ]


class Private(models.Model):
    """What a person can ask to have erased. The entry keeps a digest of salt and value, so the chain stays whole."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="private")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    key = models.CharField(max_length=40)
    value = models.TextField()
    salt = models.CharField(max_length=32)


class Unsealed(models.Model):
    """Entries that wait for their place in the chain."""

    entry = models.OneToOneField(
        Entry, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+"
    )


class Seal(models.Model):
    """The hash chain, in commit order: `digest` = SHA-256 of the digest before and the entry's canonical form."""

    seq = models.PositiveBigIntegerField(primary_key=True)
    entry_id = models.PositiveBigIntegerField(unique=True)
    digest = models.CharField(max_length=64)


class Delivery(models.Model):
    """One entry on its way to one handler: the outbox."""

    WAITING, DONE, DEAD = "waiting", "done", "dead"

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="deliveries")
    handler = models.CharField(max_length=120)
    state = models.CharField(max_length=8, default=WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due = models.DateTimeField()  # also the lease: a claim moves it forward, a dead worker's claim runs out
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "handler"], name="journal_deliver_once")]
        indexes = [models.Index(fields=["state", "due"], name="journal_delivery_due")]
