"""What the law asks beside the terms, as fields that a form takes in where it asks them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ngo2.exchange.conditions import INSURANCES, Care, Declared
from ngo2.kernel.packs.law import Goods

GOODS, CARE = (
    ("safe", "expires_on", "own_product", "sealed", "lasting"),
    ("risks", "insurance", "insurance_how"),
)


def goods_fields(rules: Goods, subkind: str, first: Declared | None) -> dict[str, forms.Field]:
    """Only those that this sub-kind asks for, in order."""
    fields: dict[str, forms.Field] = {
        "safe": forms.BooleanField(label=_("They are usable and safe"), help_text=rules.safe_means)
    }
    if subkind in rules.lasting:
        fields["lasting"] = forms.BooleanField(
            label=_("They last and have no date"), help_text=rules.lasting_means
        )
    if subkind in rules.dated:
        fields["expires_on"] = forms.DateField(
            label=_("May be used until"),
            help_text=_("The date on the pack. At least %(n)s days have to be left at hand-over.")
            % {"n": rules.spare},
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )
    if subkind in rules.sealed:
        fields["sealed"] = forms.BooleanField(
            label=_("They are unopened, with the number of their registration"), help_text=rules.sealed_means
        )
    fields["own_product"] = forms.BooleanField(
        label=_("They are our own products"), help_text=rules.liability
    )
    return _beginning(fields, first)


def care_fields(first: Care | None) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {
        "risks": forms.CharField(
            label=_("What could happen to those who help?"),
            widget=forms.Textarea(attrs={"rows": 2}),
            strip=False,
        ),
        "insurance": forms.ChoiceField(
            label=_("Who insures them?"), widget=forms.RadioSelect, choices=list(INSURANCES.items())
        ),
        "insurance_how": forms.CharField(label=_("Which insurance, in a sentence"), strip=False),
    }
    return _beginning(fields, first)


def _beginning(fields: dict[str, forms.Field], first: Declared | Care | None) -> dict[str, forms.Field]:
    for name, field in fields.items():
        field.initial = getattr(first, name) if first else None
    return fields


def read_goods(given: Mapping[str, Any]) -> Declared:
    said = {name: bool(given.get(name)) for name in GOODS if name != "expires_on"}
    return Declared(expires_on=given.get("expires_on"), **said)


def read_care(given: Mapping[str, Any]) -> Care:
    return Care(*(given.get(name) or "" for name in CARE))
