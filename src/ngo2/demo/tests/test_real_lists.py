"""The numbers and the dirt of the real lists (data/*/SOURCE.md say the same)."""

from collections import Counter

import pytest

from ngo2.demo.readers import hubei, offers, red_cross, uk
from ngo2.kernel.packs import pack
from ngo2.organisations.facts import CATALOGUE, clean

ASKED_ZH = (
    "2020 年 1 月至 2 月新冠疫情初期，曾公开征集 13 种防疫物资："
    "普通医用口罩、医用外科口罩、医用防护口罩、防冲击眼罩、防护面罩等。"
)
ASKED_EN = "Asked publicly for 13 kinds of supplies in the first weeks of COVID-19, January to February 2020."
READERS = {reader.DATASET: reader for reader in (hubei, offers, uk, red_cross)}


@pytest.fixture(scope="module")
def lists():
    """dataset -> (rows by external id, tally)"""
    found = {}
    for name, reader in READERS.items():
        tally = Counter()
        rows = list(reader.read(tally))
        found[name] = ({row.external_id: row for row in rows}, dict(tally))
        assert len(found[name][0]) == len(rows), f"{name}: an external id occurs twice"
    return found


def facts(lists, dataset, external_id):
    return lists[dataset][0][external_id].facts


@pytest.mark.parametrize(
    ("dataset", "organisations", "tally"),
    [
        ("hubei_2020", 227, {"rows": 235, "joined": 8}),
        ("offers_2020", 477, {"rows": 601, "blank name": 115, "joined": 9}),
        (
            "uk_charities",
            4104,
            {"rows": 4203, "joined": 99, "no web address in it": 43, "no postcode area": 20},
        ),
        ("red_cross", 164, {"rows": 164}),
    ],
)
def test_every_row_is_accounted_for(lists, dataset, organisations, tally):
    rows, counted = lists[dataset]
    assert (len(rows), counted) == (organisations, tally)
    assert counted["rows"] == len(rows) + counted.get("joined", 0) + counted.get("blank name", 0)


@pytest.mark.parametrize("dataset", READERS)
def test_the_record_takes_every_fact_as_it_is(lists, dataset):
    for row in lists[dataset][0].values():
        assert set(row.facts) <= set(CATALOGUE)
        assert row.facts.get("name_zh") or row.facts.get("name_en")
        for key, value in row.facts.items():
            clean(key, value)
        assert not row.is_example
        assert 0 < len(row.source_label) <= 120


def test_joined_lines_say_only_what_they_agree_on(lists):
    # 曾都区 and 广水市 each have one; the list calls both "红十字会".
    assert facts(lists, "hubei_2020", "suizhoushi-14") == {
        "name_zh": "红十字会",
        "kind": "public_institution",
        "legal_status": "public_body",
        "causes": ["disaster-relief", "primary-health"],
        "country": "CN",
        "division": {"code": "421300", "as_of_year": None, "name": "随州市"},
        "summary_zh": ASKED_ZH,
        "summary_en": ASKED_EN,
    }, "and no address, as there are two"
    # One line says the city, the other the address in a district: the district is no contradiction.
    assert facts(lists, "hubei_2020", "huangshishi-7")["division"]["code"] == "420204"


def test_what_a_list_says_of_a_place_is_read_with_care(lists):
    code = {key: row.facts["division"]["code"] for key, row in lists["hubei_2020"][0].items()}
    assert code["jingzhoushi-12"] == "421087", "松滋市 with a tab behind it"
    assert facts(lists, "hubei_2020", "tianmenshi-2")["division"]["code"] == "429006", (
        "宜昌市 / 天门市 contradict"
    )
    jianli = [row.facts for row in lists["hubei_2020"][0].values() if "监利县" in row.facts["name_zh"]]
    assert {one["division"]["code"] for one in jianli} == {"421088"}, "a county that became a city that year"
    assert {one["name_zh"] for one in jianli} == {"监利县慈善总会", "监利县红十字会", "监利县中医院"}
    for row in lists["hubei_2020"][0].values():
        path = pack("CN").gazetteer.path(row.facts["division"]["code"])
        assert path[0].code == "420000"
        assert len(path) >= 2, "nobody is left with the province only"


def test_an_offer_from_two_provinces_lies_in_its_city(lists):
    # 西安天隆 stands once under 陕西 and once under 山西.
    assert facts(lists, "offers_2020", "factory-10")["division"]["code"][:4] == "6101"


