"""What organisations work for: the field's own causes, with bridges to ICNPTSO and UKCAT."""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from ngo2.kernel.packs import data


class Cause(NamedTuple):
    """`parent` is "" at the top. `icnptso` and `ukcat` are the codes under which it is exported."""

    code: str
    parent: str
    zh: str
    en: str
    icnptso: str
    ukcat: str

    def label(self, language: str = "zh-hans") -> str:
        return self.zh if language.startswith("zh") else self.en


class _Tables(NamedTuple):
    causes: dict[str, Cause]
    icnptso: dict[str, str]  # prefix -> cause
    ukcat: dict[str, str]


@cache
def _tables() -> _Tables:
    tables = _Tables({}, {}, {})
    for *facts, from_icnptso, from_ukcat in data.rows("causes/causes.csv"):
        cause = Cause(*facts)
        tables.causes[cause.code] = cause
        tables.icnptso.update(dict.fromkeys(_split(from_icnptso), cause.code))
        tables.ukcat.update(dict.fromkeys(_split(from_ukcat), cause.code))
    return tables


def causes() -> list[Cause]:
    """All, each parent followed by its children."""
    return list(_tables().causes.values())


def top() -> list[Cause]:
    return children("")


def get(code: str) -> Cause | None:
    return _tables().causes.get(code)


def children(code: str) -> list[Cause]:
    """Directly below `code`; "" gives the top."""
    return [cause for cause in causes() if cause.parent == code]


def with_children(code: str) -> list[str]:
    """Codes that a filter by `code` accepts: itself and all below it."""
    return [code, *(cause.code for cause in children(code))] if get(code) else []


@cache
def with_parents(code: str) -> frozenset[str]:
    """The cause and the broader ones that hold it; empty for an unknown code."""
    cause = get(code)
    return frozenset({code} | with_parents(cause.parent)) if cause else frozenset()


def label(code: str, language: str = "zh-hans") -> str:
    """The name in the language; an unknown code is its own name."""
    cause = get(code)
    return cause.label(language) if cause else code


def from_ukcat(codes: Iterable[str]) -> list[str]:
    """Our codes for UKCAT codes: in their order, none twice, no parent beside its child, unknown left out."""
    return _translated(codes, _tables().ukcat)


def from_icnptso(codes: Iterable[str]) -> list[str]:
    """Our codes for ICNPTSO codes, as `from_ukcat`."""
    return _translated(codes, _tables().icnptso)


def _translated(codes: Iterable[str], prefixes: dict[str, str]) -> list[str]:
    found = dict.fromkeys(ours for code in codes if (ours := _longest(code.strip().upper(), prefixes)))
    parents = {cause.parent for code in found if (cause := get(code))}
    return [code for code in found if code not in parents]


def _longest(code: str, prefixes: dict[str, str]) -> str:
    cuts = (code[:length] for length in range(len(code), 0, -1))
    return next((prefixes[cut] for cut in cuts if cut in prefixes), "")


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]
