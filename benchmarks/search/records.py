"""The records: real names and sentences, taken apart and put together anew."""

import random
from itertools import islice
from typing import Any

from benchmarks.search.asking import KINDS

STEP = 5000


def vocabulary() -> dict[str, list[str]]:
    from ngo2.demo.readers import hubei, uk
    from ngo2.lib.tokens import pieces, words

    english, sentences, english_sentences = [], [], []
    for row in islice(uk.read(), 4000):
        english.append(str(row.facts["name_en"]))
        if text := row.facts.get("summary_en"):
            english_sentences.append(str(text)[:300])
    chinese: list[str] = []
    for row in hubei.read():
        chinese += words(pieces(str(row.facts["name_zh"])))
        sentences.append(str(row.facts.get("summary_zh", "")))
    topics = [
        "乡村教育",
        "公益",
        "志愿者",
        "留守儿童",
        "图书",
        "环保",
        "救助",
        "残障",
        "助学",
        "养老",
        "社区",
        "女性",
        "河流",
        "艺术",
        "法律援助",
        "心理",
    ]
    doing = [
        "长期在当地开展",
        "招募志愿者参加",
        "每周六为孩子们",
        "和村民一起做",
        "为老人提供",
        "帮助困难家庭",
    ]
    forms = ["中心", "协会", "小组", "服务社", "基金会"]
    return {
        "form": forms,
        "word": sorted(set(chinese)),
        "english": english,
        "topic": topics,
        "doing": doing,
        "sentence": sentences,
        "english_sentence": english_sentences,
    }


def facts(chance: random.Random, known: dict[str, list[str]], number: int, county: str) -> dict[str, Any]:
    pick = chance.choice
    name = "".join(pick(known[key]) for key in ("word", "word", "topic", "form"))
    doing = "，".join(f"{pick(known['doing'])}{pick(known['topic'])}{pick(known['word'])}" for _ in range(4))
    value: dict[str, Any] = {
        "name_zh": name, "kind": pick(KINDS), "summary_zh": f"{doing}。{pick(known['sentence'])}",
        "division": {"code": county, "as_of_year": 2026}, "causes": [pick(CAUSES)],
    }  # fmt: skip
    if number % 3 == 0:
        value |= {
            "name_en": f"{pick(known['english'])} {number}",
            "summary_en": pick(known["english_sentence"]),
        }
    return value


CAUSES = ("rural-education", "reading", "student-aid", "poverty", "youth", "disaster-relief", "hospitals")


def fill(records: int) -> None:
    from django.core.management import call_command
    from django.utils import timezone

    from ngo2.kernel.packs import pack
    from ngo2.organisations.facts import places
    from ngo2.organisations.models import Organisation

    call_command("migrate", verbosity=0)
    gazetteer = pack("CN").gazetteer
    assert gazetteer is not None
    provinces = [one.code for one in gazetteer.children("")]
    cities = [city.code for code in provinces for city in gazetteer.children(code)]
    counties = [county.code for code in cities for county in gazetteer.children(code)] or cities
    paths = {code: (*places.path("CN", code), "", "", "")[:3] for code in counties}
    centres = {code: places.centre("CN", code) for code in counties}
    known, chance, now = vocabulary(), random.Random(217), timezone.now()
    said = {"source": "import", "label": "benchmark", "url": "", "changed": now.isoformat()}

    def record(number: int) -> Organisation:
        county = chance.choice(counties)
        value, centre = facts(chance, known, number, county), centres[county]
        area1, area2, area3 = paths[county]
        return Organisation(
            name=value["name_zh"], name_en=value.get("name_en", ""), kind=value["kind"], country="CN",
            area1=area1, area2=area2, area3=area3, created_at=now, changed_at=now,
            shown_lat=centre.lat if centre else None, shown_lng=centre.lng if centre else None,
            facts={key: {"v": each, **said} for key, each in value.items()},
        )  # fmt: skip

    for start in range(0, records, STEP):
        Organisation.objects.bulk_create(
            [record(number) for number in range(start, min(start + STEP, records))], batch_size=1000
        )
