"""Needs and offers: what organisations ask of each other and of companies, foundations and government."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from ngo2.exchange.kinds import KINDS, REACHES, SIDES
from ngo2.exchange.units import UNITS
from ngo2.organisations.models import Organisation

MOST_WAITING = 3  # answers to one post that wait for its organisation: whoever asks shall be heard


class Post(models.Model):
    """A need or an offer. Its number, which is said on the phone, is its key: "need 0217".

    A closed post leaves every list and keeps its page and history. `until_day` is the last day on which it stands
    in lists; who posted it has some days more to prolong it, then it is closed.
    """

    OPEN, CLOSED = "open", "closed"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    side = models.CharField(max_length=5, choices=[(key, key) for key in SIDES])
    kind = models.CharField(max_length=10, choices=[(key, key) for key in KINDS])
    subkind = models.CharField(max_length=20)
    title = models.CharField(max_length=80)
    text = models.TextField(blank=True)
    search_text = models.TextField(blank=True)  # title, text and items, folded (lib.text)
    reach = models.CharField(max_length=7, choices=[(key, key) for key in REACHES])
    country = models.CharField(max_length=2)
    area1 = models.CharField(max_length=12, blank=True)
    area2 = models.CharField(max_length=12, blank=True)
    area3 = models.CharField(max_length=12, blank=True)
    from_day = models.DateField(null=True)
    until_day = models.DateField()
    receipt = models.BooleanField(default=False)  # a deductible receipt is asked for, or can be given
    registered_only = models.BooleanField(default=False)
    pick_up = models.BooleanField(default=False)  # the other side fetches it
    photo = models.UUIDField(null=True)  # kernel.files
    state = models.CharField(max_length=6, default=OPEN, choices=[(OPEN, OPEN), (CLOSED, CLOSED)])
    reminded = models.PositiveSmallIntegerField(
        default=0
    )  # how far its members were told that it ends (tasks)
    left_lists = models.DateField(
        null=True
    )  # the last day after which maps and the index were told that it left
    ending = models.CharField(max_length=12, blank=True)  # endings.ENDINGS
    ending_note = models.CharField(max_length=300, blank=True)
    waiting = models.PositiveSmallIntegerField(default=0)  # introductions that are asked for and not answered
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    dataset = models.CharField(max_length=40, blank=True)  # the imported list it came from
    external_id = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "external_id"], condition=~Q(dataset=""), name="exchange_imported_once"
            ),
            models.CheckConstraint(condition=Q(waiting__lte=MOST_WAITING), name="exchange_few_wait"),
        ]
        indexes = [
            models.Index(fields=["state", "side", "-made_at"], name="exchange_by_side"),
            models.Index(fields=["organisation", "state"], name="exchange_by_organisation"),
            models.Index(fields=["state", "until_day"], name="exchange_by_end"),
            models.Index(fields=["changed_at"], name="exchange_by_change"),
            models.Index(fields=["closed_at"], name="exchange_by_closing"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("exchange:post", args=[self.pk])

    @property
    def number(self) -> str:
        return f"{self.pk:04}"

    @property
    def is_open(self) -> bool:
        return self.state == self.OPEN

    @property
    def is_over(self) -> bool:
        """Its time is over and nobody has said yet what became of it."""
        return self.is_open and self.until_day < timezone.localdate()

    @property
    def areas(self) -> tuple[str, ...]:
        return tuple(code for code in (self.area1, self.area2, self.area3) if code)


class Line(models.Model):
    """One thing of a post. `quantity` None: as many as there are, or told in words only."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="lines")
    place = models.PositiveSmallIntegerField()
    item = models.CharField(max_length=80)
    note = models.CharField(max_length=200, blank=True)
    quantity = models.PositiveIntegerField(null=True)
    promised = models.PositiveIntegerField(default=0)  # of the quantity; reserved by conditional updates only
    unit = models.CharField(max_length=8, blank=True, choices=[(key, key) for key in UNITS])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "place"], name="exchange_line_place"),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__gte=1), name="exchange_some"
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(promised__lte=models.F("quantity")),
                name="exchange_never_given_twice",
            ),
        ]
        ordering = ["post", "place"]
