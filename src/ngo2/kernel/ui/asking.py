"""Forms whose answers a service may refuse."""

from collections.abc import Iterable
from typing import Any

from django import forms

from ngo2.kernel.limits.services import TooMany
from ngo2.lib.refusals import Refused

TOLD = "told"


class Choosing(forms.Form):
    def let_choose(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        """What may be chosen there is known only now."""
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined] # a ChoiceField, as its form says


class Quiet(Choosing):
    """No field is marked as optional or complains that it is empty: the whole form says what is missing."""

    use_required_attribute = False

    def full_clean(self) -> None:
        for field in self.fields.values():
            field.required = False
        super().full_clean()
        for field in self.fields.values():
            field.required = True


class Asking(Choosing):
    def refuse(self, refusal: Refused) -> None:
        """Show the refusal at its field. Too many tries is a page of its own (429).

        One with the code TOLD stands at its fields already.
        """
        if isinstance(refusal, TooMany):
            raise refusal
        if refusal.code == TOLD:
            return
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
