"""What could be planned, what is in a plan, and what came of its proposals."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count, F, Min, Q, QuerySet, Sum

from ngo2.exchange import endings, kinds
from ngo2.exchange.models import Line, Plan, Post, Proposal, Share
from ngo2.exchange.plans import things
from ngo2.exchange.plans.pieces import Piece
from ngo2.exchange.plans.wishes import Wishes
from ngo2.exchange.queries.posts import open_posts
from ngo2.organisations import remits
from ngo2.organisations.models import Organisation, Partner

if TYPE_CHECKING:
    from ngo2.exchange import matching

SCARCE, MANY = 3, 10  # an alarm: so many times more needs than offers, and at least so many needs


@dataclass
class Thing:
    """What one plan could be about. `unsaid`: needs without a number, which no plan can serve."""

    subkind: str
    unit: str
    family: str
    needs: set[int] = field(default_factory=set)
    offers: set[int] = field(default_factory=set)
    wanted: int = 0
    available: int = 0
    unsaid: int = 0

    @property
    def missing(self) -> int:
        return max(0, self.wanted - self.available)

    @property
    def is_scarce(self) -> bool:
        return len(self.needs) >= MANY and len(self.needs) >= SCARCE * len(self.offers)


class Lines(NamedTuple):
    """What goes into a plan; `unsaid`: lines without a number, on either side."""

    needs: list[Piece]
    offers: list[Piece]
    posts: "dict[int, matching.Post]"
    unsaid: int


def partners(person: Any) -> list[Partner] | None:
    """In whose part somebody plans; None: everywhere."""
    return None if person is None or person.is_staff else remits.partners_of(person)


def _within(found: QuerySet[Any], whose: Iterable[Partner] | None, to_record: str) -> QuerySet[Any]:
    if whose is None:
        return found
    narrowed: QuerySet[Any] = remits.within(found, whose, to_record)
    return narrowed


def things_open(person: Any, subkind: str = "") -> list[Thing]:
    """What is needed now, in the part of this person: what many lack first."""
    found: dict[tuple[str, str, str], Thing] = {}
    posts = open_posts().filter(kind__in=[kind.key for kind in kinds.KINDS.values() if kind.counted])
    if subkind:
        posts = posts.filter(subkind=subkind)
    lines = Line.objects.filter(post__in=_within(posts, partners(person), "organisation__"))
    spoken_for = proposed()
    columns = ("pk", "post", "post__side", "post__subkind", "unit", "item", "quantity", "promised")
    for pk, post, side, sub, unit, item, quantity, promised in lines.values_list(*columns):
        key = sub, unit, things.family(item)
        one = found.setdefault(key, Thing(*key))
        is_need = side == kinds.NEED
        if quantity is None:
            one.unsaid += is_need
            continue
        left = quantity - promised - spoken_for[pk]
        if left <= 0:
            continue
        (one.needs if is_need else one.offers).add(post)
        if is_need:
            one.wanted += left
        else:
            one.available += left
    wanted = [one for one in found.values() if one.needs]
    return sorted(wanted, key=lambda one: (not one.is_scarce, -len(one.needs), one.subkind, one.family))


def proposed() -> Counter[int]:
    """Line, of either side -> how many of it stand in proposals that wait for an answer."""
    found: Counter[int] = Counter()
    waiting = Share.objects.filter(proposal__state=Proposal.OPEN)
    for column in ("need_line", "offer_line"):
        found.update(dict(waiting.values_list(column).annotate(n=Sum("amount"))))
    return found


def lines_of(plan: Plan, wishes: Wishes) -> Lines:
    """The open lines that this plan is about now, with what is promised and proposed to nobody yet."""
    from ngo2.exchange.seen import seen  # noqa: PLC0415 (numpy: 0.1 s that most processes never need)

    whose = None if plan.partner_id is None else list(_partnership(plan))
    sides: dict[str, list[tuple[Line, int]]] = {}
    unsaid = 0
    spoken_for = Counter[int]() if plan.is_exercise else proposed()
    for side, assumed in ((kinds.NEED, wishes.need_unsaid), (kinds.OFFER, wishes.offer_unsaid)):
        sides[side] = []
        for line in _lines(plan, side, whose):
            if plan.family and things.family(line.item) != plan.family:
                continue
            unsaid += line.quantity is None
            much = assumed if line.quantity is None else line.quantity - line.promised
            if (left := much - spoken_for[line.pk]) > 0:
                sides[side].append((line, left))
    posts = {post.pk: post for post in whole(line.post_id for side in sides.values() for line, _left in side)}
    needs, offers = (
        [
            Piece(line.pk, post.pk, line.item, left, f"{post.number} {post.organisation.name}")
            for line, left in sides[side]
            if (post := posts.get(line.post_id)) is not None
        ]
        for side in kinds.SIDES
    )
    return Lines(needs, offers, {pk: seen(post) for pk, post in posts.items()}, unsaid)


def _lines(plan: Plan, side: str, whose: list[Partner] | None) -> QuerySet[Line]:
    if plan.is_exercise:
        posts = historic().filter(side=side, subkind=plan.subkind)
        unit = Q()  # lists of the past say none, or one here and there
    else:
        posts = _within(open_posts(side).filter(subkind=plan.subkind), whose, "organisation__")
        unit = Q(unit=plan.unit)
    return Line.objects.filter(unit, post__in=posts).order_by("post", "place")


def _partnership(plan: Plan) -> QuerySet[Partner]:
    return Partner.objects.filter(organisation=plan.partner_id, ended_at=None).prefetch_related("remits")


def historic() -> QuerySet[Post]:
    """Of lists of the past: facts of their time, for exercises."""
    return Post.objects.filter(
        state=Post.CLOSED, ending=endings.HISTORIC, organisation__state=Organisation.ACTIVE
    )


def whole(pks: Iterable[int]) -> list[Post]:
    """With all that pages and reasons ask of a post."""
    found = Post.objects.select_related("organisation").prefetch_related("lines")
    wanted = sorted(set(pks))
    return [post for at in range(0, len(wanted), 500) for post in found.filter(pk__in=wanted[at : at + 500])]


def plans_of(person: Any) -> QuerySet[Plan]:
    """The team's own, or those of one's partner; the latest first."""
    found = Plan.objects.select_related("person", "changed_by", "partner").order_by("-changed_at", "-pk")
    whose = partners(person)
    if whose is None:
        return found
    return found.filter(partner__in=[one.organisation_id for one in whose])


def proposals() -> QuerySet[Proposal]:
    return Proposal.objects.select_related(
        "plan", "need__organisation", "offer__organisation", "introduction"
    )


def proposals_for(person: Any) -> QuerySet[Proposal]:
    """Those that wait for the answer of organisations which this person may speak for."""
    return _waiting_for(Organisation.objects.filter(**_edits(person)))


def proposals_at(organisation: Organisation) -> QuerySet[Proposal]:
    return _waiting_for(Organisation.objects.filter(pk=organisation.pk))


def _waiting_for(records: QuerySet[Organisation]) -> QuerySet[Proposal]:
    pks = records.values("pk")
    mine = Q(need__organisation__in=pks, need_yes_at=None) | Q(offer__organisation__in=pks, offer_yes_at=None)
    return proposals().filter(mine, state=Proposal.OPEN).order_by("answer_by", "pk")


def _edits(person: Any) -> dict[str, Any]:
    return {
        "state": Organisation.ACTIVE,
        "memberships__person": person,
        "memberships__role__in": ("owner", "editor"),
        "memberships__suspended_at": None,
    }


def came_back(person: Any) -> QuerySet[Any]:
    """Approved plans of which proposals came to nothing since somebody last looked; `n` of them, since `since`."""
    new = Q(proposals__state=Proposal.ENDED) & (Q(seen_at=None) | Q(proposals__ended_at__gt=F("seen_at")))
    found = plans_of(person).filter(state=Plan.APPROVED)
    return (
        found.annotate(n=Count("proposals", filter=new), since=Min("proposals__ended_at", filter=new))
        .filter(n__gt=0)
        .order_by("since")
    )


class Shortage(NamedTuple):
    subkind: str
    needs: int
    offers: int
    since: Any


def shortages(person: Any) -> Iterator[Shortage]:
    """Sub-kinds that many need and few offer, in the part of this person."""
    posts = _within(open_posts(), partners(person), "organisation__").order_by()
    counted: dict[str, dict[str, Any]] = defaultdict(dict)
    for side, sub, n, since in posts.values_list("side", "subkind").annotate(
        n=Count("pk", distinct=True), since=Min("made_at")
    ):
        counted[sub][side] = (n, since)
    for sub, sides in sorted(counted.items()):
        needs, since = sides.get(kinds.NEED, (0, None))
        offers = sides.get(kinds.OFFER, (0, None))[0]
        if kinds.SUBKINDS[sub].counted and needs >= MANY and needs >= SCARCE * offers:
            yield Shortage(sub, needs, offers, since)


def proposed_amounts(proposals: Iterable[Proposal]) -> dict[int, list[Share]]:
    """Proposal -> its shares, with their lines."""
    found: dict[int, list[Share]] = defaultdict(list)
    shares = Share.objects.filter(proposal__in=[one.pk for one in proposals])
    for share in shares.select_related("need_line", "offer_line").order_by("pk"):
        found[share.proposal_id].append(share)
    return found


def pair_names(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """“0318 Jinli → 0217 Shanyi” for each pair of lines that is still there."""
    wanted = sorted(pairs)
    lines = Line.objects.select_related("post__organisation").in_bulk([pk for pair in wanted for pk in pair])
    called = {pk: f"{line.post.number} {line.post.organisation.name}" for pk, line in lines.items()}
    return {pair: f"{called[pair[1]]} → {called[pair[0]]}" for pair in wanted if {*pair} <= called.keys()}
