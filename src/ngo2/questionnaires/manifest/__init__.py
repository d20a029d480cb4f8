"""What questionnaires contribute to the rooms below."""

from django.utils.translation import gettext_lazy as _

from ngo2.kernel.files.scopes import scopes
from ngo2.kernel.journal.verbs import Verb, verbs
from ngo2.organisations.references import Reference, Staying, references, staying
from ngo2.questionnaires.manifest import files, personal_data

# That something was answered, and never what.
verbs.add(
    Verb("questionnaires.form.made", _("A form was begun")),
    Verb("questionnaires.form.changed", _("A form was changed")),
    Verb("questionnaires.form.given_out", _("A form was given out for answers")),
    Verb("questionnaires.form.closed", _("A form takes no new answers")),
    Verb("questionnaires.device.made", _("A device may send answers")),
    Verb("questionnaires.device.revoked", _("A device may send no more answers")),
    Verb("questionnaires.response.begun", _("Somebody began to answer")),
    Verb("questionnaires.response.received", _("Answers were received")),
    Verb("questionnaires.response.withdrawn", _("Answers were taken back")),
)
scopes.add(files.RESPONSE)
references.add(Reference("questionnaires.Response", "organisation", _("Answers to surveys")))
staying.add(
    Staying("questionnaires.Form", "scope", "Its scope is a survey, which belongs to no organisation.")
)
personal_data.declare_all()
