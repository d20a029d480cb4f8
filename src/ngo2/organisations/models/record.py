"""The record, and who said what of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse


class Organisation(models.Model):
    """The one record. `facts` is the projection of the latest accepted assertions, columns are what lists filter by.

    Columns named `shown_…` and `area1..3` already obey the table of what may be shown (rules 4.4, `disclosure.py`):
    nothing that reads them can give away more. The exact place stands in `facts` only.
    """

    ACTIVE, CLOSED, MERGED = "active", "closed", "merged"

    state = models.CharField(
        max_length=8, default=ACTIVE, choices=[(ACTIVE, ACTIVE), (CLOSED, CLOSED), (MERGED, MERGED)]
    )
    closing = models.CharField(max_length=12, blank=True)  # closing.REASONS, of a closed one
    closed_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=200)  # in the language of its country; what lists show
    name_en = models.CharField(max_length=200, blank=True)
    search_text = models.TextField(blank=True)  # all its names, folded (lib.text)
    kind = models.CharField(max_length=24)
    legal_status = models.CharField(max_length=24, blank=True)
    credit_code = models.CharField(max_length=30, blank=True)
    country = models.CharField(max_length=2)
    area1 = models.CharField(max_length=12, blank=True)  # province, postcode area
    area2 = models.CharField(max_length=12, blank=True)  # city
    area3 = models.CharField(max_length=12, blank=True)  # county
    shown_level = models.CharField(max_length=8, default="county")  # exact, county, province
    shown_lat = models.FloatField(null=True)
    shown_lng = models.FloatField(null=True)
    is_example = models.BooleanField(default=False)
    dataset = models.CharField(max_length=40, blank=True)  # the imported list it came from
    external_id = models.CharField(max_length=80, blank=True)
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(
        null=True
    )  # last time the organisation or staff confirmed or changed anything
    claimed_at = models.DateTimeField(null=True)
    grade = models.CharField(max_length=12, default="unconfirmed")  # freshness.GRADES
    ask_from = models.DateTimeField(null=True)  # when the first of its facts is due to be asked again
    verified_until = models.DateField(null=True)  # last day on which the check of its identity counts

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "external_id"],
                condition=~Q(dataset=""),
                name="organisations_imported_once",
            )
        ]
        indexes = [
            models.Index(fields=["country", "area1", "area2", "area3"], name="organisations_by_area"),
            models.Index(fields=["kind"], name="organisations_by_kind"),
            models.Index(fields=["credit_code"], name="organisations_by_code"),
            models.Index(fields=["ask_from"], name="organisations_by_ask_from"),
            models.Index(fields=["-changed_at", "-id"], name="organisations_by_change"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("organisations:organisation", args=[self.pk])

    @property
    def scope(self) -> str:
        return f"organisation:{self.pk}"


class CauseOf(models.Model):
    """The causes of an organisation, for filters."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="cause_rows")
    cause = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "cause"], name="organisations_cause_once")
        ]
        indexes = [models.Index(fields=["cause", "organisation"], name="organisations_by_cause")]


class Assertion(models.Model):
    """Somebody said what one fact is. Rows are kept; the record is the latest accepted one of each field."""

    CHANGED, CONFIRMED, IMPORTED = "changed", "confirmed", "imported"
    ACCEPTED, WAITING, DECLINED = "accepted", "waiting", "declined"
    WITHDRAWN = "withdrawn"  # the import that said it was undone
    ASIDE = "aside"  # two records became one, and the other's word was taken

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="assertions")
    field = models.CharField(max_length=24)
    value = models.JSONField(null=True)  # None: "we do not have one"
    how = models.CharField(max_length=10)
    state = models.CharField(max_length=9, default=ACCEPTED)
    source = models.CharField(max_length=12)  # facts.choices.SOURCES
    source_label = models.CharField(max_length=120, blank=True)
    source_url = models.CharField(max_length=300, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_for = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")  # a partner
    batch = models.ForeignKey(
        "Import", models.SET_NULL, null=True, related_name="+"
    )  # the import that said it

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "field", "-at"], name="organisations_said_of"),
            models.Index(fields=["state", "at"], condition=Q(state="waiting"), name="organisations_waiting"),
        ]
