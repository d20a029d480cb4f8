"""Signals of trust, never summed: whose identity was checked, who vouches; and how a record changes hands."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ngo2.organisations.models.record import Organisation


class Verification(models.Model):
    """Somebody of the team (or of a partner) looked at evidence of who this organisation is."""

    DOCUMENT, REGISTER, VISIT = "document", "register", "visit"
    WAITING, VALID, DECLINED, WITHDRAWN = "waiting", "valid", "declined", "withdrawn"

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="verifications")
    how = models.CharField(max_length=8, choices=[(DOCUMENT, DOCUMENT), (REGISTER, REGISTER), (VISIT, VISIT)])
    state = models.CharField(max_length=9, default=WAITING)
    document = models.UUIDField(null=True)  # kernel.files
    source_url = models.CharField(max_length=300, blank=True)  # where the register says it
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_for = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")  # a partner
    until = models.DateField(null=True)  # last day on which it counts
    reminded = models.PositiveSmallIntegerField(null=True)  # days before the end of the last reminder sent

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(state="waiting"), name="organisations_one_waiting_check"
            )
        ]
        indexes = [models.Index(fields=["state", "until"], name="organisations_check_until")]


class Vouch(models.Model):
    """One organisation says of another that it knows it and what it does."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="vouches")
    by = models.ForeignKey(Organisation, models.CASCADE, related_name="vouches_given")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=300)  # how they know them: everybody reads it
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "by"],
                condition=Q(withdrawn_at=None),
                name="organisations_vouch_once",
            )
        ]


class Handover(models.Model):
    """The only one who could sign in has left: somebody else asks to own the record.

    With two voices or a document that the team took, a week begins in which everybody concerned can stop it.
    """

    WAITING, COOLING, DONE, STOPPED, DECLINED, CANCELLED = (
        "waiting",
        "cooling",
        "done",
        "stopped",
        "declined",
        "cancelled",
    )
    VOICES, DOCUMENT = "voices", "document"

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="handovers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    proof = models.CharField(max_length=8, choices=[(VOICES, VOICES), (DOCUMENT, DOCUMENT)])
    state = models.CharField(max_length=9, default=WAITING)
    document = models.UUIDField(null=True)  # kernel.files
    note = models.CharField(max_length=500, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    cooling_until = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_for = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")  # a partner

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(state__in=["waiting", "cooling"]),
                name="organisations_one_open_handover",
            )
        ]


class Voice(models.Model):
    """Somebody vouches for a hand-over: a member of the organisation, or `speaks_for` a verified one."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="voices")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    speaks_for = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["handover", "person"], name="organisations_voice_once")
        ]
