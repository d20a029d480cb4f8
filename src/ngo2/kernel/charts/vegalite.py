"""Charts drawn by Vega-Lite: a spec with its data in it becomes an SVG that can stand in a page.

vl-convert runs in a child process within limits, without environment and without a network. What it draws is taken
apart and put together again from elements and attributes that are known: no script, no style, no link, no foreign
reference. Drawn once, kept on disk until what it shows has changed; many are drawn by one child, as its start takes a
second and each drawing 30 ms.
"""

import hashlib
import json
import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.cache import caches
from django.utils.safestring import SafeString, mark_safe
from lxml import etree

from ngo2.kernel.charts.still import FACE
from ngo2.kernel.documents.pictures import CACHE
from ngo2.kernel.documents.services import FONT_FOLDER
from ngo2.lib import child

SCRIPT: Final = Path(__file__).with_name("drawing.py")
# V8 reserves addresses; what it may really take is limited in the child itself.
LIMITS: Final = child.Limits(memory=256 * 2**30, seconds=60, patience=60)
LARGEST: Final = 2 * 2**20  # bytes of specs
LONGEST: Final = 400_000  # characters of one drawing
KEPT, AGAIN, PATIENCE = 7 * 86_400, 60, 20  # seconds: as in documents.pictures
FOREIGN: Final = frozenset({"url", "href", "datasets", "usermeta"})
SVG: Final = "http://www.w3.org/2000/svg"
GROUPS: Final = frozenset({"svg", "g", "defs", "clipPath"})
SHAPES: Final = frozenset({"path", "rect", "line", "circle", "text", "tspan"})
PLACES: Final = {"d", "x", "y", "x1", "x2", "y1", "y2", "dx", "dy", "cx", "cy", "r", "rx", "ry"}
LOOKS: Final = {
    "fill",
    "fill-opacity",
    "opacity",
    "font-size",
    "font-weight",
    "text-anchor",
    "clip-path",
    "id",
}
LINES: Final = {
    f"stroke{what}" for what in ("", "-width", "-dasharray", "-opacity", "-linecap", "-miterlimit")
}
SAFE: Final = PLACES | LOOKS | LINES | {"width", "height", "transform"}
_LONG = re.compile(r"(\d+\.\d)\d+")  # a tenth of a pixel is enough
_pen = threading.Lock()


class Foreign(ValueError):
    """The spec points to something outside of itself."""


def svg(spec: Mapping[str, Any]) -> SafeString:
    """ "" where it cannot be drawn now: the table that stands beside every chart says the same.

    `spec["description"]` is what a screen reader says. Raises Foreign.
    """
    return svgs([spec])[0]


def svgs(specs: Sequence[Mapping[str, Any]]) -> list[SafeString]:
    """Those that were not drawn before, by one child."""
    said = [json.dumps(spec, ensure_ascii=False, sort_keys=True) for spec in specs]
    for spec in specs:
        _check(spec)
    names = [_name(text) for text in said]
    found: dict[str, str] = caches[CACHE].get_many(names)
    missing = {name: text for name, text in zip(names, said, strict=True) if name not in found}
    if missing and _pen.acquire(timeout=PATIENCE):
        try:
            found |= _drawn(missing)
        finally:
            _pen.release()
    # What is kept was put together by `clean`, from text that was escaped there.
    return [mark_safe(found.get(name, "")) for name in names]  # noqa: S308


def _name(text: str) -> str:
    return f"vegalite:{hashlib.sha256(f'{settings.NGO2_RELEASE} {text}'.encode()).hexdigest()[:32]}"


def _check(part: Any) -> None:
    if isinstance(part, Mapping):
        if foreign := FOREIGN & part.keys():
            raise Foreign(", ".join(sorted(foreign)))
        part = list(part.values())
    if isinstance(part, list | tuple):
        for one in part:
            _check(one)


def _drawn(missing: Mapping[str, str]) -> dict[str, str]:
    specs = [json.loads(text) for text in missing.values()]
    order = json.dumps({"fonts": str(FONT_FOLDER), "specs": specs})
    answer = child.run(SCRIPT, LIMITS, order.encode()) if len(order) <= LARGEST else None
    drawings = json.loads(answer) if answer else [""] * len(specs)
    made = {
        name: clean(text, str(spec.get("description", "")))
        for name, text, spec in zip(missing, drawings, specs, strict=True)
    }
    for name, drawing in made.items():
        _keep(name, drawing)
    return made


def _keep(name: str, drawing: str) -> None:
    try:
        caches[CACHE].set(name, drawing, KEPT if drawing else AGAIN)
    except OSError:  # no room on the disk: it is drawn again the next time
        return


def clean(text: str, description: str = "") -> str:
    """The drawing from known parts only; "" for what is no drawing."""
    if not text or len(text) > LONGEST:
        return ""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        given = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:
        return ""
    if given.tag != f"{{{SVG}}}svg" or given.getroottree().docinfo.doctype:
        return ""
    made = etree.Element("svg", nsmap={None: SVG})
    made.set("class", "chart")
    made.set("viewBox", str(given.get("viewBox", "")))
    made.set("role", "img")
    made.set("font-family", FACE)
    _take(made, given)
    etree.SubElement(made, "title").text = description
    made.insert(0, made[-1])
    return etree.tostring(made, encoding="unicode")


def _take(made: Any, given: Any) -> None:
    for name, value in given.attrib.items():
        if name in SAFE and _is_plain(name, value):
            made.set(name, _LONG.sub(r"\1", value))
    made.text = given.text if made.tag in {"text", "tspan"} else None
    for part in _parts(given):
        _take(etree.SubElement(made, etree.QName(part).localname), part)
    for part in [one for one in made if one.tag == "g" and not len(one)]:
        made.remove(part)


def _parts(given: Any) -> Iterable[Any]:
    for part in given:
        if not isinstance(part.tag, str) or etree.QName(part).namespace != SVG:
            continue
        name = etree.QName(part).localname
        is_nothing = part.get("display") == "none" or (name == "path" and part.get("class") == "background")
        if (name in SHAPES and not is_nothing) or (name in GROUPS and name != "svg"):
            yield part


def _is_plain(name: str, value: str) -> bool:
    """A clip path of this drawing may be named, nothing else is referred to."""
    return "url" not in value.lower() or (name == "clip-path" and value.startswith("url(#"))
