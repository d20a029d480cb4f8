"""An approved plan reaches both sides as proposals: each says yes or no, and only two yeses promise anything."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.exchange import endings, gate, kinds, law
from ngo2.exchange.models import Introduction, Line, Plan, Post, Promise, Proposal, Share
from ngo2.exchange.plans.told import Told
from ngo2.exchange.posted import left
from ngo2.exchange.queries import plans as queries
from ngo2.exchange.services.plans import Seen, moved_on
from ngo2.exchange.services.reserving import reserve
from ngo2.kernel.journal.services import record, record_many
from ngo2.kernel.packs import pack
from ngo2.lib.actors import SYSTEM, Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused
from ngo2.lib.text import tidy
from ngo2.organisations.models import Organisation

PATIENCE = timedelta(days=7)
MOST = 1000  # expired in one run; the rest in the next
SIDES = (kinds.NEED, kinds.OFFER)
Amounts = Mapping[int, int]  # primary key of a share -> how many


class Ready(NamedTuple):
    """(need, offer) -> (line of the need, line of the offer, how many); `fallen`: why other rows are not among them."""

    rows: dict[tuple[int, int], list[tuple[int, int, int]]]
    fallen: list[str]


def ready(plan: Plan, *, lock: bool = False) -> Ready:
    """What approval would send now, row by row: a post may have been closed since the plan was reckoned.

    `lock`: two plans about the same lines, approved at once, wait for each other here.
    """
    version = plan.versions.filter(number=plan.kept).first()
    if version is None:
        return Ready({}, [])
    told = Told(version.told)
    lines = {**told.needs, **told.offers}
    if lock:
        list(Line.objects.select_for_update().filter(pk__in=list(told.given)).order_by("pk").values("pk"))
    posts = {post.pk: post for post in queries.whole({one.post for one in lines.values()})}
    free = _free(posts.values())
    rows: dict[tuple[int, int], list[tuple[int, int, int]]] = defaultdict(list)
    fallen = []
    for need, offer, many, *_rest in told.kept["rows"]:
        pair = told.needs[need], told.offers[offer]
        why = _obstacle(posts.get(pair[0].post), posts.get(pair[1].post))
        if not why and (free.get(need, 0) < many or free.get(offer, 0) < many):
            why = _("not enough of it is left")
        if why:
            fallen.append(
                _("%(offer)s → %(need)s: %(why)s") % {"offer": pair[1].name, "need": pair[0].name, "why": why}
            )
            continue
        free[need] -= many
        free[offer] -= many
        rows[pair[0].post, pair[1].post].append((need, offer, many))
    return Ready(dict(rows), fallen)


def _free(posts: Iterable[Post]) -> dict[int, int]:
    """Line -> what is promised and proposed to nobody."""
    waiting = queries.proposed()
    return {line.pk: (left(line) or 0) - waiting[line.pk] for post in posts for line in post.lines.all()}


def _obstacle(need: Post | None, offer: Post | None) -> str:
    for post in (need, offer):
        if post is None or not post.is_open or post.is_over:
            return _("it was closed meanwhile")
        if post.organisation.state != Organisation.ACTIVE:
            return _("its organisation is closed")
    return ""


def approve_plan(actor: Actor, plan: Plan, *, saw: Seen) -> list[str]:
    """Both sides of every row are told now, each once. Answers why rows fell out that cannot be any more."""
    authorise(actor, "exchange.approve_plan", plan)
    if plan.is_exercise:
        raise Refused(_("This is an exercise with data of the past: nothing of it can be sent."))
    now = timezone.now()
    with transaction.atomic():
        mine = Plan.objects.filter(
            pk=plan.pk, state=Plan.DRAFT, kept=saw[0], trial=saw[1], busy_since=None, is_exercise=False
        )
        if not mine.update(
            state=Plan.APPROVED, trial=0, changed_by=actor.person, changed_at=now, seen_at=now
        ):
            raise _already(plan)
        plan.refresh_from_db()
        rows, fallen = ready(plan, lock=True)
        if not rows:
            raise Refused(_("Nothing of this plan can be sent any more. Reckon it again."), code="empty")
        until = timezone.localdate() + PATIENCE
        made = Proposal.objects.bulk_create(
            [
                Proposal(plan=plan, need_id=need, offer_id=offer, made_at=now, answer_by=until)
                for need, offer in rows
            ],
            batch_size=500,
        )
        Share.objects.bulk_create(
            [
                Share(proposal=one, need_line_id=need, offer_line_id=offer, planned=many, amount=many)
                for one in made
                for need, offer, many in rows[one.need_id, one.offer_id]
            ],
            batch_size=500,
        )
        record(actor, "exchange.plan.approved", plan, data={"proposals": len(made)})
        _tell_many(actor, "exchange.proposal.made", [one.pk for one in made])
    return fallen


def _already(plan: Plan) -> Refused:
    if Plan.objects.filter(pk=plan.pk, state=Plan.APPROVED).exists():
        return Refused(_("This plan was approved already: both sides are told once."), code="approved")
    return moved_on(plan)


def say_yes(actor: Actor, one: Proposal, *, side: str, amounts: Amounts) -> Introduction | None:
    """One side wants it, with at most the amounts that stand. With the second yes they are reserved."""
    authorise(actor, f"exchange.answer_for_{side}", one)
    fresh = queries.proposals().filter(pk=one.pk, state=Proposal.OPEN).first()
    if fresh is None:
        raise _changed()
    if ending := _fall(fresh):
        raise Refused(ending, code="fallen")
    law_asks(fresh, side)
    gate.let_answer(fresh.offer, fresh.need.organisation)
    gate.let_answer(fresh.need, fresh.offer.organisation)
    with transaction.atomic():
        held = _held(one)
        if getattr(held, f"{side}_yes_at") is not None:
            return None
        _lower(held, amounts)
        columns = {f"{side}_yes_at": timezone.now(), f"{side}_person": actor.person}
        for name, value in columns.items():
            setattr(held, name, value)
        held.save(update_fields=list(columns))
        _tell_many(actor, "exchange.proposal.wanted", [held.pk], said=side)
        made = _agree(actor, held) if held.need_yes_at and held.offer_yes_at else None
    one.refresh_from_db()
    return made


def say_no(actor: Actor, one: Proposal, *, side: str, note: str) -> None:
    authorise(actor, f"exchange.answer_for_{side}", one)
    if not note.strip():
        raise Refused(_("Please say in a sentence why: they wait for it."), field="note")
    _end(actor, one, side, note)


def take_back(actor: Actor, one: Proposal, *, note: str) -> None:
    """The broker's own mistake, while nobody has agreed."""
    authorise(actor, "exchange.take_back_proposal", one)
    if not note.strip():
        raise Refused(_("Please say in a sentence why: they wait for it."), field="note")
    _end(actor, one, endings.WITHDRAWN, note)


