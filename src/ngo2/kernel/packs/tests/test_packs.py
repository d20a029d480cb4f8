import pytest
from django.utils import translation

from ngo2.kernel import packs
from ngo2.kernel.packs import data
from ngo2.kernel.packs.default.postcodes import postcode_area


def test_home_is_a_setting(settings):
    settings.NGO2_COUNTRY = "cn"
    assert packs.pack().country == "CN"
    settings.NGO2_COUNTRY = "GB"
    assert packs.pack() is packs.pack("gb")


def test_a_country_without_a_pack_gets_the_default_one():
    kenya = packs.pack("ke")
    assert (kenya.country, kenya.levels, kenya.gazetteer, kenya.tile_grid) == ("KE", (), None, ())
    assert kenya.legal_status("unregistered").registered is False
    assert kenya.identifiers[0].check("  12  34 ").normalised == "12 34"
    assert kenya.place_name("anything") == ""


def test_hong_kong_macao_and_taiwan_are_filed_as_provinces():
    assert [packs.locate(code) for code in ("HK", "mo", "TW", "CN", "FR")] == [
        ("CN", "810000"),
        ("CN", "820000"),
        ("CN", "710000"),
        ("CN", ""),
        ("FR", ""),
    ]


def test_tile_grid_is_the_provinces_each_once_on_its_own_square():
    pack = packs.pack("CN")
    tiles = pack.tile_grid
    assert {tile.code: tile.name for tile in tiles} == {
        one.code: one.name for one in pack.gazetteer.children()
    }
    assert len({(tile.column, tile.row) for tile in tiles}) == len({tile.short for tile in tiles}) == 34
    rows = [
        "".join(tile.short for tile in sorted(tiles, key=lambda t: t.column) if tile.row == row)
        for row in range(8)
    ]
    assert rows == [
        "黑",
        "蒙吉",
        "新甘宁晋冀京辽",
        "青陕豫鲁津",
        "藏川渝鄂皖苏",
        "云贵湘赣浙沪",
        "桂粤闽台",
        "琼澳港",
    ]
    assert max(tile.column for tile in tiles) == 8


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("420102", "湖北省武汉市江岸区", "江岸区, 武汉市, Hubei"),
        ("429004", "湖北省仙桃市", "仙桃市, Hubei"),
        ("441900", "广东省东莞市", "东莞市, Guangdong"),
        ("110105", "北京市朝阳区", "朝阳区, Beijing"),
        ("130421", "邯郸县", "邯郸县"),
        ("000000", "", ""),
    ],
)
def test_place_name(code, zh, en):
    assert (packs.pack("CN").place_name(code), packs.pack("CN").place_name(code, "en")) == (zh, en)


def test_names_in_a_language():
    pack = packs.pack("CN")
    with translation.override("en"):
        assert [str(level.name) for level in pack.levels] == [
            "Province",
            "City or prefecture",
            "County or district",
        ]
    assert pack.level(3).key == "county"
    assert pack.level(4) is None
    assert pack.identifier("credit_code").check(pack.identifier("credit_code").example).valid is True
    assert pack.identifier("nonsense") is None


def test_statuses_and_registers_agree():
    for pack in (packs.pack("CN"), packs.pack("GB"), packs.pack("FR")):
        keys = [status.key for status in pack.legal_statuses]
        assert len(keys) == len(set(keys))
        assert {key for link in pack.register_links for key in link.statuses} <= set(keys)
        assert str(pack.note("advice"))
        assert pack.note("nonsense") == ""
    assert {"unregistered", "affiliated", "fund_in_foundation", "overseas_filed", "overseas_unfiled"} <= {
        status.key for status in packs.pack("CN").legal_statuses
    }
    assert [link.key for link in packs.pack("CN").registers("registered_business")] == ["business_register"]


@pytest.mark.parametrize(
    ("postcode", "area"),
    [
        ("BS3 2BN", "GB-BS"),
        ("yo18 8nx", "GB-YO"),
        ("W1A 1AA", "GB-W"),
        ("EC1A1BB", "GB-EC"),
        ("BS3", "GB-BS"),
        ("XX1 1XX", ""),
        ("", ""),
        ("430000", ""),
    ],
)
def test_postcode_area(postcode, area):
    assert postcode_area(postcode) == area


def test_every_real_postcode_has_an_area():
    postcodes = {row["postcode"] for row in data.records("uk_charities/charities.csv")}
    # An invented one, one of Toronto and two typing errors: none of them is guessed.
    without = {code for code in postcodes if code and not postcode_area(code)}
    assert without == {"XX0 0XX", "M5V 3A7", "E1 7S", "TR13 0W"}


def test_GB_has_areas_as_its_one_level():
    britain = packs.pack("GB")
    assert [level.key for level in britain.levels] == ["postcode_area"]
    assert len(britain.gazetteer.children()) == 124
    assert britain.place_name("GB-BS", "en") == "Bristol"


def test_countries():
    assert len(packs.countries()) == 249
    assert packs.country_name("fr") == "法国"
    assert packs.country_name("FR", "en") == "France"
    assert packs.country_name("XX") == "XX"
    assert packs.countries("en")[0] == ("AF", "Afghanistan")
    used = {row["Country"] for row in data.records("red_cross/national_societies.csv")} - {""}
    assert {code for code in used if packs.country_name(code) == code} == set()
