"""A broker's plan: made, reckoned anew, compared, kept or taken back. Nothing of it reaches anybody (`proposals`)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.exchange import kinds
from ngo2.exchange.models import Plan, Share, Version
from ngo2.exchange.plans.wishes import Wishes, unpacked
from ngo2.exchange.queries import plans as queries
from ngo2.exchange.units import UNITS
from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused
from ngo2.organisations import remits

AT_ONCE = 100_000  # pairs of lines: half a second; more is a job
GIVEN_UP = timedelta(minutes=10)  # whoever reckoned it died
# What an exercise takes where a list of the past says no number, until somebody chooses.
NEED_UNSAID, OFFER_UNSAID = 1_000, 100_000
Seen = tuple[int, int]  # the version that counted and the trial that stood beside it, when the page was drawn


def make_plan(actor: Actor, *, subkind: str, unit: str, family: str, wishes: Wishes | None = None) -> Plan:
    """Reckoned with fairness; a partner's plan is about its own part."""
    authorise(actor, "exchange.plan")
    if subkind not in kinds.SUBKINDS or not kinds.SUBKINDS[subkind].counted or (unit and unit not in UNITS):
        raise Refused(_("Please choose what the plan is about."))
    return _made(actor, Plan(subkind=subkind, unit=unit, family=family[:40]), wishes or Wishes())


def make_exercise(actor: Actor, *, subkind: str) -> Plan:
    """With the lists of the past: it can be reckoned, read and kept as a file, and never be approved."""
    authorise(actor, "exchange.plan_everywhere")
    if not queries.historic().filter(subkind=subkind).exists():
        raise Refused(_("There is no list of the past here. The demo brings one."))
    wishes = Wishes(need_unsaid=NEED_UNSAID, offer_unsaid=OFFER_UNSAID)
    return _made(actor, Plan(subkind=subkind, is_exercise=True), wishes)


def _made(actor: Actor, plan: Plan, wishes: Wishes) -> Plan:
    now = timezone.now()
    partner = None if actor.person is None else next(iter(remits.partners_of(actor.person)), None)
    with transaction.atomic():
        plan.partner = partner.organisation if partner else None
        plan.person = plan.changed_by = actor.person
        plan.made_at = plan.changed_at = now
        plan.wanted, plan.busy_since = wishes.packed(), now
        plan.save()
        record(actor, "exchange.plan.made", plan, data={"subkind": plan.subkind, "unit": plan.unit})
        _go(plan, wishes)
    plan.refresh_from_db()
    return plan


def reckon_plan(actor: Actor, plan: Plan, *, wishes: Wishes, saw: Seen) -> Plan:
    """A trial beside the version that counts: what changes is read first, and then kept or not."""
    authorise(actor, "exchange.change_plan", plan)
    now = timezone.now()
    idle = Q(busy_since=None) | Q(busy_since__lt=now - GIVEN_UP)
    with transaction.atomic():
        claimed = Plan.objects.filter(idle, pk=plan.pk, state=Plan.DRAFT, kept=saw[0], trial=saw[1])
        changes: dict[str, Any] = {"wanted": wishes.packed(), "busy_since": now, "trouble": ""}
        if not claimed.update(**changes, changed_by=actor.person, changed_at=now):
            raise moved_on(plan)
        plan.refresh_from_db()
        _go(plan, wishes)
    plan.refresh_from_db()
    return plan


def _go(plan: Plan, wishes: Wishes) -> None:
    """Now, or as a job where somebody would wait too long."""
    from ngo2.exchange.plans import reckoning  # noqa: PLC0415 (numpy and OR-tools, which most processes never need)

    lines = queries.lines_of(plan, wishes)
    if reckoning.size(lines.needs, lines.offers) <= AT_ONCE:
        reckoned = reckoning.reckon(lines.needs, lines.offers, lines.posts, wishes)
        _write(plan, wishes, reckoning.packed(reckoned))
        return
    from ngo2.exchange.tasks import reckon_waiting  # noqa: PLC0415 (tasks call services)

    transaction.on_commit(lambda: reckon_waiting.enqueue(plan.pk))


def reckon_now(pk: int) -> None:
    """The job. Killed and started again it does the same once more; a plan that nobody waits for is left alone."""
    plan = Plan.objects.filter(pk=pk, state=Plan.DRAFT).exclude(busy_since=None).first()
    if plan is None:
        return
    from ngo2.exchange.plans import reckoning  # noqa: PLC0415

    wishes = unpacked(plan.wanted)
    lines = queries.lines_of(plan, wishes)
    try:
        reckoned = reckoning.reckon(lines.needs, lines.offers, lines.posts, wishes)
    except Refused as refusal:
        Plan.objects.filter(pk=pk, busy_since=plan.busy_since).update(
            busy_since=None, trouble=str(refusal)[:300]
        )
        return
    _write(plan, wishes, reckoning.packed(reckoned))


