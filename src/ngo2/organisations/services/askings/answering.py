"""An answer to an asking: what is still right, and what is corrected, in one press."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.lib.actors import Actor
from ngo2.lib.refusals import Refused
from ngo2.organisations.models import Asking
from ngo2.organisations.services.askings.links import ANSWERED, CHANGED, OPEN, Held, read
from ngo2.organisations.services.record import Outcome, assert_facts
from ngo2.organisations.services.standing import locked
from ngo2.organisations.sources import Source


class _Refused(Exception):
    """Takes everything back, so that the link is still good for a better answer."""


def answer_asking(
    actor: Actor,
    asking: Asking,
    *,
    source: Source,
    right: Iterable[str],
    corrected: Mapping[str, Any] | None = None,
    revision: str = "",
) -> Outcome:
    """Confirm the fields in `right` as they stand, and say the values in `corrected` ({field: raw value}).

    `revision` is the standing of the facts that the page showed. Of several who press at once, one answers; the
    others hear that somebody was faster, and nothing is written. A value that makes no sense is in `refused`: then
    nothing was written either, and the link still holds.
    """
    outcome = Outcome()
    try:
        with transaction.atomic():
            organisation = locked(asking.organisation_id)
            held = read(Asking.objects.select_related("organisation", "person").get(pk=asking.pk))
            _check(held, revision)
            facts = {key: held.facts[key]["v"] for key in right if key in held.fields and key in held.facts}
            facts |= dict(corrected or {})
            if not facts:
                raise Refused(_("Please tick what is right, or write what it should say."))
            seen = {key: held.facts[key]["changed"] for key in facts if key in held.facts}
            outcome = assert_facts(actor, organisation, facts, source=source, seen=seen)
            if outcome.refused:
                raise _Refused
            _use(held, revision or held.revision)
    except _Refused:
        pass
    return outcome


def _check(held: Held, revision: str) -> None:
    if held.state != OPEN:
        raise Refused(_words(held.state), code=held.state)
    if revision and revision != held.revision:
        raise Refused(_words(CHANGED), code=CHANGED)


def _use(held: Held, revision: str) -> None:
    """A letter is used up; a badge remembers which standing of the facts it confirmed."""
    asking: Any = held.asking  # what is open has one
    rows = Asking.objects.filter(pk=asking.pk, ended_at=None, used_at=None)
    if asking.kind == Asking.LETTER:
        used = rows.update(used_at=timezone.now())
    else:
        used = rows.exclude(revision=revision).update(revision=revision)
    if not used:
        raise Refused(_words(ANSWERED), code=ANSWERED)


def _words(state: str) -> Any:
    return {
        ANSWERED: _("This was answered already. Thank you; nothing more is needed."),
        CHANGED: _(
            "Somebody answered or changed one of these facts meanwhile. Please look at what is there now."
        ),
    }.get(state, _("This link no longer works. Ask for a new one, or sign in."))
