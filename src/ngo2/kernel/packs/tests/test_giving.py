"""Risky work is told from the rest by its words. Own texts."""

import time

import pytest

from ngo2.exchange import kinds
from ngo2.kernel.packs import pack

RISKY = [
    "招募五十名志愿者到灾区搬运物资。",
    "需要水上救生员，每个周末。",
    "擦玻璃，高空作业。",
    "疫情期间社区值守。",
    "到醫院急診室陪伴病人",
    "Volunteers for flood relief in three villages.",
    "Painting the roof of the school.",
]
QUIET = [
    "招募八名志愿者教成年人识字，每周两次。",
    "请一位会计帮我们做账。",
    "网站打不开了，哪位会修？",
    "Somebody who reads to children on Sundays.",
    "暑假想请一位会急救的人，给二十位救生志愿者上两次课。",
    "请讲师来做一次防汛知识讲座。",
    "A trainer for our earthquake training.",
    "We rescheduled the course.",  # no rescue
]


@pytest.mark.parametrize("text", RISKY)
def test_risky_work_is_seen(text):
    assert pack("CN").volunteering.is_risky(text)


@pytest.mark.parametrize("text", QUIET)
def test_other_work_is_not(text):
    assert not pack("CN").volunteering.is_risky(text)


def test_the_pack_names_sub_kinds_that_there_are():
    goods, work = pack("CN").goods, pack("CN").volunteering
    assert {*goods.exempt, *goods.dated, *goods.sealed, *goods.lasting, *work.risky} <= set(kinds.SUBKINDS)


def test_other_countries_make_no_claim():
    assert pack("GB").goods is None
    assert pack("GB").volunteering is None


def test_a_long_text_takes_no_time():
    begun = time.process_time()
    pack("CN").volunteering.is_risky("救火水高" * 9000)
    assert time.process_time() - begun < 1
