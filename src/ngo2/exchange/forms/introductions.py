"""What is asked of the two sides: an answer, how many, why not, how it arrived."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngo2.exchange import kinds, law, quantities, words
from ngo2.exchange.conditions import Declared
from ngo2.exchange.forms.conditions import goods_fields, read_goods
from ngo2.exchange.forms.lawful import Lawful
from ngo2.exchange.models import Line, Post
from ngo2.exchange.units import UNITS
from ngo2.kernel.ui.asking import TOLD, Asking, Quiet
from ngo2.lib.refusals import Refused

MYSELF = "me"


class AmountsForm(Quiet, Lawful):
    """One field for each line that counts. `first`: what stands there, by line; an amount may be written in words.

    `hint` says of a line what helps to answer; "" for nothing.
    """

    def __init__(
        self,
        lines: Sequence[Line],
        data: QueryDict | None = None,
        *,
        first: Mapping[int, int] | None = None,
        hint: Callable[[Line], str] = words.left,
    ) -> None:
        super().__init__(data)
        self.lines = list(lines)
        for line in self.lines:
            known = (first or {}).get(line.pk)
            self.fields[f"line-{line.pk}"] = forms.CharField(
                label=line.item,
                help_text=hint(line),
                required=False,
                initial="" if known is None else known,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )

    def amounts(self) -> Iterator[Any]:
        return (self[f"line-{line.pk}"] for line in self.lines)

    def read_amounts(self) -> dict[int, int]:
        """Empty and 0 are none. Raises Refused, with the reason at its field."""
        found, refused = {}, False
        for line in self.lines:
            typed = (self.cleaned_data.get(f"line-{line.pk}") or "").strip()
            try:
                found[line.pk] = quantities.read_amount(typed).number if typed not in {"", "0"} else 0
            except quantities.Unclear as unclear:
                refused = True
                unit = UNITS.get(line.unit)
                said = quantities.sentence(unclear, str(unit.label) if unit else "")
                self.add_error(f"line-{line.pk}", said)
        if refused:
            raise Refused(_("Please look at the amounts once more."), code=TOLD)
        return found


class AnswerForm(AmountsForm):
    who = forms.ChoiceField(label=gettext_lazy("Who answers?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=gettext_lazy("In a sentence or two"), widget=forms.Textarea(attrs={"rows": 4}), strip=False
    )

    def __init__(
        self,
        post: Post,
        organisations: Sequence[tuple[str, str]],
        data: QueryDict | None = None,
        *,
        alone: bool = True,
    ) -> None:
        """`alone`: somebody may answer without an organisation."""
        super().__init__(list(post.lines.all()), data)
        rules = law.goods(post.kind, post.subkind) if post.side == kinds.NEED else None
        self.asks_goods = rules is not None
        if rules is not None:
            self.fields |= goods_fields(rules, post.subkind, None)
        choices = [*organisations, *([(MYSELF, _("I, in my own name"))] if alone else [])]
        self.let_choose("who", choices)
        self.fields["who"].initial = choices[0][0] if choices else None

    def goods(self) -> Declared | None:
        """What whoever gives says of them; None where nothing is asked."""
        return read_goods(self.cleaned_data) if self.asks_goods else None

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not said.get("who") and "who" not in self.errors:
            self.add_error("who", _("Please choose who answers."))
        return said


class NoteForm(Quiet, Asking):
    note = forms.CharField(
        label=gettext_lazy("Why? In a sentence"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": ""}),
    )


class HowItWent(forms.Form):
    sentence = forms.CharField(
        label=gettext_lazy("How did it go? One sentence"),
        widget=forms.Textarea(attrs={"rows": 2}),
        strip=False,
    )
    photo = forms.FileField(
        label=gettext_lazy("One photo, if you like"), widget=forms.FileInput(attrs={"accept": "image/*"})
    )


class ArrivedForm(HowItWent, AmountsForm):
    """What was given, or what arrived, as one side says."""


class AgreementForm(Quiet, Asking):
    quality = forms.CharField(label=gettext_lazy("In what condition?"), strip=False)
    use = forms.CharField(
        label=gettext_lazy("What is it used for?"), widget=forms.Textarea(attrs={"rows": 2}), strip=False
    )
    deliver_by = forms.DateField(
        label=gettext_lazy("Delivered by"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    deliver_how = forms.CharField(label=gettext_lazy("How and where is it handed over?"), strip=False)

    def about_a_project(self) -> None:
        """The same four answers, asked as they are meant where nothing changes hands at once."""
        asked = {
            "quality": _("What does each side do?"),
            "use": _("What is the money or the help used for?"),
            "deliver_by": _("By when is all of it done?"),
            "deliver_how": _("How do you keep each other informed?"),
        }
        for name, label in asked.items():
            self.fields[name].label = label

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not said.get("deliver_by") and "deliver_by" not in self.errors:
            self.add_error("deliver_by", _("Please choose a day."))
        return said
