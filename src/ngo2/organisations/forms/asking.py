"""Forms whose answers a service may refuse."""

from django import forms

from ngo2.kernel.limits.services import TooMany
from ngo2.lib.refusals import Refused


class Asking(forms.Form):
    def refuse(self, refusal: Refused) -> None:
        """Show the refusal at its field. Too many tries is a page of its own (429)."""
        if isinstance(refusal, TooMany):
            raise refusal
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
