"""The pure parts behind the pages, without a database."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from ngo2.organisations import jsonld, words
from ngo2.organisations.directory import Filters, Place, address, find_place, place_line, read
from ngo2.organisations.facts.choices import FINANCE_NUMBERS
from ngo2.organisations.freshness import confirmed_words, freshness, last_said
from ngo2.organisations.page import money, sources, work
from ngo2.organisations.reading import read_words
from ngo2.organisations.squares import squares
from ngo2.organisations.steps import next_steps, stale
from ngo2.organisations.words import Words, in_words

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def fact(value="x", *, changed=None, confirmed=None, imported=None, source="owner"):
    def at(day):
        return day and datetime.fromisoformat(f"{day}T12:00:00+00:00").isoformat()

    return {
        "v": value,
        "changed": at(changed),
        "confirmed": at(confirmed),
        "imported": at(imported),
        "source": source,
    }


@pytest.mark.parametrize(
    ("one", "half_life", "said"),
    [
        (fact(changed="2026-11-02", confirmed="2026-11-02"), 12, ("changed this month", "confirmed", False)),
        (
            fact(changed="2026-01-02", confirmed="2026-11-02"),
            12,
            ("confirmed this month", "confirmed", False),
        ),
        (fact(changed="2026-01-02", confirmed="2026-10-31"), 12, ("confirmed 1 month ago", "", False)),
        (
            fact(changed="2025-09-02", confirmed="2025-09-02"),
            12,
            ("changed 14 months ago, please confirm", "waiting", True),
        ),
        (fact(changed="2025-09-02", confirmed="2025-09-02"), 24, ("changed 14 months ago", "", False)),
        (
            fact(changed="2026-11-02", imported="2026-11-02", source="import"),
            12,
            ("imported this month", "", False),
        ),
        (
            fact(changed="2020-02-02", imported="2020-02-02", source="import"),
            12,
            ("imported 81 months ago", "", True),
        ),
    ],
)
def test_three_dates_in_words(one, half_life, said):
    found = freshness(one, half_life, TODAY)
    assert (found.words, found.tone, found.stale) == said


def test_the_organisations_own_word_counts_before_a_later_list():
    how, moment = last_said(fact(changed="2026-01-01", confirmed="2026-02-01", imported="2026-11-01"))
    assert (how, moment) == ("confirmed", datetime(2026, 2, 1, 12, tzinfo=UTC))


def test_a_record_that_nobody_confirmed_says_nothing():
    assert confirmed_words(None) == ("", "")
    assert confirmed_words(datetime(2026, 9, 1, tzinfo=UTC), TODAY) == ("confirmed 2 months ago", "")


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("website", None, Words("There is none")),
        ("causes", [], Words("There is none")),
        ("kind", "media", Words("Media")),
        ("staff", 1200, Words("1,200")),
        ("staff", 0, Words("0")),
        ("phone", "+867782260217", Words("0778 226 0217", href="tel:+867782260217")),
        ("website", "https://www.example.org/a/", Words("example.org/a", href="https://www.example.org/a/")),
        ("website", "javascript:alert(1)", Words("alert(1)")),
        ("email", "a@example.org", Words("a@example.org", href="mailto:a@example.org")),
        ("division", {"code": "420102"}, Words("江岸区, 武汉市, Hubei", area="420102")),
        ("service_area", {"countrywide": True, "divisions": []}, Words("The whole country")),
        ("languages", ["zh", "xx"], Words(items=(Words("Chinese"), Words("xx")))),
        ("host", {"name": "甲", "organisation": 7}, Words("甲", organisation=7)),
        ("register_id", {"scheme": "GB-CHC", "id": "1"}, Words("GB-CHC 1")),
        ("names_other", {"ar": "ا"}, Words(items=(Words("ا", lang="ar"),))),
    ],
)
def test_values_in_words(key, value, said):
    assert in_words(key, value, "CN") == said


def test_counties_of_a_city_are_told_with_it_once_and_a_retired_one_by_todays_name():
    found = in_words("service_area", {"divisions": ["451228", "420601", "451229", "120225"]}, "CN")
    told = [one.text for one in found.items]
    assert "都安瑶族自治县" in told
    assert "大化瑶族自治县 (河池市)" in told
    assert any(text.startswith("蓟州区") for text in told)


def test_the_name_follows_the_language_of_the_page():
    facts = {"name_zh": {"v": "山蚁"}, "name_en": {"v": "Ants"}, "names_other": {"v": {"fr": "Fourmis"}}}
    assert words.own_name(facts, "") == Words("Ants", lang="en")
    assert [one.text for one in words.other_names(facts, "Ants")] == ["山蚁", "Fourmis"]
    with translation.override("zh-hans"):
        assert words.own_name(facts, "") == Words("山蚁", lang="zh-Hans")
        assert words.own_name({"name_en": {"v": "Ants"}}, "") == Words("Ants", lang="en")
    assert words.own_name({}, "–") == Words("–")


def _year(year, **numbers):
    return {"year": year, "currency": "CNY", **dict.fromkeys(FINANCE_NUMBERS), **numbers}


def test_ratios_need_every_number_and_the_year_before():
    rows = [
        _year(2025, spending_programme=70, spending_total=100, spending_management=10),
        _year(2024, income_total=140, spending_total=0, spending_management=3),
        _year(2022, income_total=1),
    ]
    made = money.table(rows, country="CN", status="registered_foundation", kind="grassroots_ngo")
    ratios = [(str(line.label), line.cells) for line in made.lines if line.ratio]
    assert ratios == [
        ("Spending on programmes, of the income of the year before", ("50.0 %", "", "")),
        ("Management, of total spending", ("10.0 %", "", "")),
    ]
    assert made.note
    assert made.years == ("2025", "2024", "2022")


@pytest.mark.parametrize(
    ("status", "kind", "country"),
    [("registered_association", "grassroots_ngo", "CN"), ("registered_foundation", "foundation", "GB")],
)
def test_no_ratio_where_no_law_defines_one(status, kind, country):
    rows = [_year(2025, spending_total=100, spending_management=10)]
    made = money.table(rows, country=country, status=status, kind=kind)
    assert [line.ratio for line in made.lines] == [False, False]
    assert made.note == ""


def test_years_of_different_currencies_name_their_own_and_are_not_compared():
    rows = [_year(2025, spending_programme=70), _year(2024, income_total=140) | {"currency": "USD"}]
    made = money.table(rows, country="CN", status="", kind="foundation")
    assert (made.years, made.currency) == (("2025 (CNY)", "2024 (USD)"), "")
    assert not any(line.ratio for line in made.lines)


@pytest.mark.parametrize(
    ("part", "whole", "said"), [(1, 3, "33.3 %"), (None, 3, ""), (1, None, ""), (1, 0, ""), (1, -2, "")]
)
def test_percent(part, whole, said):
    assert money.percent(part, whole) == said


def test_running_projects_come_first_then_the_latest():
    value = [
        {"title": "a", "start": 2010, "end": 2012},
        {"title": "b", "start": 2015},
        {"title": "c", "start": 2020},
    ]
    value += [{"title": "d", "end": 2001}, {"title": "e"}]
    assert [(one.title, one.years) for one in work.projects(value)] == [
        ("c", "since 2020"),
        ("b", "since 2015"),
        ("e", ""),
        ("a", "2010–2012"),
        ("d", "until 2001"),
    ]


def test_each_list_is_named_once_with_what_it_said():
    facts = {
        "phone": fact() | {"label": "Register, OGL", "url": "https://r.example.org/1", "source": "register"},
        "email": fact() | {"label": "Survey 2026", "url": "javascript:1", "source": "survey"},
        "staff": fact() | {"label": "Survey 2026", "url": "javascript:1", "source": "survey"},
        "kind": fact() | {"label": "", "url": ""},
    }
    assert [(one.label, one.url, [str(f) for f in one.fields]) for one in sources.origins(facts)] == [
        ("Register, OGL", "https://r.example.org/1", ["Phone"]),
        ("Survey 2026", "", ["E-mail", "Paid staff"]),
    ]
    assert sources.origins({"phone": facts["phone"]})[0].fields == ()


def test_what_only_a_list_said_wants_confirming_too():
    facts = {
        "founded": fact(changed="2025-01-01", imported="2025-01-01", source="import"),
        "phone": fact(changed="2026-01-01", confirmed="2026-01-01"),
        "email": fact(changed="2026-11-01", confirmed="2026-11-01"),
    }
    assert stale(facts, TODAY) == ["founded", "phone"]
    assert [step.what for step in next_steps(facts, 2, TODAY)] == ["proposals", "confirm", "add"]


def test_the_address_of_a_list_keeps_what_is_chosen():
    filters = read(
        {"q": " 山蚁\x00  夜校 ", "cause": "education", "kind": "nonsense", "status": "unregistered"}
    )
    assert filters == Filters(words="山蚁 夜校", cause="education", legal_status="unregistered")
    assert (
        address("/x/", filters, cause="") == "/x/?q=%E5%B1%B1%E8%9A%81+%E5%A4%9C%E6%A0%A1&status=unregistered"
    )
    assert address("/x/", Filters()) == "/x/"


@pytest.mark.parametrize(
    ("country", "code", "path"),
    [
        ("", "", ()),
        ("cn", "", ()),
        ("CN", "429004", ("420000", "429004")),
        ("CN", "110105", ("110000", "110105")),
        ("GB", "gb-bs", ("GB-BS",)),
    ],
)
def test_places_of_an_address(country, code, path):
    found = find_place(country, code)
    assert found is not None
    assert found.path == path


@pytest.mark.parametrize(("country", "code"), [("XX", ""), ("FR", "75"), ("CN", "000000"), ("CN", "nothing")])
def test_no_such_place(country, code):
    assert find_place(country, code) is None


def test_place_lines():
    assert place_line("CN", ("420000", "420100", "")) == "武汉市, Hubei"
    assert place_line("FR", ("", "", "")) == "France"
    assert Place("CN", ("420000",)).name == "Hubei"


def test_a_second_place_is_looked_for_inside_the_first():
    read_here = read_words("北京 朝阳区", "CN")
    assert (read_here.area, read_here.choices) == ("110105", ())
    assert read_words("朝阳区", "CN", within="110000").area == "110105"


def test_squares_of_a_country_without_a_grid_are_nothing():
    assert squares("GB", {"GB-BS": 1}, lambda code: code) == ""
    assert "Hubei: none yet" in squares("CN", {}, lambda code: f"/{code}/")


def test_data_in_a_page_cannot_end_its_element():
    assert jsonld.as_text({"name": "</script>&\u2028"}) == '{"name":"\\u003c/script\\u003e\\u0026\\u2028"}'