def test_offers_are_what_they_are_not_what_they_gave(lists):
    assert facts(lists, "offers_2020", "logistical-5") == {
        "name_zh": "圆通速递有限公司",
        "kind": "company",
        "legal_status": "registered_business",
        "causes": ["disaster-relief"],
        "country": "CN",
        "service_area": {"countrywide": True, "divisions": []},
        "summary_zh": "2020 年 1 月至 2 月，参与向湖北运送抗疫物资。",
        "summary_en": "Carried relief supplies to Hubei in January and February 2020.",
    }
    kinds = {row.facts["name_zh"]: row.facts["kind"] for row in lists["offers_2020"][0].values()}
    assert kinds["昆明市文化和旅游局"] == "government"
    assert kinds["长沙市疾控中心"] == "public_institution"
    assert kinds["恩平市君悦酒店"] == "company", "what it was for in those weeks is not its name"


def test_a_charity(lists):
    row = lists["uk_charities"][0]["GB-CHC-1000412"]
    assert row.facts == {
        "name_en": "The Wildlife Trust for Bedfordshire Cambridgeshire Northamptonshire",
        "kind": "grassroots_ngo",
        "legal_status": "registered_abroad",
        "register_id": {"scheme": "GB-CHC", "id": "1000412"},
        "registrar": "Charity Commission for England and Wales",
        "country": "GB",
        "division": {"code": "GB-CB", "as_of_year": None, "name": "CB23 6DH"},
        "causes": ["rural", "nature", "wildlife"],
        "summary_en": "Conservation and enhancement of wildlife habitats and biodiversity throughoput "
        "Bedfordshire, Cambridgeshire and Northamptonshire and enhancing everyone's enjoyment and "
        "understanding of wildlife.",
        "website": "http://www.wildlifebcn.org",
        "languages": ["en"],
        "finance": [
            {
                "year": 2019,
                "currency": "GBP",
                "income_total": 6751028,
                "income_donations": None,
                "spending_total": 4944275,
                "spending_programme": None,
                "spending_management": None,
                "assets_end": None,
            }
        ],
    }
    assert row.source_url.endswith("/1000412")
    assert row.source_kind == "register"


def test_charities_of_three_registers_in_places_that_exist(lists):
    rows = lists["uk_charities"][0].values()
    registers = Counter(row.facts["register_id"]["scheme"] for row in rows)
    assert set(registers) == {"GB-CHC", "GB-SC", "GB-NIC"}
    for row in rows:
        if "division" in row.facts:
            assert pack("GB").gazetteer.get(row.facts["division"]["code"])
    assert (
        "division"
        not in next(row for row in rows if row.facts["name_en"] and "division" not in row.facts).facts
    )


def test_labels_of_a_charity_labelled_twice_are_put_together(lists):
    # AS103;SW101;CV102 in one row, CV102;EC103 in the other.
    assert facts(lists, "uk_charities", "GB-CHC-1027826")["causes"] == [
        "womens-development", "poverty", "fundraising", "international",
    ]  # fmt: skip


def test_societies_have_their_names_in_every_script(lists):
    assert facts(lists, "red_cross", "AF") == {
        "name_en": "Afghan Red Crescent Society",
        "name_short": "ARCS",
        "names_other": {
            "es": "Media Luna Roja Afgana",
            "fr": "Croissant-Rouge Afghan",
            "prs": "جمعیت هلال احمر افغانی",
            "ps": "د افغانی سره میاشټي ټولنه",
        },
        "kind": "public_institution",
        "legal_status": "registered_abroad",
        "causes": ["disaster-relief", "primary-health"],
        "country": "AF",
        "service_area": {"countrywide": True, "divisions": []},
        "website": "http://www.arcs.org.af",
    }
    assert facts(lists, "red_cross", "TN")["name_en"] == "Tunisian Red Crescent", (
        "a hard blank, and one behind"
    )
    assert facts(lists, "red_cross", "IFRC")["kind"] == "network"
    assert facts(lists, "red_cross", "CN")["legal_status"] == "public_body"
    for iso, code in (("HK", "810000"), ("MO", "820000"), ("TW", "710000")):
        one = facts(lists, "red_cross", iso)
        assert (one["country"], one["division"]["code"], "legal_status" in one) == ("CN", code, False)
