"""The one door into the record. HTML, API, import, survey and paper all come through here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.journal.services import record, record_many
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused
from ngo2.organisations import disclosure, duplicates, held, projection, remits
from ngo2.organisations.facts import clean, fact
from ngo2.organisations.models import Assertion, CauseOf, Membership, Organisation
from ngo2.organisations.rules import Said
from ngo2.organisations.services.likenesses.keeping import keep_keys
from ngo2.organisations.services.standing import locked
from ngo2.organisations.sources import ASKED, OWNER, PROPOSAL, Source

_NAMES = ("name_zh", "name_en", "names_other")


@dataclass
class Outcome:
    """What became of each field: `changed`, `confirmed` (same value, said again), `waiting` for the owner's decision,
    `held` for a look by the team, and `refused` with the sentence for each field that made no sense. One bad field
    never stops the others."""

    changed: list[str] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    refused: dict[str, Refused] = field(default_factory=dict)


@dataclass(frozen=True)
class NewOrganisation:
    facts: Mapping[str, Any]
    external_id: str = ""
    is_example: bool = False
    source: Source | None = None  # when a row has a source of its own
    at: datetime | None = None  # when it was said, if the list knows; else now


@dataclass(frozen=True)
class Made:
    organisation: Organisation
    refused: dict[str, Refused]


def assert_facts(
    actor: Actor,
    organisation: Organisation,
    facts: Mapping[str, Any],
    *,
    source: Source = OWNER,
    note: str = "",
    seen: Mapping[str, str] | None = None,
) -> Outcome:
    """Say what `facts` ({field: raw value, None for "we do not have one"}) are.

    Members and staff write at once; an import never overrides what the owner said, and a stranger's word always
    waits: both become questions to the owner. What others know an organisation by (`Fact.held`) waits for a look by
    the team when a member changes it; said again while it waits, it is one question. `seen` ({field: `changed` date
    the form showed}) protects against two people editing at once: a field that changed meanwhile is refused, the rest
    goes through.
    """
    _authorise(actor, organisation, facts, source)
    with transaction.atomic():
        organisation = locked(organisation.pk)
        is_proposal = source.kind == PROPOSAL.kind
        shown = disclosure.public_facts(organisation.country, organisation.facts) if is_proposal else {}
        outcome, rows = Outcome(), []
        now = timezone.now()
        for key, raw in facts.items():
            try:
                value = clean(key, raw)
                _not_overtaken(organisation.facts.get(key), key, value, seen)
                _worth_proposing(shown, key, value, source)
                _named_still(organisation.facts, facts, key, value)
            except Refused as refusal:
                outcome.refused[key] = refusal
                continue
            rows.append(_assertion(actor, organisation, key, value, source, note, now))
        _sort(organisation, rows, outcome)
        rows = _one_question_each(actor, organisation, rows, outcome)
        Assertion.objects.bulk_create(rows)
        _project(organisation, rows, now)
        _tell(actor, organisation, outcome, source)
    return outcome


def create_organisation(actor: Actor, *, facts: Mapping[str, Any], source: Source = OWNER) -> Organisation:
    """A new record, owned by the person who made it. Every fact must be right: the form is still open."""
    authorise(actor, "organisations.create")
    if not (facts.get("name_zh") or facts.get("name_en")):
        raise Refused(_("An organisation needs a name, in Chinese or in English."), field="name_zh")
    cleaned = {key: clean(key, value) for key, value in facts.items()}
    with transaction.atomic():
        made = _create_many(actor, [NewOrganisation(cleaned)], source, "")[0]
        if actor.person is not None and source.is_own:
            Membership.objects.create(
                organisation=made.organisation,
                person=actor.person,
                role=Membership.OWNER,
                answers=True,
                since=timezone.now(),
            )
            Organisation.objects.filter(pk=made.organisation.pk).update(claimed_at=timezone.now())
    made.organisation.refresh_from_db()
    return made.organisation


def create_organisations(
    actor: Actor, rows: Sequence[NewOrganisation], *, source: Source, dataset: str
) -> list[Made]:
    """Many at once, from a list. A row whose `external_id` is in already is left out: the same list twice adds nothing.

    A fact that makes no sense is reported in `Made.refused` and left out; the row is made all the same.
    """
    authorise(actor, "organisations.import")
    known = set(
        Organisation.objects.filter(
            dataset=dataset, external_id__in=[row.external_id for row in rows]
        ).values_list("external_id", flat=True)
    )
    fresh = [row for row in rows if row.external_id not in known]
    with transaction.atomic():
        return _create_many(actor, fresh, source, dataset)


def decide_proposal(actor: Actor, assertion: Assertion, *, accept: bool, answer: str = "") -> Assertion:
    """Take or decline a waiting value. A proposal becomes the organisation's own word, whoever decides.

    What is held was its own word before: the team decides, or a partner. An owner who takes a proposal that changes a
    held fact has asked for a look. `answer` is told to whoever said it.
    """
    is_held = held.is_held(assertion)
    permission = "organisations.decide_held" if is_held else "organisations.decide_proposal"
    authorise(actor, permission, assertion.organisation)
    with transaction.atomic():
        organisation = locked(assertion.organisation_id)
        now, partner = timezone.now(), remits.decides_for(actor, organisation)
        if partner and not remits.may_judge(actor.person, assertion.person_id):
            raise Refused(
                _("You or a colleague of yours proposed this. The platform team decides about it."),
                code="own",
            )
        decided = Assertion.objects.filter(pk=assertion.pk, state=Assertion.WAITING).update(
            state=Assertion.ACCEPTED if accept else Assertion.DECLINED,
            decided_at=now,
            decided_by=actor.person,
            decided_for=partner,
        )
        if not decided:
            raise Refused(_("Somebody has decided this already. Load the page again to see how."))
        data = {"field": assertion.field, "assertion": assertion.pk, **remits.named(partner)}
        if accept:
            taken = _taken(actor, organisation, assertion, partner, now)
            if taken.state == Assertion.WAITING:
                data["held"] = taken.pk
        verb = f"organisations.{'held' if is_held else 'proposal'}.{'accepted' if accept else 'declined'}"
        private = {"answer": answer.strip()[:500]} if answer.strip() else None
        record(
            actor, verb, organisation,
            scope=organisation.scope, data=data, private=private, person=assertion.person,
        )  # fmt: skip
    assertion.refresh_from_db()
    return assertion


def _taken(
    actor: Actor, organisation: Organisation, said: Assertion, partner: Organisation | None, now: datetime
) -> Assertion:
    """The value that was taken, as it counts from now on: said by its owner, looked at by somebody else."""
    checked = held.is_held(said)
    source = Source(said.source, said.source_label) if checked else _own_source(actor, organisation, partner)
    taken = _assertion(actor, organisation, said.field, said.value, source, "", now)
    if checked:
        taken.person = said.person
    _sort(organisation, [taken], Outcome(), checked=checked)
    taken.save()
    _project(organisation, [taken], now)
    return taken


def rebuild(organisation: Organisation) -> None:
    """Make the projection anew from the assertions; it must come out the same (a test says so).

    What waited and was taken counts by the row that was written when it was decided, not from when it was said.
    """
    accepted = organisation.assertions.filter(state=Assertion.ACCEPTED, decided_at=None).order_by("at", "pk")
    projection.apply(organisation, projection.folded(accepted))
    organisation.save()
    _index_causes([organisation])
    keep_keys([organisation])


def _authorise(actor: Actor, organisation: Organisation, facts: Mapping[str, Any], source: Source) -> None:
    """Behind a link or an SMS nobody is signed in: then exactly what was asked may be said."""
    if source.kind in ASKED:
        authorise(actor, "organisations.answer", Said(organisation, facts))
    else:
        permission = "organisations.propose" if source.kind == PROPOSAL.kind else "organisations.edit"
        authorise(actor, permission, organisation)


def _own_source(actor: Actor, organisation: Organisation, partner: Organisation | None) -> Source:
    member = Membership.objects.filter(
        organisation=organisation, person=actor.person, suspended_at=None
    ).exists()
    return OWNER if member else Source("staff", partner.name if partner else "")


def _not_overtaken(
    current: Mapping[str, Any] | None, key: str, value: Any, seen: Mapping[str, str] | None
) -> None:
    if seen is None or key not in seen or current is None:
        return
    if current["changed"] != seen[key] and current["v"] != value:
        raise Refused(
            _(
                "Somebody changed this while you were writing. Look at both, then save again the one that is right."
            ),
            field=key,
            code="overtaken",
        )


def _worth_proposing(shown: Mapping[str, Any], key: str, value: Any, source: Source) -> None:
    """Compared with what the public sees: the answer must not tell a stranger that a guess was right."""
    if source.kind != PROPOSAL.kind:
        return
    if fact(key).shown != "all":
        raise Refused(_("Only members of the organisation can say this."), field=key)
    if key in shown and shown[key]["v"] == value:
        raise Refused(_("This is what the record says already. Thank you all the same."), field=key)


def _named_still(known: Mapping[str, Any], said: Mapping[str, Any], key: str, value: Any) -> None:
    """A record keeps a name: the last one cannot be answered by "we do not have one"."""
    if key not in _NAMES or value is not None:
        return
    left = [said[name] if name in said else known.get(name, {}).get("v") for name in _NAMES if name != key]
    if not any(left):
        raise Refused(_("An organisation needs a name, in Chinese or in English."), field=key)


def _assertion(
    actor: Actor, organisation: Organisation, key: str, value: Any, source: Source, note: str, at: datetime
) -> Assertion:
    return Assertion(
        organisation=organisation,
        field=key,
        value=value,
        source=source.kind,
        source_label=source.label[:120],
        source_url=source.url[:300],
        batch_id=source.batch,
        person=actor.person,
        note=note[:500],
        at=at,
    )


def _sort(
    organisation: Organisation, rows: Iterable[Assertion], outcome: Outcome, *, checked: bool = False
) -> None:
    """Decide for each assertion how it counts and whether it counts at once. `checked`: the look was taken."""
    for row in rows:
        current = organisation.facts.get(row.field)
        same = current is not None and current["v"] == row.value
        imported = row.source in {"import", "register"}
        row.how = Assertion.IMPORTED if imported else Assertion.CONFIRMED if same else Assertion.CHANGED
        is_held = not checked and held.waits(organisation, row, current)
        asks = row.source == PROPOSAL.kind or (imported and not same and projection.is_owners(current))
        row.state = Assertion.WAITING if is_held or asks else Assertion.ACCEPTED
        at_once = outcome.confirmed if same else outcome.changed
        listed = outcome.held if is_held else outcome.waiting if asks else at_once
        listed.append(row.field)


def _one_question_each(
    actor: Actor, organisation: Organisation, rows: list[Assertion], outcome: Outcome
) -> list[Assertion]:
    """A held change said again is the same question; another value takes the place of the one before."""
    if not outcome.held:
        return rows
    earlier = {one.field: one for one in organisation.assertions.filter(held.HELD, field__in=outcome.held)}
    asked = {row.field for row in rows if row.field in outcome.held and _asks_again(row, earlier)}
    replaced = [one.pk for key, one in earlier.items() if key not in asked]
    organisation.assertions.filter(pk__in=replaced, state=Assertion.WAITING).update(
        state=Assertion.WITHDRAWN, decided_at=timezone.now(), decided_by=actor.person
    )
    return [row for row in rows if row.field not in asked]


def _asks_again(row: Assertion, earlier: Mapping[str, Assertion]) -> bool:
    return row.field in earlier and earlier[row.field].value == row.value


def _project(organisation: Organisation, rows: Sequence[Assertion], now: datetime) -> None:
    accepted = [row for row in rows if row.state == Assertion.ACCEPTED]
    if not accepted:
        return
    before = organisation.facts
    projection.apply(organisation, projection.folded(accepted, before))
    if any(_becomes(before.get(row.field), row) for row in accepted):
        organisation.changed_at = now
    if any(Source(row.source).is_trusted for row in accepted):
        organisation.confirmed_at = now
    organisation.save()
    changed = {row.field for row in accepted if row.how != Assertion.CONFIRMED}
    if "causes" in changed:
        _index_causes([organisation])
    if changed & duplicates.FIELDS:
        keep_keys([organisation])


def _becomes(before: Mapping[str, Any] | None, row: Assertion) -> bool:
    """Is it another value now? What is only said again, by whomever, changes nothing."""
    return before is None or before["v"] != row.value


def _index_causes(organisations: Sequence[Organisation]) -> None:
    """In the order in which they were chosen. Rows that are right stay as they are."""
    known: dict[int, list[str]] = {one.pk: [] for one in organisations}
    rows = CauseOf.objects.filter(organisation__in=organisations).order_by("pk")
    for pk, cause in rows.values_list("organisation", "cause"):
        known[pk].append(cause)
    wanted = {one.pk: one.facts.get("causes", {}).get("v") or [] for one in organisations}
    other = [pk for pk in known if known[pk] != wanted[pk]]
    CauseOf.objects.filter(organisation__in=other).delete()
    CauseOf.objects.bulk_create(
        [CauseOf(organisation_id=pk, cause=cause) for pk in other for cause in wanted[pk]], batch_size=1000
    )


def _tell(actor: Actor, organisation: Organisation, outcome: Outcome, source: Source) -> None:
    told = [
        ("organisations.facts.changed", outcome.changed),
        ("organisations.facts.confirmed", outcome.confirmed),
        ("organisations.facts.proposed", outcome.waiting),
        ("organisations.facts.held", outcome.held),
    ]
    for verb, fields in told:
        if fields:
            record(
                actor,
                verb,
                organisation,
                scope=organisation.scope,
                data={"fields": fields, "source": source.kind},
            )


def _create_many(actor: Actor, rows: Sequence[NewOrganisation], source: Source, dataset: str) -> list[Made]:
    now = timezone.now()
    made, assertions = [], []
    for row in rows:
        origin, said = row.source or source, row.at or now
        organisation = Organisation(
            dataset=dataset,
            external_id=row.external_id,
            is_example=row.is_example,
            created_at=now,
            changed_at=now,
        )
        kept, refused = _cleaned(row.facts)
        own = [_assertion(actor, organisation, key, value, origin, "", said) for key, value in kept.items()]
        _sort(organisation, own, Outcome())
        projection.apply(organisation, projection.folded(own))
        organisation.confirmed_at = said if origin.is_trusted else None
        made.append(Made(organisation, refused))
        assertions += own
    organisations = Organisation.objects.bulk_create([one.organisation for one in made], batch_size=500)
    Assertion.objects.bulk_create(assertions, batch_size=1000)
    _index_causes(organisations)
    keep_keys(organisations, fresh=True)
    record_many(
        actor,
        "organisations.created",
        [(one, one.scope, {"source": source.kind, "dataset": dataset}) for one in organisations],
    )
    return made


def _cleaned(facts: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Refused]]:
    kept: dict[str, Any] = {}
    refused: dict[str, Refused] = {}
    for key, value in facts.items():
        try:
            kept[key] = clean(key, value)
        except Refused as refusal:
            refused[key] = refusal
    return kept, refused
