"""Pictures from templates and data: as large as the page, light, the same data the same bytes, limits hold."""

import io

import pytest
from PIL import Image

from ngo2.kernel.documents import services
from ngo2.lib import child
from ngo2.lib.refusals import Refused

TEMPLATE = """#let data = json(bytes(sys.inputs.data))
#set page(width: 600pt, height: 315pt, margin: 20pt, fill: rgb("#fbfaf6"))
#set text(font: ("Noto Sans SC", "Noto Sans", "Noto Naskh Arabic", "Noto Emoji"), fill: rgb("#1d2329"))
#data.text
"""


@pytest.fixture
def template(tmp_path, monkeypatch):
    def make(source=TEMPLATE):
        (tmp_path / "a.typ").write_text(source, encoding="utf-8")
        monkeypatch.setattr(services, "get_app_template_dirs", lambda name: (str(tmp_path),))
        return "a.typ"

    return make


def test_a_page_becomes_a_picture_with_a_pixel_for_each_point(template):
    made = services.png(template(), {"text": "山蚁 Ants ئۇيغۇرچە 🐜 " * 20})
    drawn = Image.open(io.BytesIO(made))
    assert (drawn.format, drawn.size) == ("PNG", (600, 315))
    assert len(made) < services.HEAVIEST
    colours = drawn.convert("RGB").getcolors(2000)
    assert max(colours)[1] == (0xFB, 0xFA, 0xF6)  # the paper is the paper of the site, not nearly so
    assert min(sum(colour) for _n, colour in colours) < 200  # and something is written on it


def test_a_smaller_one_of_the_same(template):
    name = template()
    half, whole = (services.png(name, {"text": "山蚁"}, scale) for scale in (0.5, 1))
    assert Image.open(io.BytesIO(half)).size == (300, 158)
    assert len(half) < len(whole)


def test_the_same_data_is_the_same_bytes(template):
    name = template()
    first = services.png(name, {"text": "山蚁"})
    assert services.png(name, {"text": "山蚁"}) == first
    assert services.png(name, {"text": "山"}) != first


@pytest.mark.parametrize("text", ['#read("/etc/passwd")', "$x^2$ @ref <w> \\ //", '")\n#panic("x")'])
def test_data_is_drawn_and_never_obeyed(template, text):
    assert services.png(template(), {"text": text}).startswith(b"\x89PNG")


def test_a_picture_that_stays_too_heavy_is_refused_with_a_sentence(template, monkeypatch):
    monkeypatch.setattr(services, "HEAVIEST", 300)
    with pytest.raises(Refused, match=r"picture|图"):
        services.png(template(), {"text": "山蚁 Ants"})


def test_two_pages_are_no_picture(template):
    with pytest.raises(Refused, match=r"picture|图"):
        services.png(template(TEMPLATE + "#pagebreak()\n2"), {"text": "1"})


def test_a_picture_that_never_ends_is_stopped(template, monkeypatch):
    monkeypatch.setattr(services, "LIMITS", child.Limits(memory=3 * 2**30, seconds=2, patience=4))
    with pytest.raises(Refused, match=r"picture|图"):
        services.png(template(TEMPLATE + "#while true { let x = 1 }"), {"text": ""})
