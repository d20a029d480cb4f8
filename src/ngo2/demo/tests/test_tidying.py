import pytest

from ngo2.demo.readers import places, titles, webs


@pytest.mark.parametrize(
    ("shouted", "written"),
    [
        ("THE LEAGUE OF FRIENDS OF SALE CENTRE", "The League of Friends of Sale Centre"),
        ("COMMUNITY TRAINING AND SUPPORT (CTAS)", "Community Training and Support (CTAS)"),
        ("SUPPORTING WEST AFRICA (SWA)", "Supporting West Africa (SWA)"),
        ("RELATE (MILTON KEYNES)", "Relate (Milton Keynes)"),
        ("BRIGHTWELL-CUM-SOTWELL WOMEN'S INSTITUTE", "Brightwell-cum-Sotwell Women's Institute"),
        ("FRODSHAM MANOR HOUSE P.T.A.", "Frodsham Manor House P.T.A."),
        ("HAWKHURST U3A", "Hawkhurst U3A"),
        ("1ST JACOBS WELL SCOUT AND GUIDE GROUP", "1st Jacobs Well Scout and Guide Group"),
        ("GREAT HAYWOOD UNDER 5'S", "Great Haywood Under 5's"),
        ("ST. ALBANS UK LTD", "St. Albans UK Ltd"),
        ("RJC PRODUCTIONS LTD", "RJC Productions Ltd"),
        ("O'NEILL AND MCDONALD TRUST", "O'Neill and McDonald Trust"),
        ("L'ARCHE", "L'Arche"),
        ("WORLD HARVEST  (UK)", "World Harvest (UK)"),
        ("NOAH'S ARK ( TOLWORTH ) PRE-SCHOOL", "Noah's Ark (Tolworth) Pre-School"),
        ("NSPCC", "NSPCC"),
        ("YMCA", "YMCA"),
        ("Kilmallie Singers", "Kilmallie Singers"),
        ("Heart of BS13 Ltd", "Heart of BS13 Ltd"),
    ],
)  # fmt: skip
def test_names_are_written_as_people_write_them(shouted, written):
    assert titles.sensible(shouted) == written


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("http://www.middletonchapel.com", "http://www.middletonchapel.com"),
        ("www.ifrc.org", "http://www.ifrc.org"),
        ("http://HTTP://aainawomen.wordpress.com", "http://aainawomen.wordpress.com"),
        ("http.//www.bereancornerstonechurch.org", "http://www.bereancornerstonechurch.org"),
        ("http://WWW.EPOH.ORG.UK/Path", "http://www.epoh.org.uk/Path"),
        ("http://www.traidcraftexchange.org.", "http://www.traidcraftexchange.org"),
        ("http://none", ""),
        ("http://.none", ""),
        ("http://in progress", ""),
        ("http://[email removed]", ""),
        ("http://20 heron road belfast bt3 9le", ""),
        ("http://7.HerneGardens", ""),
        ("http://www,thecrackedslippercompany.org", ""),
        ("http://www:reducingtherisk.org.uk", ""),
        ("", ""),
    ],
)
def test_what_is_no_web_address_is_left_out(typed, kept):
    assert webs.tidy(typed) == kept


@pytest.mark.parametrize(
    ("within", "names", "address", "code"),
    [
        ("420000", ["武汉市", "江岸区"], "", "420102"),
        ("420000", ["黄石市", "黄石市"], "湖北省黄石市黄石港区青山桥102号", "420202"),
        ("420000", ["武汉市", "高新区"], "", "420100"),
        ("420000", ["宜昌市", "天门市"], "湖北省天门市人民大道东1号", "429006"),
        ("420000", ["宜昌市", "天门市"], "", "420000"),
        ("420000", ["松滋市\t"], "", "421087"),
        ("", ["湖南省", "各区县疾控中心"], "", "430000"),
        ("", ["云南省", "西双版纳州", "勐腊县"], "", "532823"),
        ("", ["全国"], "", ""),
    ],
)
def test_places_are_as_deep_as_they_are_sure(within, names, address, code):
    assert places.locate(within, names, address) == code


def test_lines_agree_on_what_holds_them():
    assert places.agreed(["421303", "421381"]) == "421300"
    assert places.agreed(["420200", "420204"]) == "420204"
    assert places.agreed(["420102"]) == "420102"
    assert places.agreed(["610102", "140000"]) == ""
    assert places.agreed([]) == ""
