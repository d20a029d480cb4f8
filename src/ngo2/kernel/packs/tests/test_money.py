"""Words that ask the public for money are caught; what organisations write of grants and partners passes. Own texts."""

import time

import pytest
from django.utils import translation

from ngo2.kernel.packs import pack
from ngo2.kernel.packs.law import Party

MONEY = pack("CN").money
NGO = Party("registered_association")
CERTIFIED = Party("registered_foundation", True, {"fundraising_certificate": "53520000MJ"})
CALLS = [
    "请大家扫码捐款，支持山区孩子。",
    "转发捐一元，一起帮他们过冬。",
    "欢迎社会各界爱心人士捐款，捐款账号见下图。",
    "呼吁大家为村小捐钱修厕所。",
    "收款码在图片里，多少都是心意。",
    "請大家掃碼捐款",
    "月捐计划上线了，人人捐一点。",
    "Scan the code to donate, every yuan helps.",
    "Share this post and donate!",
    "Donate via WeChat, please.",
]
NAMES = [
    "我们想在网上众筹五万元修图书室。",
    "本次公开募捐目标十万元。",
    "为夏令营筹款两万元。",
    "A crowdfunding for our new roof.",
]
PASSES = [
    "夜校申请一年的小额资助两万元，用于教材和老师补贴。",
    "我们不做公开募捐，只申请基金会资助。",
    "这是定向资助，不涉及募捐。",
    "公司愿意赞助一场比赛，五千元。",
    "寻找能开具捐赠票据的合作基金会。",
    "机构获得的捐款去年共 12 万元，年报已公开。",
    "Grants of up to 30,000 yuan for small groups; no crowdfunding.",
    "We need a sponsor for our conference.",
]


@pytest.mark.parametrize("text", CALLS)
@pytest.mark.parametrize("subkind", ["grant", "computers", "public_fundraiser", "advice"])
def test_a_call_to_the_public_is_caught_whatever_the_post_is_about(text, subkind):
    found = MONEY.says(text, subkind, subkind in {"grant", "public_fundraiser"}, NGO)
    assert found.code == "money_collecting"
    assert found.ways


@pytest.mark.parametrize("text", NAMES)
def test_its_names_are_enough_where_it_is_about_money(text):
    assert MONEY.says(text, "grant", True, NGO)
    assert MONEY.says(text, "public_fundraiser", True, NGO) is None  # it looks for the partner who may
    assert MONEY.says(text, "advice", False, NGO) is None  # an hour of advice on it is no campaign


@pytest.mark.parametrize("text", PASSES)
def test_what_organisations_write_of_grants_passes(text):
    assert MONEY.says(text, "grant", True, NGO) is None


@pytest.mark.parametrize("text", [*CALLS, *NAMES])
def test_who_is_certified_may_say_it_and_so_may_who_names_the_filed_campaign(text):
    assert MONEY.says(text, "grant", True, CERTIFIED) is None
    filed = f"{text} 备案编号 53110000500000016LA26001"
    assert MONEY.says(filed, "grant", True, NGO) is None


@pytest.mark.parametrize(
    ("party", "code"),
    [
        (Party(), "money_person"),
        (Party("registered_business"), "money_status"),
        (Party("unregistered", True, {"fundraising_certificate": "1"}), "money_status"),
        (Party("registered_foundation", True), "money_certificate"),
        (Party("registered_foundation", False, {"fundraising_certificate": "1"}), "money_unverified"),
        (CERTIFIED, ""),
    ],
)
def test_who_may_be_the_partner_for_public_fundraising(party, code):
    found = MONEY.takes_part("public_fundraiser", True, party, 2026)
    assert (found.code if found else "") == code


@pytest.mark.parametrize("subkind", ["grant", "sponsorship", "public_fundraiser", "receipts", "other_money"])
def test_a_person_takes_no_part_in_money_on_either_side(subkind):
    for gives in (True, False):
        assert MONEY.takes_part(subkind, gives, Party(), 2026).code == "money_person"
    assert MONEY.takes_part("discount", True, Party(), 2026) is None
    assert MONEY.takes_part("computers", True, Party(), 2026) is None


@pytest.mark.parametrize(
    ("facts", "may", "words"),
    [
        ({}, False, ""),
        ({"receipt_years": [2026]}, True, "list of 2026"),
        ({"receipt_years": [2027, 2025]}, True, "list of 2025"),  # the one of this year is not out yet
        ({"receipt_years": [2020]}, False, "no (as"),
        ({"receipt_years": None}, False, "no (as"),
        ({"receipts_partner": "黔山"}, False, "partner, 黔山"),
    ],
)
def test_receipts_follow_the_yearly_list_of_the_record(facts, may, words):
    party = Party("registered_foundation", False, facts)
    assert (MONEY.takes_part("receipts", True, party, 2026) is None) is may
    assert MONEY.takes_part("receipts", False, party, 2026) is None  # who looks for one needs none
    with translation.override("en"):
        assert words in str(MONEY.receipt(party, 2026))


def test_other_countries_make_no_claim():
    assert pack("GB").money is None


def test_a_long_text_takes_no_time():
    begun = time.process_time()
    MONEY.says("请大家捐" * 5000 + "扫码转发分享" * 5000, "grant", True, NGO)
    assert time.process_time() - begun < 1
