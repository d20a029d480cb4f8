import re
from collections import Counter

import pytest

from ngo2.kernel.packs import causes, data


def test_the_tree_is_two_deep_and_whole():
    everything = causes.causes()
    codes = [cause.code for cause in everything]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in codes)
    tops = {cause.code for cause in causes.top()}
    assert 14 <= len(tops) <= 16
    assert {cause.parent for cause in everything} - {""} == tops
    assert all(cause.zh and cause.en and cause.icnptso and cause.ukcat for cause in everything)
    assert max(Counter(cause.zh for cause in everything).values()) == 1
    assert max(Counter(cause.en for cause in everything).values()) == 1


def test_no_prefix_belongs_to_two_causes():
    rows = list(data.records("causes/causes.csv"))
    for column in ("from_icnptso", "from_ukcat"):
        prefixes = [prefix for row in rows for prefix in row[column].split(";") if prefix]
        assert [one for one, times in Counter(prefixes).items() if times > 1] == []


def test_every_ukcat_code_has_exactly_one_cause():
    rows = list(data.records("causes/ukcat.csv"))
    assert len(rows) == 254
    answers = {row["code"]: causes.from_ukcat([row["code"]]) for row in rows}
    assert {code: found for code, found in answers.items() if len(found) != 1} == {}


def test_every_icnptso_code_of_the_real_charities_has_exactly_one_cause():
    rows = data.records("uk_charities/charities.csv")
    codes = {code for row in rows for code in row["ICNPTSO"].split(";") if code}
    assert len(codes) == 84
    assert {code for code in codes if len(causes.from_icnptso([code])) != 1} == set()


def test_every_prefix_and_export_code_is_a_real_one():
    ukcat = {row["code"] for row in data.records("causes/ukcat.csv")}
    for row in data.records("causes/causes.csv"):
        assert row["ukcat"] in ukcat, row
        assert re.fullmatch(r"[A-L][1-9][0-9]", row["icnptso"]), row
        for prefix in filter(None, row["from_ukcat"].split(";")):
            assert any(code.startswith(prefix) for code in ukcat), prefix


@pytest.mark.parametrize("letter", "ABCDEFGHIJKL")
def test_every_section_of_icnptso_has_a_cause(letter):
    assert len(causes.from_icnptso([f"{letter}90"])) == 1


@pytest.mark.parametrize(
    ("code", "ours"),
    [
        ("BE102", "children"),
        ("HE208", "hiv"),
        ("HE210", "mental-health"),
        ("HE213", "serious-illness"),
        ("BE105", "lgbtq"),
        ("SW202", "domestic-violence"),
        ("SW201", "child-protection"),
        ("EN104", "wildlife"),
        ("AN103", "animals"),
        ("RL305", "faith"),
        ("FA106", "sports"),
        ("FA107", "community-spaces"),
        ("CJ103", "preparedness"),
        ("CJ104", "justice"),
        ("SL103", "search-and-rescue"),
        ("CA202", "grantmaking"),
    ],
)
def test_ukcat(code, ours):
    assert causes.from_ukcat([code]) == [ours]


@pytest.mark.parametrize(
    ("code", "ours"),
    [
        ("I10", "faith"),
        ("H10", "grantmaking"),
        ("F30", "housing"),
        ("D33", "emergency"),
        ("D39", "emergency"),
        ("D34", "refugees"),
        ("G20", "civic-participation"),
        ("E14", "eco-farming"),
        ("K21", "legal-aid"),
        ("A12", "heritage"),
    ],
)
def test_icnptso(code, ours):
    assert causes.from_icnptso([code]) == [ours]


def test_a_list_keeps_order_drops_doubles_parents_and_unknown():
    assert causes.from_ukcat(["RL305", "ED", "ED106", "RL200", "ZZ9", " be102 "]) == [
        "faith",
        "schools",
        "children",
    ]
    assert causes.from_ukcat([]) == []
    assert causes.from_icnptso(["", "?"]) == []


def test_labels_and_filter():
    assert causes.label("left-behind-children") == "留守与流动儿童"
    assert causes.label("left-behind-children", "en") == "Left-behind and migrant children"
    assert causes.label("nonsense", "en") == "nonsense"
    assert causes.with_children("animals") == ["animals", "companion-animals", "wildlife"]
    assert causes.with_children("wildlife") == ["wildlife"]
    assert causes.with_children("nonsense") == []
    assert causes.get("nonsense") is None


def test_the_real_charities_spread_over_the_causes():
    """A bridge that threw everything into one cause would be no bridge."""
    found = Counter(
        cause
        for row in data.records("uk_charities/charities.csv")
        for cause in causes.from_ukcat(row["UKCAT"].split(";"))
    )
    assert len(found) > 70
    assert found.most_common(1)[0][1] < 1500
