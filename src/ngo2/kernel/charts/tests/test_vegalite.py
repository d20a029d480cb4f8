"""Charts by Vega-Lite: drawn in a child, put together from known parts, kept; hostile labels stay words."""

import pytest
from django.core.cache import caches
from lxml import etree

from ngo2.kernel.charts import specs, vegalite
from ngo2.kernel.charts.specs import Mark
from ngo2.kernel.documents.pictures import CACHE

HOSTILE = ["<script>alert(1)</script>", '"><image href="x"/>', "{{ 7*7 }}", "\u202e反 & 'x'", "a" * 300, ""]


@pytest.fixture(autouse=True)
def nothing_kept(settings, tmp_path):
    settings.CACHES = settings.CACHES | {
        CACHE: {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": tmp_path}
    }


def words(drawing):
    return [node.text for node in etree.fromstring(drawing).iter("{*}text") if node.text]


def test_bars_say_their_numbers_and_end_where_they_should():
    drawn = vegalite.svg(
        specs.bars([Mark("有", 50.0, "50 %", 40.0, 60.0), Mark("没有", 25.0, "25 %")], "网站")
    )
    assert words(drawn) == ["有", "没有", "50 %", "25 %"]
    root = etree.fromstring(drawn)
    assert (root[0].tag, root[0].text) == ("{http://www.w3.org/2000/svg}title", "网站")
    lengths = [float(one.get("d").split("h")[1].split("v")[0]) for one in root.iter("{*}path")]
    assert lengths[0] == pytest.approx(2 * lengths[1], abs=0.2)


def test_series_are_told_apart_by_shape_or_shade_and_named():
    marks = [Mark(label, 40.0, "40 %", series=name) for label in ("有", "没有") for name in ("甲", "乙")]
    for made in (specs.grouped(marks, ["甲", "乙"], "两轮"), specs.dots(marks, ["甲", "乙"], "两组")):
        drawn = vegalite.svg(made)
        assert words(drawn)[:2] == ["甲", "乙"]
        assert words(drawn).count("40 %") == 4
        assert len({one.get("fill") for one in etree.fromstring(drawn).iter("{*}path")}) == 2


@pytest.mark.parametrize("label", HOSTILE)
def test_a_label_is_words_and_nothing_else(label):
    drawn = vegalite.svg(specs.bars([Mark(label, 1.0, label)], label))
    root = etree.fromstring(drawn)
    names = {etree.QName(one).localname for one in root.iter()}
    assert names <= {"svg", "g", "title", "text", "path", "line", "rect"}
    assert not any(
        name.startswith("on") or (name in {"href", "style", "class"} and one is not root)
        for one in root.iter()
        for name in one.attrib
    )


@pytest.mark.parametrize(
    "spec",
    [
        {"data": {"url": "https://example.org/x.json"}, "mark": "point"},
        {"data": {"values": [{}]}, "mark": {"type": "image", "url": "file:///etc/passwd"}},
        {"layer": [{"mark": "text", "encoding": {"href": {"value": "javascript:alert(1)"}}}]},
    ],
)
def test_what_points_out_of_the_spec_is_not_drawn(spec):
    with pytest.raises(vegalite.Foreign):
        vegalite.svg(spec)


def test_what_cannot_be_drawn_is_nothing_and_the_rest_is_drawn():
    good = specs.bars([Mark("有", 1.0, "1")], "x")
    assert [bool(one) for one in vegalite.svgs([{"mark": 7}, good])] == [False, True]


def test_the_same_is_drawn_once(monkeypatch):
    spec = specs.bars([Mark("有", 1.0, "1")], "x")
    first = vegalite.svg(spec)
    monkeypatch.setattr(vegalite.child, "run", lambda *told: pytest.fail("drawn again"))
    assert vegalite.svg(spec) == first != ""


def test_a_child_that_dies_leaves_the_table_alone(monkeypatch):
    monkeypatch.setattr(vegalite.child, "run", lambda *told: None)
    assert vegalite.svg(specs.bars([Mark("没", 2.0, "2")], "x")) == ""
    assert all(value == "" for value in caches[CACHE].get_many(["x"]).values())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<svg",
        "<html/>",
        '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
    ],
)
def test_what_is_no_drawing_is_not_shown(text):
    assert vegalite.clean(text) == ""


def test_scripts_styles_and_references_are_left_out():
    drawn = vegalite.clean(
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" viewBox="0 0 1 1" onload="a()">'
        '<script>a()</script><style>*{}</style><a x:href="javascript:a()"><text>b</text></a><foreignObject/>'
        '<image x:href="http://x/"/><use x:href="#a"/><rect fill="url(http://x/)" style="x" width="1"/></svg>'
    )
    assert drawn == (
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 1 1" role="img" '
        f'font-family="{vegalite.FACE}"><title></title><rect width="1"/></svg>'
    )
