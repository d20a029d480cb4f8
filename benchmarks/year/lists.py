"""The monthly list of a register: lines change, lines come; some are bad, some are here already."""

import csv
import io

from benchmarks.year import facts, rates
from benchmarks.year.ledger import STAFF
from benchmarks.year.world import World
from ngo2.organisations.models import Import, ImportRow
from ngo2.organisations.services import imports

NAME = "civil register"
_HEADER = ["编号", "机构名称", "省", "市", "区县", "成立时间", "联系电话", "邮箱", "注册类型"]


def month(world: World) -> None:
    """What became of the groups since the last list, then the list."""
    dice = world.dice
    for line in list(world.lines.values()):
        if world.chance(rates.LINE_CHANGES):
            key = dice.choice(("phone", "email"))
            line[key] = facts.another(dice, key, line.get(key))
    fresh = len(world.lines) * rates.LINE_NEW
    for _nth in range(int(fresh) + world.chance(fresh % 1)):
        here = world.record() if world.chance(rates.LINE_NEW_IS_HERE) else None
        told = facts.organisation(dice, listed=True)
        if here is not None:
            known = {key: one["v"] for key, one in here.facts.items()}
            told = facts.written_again(dice, known | {"division": here.facts["division"]["v"]["code"]})
        number = f"L{len(world.lines)}"
        world.lines[number] = told
        if here is not None:
            world.line_is[number] = here.pk
    bring(world)


def bring(world: World, *, counted: bool = True) -> None:
    data = _as_csv(world)
    staff = world.staff()
    batch = imports.start_import(
        staff, file=io.BytesIO(data), size=len(data), file_name="list.csv", dataset=NAME,
        source_url="https://register.example.org/",
    )  # fmt: skip
    imports.set_columns(staff, batch, batch.columns)
    world.house.work()
    batch.refresh_from_db()
    _decide(world, batch, counted=counted)
    if batch.rows.filter(state__in=[ImportRow.NEW, ImportRow.CHANGED]).exists():
        imports.confirm_import(staff, batch)
        world.house.work()
    if counted:
        world.ledger.happened("lists brought in")
        world.ledger.desk(STAFF, "list")
    batch.refresh_from_db()
    for what, number in batch.counts.get("done", {}).items():
        world.ledger.happened(f"lines of lists: {what}", number if counted else 0)


def _decide(world: World, batch: Import, *, counted: bool) -> None:
    for row in batch.rows.filter(state=ImportRow.LIKELY).order_by("line"):
        meant = world.line_is.get(row.key)
        same = meant in {pk for pk, _why in row.alike}
        imports.decide_row(world.staff(), batch, row, str(meant) if same else "new")
        if counted:
            world.ledger.desk(STAFF, "list:line")
    bad = batch.rows.filter(state=ImportRow.BAD).count()
    if counted and bad:
        world.ledger.desk(STAFF, "list:bad", times=bad)


def _as_csv(world: World) -> bytes:
    text = io.StringIO(newline="")
    out = csv.writer(text)
    out.writerow(_HEADER)
    names = {row[0]: row for rows in facts.counties().values() for row in rows}
    for number, one in world.lines.items():
        code = one["division"]
        _code, province, city, county = names.get(code, (code, "", "", ""))
        phone = "call me" if world.chance(rates.LINE_BAD) else one.get("phone", "")
        out.writerow([
            number, one["name_zh"], province, city, county, one.get("founded", ""), phone, one.get("email", ""),
            one.get("status", ""),
        ])  # fmt: skip
    return text.getvalue().encode()
