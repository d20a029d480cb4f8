"""Hours that volunteers gave: recorded by whoever was helped, confirmed by those who helped, vouched for on paper."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ngo2.exchange.models.introductions import Introduction

MOST_A_DAY = 48  # half hours


class Volunteer(models.Model):
    """Somebody who helped under one agreement, by the name on their papers; no number of any paper is kept.

    `person`: their account here, where they answered in their own name. `last_at` is when they last helped: the name
    is kept for some years from then on.
    """

    introduction = models.ForeignKey(Introduction, models.CASCADE, related_name="volunteers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=60, blank=True)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["introduction", "name"], condition=~Q(name=""), name="exchange_volunteer_once"
            ),
            models.UniqueConstraint(
                fields=["introduction", "person"],
                condition=Q(person__isnull=False),
                name="exchange_volunteer_own",
            ),
        ]


class Service(models.Model):
    """What one volunteer did on one day, in half hours. A correction is a new row; the old one stays, replaced."""

    RECORDED, CONFIRMED, OBJECTED = "recorded", "confirmed", "objected"
    REPLACED, STRUCK = "replaced", "struck"
    LIVE = (RECORDED, CONFIRMED, OBJECTED)
    STATES = (*LIVE, REPLACED, STRUCK)

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="services")
    day = models.DateField()
    halves = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=200)
    training = models.CharField(max_length=200, blank=True)
    praise = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=9, default=RECORDED, choices=[(key, key) for key in STATES])
    objection = models.CharField(max_length=300, blank=True)
    replaces = models.OneToOneField("self", models.SET_NULL, null=True, related_name="replaced_by")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(halves__gte=1) & Q(halves__lte=MOST_A_DAY), name="exchange_hours_of_a_day"
            )
        ]
        indexes = [models.Index(fields=["volunteer", "day"], name="exchange_by_day")]
        ordering = ["day", "pk"]

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE


class Certificate(models.Model):
    """What was vouched for on one day: later corrections do not change it. Its number is its key.

    `rows`: days, half hours and what was done. `with_name`: the volunteer agreed that the name is printed, in the
    words of `version`; else there is a line to write it on by hand.
    """

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="certificates")
    rows = models.JSONField()
    halves = models.PositiveIntegerField()
    insurance = models.CharField(max_length=400, blank=True)
    with_name = models.BooleanField()
    version = models.CharField(max_length=12, blank=True)
    issued_at = models.DateTimeField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    @property
    def number(self) -> str:
        return f"{self.issued_at.year}-{self.pk:06}"


class Acknowledgement(models.Model):
    """The receiving organisation says on paper what it received (charity law art. 38); it is no tax receipt."""

    NAMED, ANONYMOUS, WAIVED = "named", "anonymous", "waived"
    WISHES = (NAMED, ANONYMOUS, WAIVED)

    introduction = models.OneToOneField(Introduction, models.CASCADE, related_name="acknowledgement")
    wish = models.CharField(max_length=9, choices=[(key, key) for key in WISHES])
    handler = models.CharField(max_length=60)
    received_on = models.DateField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()
