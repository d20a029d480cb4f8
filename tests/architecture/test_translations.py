"""Chinese first, English complete: every text has both, and the tool that collects them finds faults."""

import ast
import json
from pathlib import Path

import polib
import pytest
import texts
import translations
from texts import Text

from tests.architecture import house


def test_X7_every_text_of_code_and_templates_is_said_in_chinese() -> None:
    assert translations.findings(translations.load(), texts.texts()) == []


def test_X7_the_compiled_chinese_is_the_collected_one() -> None:
    compiled = translations.CATALOGUE.with_suffix(".mo").read_bytes()
    assert compiled == translations.load().to_binary()


def test_texts_of_python_are_found_with_plural_and_context() -> None:
    source = b"_('one')\nngettext('%(n)s day', '%(n)s days', n)\npgettext_lazy('verb', 'open')\n_(name)\n"
    assert list(texts._python(source)) == [
        Text("", "one", ""),
        Text("", "%(n)s day", "%(n)s days"),
        Text("verb", "open", ""),
    ]


def test_texts_of_templates_are_found_with_their_variables() -> None:
    source = """
    {% translate "Save" %} <a title="{% translate 'Go' context 'verb' %}">untranslated</a>
      {% blocktranslate trimmed with name=person.name %}
        Hello
        {{ name }}
      {% endblocktranslate %}
    {% blocktranslate count n=total %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}
    """
    assert list(texts._template(source, "x.html")) == [
        Text("", "Save", ""),
        Text("verb", "Go", ""),
        Text("", "Hello %(name)s", ""),
        Text("", "%(n)s row", "%(n)s rows"),
    ]


def _catalogue(msgid: str, msgstr: str, flags: tuple[str, ...] = ()) -> polib.POFile:
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid=msgid, msgstr=msgstr, flags=list(flags), occurrences=[("a.py", "")]))
    return catalogue


@pytest.mark.parametrize(
    ("catalogue", "finding"),
    [
        (_catalogue("Save", "保存"), []),
        (_catalogue("Save", ""), ["no Chinese: 'Save' (a.py)"]),
        (_catalogue("Save", "保存", ("fuzzy",)), ["fuzzy: 'Save' (a.py)"]),
        (
            _catalogue("%(n)s of {all}", "{all} 中"),
            ["placeholders differ, ['%(n)s']: '%(n)s of {all}' (a.py)"],
        ),
        (
            _catalogue("a <b>word</b>", "一个词"),
            ["placeholders differ, ['</b', '<b']: 'a <b>word</b>' (a.py)"],
        ),
        (_catalogue("An old name, like 襄樊市", "旧名，比如襄樊市"), []),
        (_catalogue("保存", "保存"), ["the text in the code must be English: '保存' (a.py)"]),
    ],
)
def test_a_planted_fault_of_a_translation_is_found(catalogue: polib.POFile, finding: list[str]) -> None:
    said = {Text("", entry.msgid, ""): ["a.py"] for entry in catalogue}
    assert translations.findings(catalogue, said) == finding


def test_a_text_missing_or_no_longer_said_is_found() -> None:
    said = {Text("", "New", ""): ["b.html"]}
    assert translations.findings(_catalogue("Old", "旧"), said) == [
        "not collected: 'New' (b.html)",
        "no longer said: 'Old'",
    ]


def test_offers_may_write_variables_as_templates_do(tmp_path: Path) -> None:
    file = tmp_path / "offer.json"
    file.write_text(json.dumps({"Hello {{ name }}": "{{ name }}，你好", "day|days": "天"}), encoding="utf-8")
    offers = translations._offers([str(file)])
    assert translations._offered(Text("", "Hello %(name)s", ""), offers) == "%(name)s，你好"
    assert translations._offered(Text("", "day", "days"), offers) == "天"
    assert translations._offered(Text("", "unknown", ""), offers) == ""


def renamed(tree: ast.Module) -> list[str]:
    """Imports of text functions under a name by which their texts are not collected."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for alias in node.names:
                if "gettext" in alias.name and alias.asname not in {None, "_", alias.name}:
                    found.append(f"line {node.lineno}: {alias.asname}")
    return found


def test_no_text_function_goes_by_a_name_that_is_not_collected() -> None:
    found = {
        house.shown(path): lines for path in house.python_files() if (lines := renamed(house.tree(path)))
    }
    assert found == {}


def test_a_planted_name_is_found() -> None:
    planted = ast.parse("from django.utils.translation import gettext_lazy as _lazy, gettext as _")
    assert renamed(planted) == ["line 1: _lazy"]
