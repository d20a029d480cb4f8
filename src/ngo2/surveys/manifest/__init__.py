"""What surveys contribute to the rooms below."""

from datetime import time, timedelta

from django.utils.translation import gettext_lazy as _

from ngo2.kernel.jobs.schedule import DAILY, Scheduled, schedule
from ngo2.kernel.journal.verbs import Verb, verbs
from ngo2.kernel.notify.types import types
from ngo2.kernel.opendata.datasets import datasets
from ngo2.kernel.queue.kinds import kinds as queue_kinds
from ngo2.organisations.references import Reference, references
from ngo2.questionnaires.kinds import kinds
from ngo2.questionnaires.nexts import nexts
from ngo2.surveys import services
from ngo2.surveys.manifest import (
    belongings,
    forms,
    invitations,
    messages,
    next_steps,
    personal_data,
    respondents,
    results,
)
from ngo2.surveys.manifest.open_data import RELEASES
from ngo2.surveys.reports import disclosed, figures, prose, two_waves
from ngo2.surveys.reports.kinds import kinds as blocks
from ngo2.surveys.services.retention import forget_due

PAGES = ("surveys",)
REPORT = ("surveys.report:{object_id}", *PAGES)  # its pages, and the list of what is public
RELEASE = ("release:{object_id}", *PAGES)

verbs.add(
    Verb("surveys.made", _("A survey was made")),
    Verb("surveys.changed", _("A survey was changed"), touches=PAGES),
    Verb("surveys.researcher.named", _("Somebody was asked to run a survey")),
    Verb("surveys.wave.planned", _("A wave of a survey was planned")),
    Verb("surveys.wave.changed", _("A wave of a survey was changed")),
    Verb("surveys.wave.opened", _("A wave of a survey was opened"), touches=PAGES),
    Verb("surveys.wave.closed", _("A wave of a survey was closed"), touches=PAGES),
    Verb("surveys.comparability.decided", _("It was decided whether answers of two waves can be compared")),
    Verb(
        "surveys.microdata.published",
        _("Anonymised answers were published"),
        touches=RELEASE,
    ),
    Verb(
        "surveys.microdata.withdrawn",
        _("Anonymised answers were withdrawn"),
        touches=RELEASE,
    ),
    Verb("surveys.invited", _("An organisation was asked to answer a survey")),
    Verb("surveys.reminded", _("An organisation was reminded of a survey")),
    Verb("surveys.begun", _("An organisation began to answer a survey")),
    Verb("surveys.refused", _("An organisation does not want to answer a survey")),
    Verb("surveys.answers.forgotten", _("Answers to a survey were deleted after their time")),
    Verb("surveys.response.judged", _("It was decided whether answers count")),
    Verb("surveys.letters.printed", _("Letters that ask for answers were printed")),
    Verb("surveys.record.made", _("Whoever answered a survey put their organisation into the directory")),
    Verb("surveys.belonging.said", _("Whoever answered a survey said which organisation they are")),
    Verb("surveys.belonging.decided", _("It was decided whether answers are an organisation's")),
    Verb("surveys.report.made", _("A report of a survey was begun")),
    Verb("surveys.report.changed", _("A report of a survey was changed")),
    Verb("surveys.report.published", _("A report of a survey was published"), touches=REPORT),
    Verb("surveys.report.withdrawn", _("A report of a survey was taken back"), touches=REPORT),
)
kinds.add(forms.SURVEY)
queue_kinds.add(belongings.KIND, invitations.KIND)
datasets.add(RELEASES)
blocks.add(prose.TEXT, figures.CHART, figures.TABLE, two_waves.TWO_WAVES, disclosed.FUNNEL, disclosed.TRAINED)
types.add(messages.INVITED, messages.REMINDED)
references.add(Reference("surveys.Respondent", "organisation", _("Surveys"), settle=respondents.one_of_both))
references.add(Reference("surveys.Belonging", "organisation", _("Answers to surveys that may be theirs")))
schedule.add(
    Scheduled(
        "surveys.forget", forget_due, DAILY, "Delete answers to surveys after their time.", time(3, 20)
    ),
    Scheduled(
        "surveys.invite", services.invite_due, timedelta(minutes=5), "Ask those who are invited to a survey."
    ),
    Scheduled(
        "surveys.remind",
        services.remind_due,
        timedelta(hours=1),
        "Remind those who have not answered a survey.",
    ),
)
schedule.add(
    Scheduled(
        "surveys.columns",
        results.refresh,
        timedelta(minutes=5),
        "Make the columns of answers anew that results are counted from, where answers came in or were taken back.",
    )
)
nexts.add(next_steps.MISSING_FACTS, next_steps.FOLLOW_PROVINCE, next_steps.OPEN_DATA)
personal_data.declare_all()
