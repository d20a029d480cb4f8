from collections.abc import Mapping

from ngo2.exchange.forms.hours import AcknowledgementForm, CertificateForm, ObjectionForm, ServiceForm
from ngo2.exchange.forms.introductions import AgreementForm, AmountsForm, AnswerForm, ArrivedForm, NoteForm
from ngo2.exchange.forms.milestones import MilestoneForm, NewMilestoneForm
from ngo2.exchange.forms.posting import STEPS as _STEPS
from ngo2.exchange.forms.posting import CloseForm, ExtendForm, Step
from ngo2.exchange.forms.projects import ProjectForm
from ngo2.exchange.forms.stories import ReportForm, StoryForm

STEPS: Mapping[str, type[Step]] = {**_STEPS, "project": ProjectForm}

__all__ = [
    "STEPS",
    "AcknowledgementForm",
    "AgreementForm",
    "AmountsForm",
    "AnswerForm",
    "ArrivedForm",
    "CertificateForm",
    "CloseForm",
    "ExtendForm",
    "MilestoneForm",
    "NewMilestoneForm",
    "NoteForm",
    "ObjectionForm",
    "ReportForm",
    "ServiceForm",
    "Step",
    "StoryForm",
]
