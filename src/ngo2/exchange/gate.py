"""The one gate for money: nothing about money is posted, opened, answered or agreed without passing it.

A test reads every way that makes or opens a post or an introduction (tests/architecture/test_money_gate.py) and finds
the one that does not. What passes is said by the pack of the home country (`packs.law.Money`); elsewhere all does.
"""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.exchange import kinds, law
from ngo2.kernel.packs import home, pack
from ngo2.kernel.packs.law import Ground

LIVE = ("asked", "agreed")


def let_post(organisation: Any, side: str, subkind: str, *texts: str) -> None:
    """May this organisation post this, in these words?"""
    _refuse(_party(organisation, subkind, side == kinds.OFFER), "subkind")
    _refuse(_words(organisation, subkind, texts), "text")


def let_answer(post: Any, organisation: Any, *texts: str) -> None:
    """May this organisation, or with None this person in their own name, answer this post, in these words?"""
    _refuse(_party(organisation, post.subkind, post.side == kinds.NEED), "who")
    _refuse(_words(organisation, post.subkind, texts), "words")


def lets_person(post: Any) -> bool:
    """May somebody answer this in their own name?"""
    return _party(None, post.subkind, post.side == kinds.NEED) is None


def let_change(post: Any, subkind: str) -> None:
    """Whoever answered already has to be somebody who may answer what the post becomes."""
    if subkind == post.subkind:
        return
    answered = post.introductions.filter(state__in=LIVE).select_related("organisation")
    for one in answered:
        found = _party(one.organisation, subkind, post.side == kinds.NEED)
        if found is not None:
            sentence = _(
                "Somebody answered this who may not for the new kind: settle with them or end their answer first, or "
                "post it anew. %(why)s"
            ) % {"why": found.sentence}
            raise law.Unlawful(sentence, field="subkind", code=found.code, ways=found.ways)


def _party(organisation: Any, subkind: str, gives: bool) -> Ground | None:
    rules = pack(home()).money
    if rules is None:
        return None
    return rules.takes_part(subkind, gives, law.party(organisation), timezone.localdate().year)


def _words(organisation: Any, subkind: str, texts: tuple[str, ...]) -> Ground | None:
    rules = pack(home()).money
    if rules is None:
        return None
    is_money = kinds.SUBKINDS[subkind].key == kinds.FINANCIAL
    return rules.says("\n".join(texts), subkind, is_money, law.party(organisation))


def _refuse(found: Ground | None, field: str) -> None:
    if found is not None:
        raise law.Unlawful(found.sentence, field=field, code=found.code, ways=found.ways, fact=found.fact)
