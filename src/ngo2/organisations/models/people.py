"""Who may act for an organisation, and who asks to."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ngo2.organisations.models.record import Organisation


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
    decided_for = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")  # a partner

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
