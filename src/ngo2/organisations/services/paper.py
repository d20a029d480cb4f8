"""Paper forms: printed with a number, keyed by the platform team, compared with what changed since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.documents.services import pdf
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.services import record, record_many
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import disclosure, projection
from ngo2.organisations.facts import CATALOGUE, clean
from ngo2.organisations.facts.field_codes import FIELD_CODES
from ngo2.organisations.models import Assertion, Organisation
from ngo2.organisations.paper import fields, number, printed
from ngo2.organisations.paper.typed import Typed
from ngo2.organisations.services.record import Outcome, assert_facts
from ngo2.organisations.services.standing import locked
from ngo2.organisations.sources import Source

MOST = 100  # sheets in one document
PRINTED, KEYED, BATCH = (
    "organisations.paper.printed",
    "organisations.paper.keyed",
    "organisations.papers.printed",
)
TEMPLATE = "organisations/paper_form.typ"
PAPER = Source("paper")


@dataclass(frozen=True)
class Sheet:
    """`seen`: the date on which each printed fact had become what the sheet says; fields asked but not known: ""."""

    pk: int
    organisation: Organisation
    at: datetime
    seen: Mapping[str, str]
    for_members: bool
    keyed: Entry | None = None  # the first time it was keyed

    @property
    def number(self) -> str:
        return number.written(self.pk)

    @property
    def country(self) -> str:
        return disclosure.value(self.organisation.facts, "country") or self.organisation.country


@dataclass(frozen=True)
class Change:
    """One field: what the sheet shows, what the record says now, and what was written, when anything was."""

    key: str
    printed: Any
    now: Any
    new: Any
    written: bool = True


@dataclass
class Plan:
    """What keying would do. `apart`: changed since the sheet was printed, so nothing is written unless asked for."""

    changes: list[Change] = field(default_factory=list)
    still: list[str] = field(default_factory=list)
    apart: list[Change] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.changes or self.still or self.apart)


def issue_form(actor: Actor, organisation: Organisation, *, for_members: bool = True) -> Sheet:
    """A number for one sheet of one record, as it stands now. Not for viewers: a sheet is a way to write."""
    authorise(actor, "organisations.edit", organisation)
    with transaction.atomic():
        entry = record(
            actor,
            PRINTED,
            organisation,
            scope=organisation.scope,
            data=_standing(organisation, for_members=for_members),
        )
    return _sheet(entry, organisation)


def issue_forms(actor: Actor, organisations: Sequence[Organisation]) -> Entry:
    """Numbers for a whole batch, and the entry that keeps them together. Sheets to be given away tell what everybody
    may see."""
    authorise(actor, "organisations.key_paper")
    if not organisations:
        raise Refused(_("No organisation fits what you chose. Choose a wider place or another cause."))
    if len(organisations) > MOST:
        raise Refused(
            _("At most %(n)d sheets fit into one document. Choose less, or print in parts.") % {"n": MOST}
        )
    with transaction.atomic():
        entries = record_many(
            actor,
            PRINTED,
            [(one, one.scope, _standing(one, for_members=False)) for one in organisations],
        )
        return record(actor, BATCH, data={"sheets": [entry.pk for entry in entries]})


def find_form(actor: Actor, typed: str) -> Sheet:
    """The sheet of a number; refused when it is mistyped or none was printed under it."""
    authorise(actor, "organisations.key_paper")
    entry = Entry.objects.filter(pk=number.read(typed), verb=PRINTED).first()
    found = _record_of(entry) if entry else None
    if entry is None or found is None:
        raise Refused(
            _("No form was printed under this number. Compare it with the top of the sheet."), field="number"
        )
    if found.state != Organisation.ACTIVE:
        raise Refused(_("This organisation has closed since the form was printed. Nothing is written."))
    return _sheet(entry, found, _first_keyed(entry, found))


def form_of(organisation: Organisation, pk: int) -> Sheet:
    """A sheet of this record, to be printed (again)."""
    entry = Entry.objects.filter(pk=pk, verb=PRINTED, scope=organisation.scope).first()
    if entry is None:
        raise Hidden("form")
    return _sheet(entry, organisation)


def forms_of(actor: Actor, batch: int) -> list[Sheet]:
    authorise(actor, "organisations.key_paper")
    whole = Entry.objects.filter(pk=batch, verb=BATCH).first()
    if whole is None:
        raise Hidden("forms")
    entries = list(Entry.objects.filter(pk__in=whole.data["sheets"]).order_by("pk"))
    records = Organisation.objects.in_bulk([int(entry.object_id) for entry in entries])
    return [
        _sheet(entry, records[int(entry.object_id)])
        for entry in entries
        if int(entry.object_id) in records and records[int(entry.object_id)].state == Organisation.ACTIVE
    ]


def document(sheets: Sequence[Sheet]) -> bytes:
    """The PDF of these sheets: what the record said when they got their numbers."""
    pages = [
        printed.sheet(
            one.pk,
            one.organisation.name,
            values_printed(one, [key for key in one.seen if one.seen[key]]),
            one.country,
            at=one.at,
            for_members=one.for_members,
        )
        for one in sheets
    ]
    return pdf(TEMPLATE, {"words": printed.words(), "sheets": pages})


def plan(sheet: Sheet, typed: Typed) -> Plan:
    """What keying this would do to the record as it stands. Changes nothing."""
    made = Plan(problems=list(typed.problems))
    facts = sheet.organisation.facts
    said = {**dict.fromkeys(typed.still), **typed.new}
    late = [key for key in said if changed_since(sheet, key)]
    before = values_printed(sheet, [key for key in said if sheet.seen.get(key)])
    for key in sorted(said, key=fields.FIELDS.index):
        now = facts.get(key, {}).get("v")
        if key not in typed.new:
            if key in late:
                made.apart.append(Change(key, before.get(key), now, None, written=False))
            else:
                made.still.append(key)
            continue
        try:
            value = clean(key, fields.value(key, typed.new[key], sheet.country))
        except Refused as refusal:
            made.problems.append((f"{FIELD_CODES[key]} {typed.new[key][:40]}", str(refusal)))
            continue
        if key in facts and value == now:
            made.still.append(key)
        elif key in late:
            made.apart.append(Change(key, before.get(key), now, value))
        else:
            made.changes.append(Change(key, before.get(key), now, value))
    return made


def key_form(
    actor: Actor, sheet: Sheet, typed: Typed, *, take: Sequence[str] = (), again: bool = False
) -> Outcome:
    """Write what the sheet says, through the one door. `take`: fields that changed since the print and shall become
    what was written all the same. The same sheet is written twice only `again`."""
    authorise(actor, "organisations.key_paper")
    with transaction.atomic():
        held = locked(sheet.organisation.pk)
        entry = Entry.objects.get(pk=sheet.pk)
        sheet = _sheet(entry, held, _first_keyed(entry, held))
        if sheet.keyed is not None and not again:
            raise Refused(_("This sheet was keyed before. Nothing was written a second time."), code="twice")
        made = plan(sheet, typed)
        facts = {key: held.facts[key]["v"] for key in made.still}
        facts |= {one.key: one.new for one in made.changes}
        facts |= {one.key: one.new for one in made.apart if one.key in take and one.written}
        if not facts:
            raise Refused(_("Nothing on this sheet can be written. Look at it once more."))
        outcome = assert_facts(_keyer(actor, sheet), held, facts, source=PAPER)
        record(
            _keyer(actor, sheet),
            KEYED,
            held,
            scope=held.scope,
            data={"sheet": sheet.pk, "person": actor.person.pk, "facts": len(facts)},
        )
    return outcome


def values_printed(sheet: Sheet, keys: Sequence[str]) -> dict[str, Any]:
    """{field: value} as the sheet shows it: today's where nothing changed, else from what had been said by then."""
    facts = sheet.organisation.facts
    same = {key: facts[key]["v"] for key in keys if facts.get(key, {}).get("changed") == sheet.seen[key]}
    late = [key for key in keys if key not in same]
    if not late:
        return same
    said = sheet.organisation.assertions.filter(
        field__in=late, state=Assertion.ACCEPTED, at__lte=sheet.at
    ).order_by("at", "pk")
    then = projection.folded(said)
    return same | {key: then[key]["v"] for key in late if key in then}


