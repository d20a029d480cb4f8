"""What was found to fit, remembered so that nobody hears of it twice, and how often people want to hear of it."""

from django.conf import settings
from django.db import models

from ngo2.exchange.models.posts import Post
from ngo2.kernel.notify import rounds


class Suggestion(models.Model):
    """A need and an offer that fit each other: found once, whoever of the two was posted or changed.

    `need_seen_at`, `offer_seen_at`: when somebody of that side saw it on its page, so that no letter need tell it.
    """

    need = models.ForeignKey(Post, models.CASCADE, related_name="+")
    offer = models.ForeignKey(Post, models.CASCADE, related_name="+")
    score = models.FloatField()  # when it was found
    made_at = models.DateTimeField()
    need_seen_at = models.DateTimeField(null=True)
    offer_seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["need", "offer"], name="exchange_suggested_once")]
        indexes = [models.Index(fields=["made_at"], name="exchange_suggested_at")]


class Listener(models.Model):
    """Somebody who looks after posts: how often they hear what fits them, and up to when they were told."""

    EVERY = (rounds.NOW, rounds.DAILY, rounds.WEEKLY)

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    every = models.CharField(max_length=6, default=rounds.DAILY, choices=[(key, key) for key in EVERY])
    told_until = models.DateTimeField()
    letter_at = models.DateTimeField(null=True)  # the last one
