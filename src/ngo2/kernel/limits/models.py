from django.db import models


class Spent(models.Model):
    """How often `key` has used `bucket` in the period that began at `since`. Keys are digests, never addresses."""

    bucket = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    since = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bucket", "key"], name="limits_one_row_a_key")]
        indexes = [models.Index(fields=["since"], name="limits_since")]
