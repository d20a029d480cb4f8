"""As many located examples as a benchmark wants, in bulk: for measuring, never for a real site.

They are written past the one door on purpose: without assertions and without journal entries, since a million of them
would take hours through it. Their columns are made by the same projection. `dataset` is "crowd", all are marked as
examples, and each is the same in every run.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.kernel.packs import causes, pack
from ngo2.lib.refusals import Refused
from ngo2.organisations import projection
from ngo2.organisations.facts import places
from ngo2.organisations.models import CauseOf, Organisation

DATASET = "crowd"
CHUNK = 2000
_HEARTS = (
    "蒲公英",
    "山蚁",
    "萤火",
    "暖阳",
    "小草",
    "绿芽",
    "星空",
    "春晖",
    "同心",
    "晨光",
    "麦田",
    "清泉",
    "微笑",
    "远山",
    "长河",
    "候鸟",
)
_WORK = {
    "education": ("乡村教育", "Rural Education"),
    "health": ("大病救助", "Health"),
    "environment": ("环境保护", "Environment"),
    "rural": ("乡村发展", "Rural Development"),
    "children": ("留守儿童", "Children"),
    "elderly": ("敬老", "Elderly Care"),
    "disability": ("助残", "Disability"),
    "culture": ("民间文化", "Culture"),
    "women": ("妇女发展", "Women"),
    "emergency": ("应急救援", "Relief"),
}
_ENDINGS = ("志愿者协会", "服务中心", "发展中心", "促进会", "公益小组", "基金会", "联合会")
_KINDS = ("grassroots_ngo",) * 12 + ("social_enterprise", "foundation", "company", "company", "network")
_STATUSES = (
    "registered_association",
    "registered_service",
    "registered_business",
    "unregistered",
    "unregistered",
)


@dataclass(frozen=True)
class Village:
    """A county with its centre; `weight` is how much goes on there."""

    code: str
    name: str
    lat: float
    lng: float
    weight: float


def add_crowd(count: int, progress: Callable[[int], object] = lambda _n: None) -> int:
    """Bring the crowd to `count`; returns how many were added. Stopped in the middle, it goes on."""
    if not settings.DEMO:
        raise Refused(_("The demo is for trying out only. Set NGO2_DEMO=1 to load it into this database."))
    known = Organisation.objects.filter(dataset=DATASET).count()
    villages = list(_villages())
    now = timezone.now()
    for start in range(known, count, CHUNK):
        made = random.Random(start)  # noqa: S311 (the same crowd in every run)
        people = [
            _one(made, number, village, now)
            for number, village in enumerate(
                made.choices(villages, [one.weight for one in villages], k=min(CHUNK, count - start)), start
            )
        ]
        with transaction.atomic():
            kept = Organisation.objects.bulk_create(people, batch_size=500)
            CauseOf.objects.bulk_create(_cause_rows(kept), batch_size=2000)
        progress(len(people))
    return max(count - known, 0)


def _villages() -> Iterator[Village]:
    weights = random.Random(1)  # noqa: S311 (the same crowd in every run)
    gazetteer = pack("CN").gazetteer
    if gazetteer is None:
        return
    for province in gazetteer.children(""):
        for below in gazetteer.children(province.code):
            for county in gazetteer.children(below.code) or [below]:
                if point := places.centre("CN", county.code):
                    yield Village(county.code, county.name, point.lat, point.lng, weights.paretovariate(1.2))


def _one(made: random.Random, number: int, village: Village, now: datetime) -> Organisation:
    said = (now - timedelta(days=made.randrange(1500))).isoformat()
    owner = made.random() < 0.4
    facts = {key: _fact(value, said, owner=owner) for key, value in _values(made, number, village).items()}
    one = Organisation(
        dataset=DATASET, external_id=str(number), is_example=True, created_at=now, changed_at=now,
        confirmed_at=datetime.fromisoformat(said) if owner else None,
    )  # fmt: skip
    projection.apply(one, facts)
    return one


def _values(made: random.Random, number: int, village: Village) -> dict[str, Any]:
    chosen = made.sample(sorted(_WORK), made.choice((1, 1, 1, 2, 3)))
    zh, en = _WORK[chosen[0]]
    heart, ending = made.choice(_HEARTS), made.choice(_ENDINGS)
    exact = made.random() < 0.6
    values: dict[str, Any] = {
        "name_zh": f"{village.name}{heart}{zh}{ending}",
        "kind": made.choice(_KINDS),
        "legal_status": made.choice(_STATUSES),
        "country": "CN",
        "division": {"code": village.code},
        "causes": [cause for cause in chosen if causes.get(cause)],
        "summary_zh": f"我们在{village.name}做{zh}，和{made.randrange(3, 60)}位志愿者一起。第{number}号示例。",
        "founded": made.randrange(1995, 2026),
        "staff": made.randrange(0, 12),
        "publish_exact": exact,
        "point": {
            "lat": round(village.lat + made.gauss(0, 0.06), 6),
            "lng": round(village.lng + made.gauss(0, 0.06), 6),
            "crs": "wgs84",
            "precision": "point",
        },
    }
    if made.random() < 0.2:
        values["name_en"] = f"{heart.encode('unicode_escape').decode()[-4:].title()} {en} Group {number}"
    return values


def _fact(value: Any, said: str, *, owner: bool) -> dict[str, Any]:
    source = ("owner", "") if owner else ("import", "Crowd")
    return {
        "v": value, "source": source[0], "label": source[1], "url": "",
        "changed": said, "confirmed": said if owner else None, "imported": None if owner else said,
    }  # fmt: skip


def _cause_rows(people: list[Organisation]) -> list[CauseOf]:
    return [
        CauseOf(organisation=one, cause=cause)
        for one in people
        for cause in (one.facts.get("causes") or {}).get("v") or []
    ]
