"""Which answers of two waves stand beside each other."""

from django.conf import settings
from django.db import models

from ngo2.surveys.models.waves import Wave


class Comparability(models.Model):
    """What somebody decided of a question of a wave: do its answers stand beside those of an earlier wave?

    `question` is its name there, `before` the name in the earlier one; `mapping` {earlier code: later code, "" for
    none}. Without a decision what two forms have in common decides (`questionnaires.xlsform.comparing`).
    """

    earlier = models.ForeignKey(Wave, models.CASCADE, related_name="+")
    later = models.ForeignKey(Wave, models.CASCADE, related_name="comparabilities")
    question = models.CharField(max_length=200)
    before = models.CharField(max_length=200)
    is_comparable = models.BooleanField()
    mapping = models.JSONField(default=dict)
    note = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["earlier", "later", "question"], name="surveys_comparability_once"
            ),
            models.UniqueConstraint(fields=["earlier", "later", "before"], name="surveys_compared_with_once"),
        ]
