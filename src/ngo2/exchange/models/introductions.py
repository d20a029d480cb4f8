"""Two sides meet over a post: somebody asks, the organisation agrees, things arrive, both say so."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ngo2.exchange.models.posts import Line, Post
from ngo2.organisations.models import Organisation


class Introduction(models.Model):
    """Somebody answers a post, for an organisation or in their own name. It waits until `answer_by`, then ends silent.

    AGREED: both want it and what was promised is reserved. DONE: both sides said how much arrived, and said the same.
    """

    ASKED, AGREED, DONE, ENDED = "asked", "agreed", "done", "ended"
    STATES = (ASKED, AGREED, DONE, ENDED)

    post = models.ForeignKey(Post, models.CASCADE, related_name="introductions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="introductions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=6, default=ASKED, choices=[(key, key) for key in STATES])
    words = models.CharField(max_length=1000)
    answer_by = models.DateField()
    asked_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=12, blank=True)  # endings.OF_INTRODUCTIONS
    ending_note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "organisation"],
                condition=Q(state__in=["asked", "agreed"], organisation__isnull=False),
                name="exchange_asked_once_for",
            ),
            models.UniqueConstraint(
                fields=["post", "person"],
                condition=Q(state__in=["asked", "agreed"], organisation__isnull=True),
                name="exchange_asked_once_by",
            ),
        ]
        indexes = [models.Index(fields=["state", "answer_by"], name="exchange_by_answer")]

    @property
    def scope(self) -> str:
        """Whose files: pictures of what arrived."""
        return f"introduction:{self.pk}"

    @property
    def is_live(self) -> bool:
        return self.state in {self.ASKED, self.AGREED}


class Promise(models.Model):
    """Of one line: asked by whoever answers, promised when both agreed; sent and received as each side said."""

    introduction = models.ForeignKey(Introduction, models.CASCADE, related_name="promises")
    line = models.ForeignKey(Line, models.PROTECT, related_name="promises")
    asked = models.PositiveIntegerField()
    promised = models.PositiveIntegerField(default=0)
    sent = models.PositiveIntegerField(null=True)
    received = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["introduction", "line"], name="exchange_promise_once"),
            models.CheckConstraint(
                condition=Q(asked__gte=1) & Q(promised__lte=models.F("asked")), name="exchange_promise_within"
            ),
        ]


class Confirmation(models.Model):
    """What one side says came of it: the amounts stand in the promises."""

    GIVER, RECEIVER = "giver", "receiver"
    SIDES = (GIVER, RECEIVER)

    introduction = models.ForeignKey(Introduction, models.CASCADE, related_name="confirmations")
    side = models.CharField(max_length=8, choices=[(key, key) for key in SIDES])
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    sentence = models.CharField(max_length=300)
    photo = models.UUIDField(null=True)  # kernel.files
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["introduction", "side"], name="exchange_confirmed_once")
        ]


class Release(models.Model):
    """A person lets the other side of one introduction see how to reach them: a consent of its own (PIPL art. 23)."""

    introduction = models.ForeignKey(Introduction, models.CASCADE, related_name="releases")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    version = models.CharField(max_length=12)  # of the words that were agreed to
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["introduction", "person"],
                condition=Q(withdrawn_at__isnull=True),
                name="exchange_released_once",
            )
        ]


class Agreement(models.Model):
    """What the law asks a donation agreement to say beside parties, kind and quantity (charity law art. 39)."""

    introduction = models.OneToOneField(Introduction, models.CASCADE, related_name="agreement")
    quality = models.CharField(max_length=300)
    use = models.CharField(max_length=300)
    deliver_by = models.DateField()
    deliver_how = models.CharField(max_length=300, blank=True)
    written_at = models.DateTimeField()
