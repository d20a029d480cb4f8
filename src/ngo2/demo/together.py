"""A project of the demo: a company, two groups, and the milestones on their shared page."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from ngo2.exchange.models import Milestone, Post
from ngo2.exchange.projects import milestones
from ngo2.exchange.projects.milestones import DONE, Told
from ngo2.exchange.services import (
    add_milestone,
    agree_introduction,
    ask_introduction,
    change_milestone,
    release_contact,
)
from ngo2.lib.actors import Actor, person_actor
from ngo2.organisations.models import Organisation
from ngo2.organisations.queries import editors_of

OWNER = "jinli-tech"
# Who joins, and what they write.
PARTNERS = {
    "shanyi": "我们在这三个村办夜校八年了，有教室和两位老师，想一起做。",
    "youshui": "我们每周去村里陪孩子读书，家长都认识我们，可以负责家访。",
}
# Who sees to it, what, in how many days; the first is done.
MILESTONES = (
    ("shanyi", "三个村选好教室，每村二十个女孩报名", 14),
    ("jinli-tech", "二十台电脑装好送到，员工第一次来上课", 45),
    ("youshui", "走访六十个家庭，说好每晚一小时", 90),
    ("jinli-tech", "年度小结：多少人会用电脑，多少人升学", 250),
)
WENT = "三个村都有教室了，报名的有六十三个女孩，多出的三个也收下了。"


def run(records: Mapping[str, Organisation]) -> int:
    """Once, also when the demo is loaded again; the number of new milestones."""
    post = Post.objects.filter(organisation=records[OWNER], side="offer", subkind="joint").first()
    if post is None or not post.is_open or Milestone.objects.filter(project__post=post).exists():
        return 0
    owner = _of(records[OWNER])
    for name, words in PARTNERS.items():
        one = ask_introduction(_of(records[name]), post, words=words, amounts={}, organisation=records[name])
        agree_introduction(owner, one, amounts={})
        for actor in (owner, _of(records[name])):
            release_contact(actor, one)
    made = [_plan(post, records[name], what, days) for name, what, days in MILESTONES]
    _is_done(made[0])
    return len(made)


def _plan(post: Post, record: Organisation, what: str, days: int) -> Milestone:
    told = Told(what, timezone.localdate() + timedelta(days=days), record.pk)
    return add_milestone(_of(record), post, told=told)


def _is_done(one: Milestone) -> None:
    said: dict[str, Any] = {**vars(milestones.told_of(one)), "state": DONE, "sentence": WENT}
    change_milestone(_of(one.responsible), one, version=one.version, told=Told(**said))


def _of(record: Organisation) -> Actor:
    return person_actor(editors_of(record)[0])
