"""Secondary instances: lists that expressions look into, from the form itself or from files beside it."""

import csv
import io
import json
import re
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from ngo2.questionnaires.xforms.documents import FORM_BYTES, Element, children, cleaned, local, parse
from ngo2.questionnaires.xforms.errors import TooLarge, Unreadable

ROWS = 250_000
_NAME = re.compile(r"[^\W\d][\w.-]*\Z")


class Source:
    """`top` is the `<instance>` element; `available` is false when the file was not handed over."""

    def __init__(self, identity: str, top: Element, *, available: bool = True, file: str = "") -> None:
        self.id = identity
        self.top = top
        self.available = available
        self.file = file
        self._rows: dict[str, dict[str, Element]] = {}

    def items(self) -> list[Element]:
        return [item for root in children(self.top) for item in children(root)]

    def first(self, column: str, value: str) -> Element | None:
        """The first item whose `column` holds exactly `value`."""
        if column not in self._rows:
            rows: dict[str, Element] = {}
            for item in self.items():
                rows.setdefault(item.findtext(column, ""), item)
            self._rows[column] = rows
        return self._rows[column].get(value)


def nothing(identity: str, file: str) -> Source:
    return Source(identity, etree.Element("instance"), available=False, file=file)


def internal(identity: str, element: Element) -> Source:
    """From an `<instance>` within the form."""
    top = etree.Element("instance")
    for child in children(element):
        top.append(bare(child))
    return Source(identity, top)


def from_file(identity: str, file: str, data: bytes) -> Source:
    """CSV, XML or GeoJSON, by the ending of the name. Raises Unreadable."""
    if len(data) > FORM_BYTES:
        raise TooLarge(_("The file %(file)s is too large. Shorten it.") % {"file": file})
    top = etree.Element("instance")
    ending = file.rpartition(".")[2].lower()
    if ending == "csv":
        top.append(_from_csv(file, data))
    elif ending in ("geojson", "json"):
        top.append(_from_geojson(file, data))
    else:
        top.append(bare(parse(data, FORM_BYTES)))
    return Source(identity, top, file=file)


def from_rows(identity: str, file: str, rows: list[dict[str, str]]) -> Source:
    top = etree.Element("instance")
    root = etree.SubElement(top, "root")
    for row in rows:
        _add(root, row.items())
    return Source(identity, top, file=file)


def bare(element: Element) -> Element:
    """A copy with local names only, so that expressions need no prefixes."""
    copy = etree.Element(local(element))
    for name, value in element.attrib.items():
        copy.set(name.rpartition("}")[2], value)
    copy.text = element.text
    for child in children(element):
        copy.append(bare(child))
    return copy


def rows_of(file: str, data: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file; the delimiter is the comma, else the semicolon, else the tab (as specified)."""
    try:
        content = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(_("The file %(file)s is not UTF-8. Save it as UTF-8.") % {"file": file}) from error
    head = content.partition("\n")[0]
    delimiter = next((mark for mark in ",;\t" if mark in head), ",")
    reader = csv.reader(io.StringIO(cleaned(content), newline=""), delimiter=delimiter, strict=True)
    try:
        names = [name.strip() for name in next(reader, [])]
        rows: list[dict[str, str]] = []
        for cells in reader:
            if len(rows) >= ROWS:
                raise TooLarge(_("The file %(file)s has too many rows. Shorten it.") % {"file": file})
            if any(cells):
                rows.append(dict(zip(names, [*cells, *[""] * len(names)], strict=False)))
    except csv.Error as error:
        raise Unreadable(
            _("The file %(file)s cannot be read as CSV (%(why)s). Save it again.")
            % {"file": file, "why": str(error)}
        ) from error
    if len(set(names)) != len(names):
        raise Unreadable(_("Two columns of %(file)s have the same name. Rename one.") % {"file": file})
    return rows


def _from_csv(file: str, data: bytes) -> Element:
    root = etree.Element("root")
    for row in rows_of(file, data):
        _add(root, row.items())
    return root


def _add(root: Element, cells: Any) -> None:
    item = etree.SubElement(root, "item")
    for name, value in cells:
        if _NAME.match(name):  # a header that is no XML name cannot be asked for anyway
            etree.SubElement(item, name).text = value


def _from_geojson(file: str, data: bytes) -> Element:
    root = etree.Element("root")
    try:
        features = json.loads(data)["features"]
        for feature in features:
            cells = {name: _plain(value) for name, value in (feature.get("properties") or {}).items()}
            if feature.get("id") is not None:
                cells["id"] = _plain(feature["id"])
            geometry = feature.get("geometry")
            cells["geometry"] = _geometry(geometry) if geometry else ""
            _add(root, [(name, value) for name, value in cells.items() if value is not None])
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise Unreadable(
            _("The file %(file)s is no GeoJSON of points, lines and polygons. Export it again.")
            % {"file": file}
        ) from error
    return root


def _plain(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float)):
        return cleaned(str(value))
    raise TypeError(value)


def _geometry(geometry: dict[str, Any]) -> str:
    kind, places = geometry["type"], geometry["coordinates"]
    if kind == "Point":
        return _point(places)
    if kind == "LineString":
        return ";".join(_point(place) for place in places)
    if kind == "Polygon":
        return ";".join(_point(place) for place in places[0])
    raise ValueError(kind)


def _point(place: list[float]) -> str:
    return f"{float(place[1]):.10g} {float(place[0]):.10g} {float(place[2]) if len(place) > 2 else 0:.10g} 0"
