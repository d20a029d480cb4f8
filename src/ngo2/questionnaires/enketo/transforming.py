"""An XForm as the page and the model that enketo-core 9 reads.

The work of enketo-transformer 4.2.0 (Copyright Enketo LLC and contributors, Apache-2.0) in Python: its two stylesheets
as they are, and what its JavaScript does before and after them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from ngo2.questionnaires.enketo import labels, preparing
from ngo2.questionnaires.enketo import media as addresses
from ngo2.questionnaires.enketo.languages import Language, language
from ngo2.questionnaires.enketo.parsing import parsed
from ngo2.questionnaires.enketo.preparing import NAMESPACES, XFORMS
from ngo2.questionnaires.enketo.refusing import Unfit, Why
from ngo2.questionnaires.enketo.sanitising import sanitise
from ngo2.questionnaires.enketo.writing import html_of

STYLESHEETS = Path(__file__).parent / "stylesheets"
EDITION = "4.2.0"  # of enketo-transformer; kept forms are made anew when it changes
THEME = re.compile(r"(theme-)[^\"'\s]+")
DEFAULT = f' xmlns="{XFORMS}"'
SWITCHES = frozenset({"checked", "disabled", "multiple", "readonly", "selected"})


@dataclass(frozen=True)
class External:
    """A secondary instance whose choices come from a file: `src` as the form names it (jr://file-csv/x.csv)."""

    id: str
    src: str


@dataclass(frozen=True)
class Transformed:
    """`form_html` is one <form>, `model_xml` one <model>; both for enketo-core's `new Form(element, {modelStr})`.

    `language_map` tells what became of the form's own names of languages: {"Français": "fr"}.
    """

    form_html: str
    model_xml: str
    title: str
    form_id: str
    version: str
    languages: tuple[Language, ...]
    default_language: str
    language_map: Mapping[str, str]
    theme: str
    media: tuple[str, ...]
    external: tuple[External, ...]
    edition: str = field(default=EDITION)


def transform(xform: bytes, *, media: Mapping[str, str] | None = None, theme: str = "") -> Transformed:
    """`media` maps the file names that the form uses to our addresses of them; others lead nowhere.

    Raises Unfit. A form of strangers may keep the stylesheet busy for long: let `apart.transform` do it.
    """
    source = parsed(xform)
    files = {addresses.escaped(name): addresses.escaped(address) for name, address in (media or {}).items()}
    wanted = _wanted(source)
    external = _external(source)
    page, languages, language_map = page_of(source, files, theme)
    model = model_of(source, files)
    for element in page.xpath("//*[starts-with(@data-preload-params, 'uri:')]"):
        # enketo-core fails on pyxform's older name for these; the value is the same.
        element.set("data-preload-params", element.get("data-preload-params").removeprefix("uri:"))
    sanitise(page, allowed=frozenset(files.values()))
    form = page.find("form")
    instance = model.find(f"{{{XFORMS}}}instance")
    primary = instance[0] if instance is not None and len(instance) else None
    title = form.findtext("h3[@id='form-title']")
    default = page.xpath("/*/form/*[@data-default-lang]/@data-default-lang")
    return Transformed(
        form_html=html_of(form),
        model_xml=xml_of(model),
        title=title or "",
        form_id=(primary.get("id") if primary is not None else "") or "",
        version=(primary.get("version") if primary is not None else "") or "",
        languages=languages,
        default_language=str(default[0]) if default else "",
        language_map=language_map,
        theme=theme,
        media=wanted,
        external=external,
    )


def page_of(
    xform: etree._Element, media: Mapping[str, str], theme: str
) -> tuple[etree._Element, tuple[Language, ...], dict[str, str]]:
    """The page as the original makes it, before `sanitise`: a <root> with the <form>; changes `xform`."""
    preparing.binary_defaults(xform, media)
    preparing.itemsets(xform)
    page = _applied("openrosa2html5form", xform)
    if page is None or page.find("form") is None:
        raise Unfit(Why.NO_XFORM)
    for name in ("setgeopoint", "setvalue"):
        _correct_action(page, name)
    _appearances(page)
    _theme(page, theme)
    addresses.replace(page, media)
    languages, language_map = _languages(page)
    labels.render(page, media)
    _as_html(page)
    return page, languages, language_map


def _as_html(page: etree._Element) -> None:
    """Names and values of attributes as HTML has them: in small letters, and "" for those that are on or off."""
    for element in page.iter():
        for name, value in list(element.attrib.items()):
            if name in SWITCHES:
                element.set(name, "")
            elif name != name.lower():
                del element.attrib[name]
                element.set(name.lower(), value)


def model_of(xform: etree._Element, media: Mapping[str, str]) -> etree._Element:
    """The <model>, with every prefix that the form declares; `xform` is the one that `page_of` has prepared."""
    root = _applied("openrosa2xmlmodel", xform)
    model = root.find(f"{{{XFORMS}}}model") if root is not None else None
    if model is None or model.find(f"{{{XFORMS}}}instance/*") is None:
        raise Unfit(Why.NO_XFORM)
    addresses.replace(root, media)
    _instance_id(root)
    return model


def xml_of(model: etree._Element) -> str:
    """Without the default namespace, as the original: its elements are found by paths without a prefix."""
    text: str = etree.tostring(model, encoding="unicode", with_tail=False)
    start, sign, rest = text.partition(">")
    return start.replace(DEFAULT, "") + sign + rest


@cache
def _stylesheet(name: str) -> etree.XSLT:
    closed = etree.XSLTAccessControl.DENY_ALL
    reader = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.XSLT(etree.parse(str(STYLESHEETS / f"{name}.xsl"), reader), access_control=closed)


def _applied(name: str, xform: etree._Element) -> Any:
    try:
        return _stylesheet(name)(xform.getroottree()).getroot()
    except etree.XSLTError as error:
        raise Unfit(Why.NO_XFORM, str(error)) from error


def _drop(element: etree._Element, put: etree._Element | None = None) -> None:
    """Takes it out, or puts another in its place; the text after it stays."""
    parent = element.getparent()
    tail = element.tail
    at = parent.index(element)
    if put is not None:
        put.tail = tail
        parent.replace(element, put)
    else:
        if tail:
            before = parent[at - 1] if at else None
            if before is not None:
                before.tail = (before.tail or "") + tail
            else:
                parent.text = (parent.text or "") + tail
        parent.remove(element)


def _correct_action(page: etree._Element, name: str) -> None:
    """An action inside a question belongs to it, not to a label of its own."""
    within = f'//*[contains(@class, "question")]//label/input[@data-{name}]'
    for action in page.xpath(within):
        label = action.getparent()
        if label is not None and label.getparent() is not None:
            _drop(label, action)
    field_of = etree.XPath(
        "//*[@name = $name and (contains(../@class, 'question') or contains(../../@class, 'option-wrapper'))"
        " and not(@type = 'hidden')]"
    )
    for action in page.xpath(f'//label[contains(@class, "{name}")]/input[@data-{name}]'):
        asked = field_of(page, name=action.get("name", ""))
        if asked:
            for attribute in (f"data-{name}", "data-event"):
                asked[0].set(attribute, action.get(attribute, attribute))
            _drop(action.getparent())


def _appearances(page: etree._Element) -> None:
    for element in page.xpath("//*[@data-appearances]"):
        select = element.attrib.pop("data-appearances-select-type", None) is not None
        made = []
        for appearance in element.attrib.pop("data-appearances").lower().split():
            made.append(f"or-appearance-{appearance}")
            if select and appearance == "horizontal":
                made.append("or-appearance-columns")
            elif select and appearance == "horizontal-compact":
                made.append("or-appearance-columns-pack")
            elif select and appearance == "compact":
                made += ["or-appearance-columns-pack", "or-appearance-no-buttons"]
            elif select and appearance.startswith("compact-"):
                made += [appearance.replace("compact-", "", 1), "or-appearance-no-buttons"]
        classes: list[str] = []
        for name in element.get("class", "").split():
            classes += made if name == "or-appearances-placeholder" else [name]
        element.set("class", " ".join(classes))


def _theme(page: etree._Element, theme: str) -> None:
    if not theme:
        return
    form = page.find("form")
    classes = form.get("class", "")
    if THEME.search(classes):
        form.set("class", THEME.sub(lambda found: found[1] + theme, classes, count=1))
    else:
        form.set("class", f"{classes} theme-{theme}")


def _languages(page: etree._Element) -> tuple[tuple[Language, ...], dict[str, str]]:
    options = page.xpath('/*/form/select[@id="form-languages"]/option')
    found = [_language(page, "".join(option.itertext())) for option in options] or [_language(page, "")]
    renamed: dict[str, str] = {}
    for option, each in zip(options, found, strict=False):
        value = option.get("value")
        if value and value != each.tag:
            renamed[value] = each.tag
        option.set("data-dir", each.direction)
        option.set("value", each.tag)
        option.text = each.label
    for each in found:
        if each.source != each.tag:
            for element in page.xpath("/*/form//*[@lang = $lang]", lang=each.source):
                element.set("lang", each.tag)
    for selector in page.xpath("/*/form/*[@data-default-lang]")[:1]:
        default = selector.get("data-default-lang")
        for each in found:
            if each.source == default:
                selector.set("data-default-lang", each.tag)
                break
    return tuple(found), renamed


def _language(page: etree._Element, source: str) -> Language:
    said = "@lang = $lang and normalize-space() and not(./text() = '-')"
    sample = page.xpath(f"/*/form//span[contains(@class, 'or-hint') and {said}]", lang=source) or page.xpath(
        f"/*/form//span[{said}]", lang=source
    )
    return language(source, ("".join(sample[0].itertext()).strip() if sample else "") or "nothing")


def _instance_id(root: etree._Element) -> None:
    """Every answer has an instanceID, whether the form asks for one or not."""
    of_record = "/x:root/x:model/x:instance/*"
    path = f"{of_record}/x:meta/x:instanceID | {of_record}/orx:meta/orx:instanceID"
    if root.xpath(path, namespaces=NAMESPACES):
        return
    metas = root.xpath(f"{of_record}/x:meta", namespaces=NAMESPACES)
    records = root.xpath(of_record, namespaces=NAMESPACES)
    if not metas and records:
        metas = [etree.SubElement(records[0], f"{{{XFORMS}}}meta")]
    if metas:
        etree.SubElement(metas[0], f"{{{XFORMS}}}instanceID")


def _wanted(xform: etree._Element) -> tuple[str, ...]:
    """The names of all files that the form uses, for a manifest: "map.png" of jr://images/map.png."""
    texts = [*xform.xpath("//@src"), *xform.xpath("//text()[contains(., 'jr://')]")]
    names = (addresses.NAMED.search(str(text)) for text in texts)
    return tuple(dict.fromkeys(found[1].strip() for found in names if found))


def _external(xform: etree._Element) -> tuple[External, ...]:
    path = "/h:html/h:head/x:model/x:instance[@src]"
    return tuple(
        External(instance.get("id", ""), instance.get("src"))
        for instance in xform.xpath(path, namespaces=NAMESPACES)
    )
