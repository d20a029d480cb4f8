import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from ngo2.accounts import second_step


class PersonManager(BaseUserManager["Person"]):
    pass


class Person(AbstractBaseUser):
    """Somebody who can sign in. There are no passwords; how they sign in stands in Identity."""

    password: Any = None  # takes the field of Django's base class away
    handle = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    is_active = models.BooleanField(default=True)  # False: suspended by the platform team
    is_staff = models.BooleanField(default=False)  # the platform team
    joined_at = models.DateTimeField(auto_now_add=True)
    terms_version = models.CharField(
        max_length=20, blank=True
    )  # agreed to; a copy of the live consent to "terms"
    session_epoch = models.PositiveIntegerField(default=0)  # one more ends every session at once

    USERNAME_FIELD = "handle"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = PersonManager()

    def __str__(self) -> str:
        return self.name or str(self.handle)

    def has_usable_password(self) -> bool:
        return False

    def check_password(self, raw_password: str | None) -> bool:
        return False

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        return salted_hmac(
            "accounts.session", f"{self.handle}:{self.session_epoch}", secret=secret, algorithm="sha256"
        ).hexdigest()

    def staff_obstacle(self, request: HttpRequest) -> str:
        """Where staff must go before they may act as staff (second step), or ''."""
        return second_step.obstacle(self, request)


class Identity(models.Model):
    """A proved way to reach and recognise a person: a phone (E.164) or an e-mail address (lower case)."""

    PHONE, EMAIL = "phone", "email"

    person = models.ForeignKey(Person, models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=8, choices=[(PHONE, PHONE), (EMAIL, EMAIL)])
    value = models.CharField(max_length=254)
    verified_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="accounts_identity_once")]


class Challenge(models.Model):
    """A code on its way to an address, kept as a digest. `token` ties it to the session that asked."""

    SIGN_IN, ADD, PROVE = "sign_in", "add", "prove"

    token = models.CharField(max_length=32, unique=True)
    purpose = models.CharField(max_length=8)
    kind = models.CharField(max_length=8)
    address = models.CharField(max_length=254)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")  # None when signing in
    code_digest = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["made_at"], name="accounts_challenge_made")]


class JoinCode(models.Model):
    """A code on paper that signs somebody in once. For `person`, or for whoever holds it (None)."""

    digest = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    scope = models.CharField(max_length=80, blank=True)  # what it lets into, e.g. "organisation:42"
    issued_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-issued_at"], name="accounts_join_code_issued")]


class Consent(models.Model):
    """What a person answered for one purpose, in the words of one text version (PIPL 14, 15).

    Given (`given_at`) or refused (`declined_at`). `withdrawn_at` ends what was given; `replaced` says that it
    ended because the next version was agreed to.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    language = models.CharField(max_length=10)  # in which the text was read
    text_digest = models.CharField(max_length=64)
    channel = models.CharField(max_length=16)  # web, paper, sms, phone
    evidence = models.CharField(max_length=200, blank=True)  # where the signed paper lies, who heard it
    given_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    replaced = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=Q(given_at__isnull=False, withdrawn_at=None),
                name="accounts_one_live_consent",
            ),
            models.CheckConstraint(
                condition=Q(given_at__isnull=False, declined_at=None)
                | Q(given_at=None, declined_at__isnull=False),
                name="accounts_consent_is_one_answer",
            ),
        ]


class ApiToken(models.Model):
    """What a program of a person shows instead of signing in. Kept as a digest, known again by its prefix."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)  # the day is enough to see that one is forgotten
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-made_at"], name="accounts_token_mine")]
