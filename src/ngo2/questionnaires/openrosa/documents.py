"""The XML that we answer with."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lxml import etree

from ngo2.questionnaires.xforms.documents import cleaned

LIST = "http://openrosa.org/xforms/xformsList"
MANIFEST = "http://openrosa.org/xforms/xformsManifest"
RESPONSE = "http://openrosa.org/http/response"
METADATA = "http://www.opendatakit.org/xforms"


@dataclass(frozen=True)
class Listed:
    """`digest`: MD5 of what stands at `url`. `manifest`: "" when the form names no files."""

    form_id: str
    name: str
    version: str
    digest: str
    about: str
    url: str
    manifest: str


@dataclass(frozen=True)
class Named:
    name: str
    digest: str
    url: str


def form_list(forms: Iterable[Listed]) -> bytes:
    root = etree.Element("xforms", nsmap={None: LIST})
    for one in forms:
        told = {
            "formID": one.form_id,
            "name": one.name,
            "version": one.version,
            "hash": f"md5:{one.digest}",
            "descriptionText": one.about,
            "downloadUrl": one.url,
            "manifestUrl": one.manifest,
        }
        _add(root, "xform", {key: value for key, value in told.items() if value})
    return _written(root)


def manifest(files: Iterable[Named]) -> bytes:
    root = etree.Element("manifest", nsmap={None: MANIFEST})
    for one in files:
        _add(root, "mediaFile", {"filename": one.name, "hash": f"md5:{one.digest}", "downloadUrl": one.url})
    return _written(root)


def response(sentence: str, *, well: bool, about: dict[str, str] | None = None) -> bytes:
    """What Collect shows to whoever sends. `about`: attributes of what was received, as Aggregate told them."""
    root = etree.Element("OpenRosaResponse", nsmap={None: RESPONSE})
    message = etree.SubElement(root, "message", nature="submit_success" if well else "submit_error")
    message.text = cleaned(sentence)
    if about:
        told = etree.SubElement(root, f"{{{METADATA}}}submissionMetadata", nsmap={None: METADATA})
        for key, value in about.items():
            told.set(key, cleaned(value))
    return _written(root)


def _add(root: Any, tag: str, told: dict[str, str]) -> None:
    element = etree.SubElement(root, tag)
    for key, value in told.items():
        etree.SubElement(element, key).text = cleaned(value)


def _written(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
