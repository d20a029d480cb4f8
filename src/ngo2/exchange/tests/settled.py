"""A small exchange with every way in which an answer can end, made through the services; its numbers are known."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ngo2.exchange import endings, kinds
from ngo2.exchange.cleaning import Item, Where
from ngo2.exchange.models import Introduction, Post
from ngo2.exchange.services import (
    NewPost,
    agree_introduction,
    ask_introduction,
    cancel_introduction,
    close_post,
    confirm_delivery,
    decline_introduction,
    import_posts,
    publish_post,
)
from ngo2.exchange.tests.conftest import telling
from ngo2.lib.actors import SYSTEM, person_actor

SECRET = "张阿姨的悄悄话 13800138000"


@dataclass
class Scene:
    """`arrived`: 12 laptops. `differing`: 8 sent, 6 received. `called_off`, `declined`, `waiting`, `asked`."""

    offer: Post
    need: Post
    advice: Post
    arrived: Introduction
    differing: Introduction
    called_off: Introduction
    declined: Introduction
    waiting: Introduction
    asked: Introduction


def scene(group: Any, company: Any, other: Any, alice: Any, erin: Any, charlie: Any) -> Scene:
    """Alice's group and Charlie's need things, Erin's company gives."""
    offer = publish_post(
        person_actor(erin),
        company,
        told=telling(
            side=kinds.OFFER,
            text=f"可以提供电脑。{SECRET}",
            items=(Item("笔记本电脑", 20, "piece"),),
            where=Where(kinds.COUNTRY, "CN"),
        ),
    )
    need = publish_post(person_actor(alice), group, told=telling(text=f"需要电脑。{SECRET}"))
    advice = publish_post(
        person_actor(charlie),
        other,
        told=telling(
            subkind="legal",
            items=(Item("法律咨询", 10, "hour"),),
            where=Where(kinds.REMOTE, "CN"),
            text="想请教律师。",
        ),
    )
    arrived = _agreed(alice, offer, group, 12, erin)
    _confirm(arrived, 12, erin, alice)
    differing = _agreed(charlie, offer, other, 8, erin)
    _confirm(differing, 8, erin)
    _confirm(differing, 6, charlie)
    called_off = _agreed(erin, need, company, 5, alice)
    cancel_introduction(person_actor(erin), called_off, note=SECRET)
    declined = _ask(charlie, need, other, 2)
    decline_introduction(person_actor(alice), declined, note=SECRET)
    waiting = _agreed(erin, advice, company, 4, charlie)
    asked = _ask(charlie, need, None, 1)
    closed = publish_post(person_actor(alice), group, told=telling(title="已经找到"))
    close_post(person_actor(alice), closed, ending=endings.ELSEWHERE, note=SECRET)
    past = NewPost(group, telling(), "1", date(2020, 2, 1), date(2020, 3, 1))
    import_posts(SYSTEM, [past], dataset="past")
    return Scene(offer, need, advice, arrived, differing, called_off, declined, waiting, asked)


def took(one: Introduction, *, answer: timedelta, yes: timedelta, done: timedelta | None = None) -> None:
    """Set the clock back: posted, `answer` later answered, `yes` later agreed, `done` later over."""
    one.refresh_from_db()
    began = one.post.made_at
    times = {"asked_at": began + answer, "agreed_at": began + answer + yes}
    if done is not None:
        times["ended_at"] = began + answer + yes + done
    Introduction.objects.filter(pk=one.pk).update(**times)


def _ask(person: Any, post: Post, organisation: Any, many: int) -> Introduction:
    line = post.lines.first()
    return ask_introduction(
        person_actor(person),
        post,
        words=f"我们愿意。{SECRET}",
        amounts={line.pk: many},
        organisation=organisation,
    )


def _agreed(person: Any, post: Post, organisation: Any, many: int, owner: Any) -> Introduction:
    one = _ask(person, post, organisation, many)
    agree_introduction(person_actor(owner), one, amounts={})
    one.refresh_from_db()
    return one


def _confirm(one: Introduction, many: int, *people: Any) -> None:
    line = one.post.lines.first()
    for person in people:
        confirm_delivery(person_actor(person), one, amounts={line.pk: many}, sentence=f"收到。{SECRET}")
