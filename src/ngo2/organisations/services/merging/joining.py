"""One record goes into another: every relation moves, and all that is needed to take it back is written down."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused
from ngo2.organisations import remits
from ngo2.organisations.facts import clean
from ngo2.organisations.models import Assertion, CauseOf, Likeness, Merge, Organisation
from ngo2.organisations.references import references
from ngo2.organisations.services.checks.standing import settle
from ngo2.organisations.services.merging import facts
from ngo2.organisations.services.merging.locking import lock_family
from ngo2.organisations.services.merging.planning import Plan, owners, plan
from ngo2.organisations.services.merging.previewing import Preview, look
from ngo2.organisations.services.merging.snapshot import Snapshot, as_json, columns, moved_on, values
from ngo2.organisations.services.record import rebuild
from ngo2.organisations.sources import STAFF

LASTS = timedelta(days=30)
_MOST_NAMES = 10
# What would make the record that goes be found, asked or counted. Its name and number stay, to lead on.
EMPTY: dict[str, Any] = {
    "search_text": "", "credit_code": "", "shown_lat": None, "shown_lng": None, "facts": {},
    "confirmed_at": None, "claimed_at": None, "grade": "unconfirmed", "ask_from": None, "verified_until": None,
}  # fmt: skip


def merge_records(
    actor: Actor,
    kept: Organisation,
    gone: Organisation,
    *,
    choices: Mapping[str, str],
    seen: str,
    sure: bool = False,
    keep_names: bool = False,
) -> Merge:
    """`choices`: {field: "kept" or "gone"} of each conflict; `seen`: of the preview; `sure`: doubts are confirmed;
    `keep_names`: a name that was not taken becomes a former name.
    """
    for one in (kept, gone):
        authorise(actor, "organisations.merge", one)
    with transaction.atomic():
        kept, gone = _both(kept.pk, gone.pk)
        planned = plan(kept, gone, lock=True)
        preview = look(actor, kept, gone, planned)
        _makes_sense(preview, choices, seen, sure=sure)
        choices = {one.field: choices[one.field] if one.open else one.likely for one in preview.conflicts}
        taken = {key for key, side in choices.items() if side == facts.GONE}
        names = facts.other_names(kept, gone, choices) if keep_names else []
        fields = sorted({*taken, *facts.filled(kept, gone), *(["names_former"] if names else [])})
        merge = _join(actor, preview, planned, choices, timezone.now(), names)
        _tell(actor, merge, fields)
    return merge


def _both(kept: int, gone: int) -> tuple[Organisation, Organisation]:
    found = lock_family({kept, gone})
    return found[kept], found[gone]


def _makes_sense(preview: Preview, choices: Mapping[str, str], seen: str, *, sure: bool) -> None:
    if preview.blocks:
        raise Refused(preview.blocks[0], code="blocked")
    if seen != preview.seen:
        raise moved_on()
    for one in preview.conflicts:
        if one.open and choices.get(one.field) not in {facts.KEPT, facts.GONE}:
            raise Refused(_("Please choose which of the two is right."), field=one.field)
    if preview.doubts and not sure:
        raise Refused(_("Please confirm that these two are one all the same."), field="sure", code="doubts")


def _join(
    actor: Actor,
    preview: Preview,
    planned: Plan,
    choices: Mapping[str, str],
    now: datetime,
    names: list[str],
) -> Merge:
    kept, gone, done = preview.kept, preview.gone, Snapshot()
    before: dict[str, Any] = {"kept": columns(kept), "gone": columns(gone), "there": _there(kept)}
    decided_for = (
        None if actor.person is not None and actor.person.is_staff else remits.partner_for(actor.person, kept)
    )
    said = list(Assertion.objects.filter(organisation__in=[kept, gone]).order_by("pk"))
    before["owned"] = {"kept": owners(kept.pk).exists(), "gone": owners(gone.pk).exists()}
    before["states"] = {str(one.pk): one.state for one in said}
    aside = facts.stepping_aside(kept, gone, choices, said)
    causes = list(CauseOf.objects.filter(organisation=kept))
    _settle_pair(actor, kept, gone, done, now, decided_for)
    carry_out(planned, done)
    done.change((row, {"state": Assertion.ASIDE}) for row in aside)
    if names:
        done.make(_former_names(actor, kept, names, now, decided_for))
    _close(gone, kept)
    _grow(kept, before["gone"], now)
    _note_causes(kept, causes, done)
    kept.refresh_from_db()
    gone.refresh_from_db()
    after = {"kept": columns(kept), "gone": columns(gone)}
    return Merge.objects.create(
        kept=kept,
        gone=gone,
        person=actor.person,
        decided_for=decided_for,
        choices=dict(choices),
        moved=done.moved,
        dropped=done.dropped,
        before={**before, "after": after, "made": done.made},
        at=now,
        until=now + LASTS,
    )


def carry_out(planned: Plan, done: Snapshot) -> None:
    done.drop(step.row for step in planned.steps if step.settled.drop)
    done.change(change for step in planned.steps for change in step.settled.others)
    done.change((step.row, step.settled.changes) for step in planned.steps if not step.settled.drop)
    for row in (row for step in planned.steps for row in step.settled.made):
        done.make(row)


def _former_names(
    actor: Actor, kept: Organisation, names: list[str], now: datetime, decided_for: Organisation | None
) -> Assertion:
    return Assertion(
        organisation=kept,
        field="names_former",
        value=clean("names_former", names[-_MOST_NAMES:]),
        how=Assertion.CHANGED,
        source=STAFF.kind,
        person=actor.person,
        decided_for=decided_for,
        at=now,
    )


def _there(kept: Organisation) -> dict[str, list[Any]]:
    """What the kept record had before, so that what is new afterwards can be told apart."""
    return {
        one.name: [as_json(pk) for pk in one.rows(kept.pk).values_list("pk", flat=True)] for one in references
    }


def _settle_pair(
    actor: Actor, kept: Organisation, gone: Organisation, done: Snapshot, now: datetime, decided_for: Any
) -> None:
    first, second = sorted((kept.pk, gone.pk))
    decided = {
        "state": Likeness.MERGED,
        "decided_at": now,
        "decided_by_id": actor.person.pk if actor.person else None,
    }
    decided["decided_for_id"] = decided_for.pk if decided_for else None
    done.change((one, decided) for one in Likeness.objects.filter(first=first, second=second))


def _close(gone: Organisation, kept: Organisation) -> None:
    Organisation.objects.filter(pk=gone.pk).update(state=Organisation.MERGED, merged_into=kept, **EMPTY)


def _grow(kept: Organisation, gone: Mapping[str, Any], now: datetime) -> None:
    """The projection from all assertions; and the best of the dates of both."""
    other = Organisation(**values(Organisation, {name: gone[name] for name in _DATES}))
    rebuild(kept)
    kept.changed_at = now
    kept.claimed_at = min(filter(None, (kept.claimed_at, other.claimed_at)), default=None)
    kept.confirmed_at = max(filter(None, (kept.confirmed_at, other.confirmed_at)), default=None)
    kept.save()
    settle(kept.pk)


_DATES = ("claimed_at", "confirmed_at")


def _note_causes(kept: Organisation, before: list[CauseOf], done: Snapshot) -> None:
    """Rows that only follow from the facts, but must come back as they were."""
    after = {row.pk: row for row in CauseOf.objects.filter(organisation=kept)}
    for row in before:
        if row.pk not in after:
            done.note_dropped(row)
    for pk in after.keys() - {row.pk for row in before}:
        done.note_made(after[pk])


def _tell(actor: Actor, merge: Merge, fields: list[str]) -> None:
    """To whom the record that went belonged hears it as an affair of the kept one."""
    data = {"kept": merge.kept_id, "gone": merge.gone_id, "merge": merge.pk}
    record(actor, "organisations.merged", merge.gone, scope=merge.kept.scope, data=data)
    if fields:
        told = {"fields": fields, "source": "merge"}
        record(actor, "organisations.facts.changed", merge.kept, scope=merge.kept.scope, data=told)
