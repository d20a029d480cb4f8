"""The codebook of a table in the words of DDI-Codebook 2.5: variables, labels in each language, what was counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from lxml import etree

from ngo2.surveys.columns.kinds import Category
from ngo2.surveys.columns.values import Table
from ngo2.surveys.microdata.risk import Anonymity
from ngo2.surveys.microdata.sheets import Variable, variables

NAMESPACE: Final = "ddi:codebook:2_5"
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
# What XML cannot hold.
_BAD: Final = {code: None for code in range(32) if code not in (9, 10, 13)} | dict.fromkeys(
    (*range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
)


@dataclass(frozen=True)
class Study:
    """`changes`: in sentences, what was done to the answers before they were published."""

    title: str
    producer: str = ""
    licence: str = ""
    version: str = ""
    abstract: str = ""
    changes: tuple[str, ...] = ()
    language: str = "en"


def codebook(table: Table, study: Study, languages: Sequence[str], risk: Anonymity | None = None) -> bytes:
    """UTF-8. Frequencies are unweighted; missing and not asked are categories marked as missing."""
    root = etree.Element(_tag("codeBook"), nsmap={None: NAMESPACE}, version="2.5")
    root.set(_LANGUAGE, study.language)
    _study(root, study, risk)
    file = _add(_add(root, "fileDscr"), "fileTxt")
    dimensions = _add(file, "dimensns")
    every = variables(table)
    _add(dimensions, "caseQnty", str(table.rows))
    _add(dimensions, "varQnty", str(len(every)))
    data = _add(root, "dataDscr")
    for number, one in enumerate(every, 1):
        _variable(data, one, number, languages)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))


def _study(root: Any, study: Study, risk: Anonymity | None) -> None:
    described = _add(root, "stdyDscr")
    citation = _add(described, "citation")
    _add(_add(citation, "titlStmt"), "titl", study.title)
    if study.producer:
        _add(_add(citation, "prodStmt"), "producer", study.producer)
    if study.version:
        _add(_add(citation, "verStmt"), "version", study.version)
    if study.abstract:
        _add(_add(described, "stdyInfo"), "abstract", study.abstract)
    if study.changes or risk:
        method = _add(_add(described, "method"), "dataColl")
        for sentence in study.changes:
            _add(method, "cleanOps", sentence)
        if risk:
            told = f"k-anonymity {risk.k} over {', '.join(risk.questions)}; {risk.at_risk} records below {risk.wanted}"
            _add(method, "cleanOps", told)
    if study.licence:
        _add(_add(_add(described, "dataAccs"), "useStmt"), "conditions", study.licence)


def _variable(data: Any, one: Variable, number: int, languages: Sequence[str]) -> None:
    choices = bool(one.categories) or one.option is not None
    variable = _add(data, "var", ID=f"V{number}", name=one.name, intrvl="discrete" if choices else "contin")
    for language in languages:
        _add(variable, "labl", one.label(language)).set(_LANGUAGE, language)
    told = ~np.isnan(one.numbers)
    _add(variable, "sumStat", str(int(told.sum())), type="vald")
    _add(variable, "sumStat", str(int((~told).sum())), type="invd")
    if not choices and told.any():
        for kind, value in (("min", np.nanmin(one.numbers)), ("max", np.nanmax(one.numbers))):
            _add(variable, "sumStat", f"{value:.17g}", type=kind)
    for number, category in enumerate(one.categories, 1):
        _category(variable, str(number), int((one.numbers == number).sum()), category, languages)
    if one.option is not None:
        for bit in (0, 1):
            _category(variable, str(bit), int((one.numbers == bit).sum()), None, languages)
    _gap(variable, f"{one.gap:.17g}", "Not asked", int(one.skipped.sum()))
    _gap(variable, ".", "Not answered", int((~told & ~one.skipped).sum()))
    _add(variable, "varFormat", type="numeric")


def _category(
    variable: Any, value: str, count: int, category: Category | None, languages: Sequence[str]
) -> None:
    described = _add(variable, "catgry")
    _add(described, "catValu", value)
    for language in languages if category else ():
        _add(described, "labl", category.label(language) if category else "").set(_LANGUAGE, language)
    if category:
        _add(described, "txt", category.value)  # what CSV and Parquet hold
    _add(described, "catStat", str(count), type="freq")


def _gap(variable: Any, value: str, label: str, count: int) -> None:
    if count:
        described = _add(variable, "catgry", missing="Y")
        _add(described, "catValu", value)
        _add(described, "labl", label).set(_LANGUAGE, "en")
        _add(described, "catStat", str(count), type="freq")


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _add(parent: Any, name: str, text: str = "", /, **attributes: str) -> Any:
    child = etree.SubElement(parent, _tag(name), attributes)
    child.text = text.translate(_BAD) or None
    return child