def law_asks(one: Proposal, side: str) -> None:
    """What the posts and the law want of the two (E8); raises Refused for the side that can do something about it."""
    if side == kinds.OFFER or one.offer_yes_at is not None:
        law.may_give(one.offer.organisation)
    for post, other in ((one.need, one.offer), (one.offer, one.need)):
        if post.registered_only and not _is_registered(other.organisation):
            raise Refused(
                _("%(number)s is for registered organisations only, and the other side is none.")
                % {"number": post.number},
                code="registered",
            )


def _is_registered(organisation: Organisation) -> bool:
    status = pack(organisation.country).legal_status(organisation.legal_status)
    return status is not None and status.registered


def end_unanswered() -> int:
    """After a week of silence the broker may reckon with it anew."""
    late = Proposal.objects.filter(state=Proposal.OPEN, answer_by__lt=timezone.localdate()).order_by("pk")
    return sum(_ends(SYSTEM, one, endings.SILENT) for one in late[:MOST])


def end_with_post(post: Post) -> None:
    """Those that wait end when either side's post is closed."""
    mine = Q(need=post) | Q(offer=post)
    for one in Proposal.objects.filter(mine, state=Proposal.OPEN).order_by("pk"):
        _ends(SYSTEM, one, endings.POST_CLOSED)


def see_what_came(actor: Actor, plan: Plan) -> None:
    """Somebody looked at what came of its proposals: it leaves Today until the next comes back."""
    authorise(actor, "exchange.approve_plan", plan)
    with transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(seen_at=timezone.now())
        record(actor, "exchange.plan.seen", plan)


def _ends(actor: Actor, one: Proposal, ending: str) -> bool:
    try:
        _end(actor, one, ending, "")
    except Refused:  # answered meanwhile
        return False
    return True


