"""PDF from templates and data: nothing in the data is obeyed, the same data is the same bytes, limits hold."""

import re
import time
import zlib
from pathlib import Path

import pytest

from ngo2.kernel.documents import checks, printing, services
from ngo2.lib import child
from ngo2.lib.refusals import Refused

TEMPLATE = """#let data = json(bytes(sys.inputs.data))
#set document(title: data.title, date: none)
#set text(font: "Noto Sans SC", lang: "zh")
= #data.title
#data.text
"""
HOSTILE = [
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.4"',
    "$x^2$ \\ `raw` *bold* _it_ <label> @ref //",
    '")\n#panic("x")',
    "\u202e反\u2066向",
    "名" * 200,
    "<w>" * 2000,
    "山蚁 Mountain Ants 臺灣",
    "",
]


@pytest.fixture
def template(tmp_path, monkeypatch):
    def make(source=TEMPLATE):
        (tmp_path / "a.typ").write_text(source, encoding="utf-8")
        monkeypatch.setattr(services, "get_app_template_dirs", lambda name: (str(tmp_path),))
        return "a.typ"

    return make


def is_accessible(made):
    return b"pdfuaid" in made


@pytest.mark.parametrize("text", HOSTILE)
def test_data_is_printed_and_never_obeyed(template, text):
    made = services.pdf(template(), {"title": "T", "text": text})
    assert made.startswith(b"%PDF-")
    assert is_accessible(made)
    assert b"root:x:0" not in made
    assert all(b"root:x:0" not in _open(one) for one in _streams(made))


def _streams(made):
    return re.findall(rb"stream\r?\n(.*?)endstream", made, re.DOTALL)


def _open(stream):
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream


def test_a_template_that_evaluates_its_data_reads_no_file_outside_its_folder(template):
    """The planted fault: were a template ever to evaluate, the folder of templates is still all that it can read."""
    source = TEMPLATE.replace("\n#data.text", '\n#eval(data.text, mode: "markup")')
    good = services.pdf(template(source), {"title": "T", "text": "#(1 + 1)"})
    assert good.startswith(b"%PDF-")
    with pytest.raises(Refused):
        services.pdf("a.typ", {"title": "T", "text": '#read("/etc/passwd")'})


def test_no_template_of_ours_evaluates_or_fetches():
    found = sorted(Path(services.__file__).parents[2].rglob("*.typ"))
    assert found
    for path in found:
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"\beval\(|@preview|\bread\(|\bimport\b", source), path


def test_the_same_data_is_the_same_bytes(template):
    name, data = template(), {"title": "山蚁", "text": "Ants 😀"}
    first = services.pdf(name, data)
    time.sleep(1.1)  # a clock in it would show
    assert services.pdf(name, dict(reversed(data.items()))) == first
    assert services.pdf(name, data | {"text": "Ant"}) != first


SCRIPTS = {
    "Tibetan": "བོད་ཡིག",
    "Uyghur": "ئۇيغۇرچە",
    "Kazakh": "قازاقشا",
    "Mongolian": "ᠮᠣᠩᠭᠣᠯ",
    "Vietnamese": "Tiếng Việt",
    "Russian": "Муравьи",
    "an emoji": "蚂蚁夜校 😀🐜",
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_names_of_all_groups_can_be_printed(template, name):
    """The standard for accessible documents is refused where a sign has no shape: so each has one."""
    assert is_accessible(services.pdf(template(), {"title": "T", "text": SCRIPTS[name]}))


def test_a_sign_that_no_font_has_becomes_an_empty_box_and_the_rest_is_printed(template):
    made = services.pdf(template(), {"title": "T", "text": "蚂蚁夜校 𓀀"})
    assert made.startswith(b"%PDF-")
    assert not is_accessible(made)  # the standard asks for a sign behind each box


def test_a_template_that_never_ends_is_stopped_with_a_sentence(template, monkeypatch):
    monkeypatch.setattr(services, "LIMITS", child.Limits(memory=3 * 2**30, seconds=2, patience=4))
    began = time.monotonic()
    with pytest.raises(Refused, match=r"fewer|少"):
        services.pdf(template(TEMPLATE + "#while true { let x = 1 }"), {"title": "T", "text": ""})
    assert time.monotonic() - began < 8


def test_too_much_memory_is_refused_with_a_sentence(template, monkeypatch):
    monkeypatch.setattr(services, "LIMITS", child.Limits(memory=64 * 2**20, seconds=20, patience=20))
    with pytest.raises(Refused, match=r"fewer|少"):
        services.pdf(template(), {"title": "T", "text": ""})


def test_too_much_data_is_refused_before_a_child_is_started(template, monkeypatch):
    monkeypatch.setattr(child, "run", lambda *args: pytest.fail("it was started"))
    with pytest.raises(Refused, match=r"in parts|分"):
        services.pdf(template(), {"title": "T", "text": "x" * services.LARGEST})


@pytest.mark.parametrize("name", ["none.typ", "../settings.py", "ui/base.html"])
def test_only_templates_are_found(name):
    with pytest.raises(LookupError):
        services.find(name)


def test_missing_fonts_are_said_at_start(tmp_path, monkeypatch):
    assert checks.fonts() == []
    monkeypatch.setattr(services, "FONT_FOLDER", tmp_path)
    assert [one.id for one in checks.fonts()] == ["documents.W001"]
    assert "tools/frontend" in checks.fonts()[0].msg


def test_the_child_knows_no_django():
    assert "django" not in Path(printing.__file__).read_text(encoding="utf-8").replace("Knows no Django", "")
