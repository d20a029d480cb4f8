"""Which question is asked by which form."""

from typing import Any

from ngo2.organisations.forms import choices, places, rows
from ngo2.organisations.forms.answers import Answer, Context, Host, Line, OneALine, OneOf, Phone, Text, YesNo

_FORMS: dict[str, type[Answer]] = {
    "names_former": OneALine,
    "receipt_years": OneALine,
    "phone": Phone,
    "names_other": choices.Names,
    "kind": OneOf,
    "legal_status": choices.Status,
    "host": Host,
    "register_id": choices.Register,
    "summary_zh": Text,
    "summary_en": Text,
    "causes": choices.Causes,
    "languages": choices.Languages,
    "country": choices.Country,
    "division": places.Division,
    "point": places.Point,
    "publish_exact": YesNo,
    "sensitivity": choices.Sensitivity,
    "service_area": places.ServiceArea,
    "budget_band": OneOf,
    "projects": rows.Project,
    "finance": rows.Finance,
    "trained": choices.Trained,
}
# What a stranger cannot say in one answer, or should not say for others.
_OWN_AFFAIR = {
    "country",
    "point",
    "names_other",
    "projects",
    "finance",
    "trained",
    "publish_exact",
    "sensitivity",
}


def answer_form(context: Context, *args: Any, **kwargs: Any) -> Answer:
    return _FORMS.get(context.fact.key, Line)(context, *args, **kwargs)


def is_list(key: str) -> bool:
    return issubclass(_FORMS.get(key, Line), rows.Rows)


def can_be_proposed(key: str) -> bool:
    return key not in _OWN_AFFAIR
