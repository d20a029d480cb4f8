"""What is written into an XForm before the stylesheet reads it: which it then need not look up.

Ported from enketo-transformer 4.2.0 (transformer.js): Copyright Enketo LLC and contributors, Apache-2.0.
"""

import re
from collections.abc import Mapping
from copy import deepcopy

from lxml import etree

from ngo2.questionnaires.enketo import media as addresses

XFORMS = "http://www.w3.org/2002/xforms"
XHTML = "http://www.w3.org/1999/xhtml"
NAMESPACES = {"x": XFORMS, "h": XHTML, "orx": "http://openrosa.org/xforms"}
ADDRESS = re.compile(r"[a-zA-Z]+://")
ITEXT = re.compile(r"itext\((.*)\)")
PATH = re.compile(r"/[\w.\-/\u0080-\U0010ffff]+\Z")
FILTER = re.compile(r"\[.*?\]")


def binary_defaults(xform: etree._Element, media: Mapping[str, str]) -> None:
    """A picture that is there from the start: its node names our address beside its own."""
    for bind in xform.xpath('/h:html/h:head/x:model/x:bind[@type="binary"]', namespaces=NAMESPACES):
        nodeset = bind.get("nodeset", "")
        if not PATH.match(nodeset):
            continue
        path = "/h:html/h:head/x:model/x:instance" + nodeset.replace("/", "/x:")
        for node in _found(xform, path)[:1]:
            text = "".join(node.itertext())
            if ADDRESS.match(text):
                for child in list(node):
                    node.remove(child)
                node.text = addresses.escaped(text)
                node.set("src", addresses.found(media, text))


def itemsets(xform: etree._Element) -> None:
    """Each list of choices says where its values, labels and texts stand, and holds the texts."""
    for itemset in xform.xpath("//x:itemset", namespaces=NAMESPACES):
        refs = {}
        for name in ("value", "label"):
            child = itemset.find(f"{{{XFORMS}}}{name}")
            refs[name] = child.get("ref", "") if child is not None else ""
        path = _instance_path(itemset.get("nodeset", ""))
        itemset.set("valueRef", refs["value"])
        itemset.set("labelRef", refs["label"])
        itemset.set("itextPath", path)
        named = ITEXT.search(refs["label"])
        if named is not None:
            items = f"{path.replace('/xf:', '/x:')}/*[name() = $name]"
            for item in _found(xform, items, name=named[1]):
                copy = deepcopy(item)
                copy.tail = None
                itemset.append(copy)


def _instance_path(nodeset: str) -> str:
    within = _after(nodeset, "instance(").split(")", 1)[0]
    rest = _after(nodeset, ")")
    if "randomize(" in nodeset:
        rest = rest.split("," if "," in nodeset else ")", 1)[0]
    steps = FILTER.sub("", rest.replace("/", "/xf:"))
    return f'/h:html/h:head/xf:model/xf:instance[@id="{within[1:-1]}"]{steps}'


def _after(text: str, sign: str) -> str:
    """As the original: without the sign, all but its length less one character."""
    return text[text.find(sign) + len(sign) :]


def _found(xform: etree._Element, path: str, **values: str) -> list[etree._Element]:
    """What a path made of the form's own words finds: nothing where they make no path."""
    try:
        found = xform.xpath(path, namespaces=NAMESPACES, **values)
    except etree.XPathError:
        return []
    return [each for each in found if isinstance(each, etree._Element)] if isinstance(found, list) else []
