"""The look: tokens and their contrast, the weight of the style sheet, and each component's words."""

import gzip
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from ngo2.kernel.ui import ages, fields, samples, tokens
from ngo2.kernel.ui.views import style

ROOT = Path(__file__).resolve().parents[5]
UI = ROOT / "src/ngo2/kernel/ui"
BUILD = UI / "static/build"
TODAY = date(2026, 3, 20)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def draw(source: str, **context) -> str:
    text = Template("{% load ui ui_forms %}" + source).render(Context(context))
    return re.sub(r"\s+", " ", text).strip()


class Reader(HTMLParser):
    """Ids, the ids that something points to, and names of fields."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.pointed: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.attributes |= set(found)
        if "id" in found:
            self.ids.append(found["id"])
        self.pointed |= set((found.get("aria-describedby") or "").split())
        if found.get("for"):
            self.pointed.add(found["for"])
        if (found.get("href") or "").startswith("#") and len(found["href"]) > 1:
            self.pointed.add(found["href"][1:])


# Weight and tokens


@pytest.mark.parametrize(("name", "limit"), [("ui.css", 9_000), ("ui.js", 2_000)])
def test_what_every_page_loads_is_light(name, limit):
    path = BUILD / name
    assert path.exists(), "Build it first: npm ci && npm run build"
    assert len(gzip.compress(path.read_bytes(), 9)) <= limit


def test_the_built_script_and_sheet_ask_nobody_else():
    for name in ("ui.css", "ui.js"):
        assert not re.search(r"https?://|@import|url\(", (BUILD / name).read_text())


def css_colours() -> tuple[dict[str, str], dict[str, str]]:
    text = (ROOT / "frontend/css/tokens.css").read_text()
    light, dark = text.split("@media (prefers-color-scheme: dark)")
    pattern = re.compile(r"--([a-z0-9-]+): (#[0-9a-f]{6});")
    return dict(pattern.findall(light)), dict(pattern.findall(dark))


def test_the_style_page_and_the_style_sheet_name_the_same_colours():
    light, dark = css_colours()
    assert {colour.name: colour.light for colour in tokens.COLOURS} == light
    assert {colour.name: colour.dark for colour in tokens.COLOURS} == dark


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_read(scheme):
    assert [c.name for c in tokens.COLOURS if c.contrast(scheme) < c.least] == []


def test_a_paler_amber_would_be_caught():
    pale = tokens.Colour("amber-words", "", "#a86a12", "#a86a12")
    assert pale.contrast("light") < tokens.AA_WORDS


def test_contrast_is_that_of_wcag():
    assert tokens.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert tokens.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_colours_stand_in_the_tokens_only():
    allowed = {"print.css", "tokens.css", "map.css"}  # land and water stand on no other page
    stray = {
        f"{path.name}: {found}"
        for path in (ROOT / "frontend/css").glob("*.css")
        if path.name not in allowed
        for found in re.findall(r"(?<!=\")#[0-9a-f]{3,6}\b", path.read_text())  # not what an SVG is found by
    }
    assert stray == {"marks.css: #ffffff"}  # the ground of a QR code stays white in the dark


def test_old_browsers_keep_the_sheet():
    """An unknown at-rule would drop everything inside it."""
    text = (BUILD / "ui.css").read_text()
    assert set(re.findall(r"@([a-z-]+)", text)) <= {"media", "supports", "page"}
    young = [rule for rule in re.findall(r"[^{}]+(?={)", text) if ":has(" in rule or "::details" in rule]
    assert young
    assert [rule for rule in young if "," in rule] == []  # one selector it does not know drops the whole rule


# Ages


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (date(2026, 3, 21), "today"),
        (date(2026, 3, 20), "today"),
        (date(2026, 3, 19), "yesterday"),
        (date(2026, 3, 18), "2 days ago"),
        (date(2026, 2, 18), "30 days ago"),
        (date(2026, 2, 17), "1 month ago"),
        (date(2025, 7, 31), "8 months ago"),
        (date(2024, 4, 1), "23 months ago"),
        (date(2024, 3, 31), "2 years ago"),
        (None, ""),
    ],
)
def test_age(moment, words):
    assert ages.age(moment, TODAY) == words


@pytest.mark.parametrize(
    ("moment", "answer"),
    [
        (date(2026, 3, 1), ("confirmed this month", "confirmed")),
        (date(2026, 2, 28), ("1 month ago", "")),
        (date(2025, 4, 1), ("11 months ago", "")),
        (date(2025, 3, 31), ("12 months ago, please confirm", "waiting")),
        (None, ("", "")),
    ],
)
def test_age_of_a_fact(moment, answer):
    assert ages.fact_age(moment, today=TODAY) == answer


def test_changed_is_not_confirmed():
    assert ages.fact_age(TODAY, confirmed=False, today=TODAY) == ("new this month", "")


# Components


def test_num():
    assert draw("{{ a|num }} {{ b|num }} {{ c|num }}", a=5267, b=None, c=0) == "5,267 – 0"


def test_button_as_button_and_as_link():
    assert draw('{% button "Save" busy="Saving" name="go" value="1" %}') == (
        '<button class="button main" type="submit" name="go" value="1" data-busy="Saving">Save</button>'
    )
    assert draw('{% button "Back" kind="quiet" href="/" %}') == '<a class="button quiet" href="/">Back</a>'


@pytest.mark.parametrize(
    "source", ['{% button "x" kind="big" %}', '{% pill "x" tone="green" %}', "{% pill %}"]
)
def test_unknown_kinds_are_errors(source):
    with pytest.raises(TemplateSyntaxError):
        draw(source)


def test_a_fact_says_when_it_is_missing_and_how_to_add_it():
    assert draw('{% fact "Site" "" href="/add/" missing="Add it" %}') == (
        '<div class="fact"><dt>Site</dt> <dd dir="auto"><span class="missing">Not known yet</span>'
        ' <a href="/add/">Add it</a></dd> <dd class="age"></dd></div>'
    )


def test_a_fact_may_be_zero_or_many():
    assert '<dd dir="auto">0</dd>' in draw('{% fact "Staff" 0 source="from a survey" %}')
    many = draw('{% fact "Area" areas source="from a survey" %}', areas=["A<b>", "B"])
    assert "<bdi>A&lt;b&gt;</bdi>, <bdi>B</bdi>" in many


def test_a_row_escapes_and_isolates_the_name():
    drawn = draw('{% row title=name href="/o/1/" lang="ar" example=True %}{% endrow %}', name="<جمعية>")
    assert '<a href="/o/1/" dir="auto" lang="ar">&lt;جمعية&gt;</a> <span class="pill">Example</span>' in drawn
    assert '<div class="end"></div>' in drawn


def test_pager_keeps_the_filters():
    request = RequestFactory().get("/?q=a%20b&page=2")
    drawn = draw("{% pager page %}", page=Paginator(range(50), 20).page(2), request=request)
    assert 'rel="prev" href="?q=a+b&amp;page=1"' in drawn
    assert "Page 2 of 3" in drawn
    assert draw("{% pager page %}", page=Paginator(range(5), 20).page(1)) == ""


def test_filters_open_when_one_is_chosen():
    options = [{"label": "Health", "url": "?c=h", "count": 1693, "current": False}]
    assert draw('{% filters "Cause" options %}', options=options).startswith('<details class="filters"> ')
    options[0]["current"] = True
    drawn = draw('{% filters "Cause" options %}', options=options)
    assert drawn.startswith('<details class="filters" open> <summary>Cause<span>: Health</span></summary>')
    assert (
        '<a href="?c=h" aria-current="true"><span>Health</span> <span class="number">1,693</span></a>'
        in drawn
    )


# Forms


class Ask(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the seal")
    kind = forms.ChoiceField(label="Kind", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    causes = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, choices=[("h", "Health")])
    county = forms.ChoiceField(choices=[("", "–"), ("1", "One")])
    agreed = forms.BooleanField(label="I agree")
    secret = forms.CharField(widget=forms.HiddenInput)

    default_renderer = fields.Renderer()


def test_a_form_ties_every_word_to_its_field():
    for form in (Ask(), Ask({})):
        reader = Reader(str(form))
        assert reader.pointed <= set(reader.ids)
        assert sorted(reader.ids) == sorted(set(reader.ids))


def test_a_question_points_to_example_hint_and_error():
    drawn = draw('{% field form.name example="Mountain Ant" %}', form=Ask({}))
    assert 'aria-describedby="id_name_helptext id_name_example id_name_error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert "For example: Mountain Ant" in drawn


def test_required_says_what_to_do():
    form = Ask({})
    words = {name: fields.error_words(form[name]) for name in ("name", "kind", "causes", "county", "agreed")}
    assert words == {
        "name": ["Please fill this in."],
        "kind": ["Please choose one."],
        "causes": ["Please choose at least one."],
        "county": ["Please choose one."],
        "agreed": ["Please tick this to go on."],
    }


def test_the_summary_leads_to_each_field_and_hides_nothing():
    form = Ask({"name": "A", "kind": "a", "causes": ["h"], "county": "1"})
    form.add_error(None, "Two people changed this")
    drawn = draw("{% error_summary form %}", form=form)
    assert '<a href="#id_agreed">I agree</a> Please tick this to go on.' in drawn
    assert "<li>Two people changed this</li>" in drawn
    assert "Please look at 1 answer again." in drawn
    assert draw("{% error_summary form %}", form=Ask()) == ""


def test_a_choice_can_be_explained():
    drawn = draw("{% field form.kind heading=True explained=why %}", form=Ask(), why={"b": "Because"})
    assert "<legend><h1>Kind</h1></legend>" in drawn
    assert "<span>B</span><small>Because</small>" in drawn


def test_the_form_key_is_new_and_stays_while_mending():
    fresh = RequestFactory().get("/")
    keys = {draw("{% form_key %}", request=fresh) for _ in range(2)}
    assert len(keys) == 2
    again = RequestFactory().post("/", {"form_key": 'k"1'})
    assert draw("{% form_key %}", request=again) == '<input type="hidden" name="form_key" value="k&quot;1">'


# Whole pages


def test_the_error_page_stands_alone():
    drawn = render_to_string("ui/error.html", {})
    assert "<h1>Something broke on our side</h1>" in drawn
    assert "Start at the home page" in drawn


def test_the_error_page_shows_the_code():
    drawn = render_to_string(
        "ui/error.html", {"status": 404, "title": "No page", "message": "M", "code": "7KQ2MD"}
    )
    assert '<code class="big-code">7KQ2MD</code>' in drawn


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_style_page_shows_everything(language):
    with translation.override(language):
        context = {**samples.everything(), "colours": tokens.COLOURS}
        reader = Reader(render_to_string("ui/style.html", context))
    assert sorted(reader.ids) == sorted(set(reader.ids))
    assert reader.pointed <= set(reader.ids)
    assert not reader.attributes & {"style", "onclick", "onload", "onsubmit"}
    source = (UI / "templates/ui/style.html").read_text()
    names = {path.stem for path in (UI / "templates/ui/parts").glob("*.html")}
    inside = {
        "optional",
        "field_words",
        "share_preview",
        "example",
        "suggestions",
    }  # drawn by others, or of the head
    assert {name for name in names - inside if f"% {name} " not in source} == set()


def test_the_style_page_is_public():
    assert style.access == "public"


def test_no_template_has_inline_code():
    wrong = [
        path.name
        for path in (UI / "templates").rglob("*.html")
        if re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?! src)", path.read_text())
    ]
    assert wrong == []


def test_the_page_names_its_language():
    for language, tag in (("zh-hans", "zh-Hans"), ("en", "en")):
        with translation.override(language):
            assert f'<html lang="{tag}">' in render_to_string("ui/error.html", {})
