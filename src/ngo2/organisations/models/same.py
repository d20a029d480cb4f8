"""Records that may be one, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import F

from ngo2.organisations.models.record import Organisation


class LikenessKey(models.Model):
    """A blocking key: two records that share one are compared, others never are. `key` is a 64-bit digest."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="likeness_keys")
    key = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "organisation"], name="organisations_likeness_once")
        ]


class Likeness(models.Model):
    """Two records that may be one: `score` between 0 and 1, `why` as [[sign, detail], …] (`duplicates.py`).

    DIFFERENT is remembered: the pair is never shown again.
    """

    OPEN, DIFFERENT, MERGED = "open", "different", "merged"

    first = models.ForeignKey(Organisation, models.CASCADE, related_name="+")  # the smaller number
    second = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    score = models.FloatField()
    why = models.JSONField(default=list)
    state = models.CharField(max_length=9, default=OPEN)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_for = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")  # a partner

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="organisations_likeness_pair_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=F("second")), name="organisations_pair_order"
            ),
        ]
        indexes = [models.Index(fields=["state", "-score"], name="organisations_likeness_open")]


class Merge(models.Model):
    """One record was merged into another, with all that is needed to take it back to the identical state.

    `moved`: [[model, pk, column, value before, value after]]; `dropped`: rows that could not stand twice, whole.
    """

    kept = models.ForeignKey(Organisation, models.CASCADE, related_name="merges")
    gone = models.ForeignKey(Organisation, models.CASCADE, related_name="merged")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_for = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")  # a partner
    choices = models.JSONField(default=dict)  # {field: whose value was taken, "kept" or "gone"}
    moved = models.JSONField(default=list)
    dropped = models.JSONField(default=list)
    before = models.JSONField(default=dict)  # columns of both records as they were, and as they came out
    at = models.DateTimeField()
    until = models.DateTimeField()  # until then it can be taken back
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
