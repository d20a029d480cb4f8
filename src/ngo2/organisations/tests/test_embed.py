"""Lists and maps on other people's sites."""

import gzip
from xml.etree import ElementTree

import pytest
from django.utils.translation import override

from ngo2.kernel.charts.still import still_list

LISTS = ["/organisations/", "/en/organisations/in/CN/450000/?kind=foundation", "/en/map/?cause=health"]


@pytest.fixture
def some(imported):
    imported(division="451203", kind="foundation", causes=["health"])
    imported(division="451203", name_en="two", name_zh="<script>alert(1)</script>小组")


@pytest.mark.parametrize("path", ["/embed/", "/en/embed/?in=CN&code=450000&kind=foundation"])
def test_a_frame_may_stand_on_any_site_and_weighs_little(client, some, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert "X-Frame-Options" not in answer
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "Set-Cookie" not in answer
    assert len(gzip.compress(answer.content)) < 20_000
    assert "NGO 2.0" in answer.text
    assert "<script>alert" not in answer.text


def test_no_other_page_may_be_framed(client, some):
    answer = client.get("/organisations/")
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_the_picture_is_a_picture_and_nothing_else(client, some):
    answer = client.get("/en/embed/picture.svg?kind=foundation")
    assert answer["Content-Type"].startswith("image/svg+xml")
    drawing = ElementTree.fromstring(answer.content)  # noqa: S314 (our own)
    tags = {one.tag.rpartition("}")[2] for one in drawing.iter()}
    assert tags == {"svg", "title", "rect", "text", "g"}
    assert "NGO 2.0 · " in answer.text
    assert not {
        name for one in drawing.iter() for name in one.attrib if name.startswith(("on", "style", "href"))
    }


@pytest.mark.parametrize("path", LISTS)
def test_oembed_knows_our_lists(client, some, path):
    told = client.get("/oembed/", {"url": f"http://localhost:8000{path}", "maxwidth": "400"}).json()
    assert (told["type"], told["version"], told["width"], told["height"]) == ("rich", "1.0", 400, 560)
    frame = told["html"].partition('src="')[2].partition('"')[0].replace("&amp;", "&")
    assert client.get(frame.removeprefix("http://localhost:8000")).status_code == 200


@pytest.mark.parametrize(
    "url",
    [
        "nonsense", "https://example.org/organisations/", "http://localhost:8000/me/",
        "http://localhost:8000/organisations/in/XX/", "http://localhost:8000/organisations/in/CN/999999/",
        "javascript:alert(1)", "http://[/organisations/", "http://localhost:8000]/organisations/",
        "http://localhost:8000.example.org/organisations/", "\ud800",
    ],
)  # fmt: skip
def test_oembed_knows_nothing_else(client, some, url):
    answer = client.get("/oembed/", {"url": url.encode("utf-8", "replace").decode()})
    assert answer.status_code == 404


def test_oembed_keeps_to_the_room_there_is(client, some):
    told = client.get("/oembed/", {"url": f"http://localhost:8000{LISTS[0]}", "maxwidth": "120"}).json()
    assert told["width"] == 120
    assert 'width="120"' in told["html"]


def test_a_filtered_list_says_so_wherever_it_stands(client, some):
    """On another site there are no filters beside it: eighteen foundations are not all organisations."""
    told = "Organisations in China · Health · Foundation"
    asked = "in=CN&kind=foundation&cause=health"
    assert f">{told}</a>" in client.get(f"/en/embed/?{asked}").text
    assert f"<title>{told}</title>" in client.get(f"/en/embed/picture.svg?{asked}").text
    page = client.get("/en/organisations/in/CN/?kind=foundation&cause=health").text
    assert f"title=&quot;{told}&quot;" in page
    assert f"<title>{told} · NGO 2.0</title>" in page
    assert '<p class="print-only">Health · Foundation</p>' in page
    found = page.partition('application/json+oembed" href="')[2].partition('"')[0]
    assert client.get(found.replace("&amp;", "&")).json()["title"] == told


def test_a_ranked_list_says_how_many_places_it_leaves_out():
    with override("en"):
        drawing = still_list([(f"place {n}", 20 - n) for n in range(20)], "Title", "foot")
    assert "5 more · foot" in drawing
    assert "place 14" in drawing
    assert "place 15" not in drawing


def test_a_country_without_a_grid_is_drawn_as_a_ranked_list(client, imported):
    imported(name_en="Bristol Books", country="GB", division="GB-BS")
    drawing = client.get("/en/embed/picture.svg?in=GB")
    words = [one.text for one in ElementTree.fromstring(drawing.content).iter() if one.text]  # noqa: S314 (our own)
    assert "1" in words
    assert len(words) == 5, words  # title twice, name, count, foot


def test_oembed_speaks_json_only(client, some):
    answer = client.get("/oembed/", {"url": "http://localhost:8000/organisations/", "format": "xml"})
    assert answer.status_code == 501


def test_the_page_offers_the_code_to_copy(client, some):
    page = client.get("/en/organisations/in/CN/450000/").text
    assert "&lt;iframe src=&quot;http://localhost:8000/en/embed/?in=CN&amp;amp;code=450000&quot;" in page
    assert 'type="application/json+oembed"' in page


@pytest.mark.parametrize(
    "path", ["/embed/?in=XX", "/embed/?in=CN&code=1", "/embed/picture.svg?in=CN&code=%00"]
)
def test_there_is_no_such_place(client, db, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("box", "count"),
    [
        ("107,24,109,25", 2), ("0,0,1,1", 0), ("170,20,110,30", 2), ("a,b,c,d", 2), ("1,2,3", 2),
        ("200,0,300,1", 2), ("nan,nan,nan,nan", 2), ("107,24,109,inf", 2),
    ],
)  # fmt: skip
def test_a_part_of_the_map_is_a_list(client, some, box, count):
    """By the point that may be shown; what is no box is no filter."""
    page = client.get(f"/en/organisations/?box={box}").text
    assert page.count('href="/en/organisations/') >= count
    assert (">No organisation" in page or "0 organisations" in page) == (count == 0)


def test_a_card_tells_what_the_list_tells(client, some, imported):
    hidden = imported(division="451203", sensitivity="hidden", name_en="three")
    page = client.get("/en/organisations/cards/?box=107,24,109,25").text
    assert page.count("<li") == 2
    assert client.get(f"/en/organisations/{hidden.pk}/card/").status_code == 200
    assert "451203" not in client.get(f"/en/organisations/{hidden.pk}/card/").text
    assert client.get("/en/organisations/987654321/card/").status_code == 404
    assert client.get("/en/organisations/cards/").status_code == 422
    assert client.get("/en/oembed/").status_code == 422
