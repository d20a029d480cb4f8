import gzip
import random
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.utils import translation

from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.organisations import directory, queries
from ngo2.organisations.directory import Filters, find_place
from ngo2.organisations.models import Organisation
from ngo2.organisations.reading import read_words
from ngo2.organisations.services import (
    NewOrganisation,
    assert_facts,
    create_organisation,
    create_organisations,
)
from ngo2.organisations.tests.conftest import LIST
from ngo2.organisations.tests.seen import refers_to, rows_of, seen

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture
def many(db):
    """Make several at once: `many({"name_zh": …}, …)`."""

    def make(*facts, dataset="many"):
        rows = [NewOrganisation({"kind": "grassroots_ngo", **one}, str(n)) for n, one in enumerate(facts)]
        return [
            made.organisation for made in create_organisations(SYSTEM, rows, source=LIST, dataset=dataset)
        ]

    return make


@pytest.fixture
def some(many):
    return many(
        {"name_zh": "江岸书屋", "division": "420102", "causes": ["reading"], "legal_status": "unregistered"},
        {"name_zh": "襄城敬老会", "division": "420602", "causes": ["rural-education"], "kind": "foundation"},
        {"name_zh": "仙桃环保", "division": "429004", "causes": ["reading", "schools"]},
        {"name_zh": "东莞工友中心", "division": "441900", "name_en": "Dongguan Workers"},
        {"name_zh": "台北書店", "country": "TW"},
        {"name_en": "Bristol Books", "country": "GB", "division": "GB-BS", "causes": ["reading"]},
        {"name_en": "French Red Cross", "country": "FR"},
    )


def drawn(client, url, parameters):
    """The page made anew: one kept from before has no context."""
    cache.clear()
    return client.get(url, parameters)


def listed(client, url, **parameters):
    return rows_of(drawn(client, url, parameters))


def counted(client, url, **parameters):
    """[(place, count)] of the list of places."""
    return [(name, count) for name, _url, count in places_of(drawn(client, url, parameters))]


def places_of(page):
    """The list of places, with those that stand folded below it."""
    return [*page.context["below"], *page.context.get("below_more", [])]


def test_country_province_city_county_each_with_its_count(client, some):
    assert counted(client, "/en/organisations/") == [("China", 5), ("France", 1), ("United Kingdom", 1)]
    assert counted(client, "/organisations/in/CN/") == [("湖北省", 3), ("广东省", 1), ("台湾省", 1)]
    assert counted(client, "/organisations/in/CN/420000/") == [("武汉市", 1), ("襄阳市", 1), ("仙桃市", 1)]
    assert counted(client, "/organisations/in/CN/420100/") == [("江岸区", 1)]
    assert "below" not in drawn(client, "/organisations/in/CN/420102/", {}).context
    assert listed(client, "/organisations/in/CN/420102/") == ["江岸书屋"]


def test_a_municipality_holds_its_districts_and_says_so(client, many):
    many({"name_zh": "朝阳读书会", "division": "110105"})
    page = client.get("/organisations/in/CN/110000/")
    assert [name for name, *_ in page.context["below"]] == ["朝阳区"]
    assert page.context["below_name"] == directory.level_name(
        find_place("CN", "110100") or find_place("CN", "110000")
    )


def test_countries_without_our_divisions_and_postcode_areas_are_plain_lists(client, some):
    assert counted(client, "/organisations/in/GB/") == [("Bristol", 1)]
    assert listed(client, "/organisations/in/GB/GB-BS/") == ["Bristol Books"]
    page = client.get("/organisations/in/FR/")
    assert (page.context["below"], page.context["grid"], rows_of(page)) == ([], "", ["French Red Cross"])


def test_the_grid_links_every_province_and_keeps_what_is_chosen(client, some):
    grid = client.get("/organisations/in/CN/", {"cause": "reading"}).context["grid"]
    assert grid.count("<a ") == 34
    assert 'href="/organisations/in/CN/420000/?cause=reading"' in grid
    assert "湖北省：2" in grid or "湖北省: 2" in grid


