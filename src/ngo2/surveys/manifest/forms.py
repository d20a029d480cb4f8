"""Forms of surveys: edited, read and collected by whoever runs the survey."""

from datetime import datetime

from django.utils.translation import gettext as _

from ngo2.lib.actors import Actor
from ngo2.lib.permissions import may
from ngo2.questionnaires.kinds import About, Kind, Next
from ngo2.questionnaires.models import Response
from ngo2.surveys import links
from ngo2.surveys.models import Survey, Wave
from ngo2.surveys.services.belonging import is_offered


def about(number: int) -> About | None:
    survey = Survey.objects.filter(pk=number).first()
    if survey is None:
        return None
    return About(
        title=survey.title,
        url=survey.get_absolute_url(),
        consent=survey.consent,
        closes=_closes(survey),
        minors=survey.minors,
        consent_version=survey.consent_version,
    )


def _closes(survey: Survey) -> datetime | None:
    """None while some wave is open."""
    ends = list(
        Wave.objects.filter(survey=survey, opened_at__isnull=False).values_list("closes_at", flat=True)
    )
    return max((end for end in ends if end), default=None) if None not in ends else None


def runs(actor: Actor, number: int) -> bool:
    survey = Survey.objects.filter(pk=number).first()
    return survey is not None and may(actor, "surveys.run", survey)


def after(response: Response) -> list[Next]:
    found = [Next(_("How you compare with groups like yours"), links.feedback_path(response))]
    if is_offered(response):
        found.append(Next(_("Shall your organisation be in the directory?"), links.record_path(response)))
    return found


SURVEY = Kind("survey", about=about, edits=runs, reads=runs, collects=runs, after=after)
