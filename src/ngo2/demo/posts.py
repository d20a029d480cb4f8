"""Needs and offers of the examples, so that the exchange has something to show (data/demo/posts.json)."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from ngo2.exchange import kinds
from ngo2.exchange.cleaning import Item, Terms, Told, Where
from ngo2.exchange.conditions import Care, Declared
from ngo2.exchange.filters import Filters
from ngo2.exchange.models import Post
from ngo2.exchange.projects import ProjectTerms
from ngo2.exchange.services import publish_post
from ngo2.exchange.services.searches import save_search
from ngo2.kernel.packs import data
from ngo2.lib.actors import SYSTEM, Actor, person_actor
from ngo2.organisations.models import Organisation
from ngo2.organisations.queries import editors_of


def post(records: Mapping[str, Organisation]) -> int:
    """Each once, also when the demo is loaded again or somebody has closed it."""
    made = 0
    for line in _lines():
        record = records[line["of"]]
        if not Post.objects.filter(organisation=record, side=line["side"], subkind=line["about"]).exists():
            publish_post(_of(record), record, told=as_told(record, line))
            _search(_of(record), line)
            made += 1
    return made


def _search(actor: Actor, line: Mapping[str, Any]) -> None:
    """Whoever gives wants to hear who needs such things."""
    if actor.person is not None and line["side"] == kinds.OFFER:
        save_search(actor, kinds.NEED, Filters(kind=kinds.SUBKINDS[line["about"]].key))


def _lines() -> Iterator[dict[str, Any]]:
    yield from json.loads((data.FOLDER / "demo" / "posts.json").read_text("utf-8"))


def _of(record: Organisation) -> Actor:
    """Whoever runs it; an example that nobody runs speaks for itself."""
    people = editors_of(record)
    return person_actor(people[0]) if people else SYSTEM


def as_told(record: Organisation, line: Mapping[str, Any]) -> Told:
    division = record.area3 or record.area2 or record.area1
    reach = line.get("reach", "place")
    today = timezone.localdate()
    return Told(
        side=line["side"],
        subkind=line["about"],
        text=line["zh"],
        items=tuple(Item(*one) for one in line.get("lines", ())),
        where=Where(reach, record.country, division if reach == "place" else ""),
        terms=Terms(
            today + timedelta(days=line["days"]),
            receipt=line.get("receipt", False),
            registered_only=line.get("registered_only", False),
            pick_up=line.get("pick_up", False),
        ),
        project=_project(line.get("project")),
        goods=_goods(line.get("goods")),
        care=Care(**line["care"]) if "care" in line else None,
    )


def _project(told: Mapping[str, Any] | None) -> ProjectTerms | None:
    """`months`: the first and the last, counted from this one."""
    if told is None:
        return None
    begins, ends = (_month(ahead) for ahead in told["months"])
    terms = {key: value for key, value in told.items() if key != "months"}
    return ProjectTerms(**terms, begins=begins, ends=ends)


def _month(ahead: int) -> date:
    today = timezone.localdate()
    months = today.year * 12 + today.month - 1 + ahead
    return date(months // 12, months % 12 + 1, 1)


def _goods(said: Mapping[str, Any] | None) -> Declared | None:
    """`keeps`: days from today."""
    if said is None:
        return None
    keeps = timezone.localdate() + timedelta(days=said["keeps"]) if "keeps" in said else None
    return Declared(said["safe"], keeps, said.get("own_product", False))
