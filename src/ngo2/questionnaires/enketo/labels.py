"""Markdown of labels and hints becomes elements; values that a label shows stay where they are in it.

Ported from enketo-transformer 4.2.0 (transformer.js): Copyright Enketo LLC and contributors, Apache-2.0.
"""

import re
from collections.abc import Mapping

from lxml import etree

from ngo2.questionnaires.enketo import markdown, media

LABELS = '/*/form//span[contains(@class, "question-label") or contains(@class, "or-hint")]'
OUTPUTS = '/*/form//span[contains(@class, "or-output")]'
PLACE = re.compile(r"---output-(\d+)(?!\d)")


def render(page: etree._Element, files: Mapping[str, str]) -> None:
    outputs = page.xpath(OUTPUTS)
    numbers = {output: number for number, output in enumerate(outputs)}
    for label in page.xpath(LABELS):
        original = _text(label, numbers)
        rendered = markdown.to_html(original)
        # As the original: it escapes the first of each sign before it compares.
        if rendered != original.replace("<", "&lt;", 1).replace(">", "&gt;", 1):
            made = markdown.to_tree(rendered)
            media.replace(made, files)
        else:
            made = etree.Element("root")
            made.text = original
        for child in list(label):
            label.remove(child)
        label.text = made.text
        label.extend(list(made))
        _restore(label, outputs)


def _text(label: etree._Element, numbers: Mapping[etree._Element, int]) -> str:
    parts = [label.text or ""]
    for child in label:
        parts.append(f"---output-{numbers[child]}" if child in numbers else "".join(child.itertext()))
        parts.append(child.tail or "")
    return "".join(parts)


def _restore(label: etree._Element, outputs: list[etree._Element]) -> None:
    """Puts the values back that stood in this label, each once."""
    for element in list(label.iter()):
        if element in outputs:
            continue
        _place(element, element.text, 0, outputs, of_text=True)
        for child in list(element):
            if child.tail and child not in outputs:
                _place(element, child.tail, element.index(child) + 1, outputs, child=child)


def _place(
    parent: etree._Element,
    text: str | None,
    at: int,
    outputs: list[etree._Element],
    *,
    of_text: bool = False,
    child: etree._Element | None = None,
) -> None:
    if not text or "---output-" not in text:
        return
    before, *rest = PLACE.split(text)
    if of_text:
        parent.text = before
    elif child is not None:
        child.tail = before
    for number, after in zip(rest[::2], rest[1::2], strict=True):
        output = outputs[int(number)]
        output.tail = after
        parent.insert(at, output)
        at += 1
