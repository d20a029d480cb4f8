"""What stands open, and what arrived, on the page of its organisation."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ngo2.exchange import queries, words
from ngo2.exchange.stories import told
from ngo2.exchange.stories.told import Told
from ngo2.organisations.models import Organisation

MOST, FEW = 10, 3


def posts_context(organisation: Organisation, facts: Mapping[str, Any]) -> dict[str, Any] | None:
    found = list(queries.open_of(organisation)[:MOST])
    return {"entries": [words.entry(post) for post in found]} if found else None


def thanks_context(organisation: Organisation, facts: Mapping[str, Any]) -> dict[str, Any] | None:
    found = [told.of(story) for story in queries.stories_of(organisation)[: FEW + 1]]
    if not found:
        return None
    more = f"{reverse('exchange:thanks')}?of={organisation.pk}" if len(found) > FEW else ""
    return {"entries": [(one, _title(one, organisation)) for one in found[:FEW]], "all": more}


def _title(one: Told, organisation: Organisation) -> str:
    said = _("Gave to %(name)s") if one.giver.pk == organisation.pk else _("Received from %(name)s")
    return said % {"name": one.other(organisation.pk).name}
