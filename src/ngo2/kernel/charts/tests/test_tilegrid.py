import re
from html import unescape

import pytest
from django.utils import translation

from ngo2.kernel.charts import samples
from ngo2.kernel.charts.letters import PROVINCES, letters
from ngo2.kernel.charts.samples import SampleTile
from ngo2.kernel.charts.tilegrid import shade, tile_grid

YUNNAN = SampleTile("53", "云", "Yunnan", 1, 1)
TIBET = SampleTile("54", "藏", "Tibet", 0, 0)


def label(tile, count):
    return f"{tile.short} & {count}"


def draw(**given):
    known = {
        "tiles": [YUNNAN, TIBET],
        "counts": {"53": 1087},
        "url_for": lambda tile: f"/p/{tile.code}/",
        "label_for": label,
        "title": "Provinces",
    }
    return str(tile_grid(**{**known, **given}))


def test_the_whole_drawing():
    with translation.override("zh-hans"):
        drawn = draw(url_for=lambda tile: "/p/53/" if tile is YUNNAN else None)
    assert drawn.splitlines() == [
        '<svg class="tiles" viewBox="0 0 76 76" width="76" height="76" role="group" aria-label="Provinces">',
        '<g role="img" class="t0"><title>藏 &amp; None</title>'
        '<rect x="0" y="0" width="36" height="36" rx="4" fill="none"/>'
        '<g aria-hidden="true"><text class="name" x="18" y="17" text-anchor="middle">藏</text>'
        '<text class="count" x="18" y="30" text-anchor="middle">–</text></g></g>',
        '<a href="/p/53/" class="t5"><title>云 &amp; 1087</title>'
        '<rect x="40" y="40" width="36" height="36" rx="4" fill="none"/>'
        '<g aria-hidden="true"><text class="name" x="58" y="57" text-anchor="middle">云</text>'
        '<text class="count" x="58" y="70" text-anchor="middle">1,087</text></g></a></svg>',
    ]


def test_english_short_names():
    with translation.override("en"):
        drawn = draw()
    assert re.findall(r'class="name"[^>]*>([^<]*)<', drawn) == ["XZ", "YN"]


@pytest.mark.parametrize(
    ("count", "step"),
    [
        (None, 0),
        (0, 0),
        (1, 1),
        (9, 1),
        (10, 2),
        (24, 2),
        (25, 3),
        (49, 3),
        (50, 4),
        (124, 4),
        (125, 5),
        (250, 5),
    ],
)
def test_shade(count, step):
    assert shade(count, 250) == step


def test_none_is_a_dash_and_zero_is_a_number():
    assert re.findall(r'class="count"[^>]*>([^<]*)<', draw(counts={"53": 0, "54": None})) == ["–", "0"]


def test_no_inline_style_and_no_markup_from_names():
    drawn = draw(label_for=lambda tile, count: '"><script>')
    assert "style=" not in drawn
    assert "<script>" not in drawn


def test_no_tiles():
    assert draw(tiles=[]) == ""


def test_letters_know_every_province_and_nothing_else():
    assert len(PROVINCES) == len(set(PROVINCES.values())) == 34
    assert (letters("530000", "Yunnan"), letters("KE-30", "Nairobi")) == ("YN", "Nai")


def test_the_sample_speaks():
    with translation.override("en"):
        drawn = unescape(str(samples.provinces()))
    assert 'role="group" aria-label="Organisations by province"' in drawn
    names = re.findall(r"<title>([^<]*)<", drawn)
    assert {"Tibet: no data", "Yunnan: 87 organisations"} <= set(names)
    assert len(names) == len(samples.TILES)
