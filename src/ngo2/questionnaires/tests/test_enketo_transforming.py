"""The port held to the original: what enketo-transformer 4.2.0 made of 174 forms in a browser (data/enketo)."""

import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from ngo2.questionnaires.enketo import apart, transforming
from ngo2.questionnaires.enketo.media import escaped
from ngo2.questionnaires.enketo.parsing import parsed
from ngo2.questionnaires.enketo.refusing import Unfit, Why
from ngo2.questionnaires.enketo.sanitising import DATA, ELEMENTS, EVERYWHERE, LINK
from ngo2.questionnaires.enketo.transforming import Transformed, model_of, page_of, transform, xml_of
from ngo2.questionnaires.tests.enketo_oracle import media_of, read

FORMS: dict[str, dict[str, str]] = read("forms.json.xz")
GOLDEN: dict[str, dict[str, Any]] = read("golden.json.xz")
SPACE = re.compile(r"[ \t\r\n\f]+")
HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"'
    ' xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>T</h:title><model>'
)


def tree(element: etree._Element) -> list[Any]:
    """As the oracle writes it: tag, attributes, children and words."""
    children: list[Any] = []

    def words(text: str | None) -> None:
        said = " ".join(word for word in SPACE.split(text or "") if word)
        if said and children and isinstance(children[-1], str):
            children[-1] += f" {said}"
        elif said:
            children.append(said)

    words(element.text)
    for child in element:
        if isinstance(child.tag, str):
            children.append(tree(child))
        words(child.tail)
    return [element.tag, dict(element.attrib), children]


def difference(ours: Any, theirs: Any, path: str = "") -> str | None:
    """The first place where two trees part."""
    if isinstance(ours, str) or isinstance(theirs, str):
        return None if ours == theirs else f"{path}: {ours!r:.200} for {theirs!r:.200}"
    here = f"{path}/{theirs[0]}"
    if ours[:2] != theirs[:2]:
        return f"{here}: {ours[:2]} for {theirs[:2]}"
    for one, other in zip(ours[2], theirs[2], strict=False):
        if found := difference(one, other, here):
            return found
    return None if len(ours[2]) == len(theirs[2]) else f"{here}: {len(ours[2])} for {len(theirs[2])} children"


def small(body: str, model: str = "", binds: str = '<bind nodeset="/d/a" type="string"/>') -> bytes:
    instance = f'<instance><d id="d">{model or "<a/>"}</d></instance>{binds}'
    return f"{HEAD}{instance}</model></h:head><h:body>{body}</h:body></h:html>".encode()


@pytest.mark.parametrize("name", sorted(FORMS))
def test_page_and_model_are_those_of_the_original(name: str) -> None:
    xml = FORMS[name]["xml"]
    golden = GOLDEN[name]
    source = parsed(xml.encode())
    files = {escaped(file): escaped(address) for file, address in media_of(xml).items()}
    page, _languages, renamed = page_of(source, files, "plain")
    model = model_of(source, files)
    assert difference(tree(page.find("form")), golden["form"]) is None
    assert difference(tree(parsed(xml_of(model).encode())), golden["model"]) is None
    assert renamed == golden["languages"]
    declared = model.find("{*}instance")[0].nsmap
    assert golden["prefixes"].items() <= declared.items()


def test_the_comparison_sees_one_changed_word_attribute_or_child() -> None:
    theirs = GOLDEN["pyxform/tutorial.xls"]["form"]
    assert difference(theirs, theirs) is None
    for changed in (
        ["form", {}, theirs[2]],
        [*theirs[:2], theirs[2][:-1]],
        [*theirs[:2], [*theirs[2][:-1], "x"]],
    ):
        assert difference(changed, theirs) is not None


def test_nothing_but_what_is_allowed_reaches_a_browser() -> None:
    for name, form in FORMS.items():
        if len(form["xml"]) < 1_000_000:
            assert_harmless(transform(form["xml"].encode(), media=media_of(form["xml"])), name)


def assert_harmless(made: Transformed, name: str) -> None:
    """Read again by another parser, so that a mistake in our own writing shows."""
    read_again = etree.fromstring(made.form_html, etree.HTMLParser())
    for element in read_again.iter():
        if element.tag in ("html", "body"):
            continue
        assert element.tag in ELEMENTS, (name, element.tag)
        for attribute, value in element.attrib.items():
            known = attribute in ELEMENTS[element.tag] or attribute in EVERYWHERE or DATA.match(attribute)
            assert known or attribute == "id", (name, element.tag, attribute)
            assert attribute != "style"
            assert not attribute.startswith("on")
            if attribute in ("href", "src"):
                assert LINK.match(value) or value.startswith("/media/"), (name, value)


@pytest.mark.parametrize(
    "label",
    [
        "&lt;script&gt;alert(1)&lt;/script&gt; **x**",
        "[x](javascript:alert(1)) [y](JaVaScRiPt:alert(1)) [z](data:text/html,x) [w](vbscript:x)",
        '&lt;span style="color:red" onclick="alert(1)"&gt;x&lt;/span&gt;',
        '&lt;span style="background-image:url(https://evil.example/)"&gt;x&lt;/span&gt; **b**',
        "&lt;img src=x onerror=alert(1)&gt; **b** &amp;lt;img src=x onerror=alert(1)&amp;gt;",
        '[a" onmouseover="alert(1)](https://e.org/"onmouseover="alert(1))',
        "&lt;svg&gt;&lt;style&gt;&lt;img src onerror=alert(1)&gt; __b__",
        "**&amp;lt;/span&amp;gt;&amp;lt;script src=//evil.example&amp;gt;&amp;lt;/script&amp;gt;**",
    ],
)
def test_labels_of_strangers_do_no_harm(label: str) -> None:
    made = transform(small(f'<input ref="/d/a"><label>{label}</label><hint>{label}</hint></input>'))
    assert_harmless(made, label)
    assert "<script" not in made.form_html
    assert not re.search(r"<[^>]+\son\w+\s*=", made.form_html)
    assert "<img" not in made.form_html
    assert not re.search(r"<[^>]+evil\.example", made.form_html)