def _write(plan: Plan, wishes: Wishes, told: dict[str, Any]) -> None:
    """The first version counts at once; a later one is a trial."""
    with transaction.atomic():
        held = Plan.objects.select_for_update().get(pk=plan.pk)
        if held.busy_since != plan.busy_since:
            return  # somebody took over
        number = (held.versions.aggregate(last=Max("number"))["last"] or 0) + 1
        Version.objects.create(
            plan=held,
            number=number,
            before=held.kept,
            wishes=wishes.packed(),
            told=told,
            person=held.changed_by,
            made_at=timezone.now(),
        )
        held.busy_since = None
        if held.kept:
            held.trial = number
        else:
            held.kept = number
        held.save(update_fields=["busy_since", "kept", "trial"])


def follow_plan(actor: Actor, plan: Plan) -> Plan:
    """A new plan of what is left, with the same wishes; a pair to which a side said no does not come again."""
    authorise(actor, "exchange.approve_plan", plan)
    version = plan.versions.filter(number=plan.kept).first()
    if plan.state != Plan.APPROVED or version is None:
        raise Refused(_("This plan is not approved yet: reckon it again instead."))
    wishes = unpacked(version.wishes)
    said_no = Share.objects.filter(proposal__plan=plan, proposal__ending__in=kinds.SIDES)
    never = wishes.never | set(said_no.values_list("need_line", "offer_line"))
    wishes = replace(wishes, stays={}, never=frozenset(never))
    with transaction.atomic():
        made = make_plan(actor, subkind=plan.subkind, unit=plan.unit, family=plan.family, wishes=wishes)
        Plan.objects.filter(pk=plan.pk).update(seen_at=timezone.now())
    return made


def keep_trial(actor: Actor, plan: Plan, *, saw: Seen) -> None:
    """What was tried counts from now on."""
    _settle(actor, plan, saw, "exchange.plan.kept", kept=saw[1], trial=0)


def drop_trial(actor: Actor, plan: Plan, *, saw: Seen) -> None:
    """It stays as it was."""
    _settle(actor, plan, saw, "exchange.plan.left", trial=0)


def undo_plan(actor: Actor, plan: Plan, *, saw: Seen) -> None:
    """Back to the version before; once more leads further back."""
    authorise(actor, "exchange.change_plan", plan)
    counts = plan.versions.filter(number=saw[0]).first()
    if counts is None:
        raise moved_on(plan)
    if not counts.before:
        raise Refused(_("There is nothing before this."))
    _settle(actor, plan, saw, "exchange.plan.undone", kept=counts.before, trial=0)


def _settle(actor: Actor, plan: Plan, saw: Seen, verb: str, **columns: int) -> None:
    """A conditional update: of two brokers at once one does it, and the other hears so."""
    authorise(actor, "exchange.change_plan", plan)
    if verb == "exchange.plan.kept" and not saw[1]:
        raise Refused(_("There is nothing to keep: reckon first."))
    with transaction.atomic():
        found = Plan.objects.filter(pk=plan.pk, state=Plan.DRAFT, kept=saw[0], trial=saw[1], busy_since=None)
        if not found.update(**columns, changed_by=actor.person, changed_at=timezone.now()):
            raise moved_on(plan)
        record(actor, verb, plan, data={"version": columns.get("kept", saw[0])})
    plan.refresh_from_db()


def drop_plan(actor: Actor, plan: Plan) -> None:
    """It leaves the list; its page stays. What is approved stays."""
    authorise(actor, "exchange.change_plan", plan)
    with transaction.atomic():
        found = Plan.objects.filter(pk=plan.pk, state=Plan.DRAFT)
        if not found.update(state=Plan.DROPPED, changed_by=actor.person, changed_at=timezone.now()):
            raise moved_on(plan)
        record(actor, "exchange.plan.dropped", plan)
    plan.refresh_from_db()


def moved_on(plan: Plan) -> Refused:
    """Why nothing was done, with who was quicker."""
    held = Plan.objects.select_related("changed_by").get(pk=plan.pk)
    if held.busy_since is not None:
        said = _("It is being reckoned just now. Wait a moment and load this page again.")
        return Refused(said, code="busy")
    who = held.changed_by.name if held.changed_by and held.changed_by.name else _("Somebody")
    at = timezone.localtime(held.changed_at).strftime("%H:%M")
    return Refused(
        _("%(who)s changed this plan at %(at)s. Here it is as it stands now; please look, and press again.")
        % {"who": who, "at": at},
        code="changed",
    )
