from django.conf import settings
from django.db import models


class PageVersion(models.Model):
    """Counts the changes behind a public page; its ETag is made of these. Changed in the writer's transaction."""

    key = models.CharField(max_length=80, primary_key=True)
    n = models.PositiveBigIntegerField(default=0)


class Receipt(models.Model):
    """A form that arrived: pressing twice does it once. `digest` is of the form key and its owner."""

    digest = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField()
    location = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="ui_receipt_at")]


class Draft(models.Model):
    """What somebody typed and has not sent yet, by form."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=120)
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="ui_one_draft_a_form")]
