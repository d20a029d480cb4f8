"""What decides whether a question is shown."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngo2.kernel.ui.asking import Asking, Quiet
from ngo2.questionnaires.forms.answering import FEW
from ngo2.questionnaires.shown import OPERATORS, Shown, operators_for
from ngo2.questionnaires.xlsform.conditions import ANSWERED, EMPTY, Condition
from ngo2.questionnaires.xlsform.lines import DAY


class ConditionForm(Quiet, Asking):
    """What of the question that was picked decides: its choices, a number, a day or a text."""

    operator = forms.ChoiceField(label=gettext_lazy("The answer"), widget=forms.RadioSelect())
    value = forms.CharField(label=gettext_lazy("Compared with"), max_length=200)

    def __init__(self, asked: Shown, language: str, data: Any = None) -> None:
        super().__init__(data)
        self.asked = asked
        operators = operators_for(asked.line)
        self.let_choose("operator", [(one, OPERATORS[one]) for one in operators])
        self.fields["operator"].initial = operators[0]
        if not set(operators) - {ANSWERED, EMPTY}:
            del self.fields["value"]
        elif asked.line.choices:
            self.fields["value"] = forms.ChoiceField(
                label=_("Which choice?"),
                widget=forms.RadioSelect() if len(asked.line.choices) <= FEW else forms.Select(),
                choices=[
                    (one.code, one.labels.get(language) or next(iter(one.labels.values()), one.code))
                    for one in asked.line.choices
                ],
            )
        elif asked.line.kind == DAY:
            self.fields["value"].widget = forms.DateInput({"type": "date"})

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        compared = said.get("operator") not in {None, ANSWERED, EMPTY}
        if compared and "value" in said and not str(said["value"]).strip():
            self.add_error("value", _("Choose the answer that this depends on."))
        return said

    @property
    def condition(self) -> Condition:
        operator = self.cleaned_data["operator"]
        value = "" if operator in {ANSWERED, EMPTY} else self.cleaned_data.get("value", "").strip()
        return Condition(self.asked.line.name, operator, value)
