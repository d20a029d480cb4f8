"""Lists that came in."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from ngo2.organisations.models.record import Organisation


class Import(models.Model):
    """A list that somebody sent: looked at first, confirmed, worked in row by row, and perhaps undone."""

    READING, SHEET, COLUMNS, CHECKING, READY = "reading", "sheet", "columns", "checking", "ready"
    APPLYING, DONE, UNDOING, UNDONE, DROPPED = "applying", "done", "undoing", "undone", "dropped"

    state = models.CharField(max_length=8)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    dataset = models.CharField(max_length=40)  # the list, the same in each of its versions
    source_url = models.CharField(max_length=300, blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=10)  # in which problems are worded
    read_as = models.JSONField(default=dict)  # kind, encoding, delimiter, memory
    sheets = models.JSONField(default=list)  # [{number, name, rows}] that hold anything
    sheet = models.PositiveSmallIntegerField(null=True)
    header = models.JSONField(default=list)
    apart = models.JSONField(default=dict)  # lines of titles, header, footers
    columns = models.JSONField(default=list)  # target of each column, "" for none
    take_rest = models.BooleanField(default=False)  # of bad lines with a name, take what makes sense
    counts = models.JSONField(default=dict)  # what came of it, once done
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-made_at"], name="organisations_import_at")]

    def get_absolute_url(self) -> str:
        return reverse("organisations:import", args=[self.pk])


class ImportRow(models.Model):
    """One line of a list. Exactly once: `done` is set in the transaction that writes the record."""

    UNREAD, NEW, CHANGED, SAME, LIKELY, BAD, SKIPPED = (
        "",
        "new",
        "changed",
        "same",
        "likely",
        "bad",
        "skipped",
    )
    CREATED, UPDATED, UNDONE, KEPT = "created", "updated", "undone", "kept"

    batch = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    sheet = models.PositiveSmallIntegerField()
    line = models.PositiveIntegerField()  # in the file as it was sent
    cells = models.JSONField()
    state = models.CharField(max_length=8, default=UNREAD, blank=True)
    key = models.CharField(max_length=80, blank=True)  # the organisation's number in this list
    facts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)  # [target of the column, sentence]
    alike = models.JSONField(default=list)  # [organisation, why] that it may be
    differences = models.JSONField(default=dict)
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    done = models.CharField(
        max_length=8, blank=True
    )  # what was written: created, updated; then undone or kept

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "sheet", "line"], name="organisations_line_once")
        ]
        indexes = [
            models.Index(fields=["batch", "state", "done", "line"], name="organisations_row_state"),
            models.Index(fields=["batch", "key"], name="organisations_row_key"),
        ]


class ImportColumns(models.Model):
    """What the columns of a list meant the last time; `fingerprint` is of its header."""

    dataset = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=32)
    columns = models.JSONField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dataset", "fingerprint"], name="organisations_columns_once")
        ]
