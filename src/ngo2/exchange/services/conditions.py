"""Conditions of goods and of work stand beside the post, or the answer, that they belong to."""

from datetime import date

from django.db.models import Q
from django.utils import timezone

from ngo2.exchange import conditions
from ngo2.exchange.conditions import Declared
from ngo2.exchange.kinds import NEED, OFFER
from ngo2.exchange.models import Care, Goods, Introduction, Post


def keep(post: Post, *, goods: Declared | None, care: conditions.Care | None) -> None:
    """As they were cleaned; None takes away what an earlier kind of the post asked for."""
    for model, said in ((Goods, goods), (Care, care)):
        if said is None:
            model.objects.filter(post=post).delete()
        else:
            model.objects.update_or_create(post=post, defaults=vars(said))


def declared(post: Post, told: Declared | None) -> Declared | None:
    """What whoever answers a need with goods says of them; None where nothing is asked, or nothing was said yet."""
    if post.side != NEED or told is None:
        return None
    return conditions.goods(
        told,
        side=OFFER,
        kind=post.kind,
        subkind=post.subkind,
        handed_over=_at_once(post),
        today=timezone.localdate(),
    )


def keep_answer(one: Introduction, said: Declared | None) -> None:
    if said is not None:
        Goods.objects.create(introduction=one, **vars(said))


def goods_of(one: Introduction) -> Goods | None:
    """Of the post, or of its answer: whoever gives said it."""
    return Goods.objects.filter(Q(introduction=one) | Q(post=one.post)).first()


def _at_once(post: Post) -> date:
    """A need is met when it begins, or as soon as both agree."""
    return max(timezone.localdate(), post.from_day or timezone.localdate())
