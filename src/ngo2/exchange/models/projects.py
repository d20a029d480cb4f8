"""A project that several organisations run together: its terms, and the milestones on its shared page."""

from django.db import models
from django.db.models import F, Q

from ngo2.exchange.models.posts import Post
from ngo2.exchange.projects import BRANDING, LONGEST_AIM, LONGEST_PAYING, MOST_PARTNERS, REPORTING, milestones
from ngo2.organisations.models import Organisation


class Project(models.Model):
    """What a post of the kind "project" is about (`projects.ProjectTerms`), and how many have joined.

    `joined` of the places in `partners` are taken; it changes by conditional updates only.
    """

    post = models.OneToOneField(Post, models.CASCADE, related_name="project")
    aim = models.CharField(max_length=LONGEST_AIM)
    budget_from = models.PositiveIntegerField(null=True)
    budget_to = models.PositiveIntegerField(null=True)
    budget_public = models.BooleanField(default=True)
    paying = models.CharField(max_length=LONGEST_PAYING, blank=True)
    branding = models.CharField(max_length=8, blank=True, choices=[(key, key) for key in BRANDING])
    volunteers = models.PositiveIntegerField(null=True)
    volunteer_days = models.PositiveSmallIntegerField(null=True)
    reporting = models.CharField(max_length=10, blank=True, choices=[(key, key) for key in REPORTING])
    partners = models.PositiveSmallIntegerField(default=MOST_PARTNERS)
    joined = models.PositiveSmallIntegerField(default=0)
    begins = models.DateField(null=True)  # the first day of a month, as `ends`
    ends = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(joined__lte=F("partners")), name="exchange_no_more_partners_than_places"
            ),
            models.CheckConstraint(
                condition=Q(budget_from=None) | Q(budget_to=None) | Q(budget_from__lte=F("budget_to")),
                name="exchange_budget_in_order",
            ),
            models.CheckConstraint(
                condition=Q(begins=None) | Q(ends=None) | Q(begins__lte=F("ends")),
                name="exchange_months_in_order",
            ),
        ]

    @property
    def scope(self) -> str:
        """Whose affair it is, and whose pictures: the team's."""
        return f"project:{self.post_id}"


class Milestone(models.Model):
    """One step on the shared page, and which organisation of the team sees to it.

    `version` goes up with each change: whoever saves names the one they saw. `settled_on`: when it was done or dropped.
    """

    PLANNED, DONE, DROPPED = milestones.STATES

    project = models.ForeignKey(Project, models.CASCADE, related_name="milestones")
    what = models.CharField(max_length=milestones.LONGEST_WHAT)
    by_day = models.DateField()
    responsible = models.ForeignKey(Organisation, models.PROTECT, related_name="milestones")
    state = models.CharField(max_length=7, default=PLANNED, choices=[(key, key) for key in milestones.STATES])
    settled_on = models.DateField(null=True)
    sentence = models.CharField(max_length=milestones.LONGEST_SENTENCE, blank=True)
    photo = models.UUIDField(null=True)  # kernel.files
    version = models.PositiveIntegerField(default=1)
    reminded = models.BooleanField(default=False)  # that it is due (tasks)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="planned", settled_on=None) | ~Q(state="planned") & ~Q(settled_on=None),
                name="exchange_settled_on_a_day",
            )
        ]
        indexes = [models.Index(fields=["state", "by_day"], name="exchange_by_milestone")]
