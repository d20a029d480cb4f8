from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse


class Organisation(models.Model):
    """The one record. `facts` is the projection of the latest accepted assertions, columns are what lists filter by.

    Columns named `shown_…` and `area1..3` already obey the table of what may be shown (rules 4.4, `disclosure.py`):
    nothing that reads them can give away more. The exact place stands in `facts` only.
    """

    ACTIVE, CLOSED = "active", "closed"

    state = models.CharField(max_length=8, default=ACTIVE, choices=[(ACTIVE, ACTIVE), (CLOSED, CLOSED)])
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
    batch = models.ForeignKey(
        "Import", models.SET_NULL, null=True, related_name="+"
    )  # the import that said it

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "field", "-at"], name="organisations_said_of"),
            models.Index(fields=["state", "at"], condition=Q(state="waiting"), name="organisations_waiting"),
        ]


class Membership(models.Model):
    """Who may act for an organisation."""

    OWNER, EDITOR, VIEWER = "owner", "editor", "viewer"

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=[(OWNER, OWNER), (EDITOR, EDITOR), (VIEWER, VIEWER)])
    answers = models.BooleanField(
        default=False
    )  # may be asked questions about the organisation; shown with consent only
    since = models.DateTimeField()
    suspended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "person"], name="organisations_member_once")
        ]


class Claim(models.Model):
    """Somebody says that an unclaimed record is theirs. Only one waits per person and record."""

    WAITING, APPROVED, DECLINED, CANCELLED = "waiting", "approved", "declined", "cancelled"
    CODE, DOCUMENT, STAFF = "code", "document", "staff"

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="claims")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    proof = models.CharField(max_length=8, choices=[(CODE, CODE), (DOCUMENT, DOCUMENT), (STAFF, STAFF)])
    state = models.CharField(max_length=9, default=WAITING)
    address_kind = models.CharField(
        max_length=8, blank=True
    )  # which of the record's own addresses got the code
    code_digest = models.CharField(max_length=64, blank=True)
    code_until = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    document = models.UUIDField(null=True)  # kernel.files
    note = models.CharField(max_length=500, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=Q(state="waiting"),
                name="organisations_one_waiting_claim",
            )
        ]


class Invitation(models.Model):
    """One use, expiring: a link, a QR or a code on paper that makes its holder a member."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=8)
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)


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