def test_D8_dongguan_has_no_county_and_that_is_fine(client, some):
    page = client.get("/organisations/in/CN/441900/")
    assert (page.status_code, rows_of(page), page.context["below"]) == (200, ["东莞工友中心"], [])
    made = Organisation.objects.get(name="东莞工友中心")
    assert (made.area1, made.area2, made.area3) == ("440000", "441900", "")
    assert "东莞市" in seen(client.get(made.get_absolute_url()))


def test_D9_a_retired_code_in_the_address_leads_to_today(client, many):
    many({"name_zh": "蓟州护林队", "division": "120225"})
    page = client.get("/en/organisations/in/CN/120225/")
    assert page.status_code == 200
    assert page.context["answer"].sentence == "蓟县 has been 蓟州区 since 2016."
    assert page.context["canonical"].endswith("/en/organisations/in/CN/120119/")
    assert rows_of(page) == ["蓟州护林队"]


def test_D9_a_retired_name_in_the_search_leads_to_today_with_a_sentence(client, some):
    page = client.get("/organisations/", {"q": "襄樊市"})
    assert rows_of(page) == ["襄城敬老会"]
    assert page.context["place"].code == "420600"
    with translation.override("en"):
        english = client.get("/en/organisations/", {"q": "襄樊市"})
    assert english.context["answer"].sentence == "襄樊市 has been 襄阳市, Hubei since 2010."


def test_a_name_wins_over_the_place_it_sounds_like_and_the_place_is_offered(client, many):
    many({"name_zh": "襄樊市老照片馆", "division": "420102"}, {"name_zh": "隆中书院", "division": "420602"})
    page = client.get("/organisations/", {"q": "襄樊市"})
    assert rows_of(page) == ["襄樊市老照片馆"]
    assert [url for _label, url in page.context["answer"].links] == ["/organisations/in/CN/420600/"]


def test_D9_a_place_that_was_divided_asks_which(client, some):
    for url, parameters in (("/organisations/in/CN/130421/", {}), ("/organisations/", {"q": "邯郸县"})):
        page = client.get(url, parameters)
        assert page.status_code == 200
        assert [url for _label, url in page.context["answer"].links] == [
            "/organisations/in/CN/130402/",
            "/organisations/in/CN/130403/",
        ]


def test_several_places_of_one_name_ask_which(client, some):
    page = client.get("/organisations/", {"q": "朝阳区"})
    codes = {url.split("/")[-2] for _label, url in page.context["answer"].links}
    assert {"110105", "220104"} <= codes


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("书屋", ["江岸书屋"]),
        ("書屋", ["江岸书屋"]),
        ("台北书店", ["台北書店"]),
        ("ＤＯＮＧＧＵＡＮ　workers", ["东莞工友中心"]),
        ("江岸 书", ["江岸书屋"]),
        ("%", None),
        ("_", None),
    ],
)
def test_search_by_name_does_not_mind_script_width_or_case(client, some, typed, found):
    rows = listed(client, "/organisations/", q=typed)
    assert rows == found if found is not None else len(rows) == len(some)


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("湖北 阅读与图书馆", ("420000", "reading", "")),
        ("hubei reading and libraries", ("420000", "", "reading and libraries")),
        ("Inner Mongolia", ("150000", "", "")),
        ("襄樊 老师", ("420600", "", "老师")),
        ("420100", ("420100", "", "")),
        ("什么也不是", ("", "", "什么也不是")),
    ],
)
def test_words_are_read_as_place_and_cause(typed, reading):
    read = read_words(typed, "CN")
    assert (read.area, read.cause, read.rest) == reading


def test_a_country_is_read_too(client, some):
    assert listed(client, "/organisations/", q="英国") == ["Bristol Books"]
    assert listed(client, "/en/organisations/", q="france") == ["French Red Cross"]


def test_place_and_cause_typed_together_find_what_fits_both(client, some):
    page = client.get("/organisations/", {"q": "湖北 阅读与图书馆"})
    assert sorted(rows_of(page)) == ["仙桃环保", "江岸书屋"]
    assert page.context["place"].code == "420000"
    assert [
        option.label for _, options in page.context["facets"] for option in options if option.current
    ] == ["– 阅读与图书馆"]


