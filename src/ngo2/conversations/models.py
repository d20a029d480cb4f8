"""Private talk between the sides of something: who they are is said by the room that the scope belongs to."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ngo2.kernel.files.models import File

LONGEST, LONGEST_REASON = 2000, 300


class Conversation(models.Model):
    """`scope` ("introduction:42") says what it is about, and with that who takes part (`scopes.py`)."""

    scope = models.CharField(max_length=80, unique=True)
    last = models.PositiveIntegerField(default=0)  # number of the latest message
    last_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-last_at"], name="conversations_by_last")]

    @property
    def files_scope(self) -> str:
        """Whose files: what is sent along."""
        return f"conversation:{self.pk}"


class Message(models.Model):
    """`number` counts within its conversation in the order in which they were committed: whoever has read up to n
    misses none of those behind n. `side` is kept, so that an erased person's message still has its place.
    """

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages")
    number = models.PositiveIntegerField()
    side = models.CharField(max_length=12)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    text = models.CharField(max_length=LONGEST, blank=True)
    attachment = models.ForeignKey(File, models.SET_NULL, null=True, related_name="+")
    key = models.CharField(max_length=80, blank=True)  # of the form: pressed twice or sent again, it is one
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="conversations_numbered"),
            models.UniqueConstraint(
                fields=["conversation", "person", "key"],
                condition=~Q(key=""),
                name="conversations_written_once",
            ),
        ]
        indexes = [models.Index(fields=["at"], name="conversations_by_age")]


class Reading(models.Model):
    """How far somebody has read. `waits`: there is more; `told_at`: and they have heard of it."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="readings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    up_to = models.PositiveIntegerField(default=0)
    waits = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "person"], name="conversations_read_once")
        ]
        indexes = [
            models.Index(
                fields=["conversation"],
                condition=Q(waits=True, told_at__isnull=True),
                name="conversations_to_tell",
            )
        ]


class Look(models.Model):
    """One side asks the platform team to look. The team may read until it is settled, and never otherwise."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="looks")
    side = models.CharField(max_length=12)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    asked_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)  # when the team read it first; each time stands in the journal
    settled_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=LONGEST_REASON, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(settled_at__isnull=True), name="conversations_one_look"
            )
        ]
        indexes = [
            models.Index(
                fields=["asked_at"], condition=Q(settled_at__isnull=True), name="conversations_look_open"
            )
        ]
