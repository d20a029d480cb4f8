"""What is asked, and how long the answers take."""

import random
import statistics
import time
from collections.abc import Callable

REPEATS = 5
SHOWN = 30  # results of a page
KINDS = ("grassroots_ngo", "social_enterprise", "foundation", "company", "public_institution", "network")
Question = tuple[str, dict[str, tuple[str, ...]]]


JUNK = (
    "江" * 10_000,
    "江岸" * 5000,
    " ".join(f"word{n}" for n in range(500)),
    " ".join("江岸书屋"[n % 4] + str(n) for n in range(500)),
    "xian" * 2500,
    "a" * 10_000,
    "a b c d e f g h i j k l m n",
    "'; DROP TABLE organisations_organisation; --",
    'name:江岸 AND (text:"x"~3 OR -key:state*) ^5 [a TO z] /re.*/',
    "*",
    "的",
    "中心 协会 小组 公益 教育 服务 志愿者 社区 环保 助学 养老 女性",
)


def questions(count: int) -> list[Question]:
    """Words of names, two of them, a whole name, one topic, English words; a third with each filter."""
    from benchmarks.search.records import vocabulary
    from ngo2.organisations.models import Organisation

    chance, known = random.Random(3), vocabulary()
    last = Organisation.objects.order_by("-pk").values_list("pk", flat=True)[0]
    rows = list(
        Organisation.objects.filter(pk__in=chance.sample(range(1, last), 200)).values_list("name", "area1")
    )
    english = [word for name in known["english"] for word in name.split() if word.isalpha() and len(word) > 3]
    made: list[Question] = []
    for number in range(count):
        name, area = chance.choice(rows)
        text = chance.choice(
            (
                chance.choice(known["topic"]), chance.choice(known["word"]), name, chance.choice(english),
                f"{chance.choice(known['word'])} {chance.choice(known['topic'])}",
                f"{chance.choice(known['topic'])} {chance.choice(known['topic'])}",
                f"{chance.choice(english)} {chance.choice(english)}",
            )
        )  # fmt: skip
        facets: tuple[dict[str, tuple[str, ...]], ...] = (
            {},
            {"area1": (area,)},
            {"kind": (chance.choice(KINDS),)},
        )
        made.append((text, facets[number % 3]))
    return made


def timed(ask: Callable[[Question], int], asked: list[Question]) -> tuple[float, float, float, int]:
    """(median, p95, most) in milliseconds, and how many rows came. Each question is asked several times and its best
    time counts: all is warm, and what else the machine does is nobody's fault."""
    waits, rows = [], 0
    for question in asked:
        times = []
        for _ in range(REPEATS):
            began = time.perf_counter()
            found = ask(question)
            times.append((time.perf_counter() - began) * 1000)
        rows += found
        waits.append(min(times))
    ordered = sorted(waits)
    return statistics.median(ordered), ordered[int(len(ordered) * 0.95)], ordered[-1], rows


def junk() -> list[float]:
    """Milliseconds of all that a page asks for each of these: results, strict and loose, suggestions and counts."""
    from ngo2.kernel.search import queries
    from ngo2.kernel.search.engine import Ask

    times = []
    for text in JUNK:
        began = time.perf_counter()
        answer = queries.settled(Ask(text))
        assert answer is not None
        queries.search(answer[0], SHOWN)
        queries.suggest(Ask(text), 8)
        queries.counts(answer[0])
        times.append((time.perf_counter() - began) * 1000)
    return times
