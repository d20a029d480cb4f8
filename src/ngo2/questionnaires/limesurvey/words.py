"""Why a file is refused, and why something of a survey has no counterpart. Pure."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, str | Promise] = {
    "large": _("This survey is too large to read. Export it without answers, as structure only (.lss)."),
    "entities": _("This file holds instructions that no survey needs. Export it from LimeSurvey once more."),
    "broken": _("This file is damaged, or no survey of LimeSurvey. Export the structure (.lss) once more."),
    "other_file": _(
        "This is not the structure of a survey. In LimeSurvey choose Export, then Survey structure (.lss)."
    ),
    "no_questions": _("This survey has no question. Add some in LimeSurvey, or begin a new form here."),
}

REASONS: dict[str, str | Promise] = {
    "type": _("This type of question does not exist here. Add the question anew with another type."),
    "expression": _("This condition cannot be said here. Set it anew under “Show if”."),
    "calculation": _("This calculation cannot be said here. Write it anew, or leave it to the report."),
    "text": _("This text shows an answer or a value that does not exist here. Read it again and reword it."),
    "picture": _("Pictures in texts do not come along. Add them to the form."),
    "script": _("Programs in texts do not come along."),
    "code": _("Its code was changed to a name that a form may have."),
    "validation": _("This check of answers cannot be said here. Set limits anew."),
    "pattern": _("This pattern cannot be said here. Set limits anew."),
    "filter": _("Choices that depend on another answer do not come along. Use “Show if” instead."),
    "hidden": _("This question was hidden: it is now a value that nobody is asked for."),
    "soft": _("It was wanted, but could be skipped. It can be left empty now."),
    "default": _("This first value does not come along."),
    "order": _("A random order of groups or questions does not exist here."),
    "other": _("This setting has no counterpart here. Look whether you need it."),
    "quota": _("Quotas do not come along. Set them in the survey."),
    "assessment": _("Assessments do not come along. Calculate them in the report."),
    "end": _("The text or address at the end does not come along. Write it into the survey's settings."),
    "empty": _("It has no choices or parts, so it was left out."),
    "part": _("This part has no text or a code that is there already."),
}


def reason(kind: str, values: Mapping[str, str] | None = None) -> str:
    return str(REASONS[kind]) % (values or {})
