"""What a survey is for, what respondents agree to, and who runs it."""

from typing import TypedDict, Unpack

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


class Texts(TypedDict, total=False):
    """A title and a consent in one of both languages at least."""

    title_zh: str
    title_en: str
    about_zh: str
    about_en: str
    consent_zh: str
    consent_en: str


def make_survey(
    actor: Actor,
    *,
    months: int = 36,
    minors: bool = False,
    is_example: bool = False,
    **texts: Unpack[Texts],
) -> Survey:
    authorise(actor, "surveys.make")
    said = _said(texts, months)
    with transaction.atomic():
        made = Survey.objects.create(
            **said, minors=minors, is_example=is_example, made_by=actor.person, made_at=timezone.now()
        )
        record(actor, "surveys.made", made, scope=made.scope)
    return made


def change_survey(
    actor: Actor, survey: Survey, *, months: int, minors: bool = False, **texts: Unpack[Texts]
) -> None:
    """A changed text of consent is another one: whoever agreed before agreed to the text of then."""
    authorise(actor, "surveys.run", survey)
    said = _said(texts, months)
    with transaction.atomic():
        rows = Survey.objects.filter(pk=survey.pk)
        same = {name: said[name] for name in ("consent_zh", "consent_en")}
        rows.exclude(**same).update(consent_version=F("consent_version") + 1)
        rows.update(**said, minors=minors)
        record(actor, "surveys.changed", survey, scope=survey.scope)


def name_researcher(actor: Actor, survey: Survey, person: Person) -> None:
    authorise(actor, "surveys.name_researcher", survey)
    with transaction.atomic():
        _row, is_new = Researcher.objects.get_or_create(
            survey=survey, person=person, defaults={"since": timezone.now()}
        )
        if is_new:
            record(actor, "surveys.researcher.named", survey, scope=survey.scope, data={"person": person.pk})


def _said(texts: Texts, months: int) -> dict[str, object]:
    given: dict[str, str] = {name: str(text).strip() for name, text in texts.items()}
    said = {name: given.get(name, "") for name in Texts.__annotations__}
    titles, consents = ("title_zh", "title_en"), ("consent_zh", "consent_en")
    said |= {name: tidy(said[name]) for name in titles}
    if not any(said[name] for name in titles):
        raise Refused(
            _("Please give the survey a title, in Chinese, in English or in both."), field="title_zh"
        )
    for name in titles:
        if len(said[name]) > LONGEST_TITLE:
            raise Refused(_("At most %(n)s characters, please.") % {"n": LONGEST_TITLE}, field=name)
    # Of one that is left out the other is shown; what is written must be whole.
    for name in [name for name in consents if said[name]] or consents[:1]:
        if len(said[name]) < SHORTEST_CONSENT:
            raise Refused(
                _("Please tell in a few sentences who asks, what for, and how long the answers are kept."),
                field=name,
            )
    if not 1 <= months <= MOST_MONTHS:
        raise Refused(_("Answers can be kept for 1 to 120 months. Choose a number between."), field="months")
    return {**said, "months": months}
