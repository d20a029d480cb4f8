"""What came of the examples' needs and offers, so that numbers have something to tell (data/demo/deliveries.json)."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ngo2.accounts.models import Person
from ngo2.exchange.kinds import OFFER
from ngo2.exchange.models import Introduction, Post
from ngo2.exchange.services import (
    agree_introduction,
    ask_introduction,
    cancel_introduction,
    confirm_delivery,
)
from ngo2.kernel.packs import data
from ngo2.lib.actors import person_actor
from ngo2.organisations.models import Organisation

SENT, RECEIVED = "已经交给对方了。", "收到了，谢谢。"


def deliver(people: Mapping[str, Person], records: Mapping[str, Organisation]) -> int:
    """Each once, also when the demo is loaded again or its post was closed."""
    return sum(_happen(deal, people, records) for deal in _deals())


def _deals() -> Iterator[dict[str, Any]]:
    yield from json.loads((data.FOLDER / "demo" / "deliveries.json").read_text("utf-8"))


def _happen(
    deal: Mapping[str, Any], people: Mapping[str, Person], records: Mapping[str, Organisation]
) -> bool:
    record, (of, side, about) = records[deal["of"]], deal["post"]
    posts = Post.objects.filter(organisation=records[of], side=side, subkind=about)
    post = posts.filter(state=Post.OPEN).first()
    if post is None or Introduction.objects.filter(post__in=posts, organisation=record).exists():
        return False
    owner, asker = person_actor(people[deal["owner"]]), person_actor(people[deal["asker"]])
    line = post.lines.all()[0].pk
    one = ask_introduction(asker, post, words=deal["zh"], amounts={line: deal["many"]}, organisation=record)
    agree_introduction(owner, one, amounts={})
    if "off" in deal:
        cancel_introduction(asker, one, note=deal["off"])
    giver, receiver = (owner, asker) if side == OFFER else (asker, owner)
    if "sent" in deal:
        confirm_delivery(giver, one, amounts={line: deal["sent"]}, sentence=SENT)
        confirm_delivery(receiver, one, amounts={line: deal["received"]}, sentence=RECEIVED)
    return True