def test_a_form_cannot_send_its_answers_elsewhere_or_pass_for_our_page() -> None:
    body = (
        '<input ref="/d/a" appearance="x&quot; onfocus=&quot;alert(1)"><label>l</label></input>'
        '<upload ref="/d/a" mediatype="image/*"><label>l</label></upload>'
    )
    binds = '<submission action="https://evil.example/" method="form-data-post" base64RsaPublicKey="x"/>'
    made = transform(small(body, binds=binds))
    assert_harmless(made, "action")
    assert "evil.example" not in made.form_html
    assert 'action="' not in made.form_html


def test_styles_of_authors_are_kept_for_the_script_and_only_harmless_ones() -> None:
    label = '&lt;span style="color:red;position:fixed;font-weight:bold"&gt;x&lt;/span&gt;'
    made = transform(small(f'<input ref="/d/a"><label>{label}</label></input>'))
    assert 'data-style="color:red;font-weight:bold"' in made.form_html


def test_the_older_name_of_a_property_of_the_device_is_understood() -> None:
    xml = FORMS["pyxform/attribute_columns_test.xlsx"]["xml"]
    assert 'preloadParams="uri:deviceid"' in xml
    assert "uri:deviceid" not in transform(xml.encode()).form_html


def test_media_lead_to_our_addresses_and_nowhere_else() -> None:
    itext = (
        '<itext><translation lang="zh"><text id="a"><value>l</value><value form="image">jr://images/a b.png</value>'
        '<value form="audio">https://evil.example/track.mp3</value></text></translation></itext>'
    )
    source = small('<input ref="/d/a"><label ref="jr:itext(\'a\')"/></input>', binds=itext)
    made = transform(source, media={"a b.png": "/media/1/a b.png"})
    assert 'src="/media/1/a%20b.png"' in made.form_html
    assert "evil.example" not in made.form_html
    assert made.media == ("a b.png",)


def test_what_stands_beside_the_form() -> None:
    made = transform(FORMS["own/languages.xml"]["xml"].encode(), theme="grid")
    tags = {each.source: (each.tag, each.label, each.direction) for each in made.languages}
    assert tags["Français (fr)"] == ("fr", "Français", "ltr")
    assert tags["العربية (ar)"] == ("ar", "العربية", "rtl")
    assert tags["中文 (zh)"] == ("zh", "中文", "ltr")
    assert tags["Chinese"][0] == "zh"
    assert made.default_language == "zh"
    assert (made.title, made.form_id, made.theme) == ("own_languages", "own_languages", "grid")
    assert made.language_map["Français (fr)"] == "fr"


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (b"", Why.NO_XML),
        (b"<h:html", Why.NO_XML),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', Why.DOCTYPE),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', Why.DOCTYPE),
        (b"<a/>", Why.NO_XFORM),
        (b'<html xmlns="http://www.w3.org/1999/xhtml"><head/><body/></html>', Why.NO_XFORM),
        (b"<a>" * 300_000, Why.NO_XML),
        (b" " * 20_000_001, Why.TOO_BIG),
    ],
)
def test_what_is_no_form_is_refused_with_words(source: bytes, why: Why) -> None:
    with pytest.raises(Unfit) as refused:
        transform(source)
    assert refused.value.why == why
    assert refused.value.words().endswith(".")


@pytest.mark.parametrize("address", ["file:///etc/hostname", "http://127.0.0.1:9/"])
def test_a_stylesheet_reads_no_files_and_calls_nobody(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, address: str
) -> None:
    """Ours do not try; should one ever, it is stopped."""
    (tmp_path / "reading.xsl").write_text(
        '<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="1.0"><xsl:template match="/">'
        f"<a><xsl:copy-of select=\"document('{address}')\"/></a></xsl:template></xsl:stylesheet>"
    )
    monkeypatch.setattr(transforming, "STYLESHEETS", tmp_path)
    with pytest.raises(etree.XSLTApplyError, match=r"denied|refused|Cannot resolve"):
        transforming._stylesheet("reading")(etree.XML("<a/>"))
    transforming._stylesheet.cache_clear()


def test_a_label_that_asks_for_quadratic_time_stays_as_it_is_written() -> None:
    hostile = ["[" * 19_000, "&lt;span&gt;" * 3_000, "**_" * 6_000, "- " * 9_000, "](" * 9_000]
    body = "".join(f'<input ref="/d/a"><label>{label}</label></input>' for label in hostile)
    made = apart.transform(small(body))  # within the limits of a child
    assert "[" * 19_000 in made.form_html


def test_the_child_says_what_the_call_says() -> None:
    xml = FORMS["own/markdown.xml"]["xml"].encode()
    assert apart.transform(xml, media={"a.png": "/media/a"}) == transform(xml, media={"a.png": "/media/a"})
    with pytest.raises(Unfit) as refused:
        apart.transform(b"<a/>")
    assert refused.value.why == Why.NO_XFORM


def test_a_form_that_takes_for_ever_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "LIMITS", apart.child.Limits(memory=1_500_000_000, seconds=1, patience=2))
    label = "&lt;span&gt;" * 39 + "x" * 19_000
    body = f'<input ref="/d/a"><label>{label}</label></input>' * 300
    with pytest.raises(Unfit) as refused:
        apart.transform(small(body))
    assert refused.value.why == Why.TOO_HARD
