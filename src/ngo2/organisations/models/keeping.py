"""Keeping it true: who was asked whether facts still hold, who follows a place, who looks after a part of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ngo2.kernel.notify import rounds
from ngo2.organisations.models.record import Organisation


class Asking(models.Model):
    """A signed link that asks whether facts still hold: in a letter, or as the QR on a badge.

    `revision` is the digest of what was asked (`freshness.revision`). A letter asks for `fields`, once; its link dies
    when one of them changes. A badge asks for whatever is stalest when it is scanned; `revision` is what it confirmed
    last, so that each standing of the facts is confirmed once.
    """

    LETTER, BADGE = "letter", "badge"

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="askings")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+"
    )  # whom we asked; None: the record's own address
    kind = models.CharField(max_length=8, choices=[(LETTER, LETTER), (BADGE, BADGE)])
    channel = models.CharField(max_length=16, blank=True)  # of a letter: email, sms
    address_digest = models.CharField(max_length=64, blank=True)  # by which an answer by SMS is known
    fields = models.JSONField(default=list)
    revision = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # taken back, refused, or its address is dead

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-made_at"], name="organisations_asked_of"),
            models.Index(fields=["address_digest", "-made_at"], name="organisations_asked_at"),
        ]


class Partner(models.Model):
    """An organisation that looks after a part of the directory. Its owners and editors decide there."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="partnerships")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(ended_at=None), name="organisations_partner_once"
            )
        ]


class Remit(models.Model):
    """What a partner looks after: a division or a whole country, a cause (each with all below it), or both together."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="remits")
    country = models.CharField(max_length=2, blank=True)
    division = models.CharField(max_length=12, blank=True)
    cause = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "country", "division", "cause"], name="organisations_remit_once"
            )
        ]


class Subscription(models.Model):
    """Somebody wants to hear what is new or changed in a division, a cause or a drawn box.

    Of a person, or of an e-mail address that confirmed it. `box` is [west, south, east, north] in WGS-84 degrees.
    """

    DAILY, WEEKLY = rounds.DAILY, rounds.WEEKLY

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    email = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=10)
    country = models.CharField(max_length=2, blank=True)
    division = models.CharField(max_length=12, blank=True)
    cause = models.CharField(max_length=40, blank=True)
    box = models.JSONField(null=True)
    every = models.CharField(max_length=6, default=WEEKLY, choices=[(DAILY, DAILY), (WEEKLY, WEEKLY)])
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    told_until = models.DateTimeField(null=True)  # what happened before was told, or is older than the wish

    class Meta:
        indexes = [models.Index(fields=["stopped_at", "told_until"], name="organisations_follow_due")]
