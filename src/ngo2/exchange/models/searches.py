"""What somebody looks for in the lists, kept so that they hear when something new fits."""

from django.conf import settings
from django.db import models

from ngo2.exchange.kinds import SIDES
from ngo2.kernel.notify import rounds


class SavedSearch(models.Model):
    """`filters.Filters` of one side, as one person chose them. The same wish is one row; stopped ones rest in it."""

    EVERY = (rounds.NOW, rounds.DAILY, rounds.WEEKLY)

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    side = models.CharField(max_length=5, choices=[(key, key) for key in SIDES])
    words = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=10, blank=True)
    subkind = models.CharField(max_length=20, blank=True)
    area = models.CharField(max_length=12, blank=True)
    remote = models.CharField(max_length=3, blank=True)
    box = models.CharField(max_length=80, blank=True)  # of the map
    every = models.CharField(max_length=6, default=rounds.DAILY, choices=[(key, key) for key in EVERY])
    made_at = models.DateTimeField()
    told_until = models.DateTimeField()
    letter_at = models.DateTimeField(null=True)  # the last one
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "side", "words", "kind", "subkind", "area", "remote", "box"],
                name="exchange_searched_once",
            )
        ]
        indexes = [models.Index(fields=["stopped_at", "every", "told_until"], name="exchange_search_due")]
