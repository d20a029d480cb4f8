"""The catalogue for machines: schema.org inside the page, DCAT as a file. Pure: fed with what the page shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ngo2.kernel.opendata.formats import FORMATS, Format
from ngo2.kernel.opendata.heads import Head


@dataclass(frozen=True)
class File:
    """A file that can be downloaded. Today's rows have no size or checksum: they are made while they are sent."""

    label: str
    form: Format
    url: str
    bytes: int | None = None
    sha256: str = ""
    rows: int | None = None
    month: str = ""
    withdrawn: bool = False


@dataclass(frozen=True)
class Listed:
    """One dataset of the catalogue; `snapshots` latest first."""

    name: str
    head: Head
    rows: int
    files: tuple[File, ...]
    snapshots: tuple[File, ...]

    @property
    def open_files(self) -> tuple[File, ...]:
        return self.files + tuple(one for one in self.snapshots if not one.withdrawn)


def file_of(form: str, url: str, **more: Any) -> File:
    return File(FORMATS[form].label, FORMATS[form], url, **more)


def schema_org(title: str, description: str, url: str, listed: Iterable[Listed]) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "DataCatalog",
        "name": title,
        "description": description,
        "url": url,
        "dataset": [_dataset(one) for one in listed],
    }


def _dataset(one: Listed) -> dict[str, Any]:
    return {
        "@type": "Dataset",
        "@id": one.head.page,
        "name": one.head.title,
        "description": one.head.description,
        "url": one.head.page,
        "license": one.head.licence_url,
        "dateModified": one.head.updated.isoformat(),
        "inLanguage": one.head.language,
        "isAccessibleForFree": True,
        "isBasedOn": [url or label for label, url, _licence in one.head.sources],
        "variableMeasured": [
            {"@type": "PropertyValue", "name": column.key, "description": column.meaning}
            for column in one.head.columns
        ],
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": file.form.media_type, "contentUrl": file.url}
            for file in one.files
        ],
    }


def dcat(title: str, description: str, url: str, listed: Iterable[Listed]) -> dict[str, Any]:
    """https://www.w3.org/TR/vocab-dcat-3/ with checksums as SPDX says them."""
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "spdx": "http://spdx.org/rdf/terms#",
        },
        "@id": url,
        "@type": "dcat:Catalog",
        "dct:title": title,
        "dct:description": description,
        "dcat:dataset": [
            {
                "@id": one.head.page,
                "@type": "dcat:Dataset",
                "dct:identifier": one.name,
                "dct:title": one.head.title,
                "dct:description": one.head.description,
                "dct:language": one.head.language,
                "dct:modified": one.head.updated.isoformat(),
                "dct:license": {"@id": one.head.licence_url},
                "dct:rights": one.head.licence,
                "dct:source": [url or label for label, url, _licence in one.head.sources],
                "rows": one.rows,
                "columns": [column._asdict() for column in one.head.columns],
                "dcat:distribution": [_distribution(file) for file in one.open_files],
            }
            for one in listed
        ],
    }


def _distribution(file: File) -> dict[str, Any]:
    made: dict[str, Any] = {
        "@type": "dcat:Distribution",
        "dct:format": file.form.name,
        "dcat:mediaType": file.form.media_type,
        "dcat:downloadURL": file.url,
    }
    if file.sha256:
        checksum = {"spdx:algorithm": "sha256", "spdx:checksumValue": file.sha256}
        made |= {"dct:temporal": file.month, "dcat:byteSize": file.bytes, "rows": file.rows}
        made |= {"dcat:compressFormat": "application/gzip"} if not file.form.packed else {}
        made |= {"spdx:checksum": checksum}
    return made
