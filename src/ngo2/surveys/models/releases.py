"""Open microdata."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from ngo2.surveys.models.waves import Wave


class Release(models.Model):
    """Anonymised answers of a closed wave, published once and frozen: nothing that happens later changes the files.

    `published` and `known` are names of questions (the latter quasi-identifiers); `report` what was reckoned and done
    (`microdata.reports`); `files`: name, place in the storage ("" when withdrawn), bytes and SHA-256 of each.
    """

    wave = models.ForeignKey(Wave, models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    k = models.PositiveSmallIntegerField()
    licence = models.CharField(max_length=20)
    published = models.JSONField()
    known = models.JSONField()
    report = models.JSONField()
    files = models.JSONField()
    rows = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wave", "number"], name="surveys_release_numbered")]

    def get_absolute_url(self) -> str:
        return reverse("surveys:release", args=[self.pk])
