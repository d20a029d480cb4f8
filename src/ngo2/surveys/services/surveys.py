"""What a survey is for, what respondents agree to, and who runs it."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.accounts.models import Person
from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused
from ngo2.lib.text import tidy
from ngo2.surveys.models import LONGEST_TITLE, Researcher, Survey

SHORTEST_CONSENT = 40  # characters: who asks, what for, how long it is kept
MOST_MONTHS = 120


def make_survey(
    actor: Actor, *, title: str, about: str = "", consent: str, months: int = 36, is_example: bool = False
) -> Survey:
    authorise(actor, "surveys.make")
    said = _said(title, about, consent, months)
    with transaction.atomic():
        made = Survey.objects.create(
            **said, is_example=is_example, made_by=actor.person, made_at=timezone.now()
        )
        record(actor, "surveys.made", made, scope=made.scope)
    return made


def change_survey(actor: Actor, survey: Survey, *, title: str, about: str, consent: str, months: int) -> None:
    """A changed text of consent is another one: whoever agreed before agreed to the text of then."""
    authorise(actor, "surveys.run", survey)
    said = _said(title, about, consent, months)
    with transaction.atomic():
        rows = Survey.objects.filter(pk=survey.pk)
        rows.exclude(consent=said["consent"]).update(consent_version=F("consent_version") + 1)
        rows.update(**said)
        record(actor, "surveys.changed", survey, scope=survey.scope)


def name_researcher(actor: Actor, survey: Survey, person: Person) -> None:
    authorise(actor, "surveys.name_researcher", survey)
    with transaction.atomic():
        _row, is_new = Researcher.objects.get_or_create(
            survey=survey, person=person, defaults={"since": timezone.now()}
        )
        if is_new:
            record(actor, "surveys.researcher.named", survey, scope=survey.scope, data={"person": person.pk})


def _said(title: str, about: str, consent: str, months: int) -> dict[str, object]:
    title, consent = tidy(title), consent.strip()
    if not title:
        raise Refused(_("Please give the survey a title."), field="title")
    if len(title) > LONGEST_TITLE:
        raise Refused(_("At most %(n)s characters, please.") % {"n": LONGEST_TITLE}, field="title")
    if len(consent) < SHORTEST_CONSENT:
        raise Refused(
            _("Please tell in a few sentences who asks, what for, and how long the answers are kept."),
            field="consent",
        )
    if not 1 <= months <= MOST_MONTHS:
        raise Refused(_("Answers can be kept for 1 to 120 months. Choose a number between."), field="months")
    return {"title": title, "about": about.strip(), "consent": consent, "months": months}
