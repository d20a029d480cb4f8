"""Organisations made for the demo (data/demo/SOURCE.md): none of them exists."""

import json
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from ngo2.demo.readers import places
from ngo2.demo.rows import Facts, Row, Rows, Tally, given
from ngo2.kernel.packs import data
from ngo2.kernel.packs.cn.divisions import GAZETTEER

DATASET = "examples"
LABEL = "NGO 2.0, made for the demo (CC0)"
_AS_IT_IS = (
    "name_zh", "name_en", "name_short", "names_former", "names_other", "kind", "legal_status", "credit_code",
    "register_id", "registrar", "overseas_filing", "founded", "country", "address", "point", "publish_exact",
    "sensitivity", "causes", "summary_zh", "summary_en", "languages", "staff", "volunteers", "budget_band",
    "email", "website", "wechat", "microblog", "qq_group", "phone", "trained", "projects",
    "fundraising_certificate", "receipt_years", "receipts_partner",
)  # fmt: skip
_FINANCE = (
    *("year", "income_total", "income_donations", "spending_total"),
    *("spending_programme", "spending_management", "assets_end"),
)


def read(tally: Tally | None = None, *, seed: int = 7, now: datetime | None = None) -> Rows:
    """`seed` shakes the days a little, so that not everything was said on one day of the month."""
    tally = Counter() if tally is None else tally
    now, dice = now or datetime.now(UTC), random.Random(seed)  # noqa: S311 (ages of examples, no secret)
    for record in json.loads((data.FOLDER / "demo/examples.json").read_text(encoding="utf-8")):
        tally["rows"] += 1
        age = timedelta(days=record["months_ago"] * 30 + dice.randrange(1, 27), hours=dice.randrange(0, 10))
        yield Row(
            record["id"], _facts(record), LABEL, is_example=True, source_kind=record["said_by"], at=now - age
        )


def _facts(record: dict[str, Any]) -> Facts:
    return given(
        **{key: record.get(key) for key in _AS_IT_IS},
        host={"name": record["host"]} if "host" in record else None,
        division=_division(record.get("place", "")),
        service_area=_service_area(record.get("serves", [])),
        finance=[
            {"currency": "CNY", **dict(zip(_FINANCE, line, strict=True))}
            for line in record.get("finance", [])
        ],
    )


def _division(place: str) -> dict[str, Any] | None:
    if not place or place.startswith("GB-"):
        return {"code": place, "as_of_year": None, "name": place} if place else None
    return places.division(_code(place), place)


def _service_area(serves: str | list[str]) -> dict[str, Any] | None:
    if serves == "countrywide":
        return {"countrywide": True, "divisions": []}
    return {"countrywide": False, "divisions": [_code(place) for place in serves]} if serves else None


def _code(place: str) -> str:
    """A place of the file has all that is above it in front; any other is a fault of the file."""
    code = GAZETTEER.parse_address(place)
    line = GAZETTEER.get(code) if code else None
    if line is None or not place.endswith(line.name):
        raise ValueError(f"data/demo/examples.json names an unknown place: {place}")
    return line.code
