"""What may be told in public of a delivery: once both sides have agreed, and as long as both do."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from ngo2.exchange.models.introductions import Confirmation, Introduction


class Story(models.Model):
    """Public when the consents of both sides stand. What it shows is read from them and from the delivery itself."""

    WAITING, PUBLIC, WITHDRAWN, TAKEN_DOWN = "waiting", "public", "withdrawn", "down"
    STATES = (WAITING, PUBLIC, WITHDRAWN, TAKEN_DOWN)

    introduction = models.OneToOneField(Introduction, models.CASCADE, related_name="story")
    state = models.CharField(max_length=9, default=WAITING, choices=[(key, key) for key in STATES])
    published_at = models.DateTimeField(null=True)  # the last time
    note = models.CharField(max_length=300, blank=True)  # why the team took it down

    class Meta:
        indexes = [models.Index(fields=["state", "-published_at"], name="exchange_stories")]

    def get_absolute_url(self) -> str:
        return reverse("exchange:thanks_one", args=[self.pk])


class StoryConsent(models.Model):
    """One side was asked, and said yes or no: a consent of its own (PIPL art. 25), withdrawn by one press.

    `seen` marks what the other side wanted to say when this one agreed: other words ask for another look.
    """

    story = models.ForeignKey(Story, models.CASCADE, related_name="consents")
    side = models.CharField(max_length=8, choices=[(key, key) for key in Confirmation.SIDES])
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    version = models.CharField(max_length=12)  # of the words that were agreed to
    said_yes = models.BooleanField()
    sentence = models.CharField(max_length=300, blank=True)  # its own, for the public; "" leaves it out
    seen = models.CharField(max_length=64, blank=True)
    photo = models.UUIDField(null=True)  # kernel.files: a light copy, served by the story only
    show_name = models.BooleanField(default=False)  # of somebody who answered in their own name
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["story", "side"],
                condition=Q(said_yes=True, withdrawn_at__isnull=True),
                name="exchange_story_agreed_once",
            )
        ]