def _end(actor: Actor, one: Proposal, ending: str, note: str) -> None:
    with transaction.atomic():
        columns = {"ended_at": timezone.now(), "ending": ending, "ending_note": tidy(note)[:300]}
        columns["ended_by"] = actor.person
        if not Proposal.objects.filter(pk=one.pk, state=Proposal.OPEN).update(
            state=Proposal.ENDED, **columns
        ):
            raise _changed()
        _tell_many(actor, "exchange.proposal.ended", [one.pk])
    one.refresh_from_db()


def _fall(fresh: Proposal) -> str:
    """Ends it when it cannot be any more, and says why; "" when all is well."""
    why, ending = _obstacle(fresh.need, fresh.offer), endings.POST_CLOSED
    if not why:
        shares = queries.proposed_amounts([fresh])[fresh.pk]
        if all(0 in {left(share.need_line), left(share.offer_line)} for share in shares):
            why, ending = _("everything was promised elsewhere meanwhile"), endings.FULL
    if not why:
        return ""
    _ends(SYSTEM, fresh, ending)
    return _("This cannot be any more: %(why)s. It has ended, and the platform team plans anew.") % {
        "why": why
    }


def _held(one: Proposal) -> Proposal:
    # Nullable relations stay out of the lock: PostgreSQL locks no outer join.
    held = Proposal.objects.select_for_update().filter(pk=one.pk, state=Proposal.OPEN).first()
    if held is None:
        raise _changed()
    return held


def _changed() -> Refused:
    return Refused(_("Somebody was quicker: this has changed. Please look at it again."), code="changed")


def _lower(held: Proposal, amounts: Amounts) -> None:
    """Never raised: what the other side wanted stays enough."""
    shares = list(held.shares.select_related("need_line"))
    for share in shares:
        share.amount = max(0, min(amounts.get(share.pk, share.amount), share.amount))
    if not any(share.amount for share in shares):
        raise Refused(_("Please write how many, or say no with a reason."), field="amounts")
    Share.objects.bulk_update(shares, ["amount"])


def _agree(actor: Actor, held: Proposal) -> Introduction:
    """Both yeses are there: an agreement with its promises, without a place among the three that wait."""
    one = queries.proposals().get(pk=held.pk)
    law_asks(one, kinds.OFFER)
    shares = [share for share in queries.proposed_amounts([one])[one.pk] if share.amount]
    wanted = [(line, share.amount) for share in shares for line in (share.need_line, share.offer_line)]
    # In one order for all, so that two who agree at once never wait for each other.
    for line, many in sorted(wanted, key=lambda each: each[0].pk):
        reserve(line, many)
    made, on_offer = _introduced(one)
    promised: Counter[int] = Counter()
    for share in shares:
        promised[(share.offer_line if on_offer else share.need_line).pk] += share.amount
    Promise.objects.bulk_create(
        [
            Promise(introduction=made, line_id=line, asked=many, promised=many)
            for line, many in promised.items()
        ]
    )
    Proposal.objects.filter(pk=one.pk).update(state=Proposal.AGREED, introduction=made)
    _tell_many(actor, "exchange.proposal.agreed", [one.pk], introduction=made.pk)
    return made


def _introduced(one: Proposal) -> tuple[Introduction, bool]:
    """On the offer, for whoever needs it; on the need where those two have an agreement on that offer already."""
    now = timezone.now()
    for post, other, person in (
        (one.offer, one.need, one.need_person),
        (one.need, one.offer, one.offer_person),
    ):
        gate.let_answer(post, other.organisation)
        try:
            with transaction.atomic():
                made = Introduction.objects.create(
                    post=post,
                    organisation=other.organisation,
                    person=person,
                    state=Introduction.AGREED,
                    words=_("From a plan of the platform team; both sides said yes."),
                    answer_by=one.answer_by,
                    asked_at=one.made_at,
                    agreed_at=now,
                )
        except IntegrityError:
            continue
        return made, post is one.offer
    raise Refused(
        _("You two have agreed on both of these already. Let that arrive first, or call it off."),
        code="twice",
    )


def _tell_many(actor: Actor, verb: str, pks: Iterable[int], **more: object) -> None:
    """Each side's own post tells it: its history, its page and its people."""
    found = queries.proposals().filter(pk__in=list(pks)).order_by("pk")
    record_many(
        actor,
        verb,
        [
            (post, post.organisation.scope, {"proposal": one.pk, "side": side, **more})
            for one in found
            for side, post in ((kinds.NEED, one.need), (kinds.OFFER, one.offer))
        ],
    )