def changed_since(sheet: Sheet, key: str) -> bool:
    """A fact that the sheet does not tell (unknown then, or not for its holder) changed when it is known now and was
    said after the print."""
    current = sheet.organisation.facts.get(key)
    if current is None:
        return bool(sheet.seen.get(key))
    seen = sheet.seen.get(key, "")
    return bool(current["changed"] != seen if seen else current["changed"] > sheet.at.isoformat())


def _standing(organisation: Organisation, *, for_members: bool) -> dict[str, Any]:
    country = disclosure.value(organisation.facts, "country") or organisation.country
    told = printed.chosen(organisation.facts, country, for_members=for_members)
    asked = printed.asked(for_members=for_members)
    return {
        "seen": {key: organisation.facts[key]["changed"] if key in told else "" for key in asked},
        "for_members": for_members,
    }


def _first_keyed(entry: Entry, organisation: Organisation) -> Entry | None:
    found = Entry.objects.filter(scope=organisation.scope, verb=KEYED, data__sheet=entry.pk)
    return found.order_by("pk").first()


def _sheet(entry: Entry, organisation: Organisation, keyed: Entry | None = None) -> Sheet:
    return Sheet(
        entry.pk,
        organisation,
        entry.at,
        {key: seen for key, seen in entry.data["seen"].items() if key in CATALOGUE},
        entry.data["for_members"],
        keyed,
    )


def _record_of(entry: Entry) -> Organisation | None:
    """Of a record that became part of another, that other."""
    found = Organisation.objects.filter(pk=entry.object_id).first()
    for _step in range(5):
        if found is None or found.merged_into_id is None:
            return found
        found = found.merged_into
    return found


def _keyer(actor: Actor, sheet: Sheet) -> Actor:
    return Actor("paper", f"form {sheet.number}", "keyed", person=actor.person)