def test_filters_narrow_and_their_counts_change(client, some):
    def counts(**parameters):
        facets = drawn(client, "/organisations/in/CN/", parameters).context["facets"]
        return {
            (o.url.rpartition("?")[2]): o.count
            for _, options in facets
            for o in options
            if o.count is not None
        }

    everything = counts()
    assert everything["cause=education"] == 3
    assert everything["kind=grassroots_ngo"] == 4
    assert everything["status=unregistered"] == 1
    narrowed = counts(kind="foundation")
    assert narrowed["cause=education&kind=foundation"] == 1
    assert narrowed["kind=grassroots_ngo"] == 4  # a facet counts what choosing another of its own would give
    assert listed(client, "/organisations/in/CN/", kind="foundation") == ["襄城敬老会"]
    assert sorted(listed(client, "/organisations/", cause="reading")) == [
        "Bristol Books",
        "仙桃环保",
        "江岸书屋",
    ]
    assert listed(client, "/organisations/", status="unregistered") == ["江岸书屋"]


def test_a_broad_cause_counts_each_organisation_once(some):
    counts = queries.cause_counts(queries.matching(Filters(country="CN")))
    assert counts == {"reading": 2, "rural-education": 1, "schools": 1, "education": 3}


def test_unknown_places_are_not_found_and_a_small_letter_is_the_same_country(client, some):
    for url in ("in/XX/", "in/CN/999999/", "in/CN/hello/", "in/FR/75/", "in/GB/GB-ZZ/", "in/TW/420000/"):
        assert client.get(f"/organisations/{url}").status_code == 404, url
    assert client.get("/organisations/in/cn/420000/")["Location"] == "/organisations/in/CN/420000/"
    assert client.get("/organisations/in/TW/")["Location"] == "/organisations/in/CN/710000/"


def test_pages_of_thirty(client, many):
    many(*({"name_zh": f"小组{n:02}"} for n in range(31)))
    assert len(listed(client, "/organisations/")) == 30
    assert listed(client, "/organisations/", page=2) == ["小组30"]
    assert listed(client, "/organisations/", page=99) == ["小组30"]
    assert len(listed(client, "/organisations/", page="x")) == 30


def test_closed_organisations_are_not_listed(client, some):
    Organisation.objects.filter(name="江岸书屋").update(state=Organisation.CLOSED)
    assert "江岸书屋" not in listed(client, "/organisations/in/CN/")
    assert counted(client, "/organisations/in/CN/")[0] == ("湖北省", 2)


@pytest.mark.parametrize("url", ["/organisations/", "/organisations/in/CN/", "/organisations/in/CN/420000/"])
def test_as_many_queries_for_three_rows_as_for_one(client, many, url, django_assert_num_queries):
    one = {
        "division": "420102",
        "causes": ["reading", "schools", "student-aid"],
        "names_former": ["甲", "乙"],
    }
    many({"name_zh": "一", **one}, dataset="a")
    with django_assert_num_queries(QUERIES[url]):
        client.get(url)
    many(*({"name_zh": name, **one} for name in "二三"), dataset="b")
    with django_assert_num_queries(QUERIES[url]):
        assert len(rows_of(client.get(url))) == 3


# Two of them count who has needs or offers open.
QUERIES = {"/organisations/": 15, "/organisations/in/CN/": 14, "/organisations/in/CN/420000/": 14}


def test_a_random_address_never_breaks(client, some):
    """Addresses that nobody should type; the seed makes a failure come back."""
    chance = random.Random(217)
    pieces = [
        "",
        "CN",
        "cn",
        "GB",
        "420000",
        "襄樊市",
        "邯郸县",
        "reading",
        "x" * 500,
        "\0",
        "%00",
        "\u202e",
        "'\"><",
        "-1",
        "1e9",
    ]
    pieces += [
        "9" * 5000,
        "𠮷",
        "é",
        "\ud800".encode("utf-8", "replace").decode(),
        "a b c d e f g h i j",
        "！！",
        "0",
    ]
    for _ in range(200):
        parameters = {
            name: chance.choice(pieces)
            for name in chance.sample(
                ["q", "cause", "kind", "status", "page", "area", "zz"], chance.randint(0, 6)
            )
        }
        path = chance.choice(["", "in/CN/", "in/GB/", "in/CN/420000/"])
        answer = client.get(f"/{chance.choice(['', 'en/'])}organisations/{path}?{urlencode(parameters)}")
        assert answer.status_code == 200, parameters


