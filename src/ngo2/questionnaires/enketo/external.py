"""Lists of choices in files of their own, as the XML that enketo-core takes beside the model.

A CSV becomes <root><item><column>…</column></item></root>, as pyxform and Enketo have it; XML is read and written
again, so that neither a DOCTYPE nor an entity reaches a browser.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping

from lxml import etree

from ngo2.questionnaires.enketo.media import NAMED
from ngo2.questionnaires.enketo.parsing import MOST, parsed
from ngo2.questionnaires.enketo.refusing import Unfit, Why
from ngo2.questionnaires.enketo.transforming import External

NAME = re.compile(r"[^\W\d][\w.\-]*\Z")
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def external_instances(
    instances: Iterable[External], files: Mapping[str, bytes]
) -> tuple[list[dict[str, str]], list[str]]:
    """`[{"id": …, "xml": …}]` for what `files` (by name) has, and the names of those that are missing.

    Raises Unfit for a file that is no table and no XML.
    """
    found, missing = [], []
    for instance in instances:
        named = NAMED.search(instance.src)
        name = named[1].strip() if named else instance.src
        if name in files:
            found.append({"id": instance.id, "xml": as_xml(name, files[name])})
        elif not instance.src.startswith("jr://instance/"):  # the answer itself, or the session
            missing.append(name)
    return found, missing


def as_xml(name: str, content: bytes) -> str:
    if len(content) > MOST:
        raise Unfit(Why.TOO_BIG)
    kind = name.rpartition(".")[2].lower()
    if kind == "xml":
        root = parsed(content)
    elif kind == "geojson":
        root = _items(_places(content))
    else:
        root = _items(_rows(content))
    text: str = etree.tostring(root, encoding="unicode", with_tail=False)
    return text


def _rows(content: bytes) -> Iterable[list[tuple[str, str]]]:
    try:
        text = content.decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Unfit(Why.NO_TABLE, str(error)) from error
    if not lines:
        raise Unfit(Why.NO_TABLE)
    names = [name.strip() for name in lines[0]]
    if not any(names) or not all(NAME.match(name) for name in names if name):
        raise Unfit(Why.NO_TABLE, ", ".join(names)[:200])
    for line in lines[1:]:
        if any(line):
            yield [(name, value) for name, value in zip(names, line, strict=False) if name]


def _delimiter(text: str) -> str:
    head = text.split("\n", 1)[0]
    return max(",;\t", key=head.count) if any(sign in head for sign in ",;\t") else ","


def _places(content: bytes) -> Iterable[list[tuple[str, str]]]:
    """Points of GeoJSON: their properties, and `geometry` as "latitude longitude altitude accuracy" (ODK XForms)."""
    try:
        features = json.loads(content)["features"]
        for feature in features:
            values = {str(name): value for name, value in (feature.get("properties") or {}).items()}
            if "id" in feature:
                values.setdefault("id", feature["id"])
            geometry = feature.get("geometry") or {}
            if geometry.get("type") == "Point":
                east, north = geometry["coordinates"][:2]
                values["geometry"] = f"{float(north)} {float(east)} 0 0"
            yield [
                (name, "" if value is None else str(value))
                for name, value in values.items()
                if NAME.match(name)
            ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unfit(Why.NO_TABLE, str(error)) from error


def _items(rows: Iterable[list[tuple[str, str]]]) -> etree._Element:
    root = etree.Element("root")
    for row in rows:
        item = etree.SubElement(root, "item")
        for name, value in row:
            etree.SubElement(item, name).text = CONTROLS.sub("", value)
    return root
