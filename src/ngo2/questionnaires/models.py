"""Forms, their editions, and what was answered: one stored response, whichever way it came."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from ngo2.kernel.files.models import File
from ngo2.organisations.models import Organisation

LONGEST_TITLE, LONGEST_NAME, LONGEST_ID, LONGEST_PATH = 200, 120, 80, 500


class Form(models.Model):
    """What somebody works at. `scope` ("survey:7") says whose it is and what it is for (`kinds.py`).

    `sheets` are the rows of its XLSForm workbook (`xlsform.Sheets`); `edited` counts its changes, so that two who
    edit side by side do not overwrite each other. `key` is its id for XForms and for devices.
    """

    scope = models.CharField(max_length=80)
    key = models.SlugField(max_length=64, unique=True)
    title = models.CharField(max_length=LONGEST_TITLE)
    sheets = models.JSONField(default=dict)
    edited = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["scope"], name="questionnaires_of_scope")]

    def get_absolute_url(self) -> str:
        return reverse("questionnaires:form", args=[self.pk])


class Edition(models.Model):
    """A form as it was given out. Never changed: who has begun to answer it goes on with it.

    `xform` is what pyxform made of `sheets`; `digest` its MD5, which devices compare. `facts` ({path: key of a fact
    of the record}) and `languages` are read off once. `closed_at`: no new answers are begun.
    """

    form = models.ForeignKey(Form, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    sheets = models.JSONField()
    xform = models.TextField()
    digest = models.CharField(max_length=32)
    media = models.JSONField(default=dict)  # {name: digest} of the Medium rows that it means
    languages = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "number"], name="questionnaires_numbered")]


class Medium(models.Model):
    """A file that a form names: a list of choices, a picture. `name` is how the form calls it.

    Another file under the same name is another row: editions go on with the one that they mean.
    """

    form = models.ForeignKey(Form, models.CASCADE, related_name="media")
    name = models.CharField(max_length=LONGEST_NAME)
    content = models.BinaryField()
    content_type = models.CharField(max_length=60)
    kept_at = models.DateTimeField()
    digest = models.CharField(max_length=32)  # MD5, as the manifest for devices tells it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "name", "digest"], name="questionnaires_medium_once")
        ]


class Response(models.Model):
    """One answer to an edition. `xml` is the instance document: begun, then as it was received.

    `instance_id` ("uuid:…") is made by whoever begins, before anything is sent: the same one again is the same
    response. `digest` is SHA-256 of the document as it came, so that the same again is told from something else.
    `asked` ("invitation:12") is whom the room above asked. `token` is the digest of the link to go on with it.
    `organisation` is whose record it pre-fills and may update. `sent_at` is what the device says, and may be wrong.
    `facts_asked_at`: they were asked what of it may go into the record, which happens once.
    """

    STARTED, RECEIVED, WITHDRAWN = "started", "received", "withdrawn"
    PAGE, BROWSER, DEVICE, PAPER, FILE = "page", "browser", "device", "paper", "file"
    KEYED = frozenset({PAPER, FILE})  # by somebody who did not answer themselves

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="responses")
    instance_id = models.CharField(max_length=LONGEST_ID, unique=True)
    state = models.CharField(max_length=9, default=STARTED)
    way = models.CharField(max_length=7, default=PAGE)
    xml = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=40, blank=True)
    token = models.CharField(max_length=64, blank=True)
    prefilled = models.JSONField(default=dict)  # {path: value} that stood there before anybody answered
    findings = models.JSONField(default=list)  # what the form's rules say against it: [path, kind, sentence]
    reached = models.CharField(
        max_length=LONGEST_PATH, blank=True
    )  # the furthest screen of the pages, by its address
    asked = models.CharField(max_length=80, blank=True)
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    keyed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    began_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    facts_asked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "asked"],
                condition=~Q(asked="") & ~Q(state="withdrawn"),
                name="questionnaires_asked_once",
            ),
            models.UniqueConstraint(
                fields=["token"], condition=~Q(token=""), name="questionnaires_token_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["started", "received", "withdrawn"]), name="questionnaires_state"
            ),
            models.CheckConstraint(
                condition=Q(way__in=["page", "browser", "device", "paper", "file"]), name="questionnaires_way"
            ),
        ]
        indexes = [models.Index(fields=["edition", "state", "id"], name="questionnaires_received")]

    @property
    def files_scope(self) -> str:
        return f"response:{self.pk}"


class Answer(models.Model):
    """One value of a received response. `path` is the question's ("/data/member/name"), `place` which repeat it
    stands in ("2", or "2.1" for one inside another; "" for none), `value` its text as in the instance document.

    A question that was not asked, because it was not relevant, has no row; one that was left empty has "".
    """

    response = models.ForeignKey(Response, models.CASCADE, related_name="answers")
    path = models.CharField(max_length=LONGEST_PATH)
    place = models.CharField(max_length=40, blank=True)
    value = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "path", "place"], name="questionnaires_answered_once")
        ]


class Attachment(models.Model):
    """A file that the answers name. `file` is None until it has come: devices send them one by one."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=LONGEST_NAME)
    file = models.ForeignKey(File, models.SET_NULL, null=True, related_name="+")
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the bytes as they came

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "name"], name="questionnaires_attached_once")
        ]


class Device(models.Model):
    """Whoever may send answers to a form with ODK Collect or another OpenRosa client, under a name of their own.

    `ha1` is MD5 of "name:realm:secret" (RFC 7616, 3.4.2), which Basic and Digest both compare with; the secret has 144
    random bits and is shown once.
    """

    form = models.ForeignKey(Form, models.CASCADE, related_name="devices")
    label = models.CharField(max_length=80)
    name = models.CharField(max_length=24, unique=True)
    ha1 = models.CharField(max_length=32)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)
