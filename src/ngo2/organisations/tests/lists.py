"""Lists as people send them, made for the tests."""

import csv
import io
import random
from collections.abc import Sequence
from contextlib import contextmanager
from io import BytesIO

from ngo2.organisations.services import imports

HEADER = ["序号", "机构名称", "联系电话", "省", "市", "区县", "成立时间", "邮箱"]
PLACES = [
    ("湖北省", "武汉市", "江岸区"),
    ("湖北省", "宜昌市", "西陵区"),
    ("广西壮族自治区", "河池市", "宜州区"),
    ("四川省", "成都市", "锦江区"),
    ("广东省", "东莞市", ""),
]


def line(number: int, **cells: str) -> list[str]:
    """The `number`-th organisation of a made-up list; `cells` by header replace its own."""
    place = PLACES[number % len(PLACES)]
    told: list[str] = [str(number), f"山蚁第{number}教育小组", f"0717{6000000 + number:07d}", *place]
    told += [f"{1990 + number % 30}年{number % 12 + 1}月", f"group{number}@example.org"]
    return [cells.get(label, cell) for label, cell in zip(HEADER, told, strict=True)]


def as_csv(rows: Sequence[Sequence[str]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def many(count: int, *, bad: int = 0, seed: int = 7) -> list[list[str]]:
    """`count` lines, `bad` of them with something that makes no sense."""
    rows = [line(number) for number in range(1, count + 1)]
    wrong = [
        ("机构名称", ""),
        ("联系电话", "call me"),
        ("成立时间", "long ago"),
        ("邮箱", "at home"),
        ("市", "火星市"),
    ]
    chosen = random.Random(seed).sample(range(count), bad)
    for nth, at in enumerate(chosen):
        label, cell = wrong[nth % len(wrong)]
        rows[at] = line(at + 1, **{label: cell})
    return rows


def brought(actor, data: bytes, *, dataset="Hubei NGOs", name="list.csv"):
    """Read, columns as proposed, every line looked at."""
    batch = imports.start_import(actor, file=BytesIO(data), size=len(data), file_name=name, dataset=dataset)
    return looked_at(actor, batch)


def looked_at(actor, batch):
    imports.set_columns(actor, batch, batch.columns)
    imports.check_rows(batch.pk)
    batch.refresh_from_db()
    return batch


def written(actor, batch):
    imports.confirm_import(actor, batch)
    imports.write_rows(batch.pk)
    batch.refresh_from_db()
    return batch


def undone(actor, batch):
    imports.undo_import(actor, batch)
    imports.undo_rows(batch.pk)
    batch.refresh_from_db()
    return batch


def states(batch):
    counts: dict[str, int] = {}
    for state in batch.rows.values_list("state", flat=True):
        counts[state] = counts.get(state, 0) + 1
    return counts


@contextmanager
def killed_at(monkeypatch, where: object, name: str, call: int):
    """The process dies at the `call`-th call of `where.name`."""
    work, calls = getattr(where, name), []

    def dying(*args, **kwargs):
        calls.append(1)
        if len(calls) == call:
            raise KeyboardInterrupt
        return work(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(where, name, dying)
        yield
