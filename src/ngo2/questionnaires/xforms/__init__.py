"""ODK XForms on the server: a form read, an instance answered, a submission checked. Pure.

`read(xml, files)` gives a `Form`; `form.start(now)` and `form.resume(xml)` give a `Session`, which answers are set in;
`check(form, xml)` says what is wrong with a submission, `answers_of(form, xml)` gives its answers as rows. The
language is the ODK XForms specification's (https://getodk.github.io/xforms-spec/), the dialect of JavaRosa; the
evaluator is lxml's, see `expressions`.
"""

from ngo2.questionnaires.xforms.body import Group, Question, Repeat
from ngo2.questionnaires.xforms.checking import Answer, Finding, answers, answers_of, check
from ngo2.questionnaires.xforms.choosing import Choice
from ngo2.questionnaires.xforms.errors import (
    OtherForm,
    OtherVersion,
    TooLarge,
    Unfit,
    Unknown,
    UnknownNodes,
    Unreadable,
    XFormError,
)
from ngo2.questionnaires.xforms.forms import Form
from ngo2.questionnaires.xforms.problems import Problem
from ngo2.questionnaires.xforms.reading import read
from ngo2.questionnaires.xforms.session import Session, State

__all__ = [
    "Answer",
    "Choice",
    "Finding",
    "Form",
    "Group",
    "OtherForm",
    "OtherVersion",
    "Problem",
    "Question",
    "Repeat",
    "Session",
    "State",
    "TooLarge",
    "Unfit",
    "Unknown",
    "UnknownNodes",
    "Unreadable",
    "XFormError",
    "answers",
    "answers_of",
    "check",
    "read",
]
