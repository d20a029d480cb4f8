import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.http import HttpRequest


class PersonManager(BaseUserManager["Person"]):
    pass


class Person(AbstractBaseUser):
    """Somebody who can sign in. There are no passwords; how they sign in stands in Identity."""

    handle = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    is_active = models.BooleanField(default=True)  # False: suspended by the platform team
    is_staff = models.BooleanField(default=False)  # the platform team
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "handle"
    REQUIRED_FIELDS: list[str] = []
    objects = PersonManager()

    def staff_obstacle(self, request: HttpRequest) -> str:
        """Where staff must go before they may act as staff (second factor), or ''."""
        return ""


class Identity(models.Model):
    """A verified way to reach and recognise a person: a phone (E.164) or an e-mail address (lower case)."""

    PHONE, EMAIL = "phone", "email"

    person = models.ForeignKey(Person, models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=8, choices=[(PHONE, PHONE), (EMAIL, EMAIL)])
    value = models.CharField(max_length=254)
    verified_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="accounts_identity_once")]


class Consent(models.Model):
    """A person agreed to one purpose, in the words of one text version; withdrawn as easily as given (PIPL 14, 15)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    text_digest = models.CharField(max_length=64)
    channel = models.CharField(max_length=16)  # web, paper, sms, phone
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    evidence = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=models.Q(withdrawn_at=None), name="accounts_one_live_consent"
            )
        ]
