"""Needs and offers of January and February 2020 as posts, for the exercise (data/hubei_2020/SOURCE.md). No models.

They are facts of that time: whoever shows them says so. An institution that stands in the list twice gives one need,
under the id that its organisation has (`hubei`, `offers`).
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from ngo2.demo.readers import files, hubei, joining, offers, places
from ngo2.demo.rows import Tally
from ngo2.exchange.kinds import MATERIAL, NEED, OFFER, SUBKINDS
from ngo2.exchange.quantities import find_lines, from_specification

# "Collected in January and February 2020": no line says until when, and those of institutions not even from when.
FROM_DAY, UNTIL_DAY = date(2020, 1, 1), date(2020, 2, 29)
_CHINA = timezone(timedelta(hours=8))
_LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class PostLine:
    """`quantity` is None where the list says that it is needed, and not how many. `text`: the rest of what it says."""

    item: str
    quantity: int | None
    unit: str
    text: str


@dataclass(frozen=True)
class PostRow:
    """`external_id`: of the line itself, unique among the posts of a side; `organisation`: as the reader of the
    organisations names it. `division` is a code, as deep as the list is sure; "" where it is not known.
    `from_day` of an offer is the day on which it was published, None where the list has none that can be right.
    """

    external_id: str
    organisation: str
    side: str
    kind: str
    subkind: str
    title_zh: str
    text_zh: str
    lines: tuple[PostLine, ...]
    division: str
    from_day: date | None
    until_day: date
    source_url: str


def needs(tally: Tally | None = None) -> Iterator[PostRow]:
    """One per institution that asked for something, with what it asked for."""
    tally = Counter() if tally is None else tally
    asked: dict[str, list[joining.Line]] = {}
    for line in files.records(f"{hubei.DATASET}/needs.csv"):
        asked.setdefault(line["hospital_id"], []).append(line)
    for group in joining.by_name(files.records(f"{hubei.DATASET}/recipients.csv"), tally):
        lines = _asked([line for place in group for line in asked.get(place["id"], ())], tally)
        if not lines:
            tally["asked for nothing"] += 1
            continue
        tally["posts"] += 1
        yield _need(group, lines)


def _asked(lines: list[joining.Line], tally: Tally) -> tuple[PostLine, ...]:
    """Each item once: of lines that were joined, the first that says how many counts."""
    found: dict[str, PostLine] = {}
    for line in lines:
        tally["lines"] += 1
        if line["needed"] in {"0", ""}:
            # Left empty is neither a yes nor a no: it is counted apart and not taken for a need.
            tally["listed, not asked" if line["needed"] == "0" else "left empty"] += 1
            continue
        amount = from_specification(line["item"], line["needed"], line["specification"])
        name = re.sub(r"\s*\|\s*", "/", line["item"])
        new = PostLine(
            name, amount.number if amount else None, amount.unit if amount else "", line["specification"]
        )
        if name in found:
            tally["asked twice"] += 1
            if found[name].quantity is not None or new.quantity is None:
                continue
        found[name] = new
    tally["asked"] += len(found)
    tally["with a quantity"] += sum(line.quantity is not None for line in found.values())
    return tuple(found.values())


def _need(group: list[joining.Line], lines: tuple[PostLine, ...]) -> PostRow:
    named = "、".join(line.item.split("/")[0] for line in lines[:3]) + ("等" if len(lines) > 3 else "")
    codes = [places.locate(hubei.HUBEI, [line["city"], line["district"]], line["address"]) for line in group]
    return PostRow(
        external_id=group[0]["id"],
        organisation=group[0]["id"],
        side=NEED,
        kind=MATERIAL,
        subkind="medical",
        title_zh=f"需要{named}",
        text_zh=f"2020 年 1 月至 2 月新冠疫情初期公开征集的 {len(lines)} 种防疫物资。",
        lines=lines,
        division=places.agreed(codes),
        from_day=FROM_DAY,
        until_day=UNTIL_DAY,
        source_url=_address(joining.first(group, "url")),
    )


def offered(tally: Tally | None = None) -> Iterator[PostRow]:
    """One per line with a name; lines of one name share their organisation."""
    tally = Counter() if tally is None else tally
    for group in joining.by_name(files.records("hubei_2020/offers.csv"), tally):
        for line in group:
            tally["posts"] += 1
            tally[line["kind"]] += 1
            yield _offer(line, group[0]["id"])


_SUBKINDS = {"logistical": "transport", "factory": "medical", "travel_hotel": "venue"}
_TITLES = {
    "logistical": "向湖北运送抗疫物资",
    "travel_hotel": "接待滞留旅客或集中医学观察的住宿",
}


def _offer(line: joining.Line, organisation: str) -> PostRow:
    subkind = _SUBKINDS[line["kind"]]
    return PostRow(
        external_id=line["id"],
        organisation=organisation,
        side=OFFER,
        kind=SUBKINDS[subkind].key,
        subkind=subkind,
        title_zh=_TITLES.get(line["kind"]) or f"供应{'、'.join(line['supplies'].split(';'))}",
        text_zh=line["remark_redacted"],
        lines=_lines(line),
        division=offers.place(line),
        from_day=_published(line["published"]),
        until_day=UNTIL_DAY,
        source_url=_address(line["url"]),
    )


def _lines(line: joining.Line) -> tuple[PostLine, ...]:
    """Goods of a factory have no quantity; remarks of four hotels say how many rooms they have."""
    goods = tuple(PostLine(item, None, "", "") for item in line["supplies"].split(";") if item)
    rooms = (found for found in find_lines(line["remark_redacted"]) if found.unit == "room")
    return goods + tuple(PostLine(found.item, found.number, found.unit, "") for found in rooms)


def _published(written: str) -> date | None:
    """The list has the moment in UTC, midnight of China. Some firms have the date of a certificate, years before."""
    if not written:
        return None
    day = datetime.fromisoformat(written).astimezone(_CHINA).date()
    return day if FROM_DAY <= day <= UNTIL_DAY else None


def _address(written: str) -> str:
    found = _LINK.search(written)
    return found[0] if found else ""