def _compressed(*bodies):
    return sum(len(gzip.compress(body, 6)) for body in bodies)


def _styles():
    """The sources: a little more than what is served."""
    return b"".join(path.read_bytes() for path in sorted((ROOT / "frontend" / "css").glob("*.css")))


@pytest.fixture
def crowded(many):
    """Every province filled, long names and every cause: more than the demo holds."""
    provinces = [division.code for division in find_children()]
    chance = random.Random(3)
    names = "".join(chr(chance.randint(0x4E00, 0x9FA5)) for _ in range(4000))
    facts = [
        {
            "name_zh": names[n * 18 : n * 18 + 18],
            "division": provinces[n % len(provinces)],
            "causes": chance.sample(CAUSES, 5),
            "kind": chance.choice(["grassroots_ngo", "foundation", "company", "government", "media"]),
            "legal_status": chance.choice(["unregistered", "registered_association", "registered_business"]),
        }
        for n in range(200)
    ]
    return many(*facts)


CAUSES = [
    "reading",
    "schools",
    "rural-education",
    "student-aid",
    "early-years",
    "left-behind-children",
    "children",
]


def find_children():
    from ngo2.kernel.packs import pack

    return pack("CN").gazetteer.children()


def test_M1_the_list_by_province_is_complete_without_script_and_small(client, crowded):
    page = client.get("/organisations/in/CN/", headers={"accept-encoding": ""})
    assert len(places_of(page)) == 34
    assert len(rows_of(page)) == 30
    for name, url, _count in places_of(page):
        assert f'<a href="{url}">{name}</a>' in page.text
    assert len(page.content) < 60_000
    assert _compressed(page.content, _styles()) <= 28_000


def test_X1_the_whole_directory_is_within_the_budget(client, crowded):
    page = client.get("/organisations/", headers={"accept-encoding": ""})
    assert _compressed(page.content, _styles()) <= 28_000


def test_M2_no_request_leaves_our_host(client, some):
    urls = ["/", "/en/", "/about/", "/about/licence/", "/organisations/", "/organisations/in/CN/"]
    urls += [one.get_absolute_url() for one in some] + [f"{some[0].get_absolute_url()}history/"]
    loaded = {address for url in urls for address in refers_to(client.get(url))}
    assert loaded
    assert {address for address in loaded if not address.startswith(("/", "#", "data:"))} == set()
    assert not any(address.startswith("//") for address in loaded)
    assert not [
        line for line in _styles().decode().splitlines() if "url(" in line and "url(data:" not in line
    ]


def test_M2_the_test_sees_what_a_page_would_load():
    from types import SimpleNamespace

    planted = '<link rel="stylesheet" href="https://x.test/a.css"><img src=//x.test/b.png><a href="https://fine.test">'
    assert refers_to(SimpleNamespace(text=planted)) == ["https://x.test/a.css", "//x.test/b.png"]


def test_D6_an_unregistered_group_is_made_found_and_shown_like_any_other(client, charlie):
    """Everything but money: no code, no register, no host is asked for."""
    group = create_organisation(
        person_actor(charlie),
        facts={
            "name_zh": "河池夜校志愿者",
            "kind": "grassroots_ngo",
            "legal_status": "unregistered",
            "division": "451202",
            "causes": ["rural-education"],
            "phone": "0778-2260217",
        },
    )
    assert (group.credit_code, group.legal_status) == ("", "unregistered")
    assert listed(client, "/organisations/in/CN/451200/", status="unregistered") == ["河池夜校志愿者"]
    assert listed(client, "/organisations/", q="夜校") == ["河池夜校志愿者"]
    page = client.get(group.get_absolute_url())
    assert page.status_code == 200
    assert "0778 226 0217" in seen(page)
    assert assert_facts(person_actor(charlie), group, {"volunteers": 20}).changed == ["volunteers"]
    assert "20" in seen(client.get(group.get_absolute_url()))
