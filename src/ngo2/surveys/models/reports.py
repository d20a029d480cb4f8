"""A report as it is written, and as it was published: frozen, so that later answers and labels change nothing."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from ngo2.surveys.models.waves import LONGEST_TITLE, Bilingual, Survey, Wave


class Report(Bilingual):
    """The draft. `blocks` in their order: {"id", "kind", and what the kind asks (`surveys.reports.kinds`)}."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="reports")
    wave = models.ForeignKey(Wave, models.PROTECT, related_name="+")  # whose answers are counted
    title_zh = models.CharField(max_length=LONGEST_TITLE, blank=True)
    title_en = models.CharField(max_length=LONGEST_TITLE, blank=True)
    summary_zh = models.TextField(blank=True)
    summary_en = models.TextField(blank=True)
    method_zh = models.TextField(blank=True)
    method_en = models.TextField(blank=True)
    licence = models.CharField(max_length=20, default="CC BY 4.0")
    blocks = models.JSONField(default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    def get_absolute_url(self) -> str:
        return reverse("surveys:report", args=[self.pk])


class Publication(models.Model):
    """One version, never changed. `content` is all that its page, paper and files are made from; `digest` of it without
    the moment. `data_version`: how many answers were counted, and a digest of them.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="publications")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    data_version = models.JSONField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "version"], name="surveys_publication_once"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("surveys:published_version", args=[self.report_id, self.version])

    def said(self, what: str, language: str) -> Any:
        """What was written once for the whole: title, summary, method, survey, wave."""
        return self.content[what][language]
