"""A post is published, changed, prolonged and closed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.exchange import cleaning, endings, gate, law, rules
from ngo2.exchange.cleaning import Told
from ngo2.exchange.models import Line, Post
from ngo2.exchange.services import proposals
from ngo2.exchange.services.conditions import keep
from ngo2.exchange.services.introductions import end_with_post
from ngo2.exchange.services.joining import keep_terms
from ngo2.exchange.services.photos import owns_photo
from ngo2.exchange.unlocks import MAY_POST
from ngo2.kernel.journal.services import record, record_many
from ngo2.kernel.limits.services import spend
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden, Refused
from ngo2.lib.text import fold
from ngo2.organisations.models import Organisation
from ngo2.organisations.rules import is_machine
from ngo2.organisations.unlocks import holds

A_DAY = timedelta(days=1)
# As many as a busy week needs; a machine that posts gets no further.
MOST_A_DAY, MOST_A_DAY_AT_FIRST = 20, 5
AT_FIRST = timedelta(days=14)
_ASIDE = 1000  # places of lines while they change: a place may not stand twice


def publish_post(actor: Actor, organisation: Organisation, *, told: Told) -> Post:
    authorise(actor, "exchange.post", organisation)
    if organisation.state != Organisation.ACTIVE:
        raise Hidden("organisation")
    _is_kept_true(organisation)
    told = cleaning.clean(told, timezone.localdate())
    law.no_appeal(*cleaning.texts(told))
    gate.let_post(organisation, told.side, told.subkind, *cleaning.texts(told))
    owns_photo(organisation.scope, told.photo)
    _spend(actor, organisation)
    now = timezone.now()
    with transaction.atomic():
        post = Post.objects.create(
            organisation=organisation,
            person=actor.person,
            side=told.side,
            made_at=now,
            changed_at=now,
            **cleaning.columns(told),
        )
        Line.objects.bulk_create(_lines(post, told))
        keep_terms(post, told.project)
        keep(post, goods=told.goods, care=told.care)
        record(actor, "exchange.published", post, scope=organisation.scope, data={"side": post.side})
    return post


def change_post(actor: Actor, post: Post, *, told: Told) -> Post:
    """The side stays: a need does not turn into an offer."""
    authorise(actor, "exchange.change", post)
    told = cleaning.clean(replace(told, side=post.side), timezone.localdate())
    law.no_appeal(*cleaning.texts(told))
    gate.let_post(post.organisation, post.side, told.subkind, *cleaning.texts(told))
    if str(post.photo or "") != told.photo:
        owns_photo(post.organisation.scope, told.photo)
    with transaction.atomic():
        held = _open(post)
        gate.let_change(held, told.subkind)
        for key, value in cleaning.columns(told).items():
            setattr(held, key, value)
        held.changed_at, held.reminded = timezone.now(), 0
        held.save()
        _replace_lines(held, told)
        keep_terms(held, told.project)
        keep(held, goods=told.goods, care=told.care)
        record(actor, "exchange.changed", held, scope=post.organisation.scope)
    return held


def extend_post(actor: Actor, post: Post, *, until_day: date) -> Post:
    """Longer, or open again when it ended by itself: what its organisation ended stays ended."""
    authorise(actor, "exchange.change", post)
    today = timezone.localdate()
    terms = cleaning.terms(cleaning.Terms(until_day, post.from_day), today)
    gate.let_post(post.organisation, post.side, post.subkind, post.title, post.text)
    with transaction.atomic():
        held = Post.objects.select_for_update().get(pk=post.pk)
        if held.state == Post.CLOSED and held.ending != endings.EXPIRED:
            raise Refused(_("This was closed. Please post it again if it is needed again."), code="closed")
        if held.state == Post.CLOSED:
            _is_kept_true(post.organisation)
        held.state, held.ending, held.closed_at, held.reminded = Post.OPEN, "", None, 0
        held.until_day, held.changed_at = terms.until_day, timezone.now()
        held.save()
        record(actor, "exchange.extended", held, scope=post.organisation.scope)
    return held


def close_post(actor: Actor, post: Post, *, ending: str, note: str = "") -> None:
    """For good, with a reason; it leaves every list at once."""
    authorise(actor, "exchange.close", post)
    if ending not in _endings(actor, post):
        raise Refused(_("Please choose why it ends: others learn from it."), field="ending")
    with transaction.atomic():
        held = _open(post)
        held.state, held.ending, held.ending_note = Post.CLOSED, ending, note.strip()[:300]
        held.closed_at = timezone.now()
        held.save()
        end_with_post(held)
        proposals.end_with_post(held)
        record(actor, "exchange.closed", held, scope=post.organisation.scope, data={"ending": ending})


def _endings(actor: Actor, post: Post) -> set[str]:
    if is_machine(actor):
        return {*endings.ENDINGS}
    return {*endings.OWN} if rules.edits_post(actor, post) else {endings.TAKEN_DOWN}


@dataclass(frozen=True)
class NewPost:
    """One line of a list of the past: `made` and `closed` are the days it tells of."""

    organisation: Organisation
    told: Told
    external_id: str
    made: date
    closed: date


def import_posts(actor: Actor, rows: Sequence[NewPost], *, dataset: str) -> list[Post]:
    """A historic list, all closed: nobody is told and nothing is matched. What is here already does not come twice."""
    authorise(actor, "exchange.post")
    known = set(
        Post.objects.filter(dataset=dataset, external_id__in=[row.external_id for row in rows]).values_list(
            "external_id", flat=True
        )
    )
    fresh = [row for row in rows if row.external_id not in known]
    made: list[Post] = []
    with transaction.atomic():
        for row in fresh:
            told = row.told
            made.append(
                Post(
                    organisation=row.organisation,
                    side=told.side,
                    state=Post.CLOSED,
                    ending=endings.HISTORIC,
                    made_at=_noon(row.made),
                    changed_at=_noon(row.made),
                    closed_at=_noon(row.closed),
                    dataset=dataset,
                    external_id=row.external_id,
                    **cleaning.columns(told),
                )
            )
        Post.objects.bulk_create(made, batch_size=200)
        Line.objects.bulk_create(
            [line for post, row in zip(made, fresh, strict=True) for line in _lines(post, row.told)],
            batch_size=500,
        )
        record_many(
            actor,
            "exchange.imported",
            [(post, post.organisation.scope, {"dataset": dataset}) for post in made],
        )
    return made


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _open(post: Post) -> Post:
    held = Post.objects.select_for_update().filter(pk=post.pk, state=Post.OPEN).first()
    if held is None:
        raise Refused(_("This was closed meanwhile."), code="closed")
    return held


def _lines(post: Post, told: Told) -> list[Line]:
    return [
        Line(post=post, place=place, item=one.item, note=one.note, quantity=one.quantity, unit=one.unit)
        for place, one in enumerate(told.items)
    ]


def _replace_lines(post: Post, told: Told) -> None:
    """A line that somebody was promised of stays the same line, and no less than was promised."""
    there = {(fold(line.item), line.unit): line for line in post.lines.select_for_update()}
    post.lines.update(place=F("place") + _ASIDE)
    for place, one in enumerate(told.items):
        line = there.pop((fold(one.item), one.unit), None) or Line(post=post, unit=one.unit)
        if one.quantity is not None and one.quantity < line.promised:
            raise Refused(
                _("Of “%(item)s” %(n)s are promised already: it cannot be less.")
                % {"item": line.item, "n": line.promised},
                field="items",
            )
        line.place, line.item, line.note, line.quantity = place, one.item, one.note, one.quantity
        line.save()
    for line in there.values():
        if line.promises.exists() or line.shares_to.exists() or line.shares_from.exists():
            raise Refused(
                _(
                    "Somebody asked for “%(item)s” already: it has to stay. Close the post, or settle with them."
                )
                % {"item": line.item},
                field="items",
            )
        line.delete()


def _is_kept_true(organisation: Organisation) -> None:
    if not holds(MAY_POST, organisation.grade):
        raise Refused(
            _("Before you post, please look through your record: too little of it was confirmed lately."),
            code="stale",
        )


def _spend(actor: Actor, organisation: Organisation) -> None:
    if actor.kind != "person":
        return
    young = organisation.claimed_at is None or timezone.now() - organisation.claimed_at < AT_FIRST
    most = MOST_A_DAY_AT_FIRST if young else MOST_A_DAY
    spend("exchange.publish", organisation.scope, most, A_DAY)
