import re

from ngo2.kernel.charts.bars import TALL, TOP, bars


def draw(*groups):
    return str(bars(groups, ["agreed & more", "arrived"], "By month"))


def test_the_whole_drawing():
    assert draw(("May", (4, 2)), ("June", (0, 1))).splitlines() == [
        '<svg class="bars" viewBox="0 0 358 176" width="358" height="176" role="img" aria-label="By month">',
        '<g><rect class="s0" x="3" y="14" width="85.5" height="120" rx="1.5" fill="#94c0b2"/>'
        '<text class="count" x="45.8" y="11" text-anchor="middle">4</text>'
        '<rect class="s1" x="89.5" y="74" width="85.5" height="60" rx="1.5" fill="#14594e"/>'
        '<text class="count" x="132.2" y="71" text-anchor="middle">2</text>'
        '<text class="label" x="89.5" y="147" text-anchor="middle">May</text></g>',
        '<g><rect class="s1" x="268.5" y="104" width="85.5" height="30" rx="1.5" fill="#14594e"/>'
        '<text class="count" x="311.2" y="101" text-anchor="middle">1</text>'
        '<text class="label" x="268.5" y="147" text-anchor="middle">June</text></g>',
        '<rect class="s0" x="0" y="164" width="11" height="11" rx="1.5" fill="#94c0b2"/>'
        '<text class="label" x="16" y="174">agreed &amp; more</text>'
        '<rect class="s1" x="179" y="164" width="11" height="11" rx="1.5" fill="#14594e"/>'
        '<text class="label" x="195" y="174">arrived</text></svg>',
    ]


def test_nothing_is_no_picture():
    assert draw() == draw(("May", (0, 0))) == ""


def test_the_least_is_still_seen_and_the_most_stays_inside():
    drawn = draw(("May", (1, 100_000)))
    tall = [
        int(height)
        for height in re.findall(
            r'<rect class="s\d" x="[\d.]+" y="\d+" width="[\d.]+" height="(\d+)" rx', drawn
        )
    ]
    assert tall[:2] == [2, TALL]
    assert f'y="{TOP}"' in drawn
    assert "100,000" in drawn
