"""What there is to see. Everything here reads the columns that obey the table of what may be shown."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, Min, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Length

from ngo2.accounts.consents import PUBLISH_CONTACT, purposes
from ngo2.kernel.packs import causes
from ngo2.lib import text
from ngo2.organisations.directory import Filters
from ngo2.organisations.facts import CATALOGUE, places
from ngo2.organisations.models import (
    Assertion,
    CauseOf,
    Claim,
    Import,
    ImportRow,
    Membership,
    Organisation,
)

__all__ = ["Filters"]
AREAS = ("area1", "area2", "area3")
SHORTEST_NAME = 2  # characters that are enough to look for the same name


def listed() -> QuerySet[Organisation]:
    """What the public may find."""
    return Organisation.objects.filter(state=Organisation.ACTIVE)


def matching(filters: Filters) -> QuerySet[Organisation]:
    found = listed()
    if filters.country:
        found = found.filter(country=filters.country)
    if filters.area:
        found = within(found, filters.country, filters.area)
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.legal_status:
        found = found.filter(legal_status=filters.legal_status)
    if filters.cause:
        from_cause = Organisation.objects.filter(cause_rows__cause__in=causes.with_children(filters.cause))
        found = found.filter(pk__in=from_cause.values("pk"))
    for word in filters.words.split()[:8]:
        found = found.filter(search_text__contains=text.fold(word))
    return found


def within(found: QuerySet[Organisation], country: str, area: str) -> QuerySet[Organisation]:
    """By the whole path from the top, which is what the index holds."""
    path = places.path(country or places.country_of(area), area)
    return found.filter(**dict(zip(AREAS, path, strict=False))) if path else found.none()


def in_order(found: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """What was confirmed lately first (what freshness unlocks), then what has an owner, then by name."""
    return found.order_by(F("confirmed_at").desc(nulls_last=True), "name", "pk")


def counts_by(found: QuerySet[Organisation], column: str) -> dict[str, int]:
    """{value of the column: how many}, without the blank ones."""
    rows = found.order_by().values_list(column).annotate(n=Count("pk", distinct=True))
    return {key: n for key, n in rows if key}


def cause_counts(found: QuerySet[Organisation]) -> dict[str, int]:
    """{cause: how many}; a broad cause counts each organisation once, with all that is below it."""
    rows = CauseOf.objects.filter(organisation__in=found.order_by()).values_list("cause")
    narrow = dict(rows.annotate(n=Count("organisation", distinct=True)))
    tops = [When(cause__in=causes.with_children(top.code), then=Value(top.code)) for top in causes.top()]
    broad: Any = CauseOf.objects.filter(organisation__in=found.order_by()).annotate(
        top=Case(*tops, default=Value(""))
    )
    return narrow | dict(broad.values_list("top").annotate(n=Count("organisation", distinct=True)))


def confirmed_since(moment: datetime) -> QuerySet[Organisation]:
    return listed().filter(confirmed_at__gte=moment)


def lists_imported() -> list[str]:
    """Labels of the lists that records came in with; one record of each list tells it."""
    first = listed().exclude(dataset="").order_by().values("dataset").annotate(first=Min("pk"))
    lists = ("import", "register")
    said = Assertion.objects.filter(organisation__in=first.values("first"), source__in=lists)
    found = said.exclude(source_label="").values_list("source_label", flat=True)
    return sorted(set(found.order_by()))


def newest() -> QuerySet[Organisation]:
    return listed().order_by("-created_at", "-pk")


def said_publicly(organisation: Organisation) -> QuerySet[Assertion]:
    """The public history, latest first: accepted, of fields that everybody may see; values stay unread."""
    public = [key for key, fact in CATALOGUE.items() if fact.shown == "all"]
    said = organisation.assertions.filter(state=Assertion.ACCEPTED, field__in=public)
    return said.order_by("-at", "-pk").only("field", "how", "source", "at", "organisation_id")


def answering(organisation: Organisation) -> QuerySet[Membership]:
    """Who may be asked about the organisation and agreed that everybody may know it."""
    return (
        organisation.memberships.filter(
            answers=True,
            suspended_at=None,
            person__is_active=True,
            person__consents__purpose=PUBLISH_CONTACT,
            person__consents__version=purposes[PUBLISH_CONTACT].version,
            person__consents__given_at__isnull=False,
            person__consents__withdrawn_at=None,
        )
        .select_related("person")
        .order_by("since", "pk")
    )


def proposals_waiting(organisation: Organisation) -> QuerySet[Assertion]:
    return organisation.assertions.filter(state=Assertion.WAITING).select_related("person").order_by("at")


def memberships_of(person: Any) -> QuerySet[Membership]:
    return (
        Membership.objects.filter(person=person, suspended_at=None)
        .select_related("organisation")
        .order_by("since")
    )


def claims_waiting() -> QuerySet[Claim]:
    return (
        Claim.objects.filter(state=Claim.WAITING).select_related("organisation", "person").order_by("made_at")
    )


def claims_of(person: Any) -> QuerySet[Claim]:
    """What somebody asked to run and is not decided yet."""
    return (
        Claim.objects.filter(person=person, state=Claim.WAITING)
        .select_related("organisation")
        .order_by("made_at")
    )


def proposal_counts(organisations: Iterable[int]) -> dict[int, int]:
    """{organisation: proposed corrections that wait for its decision}."""
    waiting = Assertion.objects.filter(organisation__in=list(organisations), state=Assertion.WAITING)
    return dict(waiting.order_by().values_list("organisation").annotate(n=Count("pk")))


def values_said(organisation: Organisation, field: str) -> QuerySet[Assertion]:
    """What was ever accepted of one field, latest first; for its members."""
    said = organisation.assertions.filter(field=field, state=Assertion.ACCEPTED)
    return said.order_by("-at", "-pk")


def alike(facts: Mapping[str, Any]) -> QuerySet[Organisation]:
    """Records that may be the one of these `facts`: same code or phone, or one name holds the other."""
    same = Q(pk=None)
    for name in (text.fold(facts[key]) for key in ("name_zh", "name_en") if facts.get(key)):
        if len(name) >= SHORTEST_NAME:
            same |= Q(search_text__contains=name) | Q(pk__in=_held_by(name))
    if facts.get("credit_code"):
        same |= Q(credit_code=facts["credit_code"])
    if facts.get("phone"):
        same |= Q(facts__phone__v=facts["phone"])
    return listed().filter(same).order_by("pk")


def _held_by(name: str) -> QuerySet[Organisation, Any]:
    """Records of one name, which stands within `name`."""
    typed = Value(name, output_field=TextField())
    long = Organisation.objects.annotate(length=Length("search_text"), typed=typed)
    return long.filter(length__gte=SHORTEST_NAME, typed__contains=F("search_text")).values("pk")


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    return organisation.memberships.select_related("person").order_by("since", "pk")


def with_proposals() -> QuerySet[Organisation]:
    """Records for which corrections wait: `proposed` how many, `proposed_since` the oldest."""
    waiting = Q(assertions__state=Assertion.WAITING)
    found = (
        listed()
        .filter(waiting)
        .annotate(
            proposed=Count("assertions", filter=waiting), proposed_since=Min("assertions__at", filter=waiting)
        )
    )
    return found.order_by("proposed_since", "pk")


def edited_by(person: Any) -> QuerySet[Membership, int]:
    """The records that a person may change as a member, as primary keys."""
    roles = (Membership.OWNER, Membership.EDITOR)
    mine = Membership.objects.filter(person=person, role__in=roles, suspended_at=None)
    return mine.values_list("organisation", flat=True)


def imports() -> QuerySet[Import]:
    return Import.objects.select_related("person").order_by("-made_at", "-pk")


def datasets() -> list[str]:
    """The names of lists that came in before, by which their next version is known."""
    return list(Import.objects.order_by("dataset").values_list("dataset", flat=True).distinct())


def lines(batch: Import, state: str) -> QuerySet[ImportRow]:
    return batch.rows.filter(state=state).order_by("line")


def lines_kept(batch: Import) -> QuerySet[ImportRow]:
    """What undoing left, because others have worked on it."""
    return batch.rows.filter(done=ImportRow.KEPT).order_by("line")


def line_counts(batch: Import) -> dict[str, int]:
    """{state: lines}."""
    return dict(batch.rows.order_by().values_list("state").annotate(n=Count("pk")))


def import_progress(batch: Import) -> tuple[int, int]:
    """(lines of the job, lines done)."""
    written = [ImportRow.CREATED, ImportRow.UPDATED]
    if batch.state == Import.READING:
        return sum(sheet["rows"] for sheet in batch.sheets), batch.rows.count()
    if batch.state == Import.CHECKING:
        return batch.rows.count(), batch.rows.exclude(state=ImportRow.UNREAD).count()
    if batch.state == Import.UNDOING:
        rows = batch.rows.exclude(done="")
        return rows.count(), rows.exclude(done__in=written).count()
    rows = batch.rows.filter(state__in=[ImportRow.NEW, ImportRow.CHANGED])
    return rows.count(), rows.exclude(done="").count()
