"""How results are narrowed, laid by groups and weighted: a form that reads, in the address."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

Options = Sequence[tuple[str, Any]]


class Chooser(forms.Form):
    """What is not known counts as not chosen."""

    use_required_attribute = False

    def offer(self, query: Any, offered: Mapping[str, Options]) -> None:
        for name, options in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(options)
            given = query.get(name, "")
            self.initial[name] = given if field.valid_value(given) else ""

    def chosen(self, name: str) -> str:
        return str(self.initial[name])


class ResultsForm(Chooser):
    weights = forms.ChoiceField(label=_("Weights"))
    by = forms.ChoiceField(label=_("By groups of"))
    only = forms.ChoiceField(label=_("Only those who said"))

    def __init__(self, query: Any, weights: Options, by: Options, only: Options) -> None:
        super().__init__()
        self.offer(
            query,
            {
                "weights": weights,
                "by": [("", _("nothing: all together")), *by],
                "only": [("", _("anything: all of them")), *only],
            },
        )


class TrendForm(Chooser):
    weights = forms.ChoiceField(label=_("Weights"))

    def __init__(self, query: Any, waves: Options, weights: Options) -> None:
        super().__init__()
        self.fields["with"] = forms.ChoiceField(
            label=_("Compared with")
        )  # a word that Python keeps for itself
        self.offer(query, {"with": waves, "weights": weights})
