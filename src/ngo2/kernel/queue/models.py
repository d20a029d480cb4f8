from django.conf import settings
from django.db import models


class Handling(models.Model):
    """What somebody said about one waiting item: later, or who does it. The item itself belongs to its app."""

    kind = models.CharField(max_length=80)  # name of the ItemKind
    key = models.CharField(max_length=80)  # Item.key
    snoozed_until = models.DateTimeField(null=True)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="queue_handled_once")]


class Reply(models.Model):
    """A ready answer that the team has written or changed; what apps declare stands in `kinds.py`.

    `name` is the one of the declared answer that it replaces, or its own.
    """

    kind = models.CharField(max_length=80)
    name = models.CharField(max_length=40)
    zh = models.CharField(max_length=500)
    en = models.CharField(max_length=500)
    hidden = models.BooleanField(default=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="queue_reply_once")]
