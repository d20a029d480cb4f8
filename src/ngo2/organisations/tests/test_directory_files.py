"""The directory as files: the same list as the page, public facts only, and back through the import without loss."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from python_calamine import CalamineWorkbook

from ngo2.kernel.journal.models import Entry
from ngo2.kernel.opendata import services
from ngo2.kernel.opendata.datasets import datasets
from ngo2.kernel.opendata.models import Snapshot
from ngo2.lib.actors import SYSTEM
from ngo2.lib.csv import read_rows
from ngo2.organisations import receivers
from ngo2.organisations.datasets import COLUMNS
from ngo2.organisations.imports import columns as import_columns
from ngo2.organisations.imports.cells import read
from ngo2.organisations.models import Organisation
from ngo2.organisations.services import NewOrganisation, assert_facts, create_organisations
from ngo2.organisations.sources import OWNER, Source
from ngo2.organisations.tests.seen import rows_of
from ngo2.organisations.tests.test_disclosure_outputs import CITY, COUNTY, FACTS, VERY_PLACE, leaks

pytestmark = pytest.mark.django_db
ENDINGS = ("csv", "xlsx", "geojson", "json")
LIST = Source("import", "Hubei 2020 (MIT)", "https://example.org/list")
ANTS = {
    "name_zh": "山蚁乡村教育小组", "name_en": "Mountain Ants", "name_short": "山蚁",
    "names_former": ["河池夜校", "蚂蚁社"],
    "kind": "grassroots_ngo", "legal_status": "registered_service", "credit_code": "52451228MJE0000000",
    "registrar": "河池市民政局",
    "founded": 2009, "summary_zh": "教成年人识字。\n在三个县。", "summary_en": "We teach, “reading”.",
    "causes": ["rural-education", "volunteering"], "division": "451228",
    "address": "安阳镇 7 号", "publish_exact": True,
    "point": {"lat": "23.9312345", "lng": "108.1054321", "crs": "wgs84", "precision": "street"},
    "service_area": {"divisions": ["451228", "450100"]},
    "staff": 2, "volunteers": 20, "phone": "0778-2260217",
    "email": "ants@example.org", "website": "https://ants.example.org", "wechat": "蚂蚁夜校", "microblog": "@蚂蚁夜校",
    "qq_group": "123456789",
}  # fmt: skip


@pytest.fixture
def make(db):
    def make(source=OWNER, **facts):
        cache.clear()
        rows = [NewOrganisation(facts, f"row-{Organisation.objects.count()}")]
        made = create_organisations(SYSTEM, rows, source=source, dataset="list")[0]
        assert made.refused == {}
        return made.organisation

    return make


def get(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, url
    return b"".join(answer.streaming_content)


def table(client, url):
    return list(csv.DictReader(io.StringIO(get(client, url).decode("utf-8-sig"), newline="")))


def filled(row):
    return {key: value for key, value in row.items() if value != ""}


def test_one_record_whole_as_csv(client, make):
    one = make(**ANTS)
    Organisation.objects.update(changed_at=datetime(2026, 11, 2, 20, tzinfo=UTC), confirmed_at=None)
    row = filled(table(client, "/en/organisations/download.csv")[0])
    assert len(row.pop("as_of")) == 10
    assert row == {
        "id": str(one.pk),
        "url": f"http://localhost:8000/en/organisations/{one.pk}/",
        "name": "Mountain Ants",
        "name_zh": "山蚁乡村教育小组",
        "name_en": "Mountain Ants",
        "name_short": "山蚁",
        "names_former": "河池夜校\n蚂蚁社",
        "kind": "grassroots_ngo",
        "kind_name": "Grassroots group",
        "legal_status": "registered_service",
        "legal_status_name": row["legal_status_name"],
        "credit_code": "52451228MJE0000000",
        "registrar": "河池市民政局",
        "founded": "2009",
        "summary_zh": "教成年人识字。\n在三个县。",
        "summary_en": "We teach, “reading”.",
        "causes": "rural-education; volunteering",
        "cause_names": "Rural education; Volunteering",
        "country": "CN",
        "country_name": "China",
        "division": "451228",
        "division_name": row["division_name"],
        "address": "安阳镇 7 号",
        "lat": "23.9312345",
        "lng": "108.1054321",
        "precision": "street",
        "service_area": "451228; 450100",
        "staff": "2",
        "volunteers": "20",
        "phone": "'+867782260217",
        "email": "ants@example.org",
        "website": row["website"],
        "wechat": "蚂蚁夜校",
        "microblog": "'@蚂蚁夜校",
        "qq_group": "123456789",
        "freshness": "fresh",
        "changed": "2026-11-03",
        "source": "the organisation",
        "licence": "That of the source; own words may be quoted with their page.",
    }
    assert row["division_name"].startswith("都安瑶族自治县, 河池市")
    assert row["legal_status_name"]


def test_names_causes_and_places_follow_the_language_of_the_page(client, make):
    make(**ANTS)
    row = table(client, "/organisations/download.csv")[0]
    assert (row["name"], row["cause_names"], row["division_name"]) == (
        "山蚁乡村教育小组", "乡村教育; 志愿服务", "广西壮族自治区河池市都安瑶族自治县",
    )  # fmt: skip
    assert row["kind_name"] == "草根公益组织" or row["kind_name"] != "Grassroots group"


def test_xlsx_has_words_over_its_columns_and_says_where_it_comes_from(client, make):
    make(source=LIST, name_zh="仁和医院", kind="public_institution")
    book = CalamineWorkbook.from_filelike(io.BytesIO(get(client, "/en/organisations/download.xlsx")))
    header, row = book.get_sheet_by_index(0).to_python()
    with translation.override("en"):
        assert header == [*(str(column.label) for column in COLUMNS), "Source", "Licence", "Made on"]
    assert row[header.index("Source")] == "Hubei 2020 (MIT)"
    assert ["Source", "Hubei 2020 (MIT)"] in [line[:2] for line in book.get_sheet_by_index(1).to_python()]


def test_json_and_geojson_whole(client, make):
    make(source=LIST, name_zh="仁和医院", kind="public_institution", division="420503")
    told = json.loads(get(client, "/en/organisations/download.json"))
    (row,) = told.pop("rows")
    assert told["sources"] == [
        {"label": "Hubei 2020 (MIT)"},
        {"label": "What organisations say about themselves"},
    ]
    assert (row["name"], row["division"], row["precision"], row["source"]) == (
        "仁和医院",
        "420503",
        "county",
        "Hubei 2020 (MIT)",
    )
    (feature,) = json.loads(get(client, "/en/organisations/download.geojson"))["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [row["lng"], row["lat"]]}
    assert feature["properties"] == {key: value for key, value in row.items() if key not in {"lat", "lng"}}
    assert 111 < row["lng"] < 112
    assert len(str(row["lat"]).partition(".")[2]) <= 4, "the centre of a county must not look like a door"


LISTS = [
    "", "in/CN/", "in/CN/450000/", "in/CN/451200/", "?kind=foundation", "?cause=education", "?cause=rural-education",
    "?status=registered_service", "?q=山蚁", "?q=河池", "?q=基金会", "in/CN/450000/?q=山蚁&kind=grassroots_ngo",
    "?q=Wuhan",
    "?kind=nonsense", "in/GB/", "in/cn/", "in/HK/", "?q=都安 教育", "?q=不存在的名字",
]  # fmt: skip


@pytest.mark.parametrize("url", LISTS)
def test_the_file_holds_what_the_page_lists(client, make, url):
    make(**ANTS)
    make(
        name_zh="武汉基金会",
        kind="foundation",
        division="420100",
        causes=["health"],
        legal_status="registered_foundation",
    )
    make(name_zh="河池志愿者", kind="grassroots_ngo", division="451202", causes=["education"])
    make(
        name_en="Bristol Aid",
        kind="grassroots_ngo",
        country="GB",
        division="GB-BS",
        legal_status="registered_abroad",
    )
    make(name_zh="香港小组", kind="network", country="HK")
    path, _, query = url.partition("?")
    page = client.get(f"/organisations/{url}", follow=True)
    file = client.get(f"/organisations/{path}download.csv?{query}", follow=True)
    rows = list(csv.DictReader(io.StringIO(b"".join(file.streaming_content).decode("utf-8-sig"), newline="")))
    assert [row["name"] for row in rows] == rows_of(page)
    for label, address in page.context["downloads"]:
        if label == "CSV":
            assert [row["name"] for row in table(client, address)] == rows_of(page)
            assert address.replace("&", "&amp;") in page.text
    assert bool(page.context["downloads"]) == bool(rows)


def test_all_pages_of_a_list_are_in_the_file(client, make):
    rows = [NewOrganisation({"name_zh": f"小组{n}", "kind": "grassroots_ngo"}, f"n{n}") for n in range(35)]
    create_organisations(SYSTEM, rows, source=LIST, dataset="many")
    cache.clear()
    assert len(rows_of(client.get("/organisations/"))) == 30
    assert len(table(client, "/organisations/download.csv?page=2")) == 35


@pytest.mark.parametrize("ending", ENDINGS)
def test_one_query_more_or_less_rows(client, make, ending):
    asked = []
    for more in (1, 2):
        for _ in range(more):
            make(**ANTS)
        with CaptureQueriesContext(connection) as captured:
            get(client, f"/organisations/download.{ending}")
        asked.append([query["sql"][:30] for query in captured if "Savepoint" not in query["sql"]])
    assert len(asked[0]) >= len(asked[1])


@pytest.mark.parametrize("url", [
    "/organisations/download.exe", "/organisations/download.pdf", "/organisations/in/XX/download.csv",
    "/organisations/in/CN/999999/download.csv", "/organisations/in/CN/450000/download.html", "/organisations/download.",
])  # fmt: skip
def test_no_such_place_or_format_is_404(client, url):
    assert client.get(url).status_code == 404


def test_a_closed_record_is_in_no_file(client, make):
    one = make(**ANTS)
    Organisation.objects.filter(pk=one.pk).update(state=Organisation.CLOSED)
    cache.clear()
    assert table(client, "/organisations/download.csv") == []


def everything(client):
    """All that leaves as a file, in both languages, as text."""
    texts = {}
    for prefix in ("", "/en"):
        for path in ("organisations/", "organisations/in/CN/", "organisations/in/CN/450000/"):
            for ending in ENDINGS:
                data = get(client, f"{prefix}/{path}download.{ending}")
                if ending == "xlsx":
                    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
                    data = repr([book.get_sheet_by_index(n).to_python() for n in (0, 1)]).encode()
                texts[f"{prefix}/{path}{ending}"] = data.decode()
    return texts


@pytest.mark.parametrize("facts", [
    {}, {"publish_exact": True, "sensitivity": "sensitive"}, {"publish_exact": True, "legal_status": "unregistered"},
])  # fmt: skip
def test_M6_no_file_tells_the_exact_place(client, make, facts):
    make(**FACTS | facts)
    assert leaks(everything(client), VERY_PLACE) == []


def test_M6_of_a_hidden_place_files_tell_the_province_only(client, make):
    one = make(**FACTS, sensitivity="hidden", publish_exact=True)
    texts = everything(client)
    assert leaks(texts, (*VERY_PLACE, *COUNTY, *CITY, "publish_exact", "sensitivity")) == []
    assert all(one.name in text for text in texts.values())
    assert client.get("/organisations/in/CN/451228/download.csv").getvalue().decode().count("\n") == 1


def test_M6_hiding_takes_the_place_out_of_files_at_once(client, make):
    one = make(**FACTS, publish_exact=True)
    assert leaks(everything(client), VERY_PLACE)
    assert_facts(SYSTEM, one, {"sensitivity": "hidden"}, source=OWNER)
    assert leaks(everything(client), (*VERY_PLACE, *COUNTY, *CITY)) == []


def test_M6_a_copy_that_stays_tells_less(make, settings, tmp_path):
    """No later correction reaches it: no street, no exact point, no number to call."""
    settings.MEDIA_ROOT = tmp_path
    make(**ANTS)
    rows = list(map(datasets["organisations"].lasting, datasets["organisations"].rows(None, "en")))
    assert {"address", "lat", "lng", "precision", "phone", "email", "wechat", "microblog", "qq_group"} & set(
        rows[0]
    ) == set()
    assert rows[0]["division"] == "451228"


def test_M6_whoever_is_hidden_later_takes_the_copies_off_the_site(make, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    one = make(**ANTS)
    services.make_snapshots(SYSTEM)
    assert_facts(SYSTEM, one, {"staff": 3}, source=OWNER)
    receivers.withdraw_copies(Entry.objects.latest("pk"))
    assert not Snapshot.objects.exclude(withdrawn_at=None).exists(), "other changes leave them"
    assert_facts(SYSTEM, one, {"sensitivity": "hidden"}, source=OWNER)
    receivers.withdraw_copies(Entry.objects.filter(verb="organisations.facts.changed").latest("pk"))
    assert set(Snapshot.objects.exclude(withdrawn_at=None).values_list("dataset", flat=True)) == {
        "organisations"
    }
    assert not Snapshot.objects.filter(dataset="organisations", withdrawn_at=None).exists()


BACK = (
    "name_zh", "name_en", "name_short", "names_former", "kind", "legal_status", "credit_code", "registrar", "founded",
    "summary_en", "causes", "address", "staff", "volunteers", "phone", "email", "website", "wechat", "microblog",
    "qq_group",
)  # fmt: skip


def test_D1_what_left_comes_back_through_the_import_without_loss(client, make):
    one = make(**ANTS)
    data = get(client, "/en/organisations/download.csv").decode()
    header, cells = list(read_rows(io.StringIO(data, newline="")))
    meant = import_columns.propose(header, [cells])
    back = read(cells, meant)
    facts = {key: fact["v"] for key, fact in one.facts.items()}
    assert {key: back.facts.get(key) for key in BACK} == {key: facts[key] for key in BACK}
    assert back.facts["division"]["code"] == "451228"
    assert back.external_id == str(one.pk)
    assert back.problems == []


FORMULA = '=HYPERLINK("http://evil.example","x")'
TEXTS = (
    "name_zh",
    "name_en",
    "name_short",
    "registrar",
    "summary_zh",
    "summary_en",
    "address",
    "wechat",
    "microblog",
)


def test_promise_P12_a_record_full_of_formulas_runs_nowhere(client, make):
    facts = {
        key: f"{start}{FORMULA}"[:60]
        for key, start in zip(TEXTS, ["", "+", "-", "@", "＝", "'", "＋", "", "－"], strict=True)
    }
    make(source=Source("import", FORMULA), **ANTS | facts | {"names_former": [FORMULA, "@x"]})
    for prefix in ("", "/en"):
        rows = csv.reader(
            io.StringIO(get(client, f"{prefix}/organisations/download.csv").decode("utf-8-sig"), newline="")
        )
        book = CalamineWorkbook.from_filelike(
            io.BytesIO(get(client, f"{prefix}/organisations/download.xlsx"))
        )
        sheets = [row for number in (0, 1) for row in book.get_sheet_by_index(number).to_python()]
        cells = [cell for row in (*rows, *sheets) for cell in row if isinstance(cell, str)]
        assert [cell for cell in cells if cell.startswith(tuple("=+-@\t\r＝＋－＠"))] == []
        assert sum("HYPERLINK" in cell for cell in cells) >= 2 * len(TEXTS)
