"""Open data of the exchange: the list as a file, and deliveries that name nobody."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from ngo2.exchange import kinds
from ngo2.exchange.cleaning import Item, Where
from ngo2.exchange.datasets import anonymous
from ngo2.exchange.models import Introduction, Post
from ngo2.exchange.services import publish_post
from ngo2.exchange.tests.conftest import WUHAN, telling
from ngo2.exchange.tests.settled import SECRET, scene, took
from ngo2.kernel.opendata import services
from ngo2.kernel.opendata.datasets import datasets
from ngo2.kernel.opendata.models import Snapshot
from ngo2.lib.actors import SYSTEM
from ngo2.organisations.models import Organisation

pytestmark = pytest.mark.django_db
ENDINGS = ("csv", "xlsx", "json")
DAY = timedelta(days=1)


@pytest.fixture
def made(group, company, other, alice, erin, charlie):
    return scene(group, company, other, alice, erin, charlie)


@pytest.fixture
def told_all(monkeypatch):
    """As if everybody stood in a crowd: to see what rows hold."""
    monkeypatch.setattr(anonymous, "_is_crowd", lambda group, least: True)


def get(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, url
    return b"".join(answer.streaming_content)


def table(client, url):
    rows = csv.DictReader(io.StringIO(get(client, url).decode("utf-8-sig"), newline=""))
    return [{key: value for key, value in row.items() if value != ""} for row in rows]


def text(client, url):
    """What stands in the cells, also in the packed ones of a workbook."""
    data = get(client, url)
    if url.endswith("xlsx"):
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return repr([book.get_sheet_by_index(n).to_python() for n in (0, 1)])
    return data.decode()


# Open needs and offers


def test_one_need_whole_one_row_for_each_line(client, need, group):
    first, second = table(client, "/en/needs/download.csv")
    assert len(first.pop("as_of")) == 10
    assert first == {
        "number": need.number,
        "url": f"http://localhost:8000/en/exchange/{need.pk}/",
        "side": "need",
        "title": need.title,
        "kind": "material",
        "kind_name": "Goods and rooms",
        "about": "computers",
        "about_name": "Computers and phones",
        "organisation": str(group.pk),
        "organisation_name": group.name,
        "reach": "place",
        "country": "CN",
        "province": "450000",
        "division": "451203",
        "division_name": "宜州区, 河池市, Guangxi",
        "until_day": str(need.until_day),
        "item": "笔记本电脑",
        "quantity": "20",
        "unit": "piece",
        "unit_name": "pieces",
        "promised": "0",
        "posted": str(timezone.localdate()),
        "source": "What organisations say about themselves",
        "licence": "May be quoted with the address of the page.",
    }
    assert (second["item"], second["quantity"], second["unit_name"]) == ("绘本", "5", "boxes")
    assert datasets["needs-and-offers"].count() == 2


LISTS = ["needs/", "offers/", "needs/?kind=material", "needs/?about=legal", "needs/?in=450000", "needs/?in=420000",
         "needs/?remote=yes", "needs/?q=电脑", "offers/?kind=human", "needs/?kind=nonsense&in=999999"]  # fmt: skip


@pytest.mark.parametrize("url", LISTS)
def test_the_file_holds_what_the_page_lists(client, made, url):
    page = client.get(f"/en/{url}")
    listed = [entry.pk for entry in page.context["entries"]]
    path, _, query = url.partition("?")
    rows = table(client, f"/en/{path}download.csv?{query}")
    assert list(dict.fromkeys(int(row["number"]) for row in rows)) == listed
    for label, address in page.context["downloads"]:
        assert address.replace("&", "&amp;") in page.text
        if label == "CSV":
            assert table(client, address) == rows
    assert bool(page.context["downloads"]) == bool(listed)


def test_all_pages_of_a_list_are_in_the_file(client, group, alice):
    for number in range(5):
        publish_post(SYSTEM, group, told=telling(title=f"number {number}"))
    Post.objects.bulk_create([
        Post(organisation=group, side="need", kind="human", subkind="legal", title=f"n{n}", reach="country",
             country="CN", until_day=timezone.localdate(), made_at=timezone.now(), changed_at=timezone.now())
        for n in range(20)
    ])  # fmt: skip
    cache.clear()
    assert len({row["number"] for row in table(client, "/needs/download.csv?page=2")}) == 25
    assert datasets["needs-and-offers"].count() == 5 * 2 + 20


@pytest.mark.parametrize("ending", ENDINGS)
def test_more_rows_cost_no_more_queries(client, group, ending):
    asked = []
    for many in (1, 2):
        for _ in range(many):
            publish_post(SYSTEM, group, told=telling())
        with CaptureQueriesContext(connection) as captured:
            get(client, f"/needs/download.{ending}")
        asked.append(len([query for query in captured if "SAVEPOINT" not in query["sql"]]))
    assert asked[0] >= asked[1]


@pytest.mark.parametrize(
    "url", ["needs/download.exe", "needs/download.geojson", "offers/download.pdf", "needs/download."]
)
def test_no_such_format_is_404(client, url):
    assert client.get(f"/{url}").status_code == 404


def test_what_is_closed_or_of_a_closed_organisation_is_in_no_file(client, need, group):
    Organisation.objects.filter(pk=group.pk).update(state=Organisation.CLOSED)
    cache.clear()
    assert table(client, "/needs/download.csv") == []


FORMULA = '=HYPERLINK("http://evil.example","x")'


def test_promise_P12_a_post_full_of_formulas_runs_nowhere_and_comes_back_as_it_left(client, group):
    publish_post(
        SYSTEM, group, told=telling(title=FORMULA, items=(Item(FORMULA, 3, "box"), Item("@x", 1, "box")))
    )
    rows = table(client, "/en/needs/download.csv")
    book = CalamineWorkbook.from_filelike(io.BytesIO(get(client, "/en/needs/download.xlsx")))
    header, *sheet = book.get_sheet_by_index(0).to_python()
    cells = [
        cell for line in [*(row.values() for row in rows), *sheet] for cell in line if isinstance(cell, str)
    ]
    assert [cell for cell in cells if cell.startswith(tuple("=+-@\t\r＝＋－＠"))] == []
    told = json.loads(get(client, "/en/needs/download.json"))["rows"]
    assert [(row["title"], row["item"], row["quantity"]) for row in told] == [
        (FORMULA, FORMULA, 3),
        (FORMULA, "@x", 1),
    ]
    assert [(row["title"].lstrip("'"), int(row["quantity"])) for row in rows] == [(FORMULA, 3), (FORMULA, 1)]
    assert len(header) == len(datasets["needs-and-offers"].columns) + 3


def test_no_contact_and_no_text_leaves_with_the_list(client, group, made):
    publish_post(
        SYSTEM,
        group,
        told=telling(title="电脑，打13800138000", items=(Item("书 zhang@example.org", 2, "box", SECRET),)),
    )
    for ending in ENDINGS:
        told = text(client, f"/open-data/needs-and-offers.{ending}")
        assert "山蚁" in told
        assert [
            word for word in (*SECRET.split(), "zhang@example.org", "河边读书会愿意") if word in told
        ] == []


def test_a_monthly_copy_names_nobody_and_holds_no_free_word(made, settings, tmp_path, group, company):
    settings.MEDIA_ROOT = tmp_path
    one = datasets["needs-and-offers"]
    rows = list(map(one.lasting, one.rows(None, "en")))
    assert {(row["number"], row.get("quantity")) for row in rows} >= {
        (made.need.number, 20),
        (made.advice.number, 10),
    }
    said = repr(rows)
    assert [
        word for word in (group.name, company.name, "笔记本", "451203", made.need.title) if word in said
    ] == []
    services.make_snapshots(SYSTEM)
    names = set(Snapshot.objects.values_list("dataset", "format"))
    assert {(name, ending) for name in ("needs-and-offers", "deliveries") for ending in ENDINGS} <= names


# Deliveries


def long_ago(one, **times):
    """Over two months ago."""
    Post.objects.filter(pk=one.post_id).update(made_at=timezone.now() - 90 * DAY)
    took(one, **times)


def test_what_rows_hold_when_nobody_stands_alone(client, made, told_all):
    long_ago(made.arrived, answer=2 * DAY, yes=3 * DAY, done=10 * DAY)
    long_ago(made.called_off, answer=1 * DAY, yes=2 * DAY, done=4 * DAY)
    month = f"{timezone.localdate(timezone.now() - 75 * DAY):%Y-%m}"
    other_month = f"{timezone.localdate(timezone.now() - 83 * DAY):%Y-%m}"
    rows = table(client, "/en/open-data/deliveries.csv")
    for row in rows:
        for each in ("source", "licence", "as_of"):
            row.pop(each)
    assert sorted(rows, key=lambda row: row["ending"]) == [
        {
            "ended": other_month, "began": "need", "kind": "material", "about": "computers",
            "giver_province": "420000", "receiver_province": "450000", "unit": "piece", "promised": "5",
            "days_to_agree": "2", "ending": "cancelled",
        },
        {
            "ended": month, "began": "offer", "kind": "material", "about": "computers",
            "giver_province": "420000", "receiver_province": "450000", "unit": "piece", "promised": "12",
            "sent": "12", "received": "12", "days_to_agree": "3", "days_to_confirm": "10", "ending": "delivered",
        },
    ]  # fmt: skip
    assert datasets["deliveries"].count() == 2


def test_the_running_month_and_what_is_not_over_are_left_out(client, made, told_all):
    assert table(client, "/en/open-data/deliveries.csv") == []
    assert datasets["deliveries"].count() == 0


def test_who_stands_alone_is_left_out(client, made):
    long_ago(made.arrived, answer=2 * DAY, yes=3 * DAY, done=10 * DAY)
    assert table(client, "/en/open-data/deliveries.csv") == []


def crowd(person, organised, givers=5, province=WUHAN):
    """`givers` deliveries of two months ago between as many companies and groups."""
    ended = timezone.now() - 70 * DAY
    for number in range(givers):
        giver = organised(person(f"giver {number} {province}"), f"给予者{number}", province)
        receiver = organised(person(f"receiver {number} {province}"), f"接收者{number}", "451203")
        post = publish_post(
            SYSTEM, giver, told=telling(side=kinds.OFFER, text=SECRET, where=Where(kinds.COUNTRY, "CN"))
        )
        one = Introduction.objects.create(
            post=post, organisation=receiver, person=None, state=Introduction.DONE, words=SECRET, ending="delivered",
            asked_at=ended - 9 * DAY, agreed_at=ended - 5 * DAY, ended_at=ended, answer_by=timezone.localdate(),
            ending_note=SECRET,
        )  # fmt: skip
        for place, line in enumerate(post.lines.all()):
            one.promises.create(line=line, asked=3, promised=3, sent=3, received=2 + place)


def test_a_crowd_is_told_with_its_provinces_and_nothing_names_anybody(client, person, organised):
    """The anonymisation test: no name, no number of a post, no free text in the bytes of any format."""
    crowd(person, organised)
    rows = table(client, "/en/open-data/deliveries.csv")
    assert len(rows) == datasets["deliveries"].count() == 10
    assert {(row["giver_province"], row["receiver_province"], row["about"]) for row in rows} == {
        ("420000", "450000", "computers")
    }
    names = [
        *Organisation.objects.values_list("name", flat=True),
        *Post.objects.values_list("title", flat=True),
    ]
    words = [*names, *SECRET.split(), "笔记本", "绘本", "giver 0", "451203", "420100"]
    for ending in ENDINGS:
        for prefix in ("", "/en"):
            told = text(client, f"{prefix}/open-data/deliveries.{ending}")
            assert [word for word in words if word in told] == [], ending


def test_the_twin_the_list_does_name_the_organisation(client, person, organised):
    crowd(person, organised)
    assert "给予者0" in text(client, "/open-data/needs-and-offers.csv")


def test_a_few_more_in_another_province_are_left_out(client, person, organised):
    crowd(person, organised)
    crowd(person, organised, 2, "310101")
    assert {row["giver_province"] for row in table(client, "/en/open-data/deliveries.csv")} == {"420000"}


def test_the_order_of_rows_tells_nothing_of_time(person, organised, settings):
    from ngo2.exchange.datasets.deliveries import shuffled

    pks = list(range(200))
    assert shuffled(pks, "a") == shuffled(pks[::-1], "a")
    assert shuffled(pks, "a") != shuffled(pks, "b")
    assert sorted(shuffled(pks, "a")) == pks != shuffled(pks, "a")


def test_the_catalogue_says_what_each_column_means(client, made):
    page = client.get("/en/open-data/").text
    assert "What arrived, and what did not" in page
    assert "one who stands alone in a province and a month could be named" in page
    assert anonymous.LEAST == 5, "the meanings say five"


def test_a_person_who_answers_in_their_own_name_has_no_province(made, erin, told_all):
    Introduction.objects.filter(pk=made.arrived.pk).update(organisation=None, person=erin)
    long_ago(made.arrived, answer=2 * DAY, yes=3 * DAY, done=10 * DAY)
    (row,) = datasets["deliveries"].rows(None, "en")
    assert (row["giver_province"], row.get("receiver_province")) == ("420000", None)
