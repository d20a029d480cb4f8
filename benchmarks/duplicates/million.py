"""A hundred thousand and a million records end to end: keys, candidates, comparisons, pairs kept; time and memory.

Each size is a process and a database of its own. One record in fifty is a dirty copy of another. The ratio of the
time a record says how near to linear it is: 1 is linear, 10 quadratic. Seconds are CPU of all processes, because the
machines are shared; the wall clock beside them. `main s` are those of them that only one process can work, the one
with the database: on free cores the run takes these and the share of the others. `pairs each` are compared, `kept` are
pairs for a person, `copies` how many of the dirty copies are among them, with the record that they were made from.
"""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

SIZES = (100_000, 1_000_000)
_ROWS = 5_000


def report(sizes: tuple[int, ...] = SIZES) -> None:
    print(
        f"{'records':>10}{'keys s':>9}{'pairs s':>9}{'total s':>9}{'main s':>9}{'wall s':>9}{'ms a record':>13}"
        f"{'keys each':>11}{'pairs each':>12}{'kept':>9}{'copies':>9}{'peak MB':>9}"
    )
    found = [_told(size, _measured(size)) for size in sizes]
    if len(found) > 1:
        few, many = found[0], found[-1]
        print(
            f"x {sizes[-1] / sizes[0]:.0f} records: time a record x {many['each'] / few['each']:.2f}, "
            f"pairs a record x {many['compared'] / few['compared']:.2f}, memory x {many['peak'] / few['peak']:.2f}"
        )


def _told(size: int, one: dict[str, float]) -> dict[str, float]:
    total = one["keys"] + one["pairs"]
    compared, each = one["compared"] / size, total / size * 1000
    print(
        f"{size:>10,}{one['keys']:9.0f}{one['pairs']:9.0f}{total:9.0f}{one['main']:9.0f}{one['wall']:9.0f}{each:13.2f}"
        f"{one['rows'] / size:11.1f}{compared:12.1f}{one['kept']:9,.0f}{one['copies']:9.3f}{one['peak']:9.0f}",
        flush=True,
    )
    return one | {"each": each, "compared": compared}


def _measured(size: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.duplicates.million", str(size)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure(size: int) -> dict[str, float]:
    import django

    django.setup()
    from django.core.management import call_command

    from ngo2.lib.db import give_room
    from ngo2.organisations.models import Likeness, LikenessKey
    from ngo2.organisations.services.likenesses import finding, keep_keys_of_all

    call_command("migrate", verbosity=0)
    copies = fill(size)
    give_room()
    counting: Any = finding  # its own name for it is replaced by one that counts
    compared, pairs_of = 0, counting.pairs_of

    def counted(records: Any, **options: Any) -> Any:
        nonlocal compared
        pairs = pairs_of(records, **options)
        compared += len(pairs)
        return pairs

    counting.pairs_of = counted
    began, mine = time.perf_counter(), time.process_time()
    keys = _cpu(lambda workers: keep_keys_of_all(lambda done: None, workers=workers))
    pairs = _cpu(lambda workers: finding.find_waiting(workers=workers))
    wall, main, peak = time.perf_counter() - began, time.process_time() - mine, _peak()
    kept = set(Likeness.objects.values_list("first", "second"))
    return {
        "keys": keys,
        "pairs": pairs,
        "wall": wall,
        "main": main,
        "rows": LikenessKey.objects.count(),
        "compared": compared,
        "kept": len(kept),
        "copies": len(kept & copies) / len(copies),
        "peak": peak,
    }


def _cpu(work: Callable[[Any], object]) -> float:
    """Seconds of this process and of its workers, their start included."""
    from ngo2.organisations.services.likenesses.workers import Workers, cores

    began = sum(os.times()[:4])
    with Workers(cores()) as workers:
        work(workers)
    return sum(os.times()[:4]) - began


def _peak() -> float:
    """Megabytes of this process, and of the largest worker for each of them."""
    from benchmarks.exports import resident
    from ngo2.organisations.services.likenesses.workers import cores

    worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 if cores() > 1 else 0
    return (resident() + cores() * worker) / 2**20


def fill(size: int) -> set[tuple[int, int]]:
    """Written past the services: what is measured is the finding. Returns (record, its dirty copy)."""
    from django.db import transaction
    from django.utils import timezone

    from ngo2.organisations.models import Organisation

    now, batch, copies = timezone.now(), [], set()
    for number, (facts, original) in enumerate(records(size), start=1):
        if original:
            copies.add((original, number))
        shown = {key: {"v": value, "source": "import"} for key, value in facts.items()}
        batch.append(
            Organisation(
                pk=number, name=facts["name_zh"], country="CN", facts=shown, created_at=now, changed_at=now
            )
        )
        if len(batch) == _ROWS:
            with transaction.atomic():
                Organisation.objects.bulk_create(batch)
            batch = []
    Organisation.objects.bulk_create(batch)
    return copies


def records(size: int) -> Iterator[tuple[dict[str, Any], int]]:
    """(facts, number of the record that it is a copy of, or 0)

    Names out of common words, as they are: 湖北省 + two or three syllables + a field + a legal form.
    """
    from ngo2.kernel.packs import pack

    dice = random.Random(7)
    gazetteer = pack("CN").gazetteer
    assert gazetteer is not None
    counties = [line for line in gazetteer.descendants("") if line.level == 3]
    syllables = "绿山水云星光明远志诚信和爱心善德仁义春雨阳青禾麦田溪河海天蓝乐童益众友同行启智新月虹桥木石"
    fields = (
        "环境保护",
        "儿童",
        "助学",
        "养老",
        "社会工作",
        "志愿服务",
        "残疾人",
        "文化",
        "乡村教育",
        "救援",
        "健康",
    )
    forms = ("协会", "服务中心", "基金会", "促进会", "发展中心", "志愿者协会", "小组", "联合会")
    kept: list[tuple[dict[str, Any], int]] = []
    for number in range(size):
        if kept and dice.random() < 0.02:
            facts, original = dice.choice(kept)
            yield _dirty(facts, syllables, dice), original
            continue
        place = dice.choice(counties)
        own = "".join(dice.choices(syllables, k=dice.choice((2, 3, 3, 4))))
        facts = {
            "name_zh": f"{place.name}{own}{dice.choice(fields)}{dice.choice(forms)}",
            "country": "CN",
            "division": {"code": place.code, "as_of_year": 2024},
            "phone": f"+86{13000000000 + number * 7}",
        }
        if len(kept) < 20_000:
            kept.append((facts, number + 1))
        elif dice.random() < 0.05:
            kept[dice.randrange(len(kept))] = facts, number + 1
        yield facts, 0


def _dirty(facts: dict[str, Any], syllables: str, dice: random.Random) -> dict[str, Any]:
    name = facts["name_zh"]
    at = dice.randrange(len(name))
    other = {**facts, "name_zh": name[:at] + dice.choice(syllables) + name[at + 1 :]}
    if dice.random() < 0.5:
        del other["phone"]
    return other


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            NGO2_DATA_DIR=str(Path(folder)), DJANGO_SETTINGS_MODULE="ngo2.config.settings", DATABASE_URL=""
        )
        print(json.dumps(measure(int(sys.argv[1]))))
