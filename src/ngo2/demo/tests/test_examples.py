import json
import re
from collections import Counter
from datetime import UTC, datetime

import pytest

from ngo2.demo import cast
from ngo2.demo.readers import examples
from ngo2.kernel.packs import causes, data
from ngo2.kernel.packs.cn import credit_code
from ngo2.kernel.packs.cn.divisions import GAZETTEER
from ngo2.lib import phones
from ngo2.organisations.facts import clean
from ngo2.organisations.facts.choices import BUDGET_BANDS, KINDS, LEGAL_STATUSES, SENSITIVITIES, UNREGISTERED

NOW = datetime(2026, 11, 1, tzinfo=UTC)
MIDDLE_AND_WEST = [
    *("云南", "四川", "贵州", "广西", "陕西", "甘肃", "宁夏", "青海", "西藏", "新疆"),
    *("重庆", "湖北", "湖南", "河南", "安徽", "江西", "山西", "内蒙古"),
]


@pytest.fixture(scope="module")
def rows():
    return list(examples.read(now=NOW))


def holding(rows, key):
    return [row for row in rows if key in row.facts]


def test_every_kind_and_every_legal_status_occurs_twice(rows):
    assert len(rows) == len({row.external_id for row in rows}) == 66
    assert all(row.is_example for row in rows)
    for key, options in (("kind", KINDS), ("legal_status", LEGAL_STATUSES)):
        counted = Counter(row.facts[key] for row in rows)
        assert {option: counted[option] for option in options if counted[option] < 2} == {}
    assert {row.facts["budget_band"] for row in holding(rows, "budget_band")} == set(BUDGET_BANDS)
    assert {row.facts["sensitivity"] for row in rows} == set(SENSITIVITIES)


def test_they_come_from_every_central_and_western_province(rows):
    provinces = {GAZETTEER.path(row.facts["division"]["code"])[0].code for row in holding(rows, "division")
                 if row.facts["country"] == "CN"}  # fmt: skip
    names = {GAZETTEER.get(code).name for code in provinces}
    assert [name for name in MIDDLE_AND_WEST if not any(one.startswith(name) for one in names)] == []


def test_the_record_takes_every_fact(rows):
    for row in rows:
        for key, value in row.facts.items():
            clean(key, value)
        assert row.facts["summary_zh"]
        assert row.facts["summary_en"]
        assert row.facts["name_zh"]
        assert row.facts["name_en"]
        assert all(causes.get(code) for code in row.facts["causes"])


def test_credit_codes_are_right_and_belong_to_nobody(rows):
    codes = [row.facts["credit_code"] for row in holding(rows, "credit_code")]
    assert len(codes) == len(set(codes)) > 30
    for code in codes:
        report = credit_code.check(code)
        assert report.valid
        assert credit_code.is_example(code)
        assert not report.registering_division.known
        assert [one.code for one in report.warnings] == ["example"]
    without = [row for row in rows if row.facts["legal_status"] in UNREGISTERED | {"fund_in_foundation"}]
    assert not holding(without, "credit_code")


def test_nobody_real_can_be_reached(rows):
    for row in holding(rows, "phone"):
        area, local = row.facts["phone"].split("-")
        assert re.fullmatch(r"0\d{2,3}", area)
        assert local.startswith("0"), "no Chinese landline begins with 0 behind the area code"
        assert phones.normalise(row.facts["phone"])
        assert not phones.is_mobile(phones.normalise(row.facts["phone"]))
    for row in rows:
        assert row.facts["email"] == f"{row.external_id}@example.org"
        assert row.facts.get("website", f"https://{row.external_id}.example.org/").endswith(".example.org/")
        assert "示例" in row.facts.get("address", "示例")
        assert "示例" in row.facts.get("registrar", "示例")


def test_an_exact_place_is_public_only_where_it_may_be(rows):
    open_doors = [row for row in rows if row.facts.get("publish_exact")]
    assert len(open_doors) >= 10
    for row in open_doors:
        assert row.facts["sensitivity"] == "normal"
        assert row.facts["legal_status"] not in UNREGISTERED
    secret = {row.external_id for row in holding(rows, "point") if not row.facts.get("publish_exact")}
    assert secret == {"shanyi", "honghe-warm", "shiguang"}


def test_points_lie_near_the_county_that_they_name(rows):
    for row in holding(rows, "point"):
        centre, point = GAZETTEER.point(row.facts["division"]["code"]), row.facts["point"]
        assert abs(centre.lat - point["lat"]) < 0.02
        assert abs(centre.lng - point["lng"]) < 0.02


def test_six_numbers_add_up(rows):
    for row in holding(rows, "finance"):
        for year in row.facts["finance"]:
            assert year["income_donations"] <= year["income_total"]
            assert year["spending_programme"] + year["spending_management"] <= year["spending_total"]


def test_what_was_said_is_fresh_and_stale_and_the_seed_shakes_it(rows):
    months = [(NOW - row.at).days // 30 for row in rows]
    assert min(months) <= 1
    assert max(months) >= 24
    again = [row.at for row in examples.read(now=NOW)]
    assert again == [row.at for row in rows]
    assert [row.at for row in examples.read(seed=8, now=NOW)] != again


def test_mountain_ants_as_in_the_picture(rows):
    shanyi = rows[0].facts
    area = shanyi["service_area"]["divisions"]
    assert shanyi["name_zh"] == "山蚁乡村教育小组"
    assert (shanyi["kind"], shanyi["legal_status"]) == ("grassroots_ngo", "affiliated")
    assert [one.code for one in GAZETTEER.path(shanyi["division"]["code"])] == ["450000", "451200", "451228"]
    assert [GAZETTEER.get(code).name[:2] for code in area] == ["都安", "大化", "东兰"]
    assert (shanyi["staff"], shanyi["volunteers"], shanyi["wechat"]) == (2, 20, "蚂蚁夜校")


def test_hosts_that_are_examples_themselves_exist(rows):
    names = {row.facts["name_zh"] for row in rows}
    funds = [row for row in rows if row.facts["legal_status"] == "fund_in_foundation"]
    assert {row.facts["host"]["name"] for row in funds} <= names
    assert all("host" in row.facts for row in rows if row.facts["legal_status"] == "affiliated")


def test_only_a_member_speaks_as_the_owner(rows):
    said = {row.source_kind for row in rows}
    assert said == {"survey", "workshop", "paper", "sms", "register", "import", "staff"}


def test_what_the_cast_owns_is_there(rows):
    assert set(cast.OWNS.values()) <= {row.external_id for row in rows}


def test_a_place_that_is_misspelt_is_a_fault_of_the_file():
    with pytest.raises(ValueError, match="都安县城"):
        examples._facts({"id": "x", "place": "广西壮族自治区河池市都安县城"})


def test_the_file_has_only_keys_that_somebody_reads():
    known = {*examples._AS_IT_IS, "id", "place", "serves", "host", "finance", "said_by", "months_ago"}
    for record in json.loads((data.FOLDER / "demo/examples.json").read_text(encoding="utf-8")):
        assert set(record) <= known
