"""A broker's plans of who gets what, and what is proposed to both sides once one is approved."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from ngo2.exchange.models.introductions import Introduction
from ngo2.exchange.models.posts import Line, Post
from ngo2.organisations.models import Organisation


class Plan(models.Model):
    """One sub-kind, one unit, one family of things ("": all of them, each kept to itself), shared out.

    `kept` is the number of the version that counts, `trial` of one that was reckoned and waits to be kept; 0 for none.
    While `busy_since` is set, a version is being reckoned from `wanted`; `trouble` says why the last one could not be.
    `partner`: in whose part it stays; None for the platform team. An exercise is about lists of the past: nothing of it
    is ever proposed to anybody.
    """

    DRAFT, APPROVED, DROPPED = "draft", "approved", "dropped"
    STATES = (DRAFT, APPROVED, DROPPED)

    subkind = models.CharField(max_length=20)
    unit = models.CharField(max_length=8, blank=True)
    family = models.CharField(max_length=40, blank=True)
    partner = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    is_exercise = models.BooleanField(default=False)
    state = models.CharField(max_length=8, default=DRAFT, choices=[(key, key) for key in STATES])
    kept = models.PositiveIntegerField(default=0)
    trial = models.PositiveIntegerField(default=0)
    wanted = models.JSONField(default=dict)  # plans.wishes.Wishes
    busy_since = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)  # up to when somebody looked at what came of its proposals

    class Meta:
        indexes = [models.Index(fields=["state", "-changed_at"], name="exchange_plans_latest")]

    def get_absolute_url(self) -> str:
        return reverse("exchange:plan", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.state == self.DRAFT


class Version(models.Model):
    """What was reckoned at one time: what was wished and what came out, whole (`plans.told`). Never changed.

    `before`: the version that counted then, to which "undo" leads back.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    before = models.PositiveIntegerField(default=0)
    wishes = models.JSONField()
    told = models.JSONField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="exchange_version_once")]


class Proposal(models.Model):
    """From an approved plan: this offer could serve this need. Both sides say yes, or it ends with a reason."""

    OPEN, AGREED, ENDED = "open", "agreed", "ended"
    STATES = (OPEN, AGREED, ENDED)

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="proposals")
    need = models.ForeignKey(Post, models.PROTECT, related_name="proposals_to")
    offer = models.ForeignKey(Post, models.PROTECT, related_name="proposals_from")
    state = models.CharField(max_length=6, default=OPEN, choices=[(key, key) for key in STATES])
    made_at = models.DateTimeField()
    answer_by = models.DateField()
    need_yes_at = models.DateTimeField(null=True)
    need_person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    offer_yes_at = models.DateTimeField(null=True)
    offer_person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    ending = models.CharField(max_length=12, blank=True)  # endings.OF_PROPOSALS
    ending_note = models.CharField(max_length=300, blank=True)
    introduction = models.OneToOneField(Introduction, models.SET_NULL, null=True, related_name="proposal")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "need", "offer"], name="exchange_proposed_once")
        ]
        indexes = [models.Index(fields=["state", "answer_by"], name="exchange_proposals_due")]

    def get_absolute_url(self) -> str:
        return reverse("exchange:proposal", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == self.OPEN


class Share(models.Model):
    """Of one line of the offer for one line of the need: as planned, and as far as both sides still want it."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="shares")
    need_line = models.ForeignKey(Line, models.PROTECT, related_name="shares_to")
    offer_line = models.ForeignKey(Line, models.PROTECT, related_name="shares_from")
    planned = models.PositiveIntegerField()
    amount = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "need_line", "offer_line"], name="exchange_share_once"
            ),
            models.CheckConstraint(
                condition=Q(planned__gte=1) & Q(amount__lte=F("planned")), name="exchange_share_within"
            ),
        ]
