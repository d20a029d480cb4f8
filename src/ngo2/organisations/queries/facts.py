"""What was said of an organisation: what counts, what others propose, what waits of its own word."""

from collections.abc import Iterable

from django.db.models import Count, Min, Prefetch, Q, QuerySet

from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.facts.choices import OWN
from ngo2.organisations.held import HELD, PROPOSED
from ngo2.organisations.models import Assertion, Organisation
from ngo2.organisations.queries.records import listed

SAID = (Assertion.ACCEPTED, Assertion.ASIDE)  # what counted once


def said_publicly(organisation: Organisation) -> QuerySet[Assertion]:
    """The public history, latest first: accepted, of fields that everybody may see; values stay unread."""
    public = [key for key, fact in CATALOGUE.items() if fact.shown == "all"]
    said = organisation.assertions.filter(state__in=SAID, field__in=public)
    return said.order_by("-at", "-pk").only("field", "how", "source", "at", "organisation_id")


def values_said(organisation: Organisation, field: str) -> QuerySet[Assertion]:
    """What was ever accepted of one field, latest first; for its members."""
    said = organisation.assertions.filter(field=field, state__in=SAID)
    return said.select_related("person").order_by("-at", "-pk")


def proposals_waiting(organisation: Organisation) -> QuerySet[Assertion]:
    """What others say of it. What waits of its own word is `held_waiting`."""
    return organisation.assertions.filter(PROPOSED).select_related("person").order_by("at")


def proposal_counts(organisations: Iterable[int]) -> dict[int, int]:
    """{organisation: proposed corrections that wait for its decision}."""
    waiting = Assertion.objects.filter(PROPOSED, organisation__in=list(organisations))
    return dict(waiting.order_by().values_list("organisation").annotate(n=Count("pk")))


def with_proposals() -> QuerySet[Organisation]:
    """Records for which corrections wait: `proposed` how many, `proposed_since` the oldest."""
    waiting = Assertion.objects.filter(PROPOSED, organisation__state=Organisation.ACTIVE)
    of_it = Q(assertions__state=Assertion.WAITING) & ~Q(assertions__source__in=OWN)
    found = (
        listed()
        .filter(pk__in=waiting.values("organisation"))
        .annotate(
            proposed=Count("assertions", filter=of_it), proposed_since=Min("assertions__at", filter=of_it)
        )
    )
    return found.order_by("proposed_since", "pk")


def and_proposals(found: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """With the corrections themselves, in `proposals_now`, oldest first."""
    waiting = Assertion.objects.filter(PROPOSED).order_by("at", "pk")
    return found.prefetch_related(Prefetch("assertions", waiting, to_attr="proposals_now"))


def held_waiting(organisation: Organisation) -> QuerySet[Assertion]:
    """Its own changes that wait for a look."""
    return organisation.assertions.filter(HELD).select_related("person").order_by("at")


def held_of(organisation: Organisation) -> QuerySet[Assertion]:
    """The same with those that are decided or taken back."""
    said = organisation.assertions.filter(source__in=OWN)
    return said.filter(Q(state=Assertion.WAITING) | Q(decided_at__isnull=False))


def all_held() -> QuerySet[Assertion]:
    found = Assertion.objects.filter(HELD, organisation__state=Organisation.ACTIVE)
    return found.select_related("organisation", "person").order_by("at", "pk")
