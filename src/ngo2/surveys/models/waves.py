"""What a survey is, one time of asking, and what became of each invitation."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language

from ngo2.organisations.models import Organisation
from ngo2.questionnaires.models import Edition, Response

LONGEST_TITLE = 200


class Bilingual(models.Model):
    """Texts of it stand in `…_zh` and `…_en`; one of both is enough."""

    class Meta:
        abstract = True

    def said(self, what: str, language: str = "") -> str:
        """In this language (of the page); in the other one where it was written in that alone."""
        texts = [getattr(self, f"{what}_zh"), getattr(self, f"{what}_en")]
        is_english = (language or get_language() or "").startswith("en")
        own, other = reversed(texts) if is_english else texts
        return str(own or other)


class Survey(Bilingual):
    """What stays the same from wave to wave: its aim, its respondents, what they agree to.

    `consent` is the text that they read and agree to; its changes count (`consent_version`). `months`: how long answers
    are kept behind the end of a wave; then they go, and the published figures stay. `minors`: see `kinds.About`.
    """

    title_zh = models.CharField(max_length=LONGEST_TITLE, blank=True)
    title_en = models.CharField(max_length=LONGEST_TITLE, blank=True)
    about_zh = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    consent_zh = models.TextField(blank=True)
    consent_en = models.TextField(blank=True)
    consent_version = models.PositiveIntegerField(default=1)
    months = models.PositiveSmallIntegerField(default=36)
    minors = models.BooleanField(default=False)
    is_example = models.BooleanField(default=False)  # made for the demo, its answers generated
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    def get_absolute_url(self) -> str:
        return reverse("surveys:survey", args=[self.pk])

    @property
    def scope(self) -> str:
        return f"survey:{self.pk}"

    @property
    def title(self) -> str:
        return self.said("title")

    @property
    def about(self) -> str:
        return self.said("about")

    @property
    def consent(self) -> str:
        return self.said("consent")


class Researcher(models.Model):
    """Somebody outside of the platform team who runs a survey: edits its forms and reads its answers."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="researchers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "person"], name="surveys_researcher_once")]


class Wave(Bilingual):
    """One time of asking. `frame` is the address of a list of organisations ("kind=grassroots&area=42"): whom it is
    about; `sample` how many of them were drawn (0: all), with `seed`, so that the draw can be made again.

    `counts` what the frame held when the wave was opened, by province: the population that weights are made for.
    `quota_by`: what its quotas are by (`queries/cells.py`), a trait of the record or the path of a question; "": none.
    """

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="waves")
    number = models.PositiveIntegerField()
    title_zh = models.CharField(max_length=LONGEST_TITLE, blank=True)
    title_en = models.CharField(max_length=LONGEST_TITLE, blank=True)
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="+")
    frame = models.CharField(max_length=500, blank=True)
    sample = models.PositiveIntegerField(default=0)
    seed = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    quota_by = models.CharField(max_length=500, blank=True)
    is_open_to_all = models.BooleanField(
        default=False
    )  # whoever has the link may answer, also unknown organisations
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "number"], name="surveys_wave_numbered")]

    def get_absolute_url(self) -> str:
        return reverse("surveys:wave", args=[self.pk])

    @property
    def scope(self) -> str:
        return f"wave:{self.pk}"

    @property
    def title(self) -> str:
        return self.said("title")


class Quota(models.Model):
    """How many answers are wanted of one cell ("grassroots_ngo", "420000", a choice; "" for others and not known), and
    how many that count are in. Without a `target` all are welcome.
    """

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="quotas")
    cell = models.CharField(max_length=200, blank=True)
    target = models.PositiveIntegerField(null=True)
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "cell"], name="surveys_quota_once"),
            models.CheckConstraint(
                condition=Q(target=None) | Q(taken__lte=F("target")), name="surveys_quota_kept"
            ),
        ]


class Respondent(models.Model):
    """One id for an organisation across all waves of a survey. Without an organisation: one that was unknown and did
    not want a record, so that only this wave knows it.
    """

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="respondents")
    number = models.PositiveIntegerField()
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="surveys_respondent_numbered"),
            models.UniqueConstraint(
                fields=["survey", "organisation"],
                condition=Q(organisation__isnull=False),
                name="surveys_respondent_once",
            ),
        ]


class Invitation(models.Model):
    """One respondent is asked in one wave. What became of it is said once: `outcome` with `reason`.

    Answers that are left out of the analysis stay RECEIVED and have an `excluded` reason: the funnel counts each.
    """

    INVITED, STARTED, RECEIVED, REFUSED, UNREACHED = "invited", "started", "received", "refused", "unreached"
    OPEN = (
        INVITED,
        UNREACHED,
        STARTED,
    )  # it may still be answered; whom no mail and no SMS reaches, by a letter

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="invitations")
    respondent = models.ForeignKey(Respondent, models.CASCADE, related_name="invitations")
    outcome = models.CharField(max_length=9, default=INVITED)
    response = models.ForeignKey(Response, models.SET_NULL, null=True, related_name="+")
    consent_version = models.PositiveIntegerField(default=0)  # of the text they agreed to; 0: not yet
    invited_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)  # when nobody was found to whom a letter could be sent
    printed_at = models.DateTimeField(null=True)  # as a letter on paper
    reminded_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    excluded = models.CharField(max_length=20, blank=True)  # exclusions.REASONS
    excluded_note = models.CharField(max_length=300, blank=True)
    weight = models.FloatField(default=1)  # of the design: how many of the frame it stands for
    place = models.ForeignKey(Quota, models.SET_NULL, null=True, related_name="+")  # that its answers take up

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "respondent"], name="surveys_invited_once"),
            models.UniqueConstraint(
                fields=["response"], condition=Q(response__isnull=False), name="surveys_response_once"
            ),
        ]
        indexes = [models.Index(fields=["wave", "outcome"], name="surveys_by_outcome")]

    @property
    def scope(self) -> str:
        return f"invitation:{self.pk}"


class Belonging(models.Model):
    """Whoever answered without a record says which organisation they are (`name`: as they call it). Until somebody who
    runs that record or the team says so, too, the answers belong to nobody.
    """

    response = models.OneToOneField(Response, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    said_at = models.DateTimeField()
    is_right = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(
                fields=["organisation", "said_at"],
                condition=Q(is_right=None),
                name="surveys_belonging_waits",
            )
        ]
