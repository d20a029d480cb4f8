"""Dirty names of Chinese places -> divisions of today; never a guess: as coarse as it is sure."""

import re
from collections.abc import Sequence
from typing import Any

from ngo2.kernel.packs.cn.divisions import GAZETTEER

_GAPS = re.compile(r"[\s\u3000-]+")


def locate(within: str, names: Sequence[str], address: str = "") -> str:
    """Code of the deepest division that the names (broad to narrow) and the address agree on.

    A name that is no division (高新区, 城南新区) is passed over. A name outside the one before
    it (宜昌市 with 天门市) is a contradiction: then the address decides; where it is silent, `within` stays.
    """
    code, contradicted = within, False
    for name in filter(None, (_GAPS.sub("", name) for name in names)):
        if found := GAZETTEER.resolve_name(name, within=code).common:
            code = found.code
        elif GAZETTEER.resolve_name(name, within=within).current:
            contradicted = True
    base = within if contradicted else code
    return _from_address(address, base) or base


def _from_address(address: str, within: str) -> str:
    """An address often begins below the province: read it alone, then behind the names of `within`."""
    text = _GAPS.sub("", address)
    above = "".join(step.name for step in GAZETTEER.path(within))
    for attempt in (text, above + text):
        code = GAZETTEER.parse_address(attempt) if text else None
        if code and GAZETTEER.is_within(code, within):
            return code
    return ""


def agreed(codes: Sequence[str]) -> str:
    """The deepest place that several lines about one organisation agree on; "" when there is none.

    A city beside its own district is less exact, not contrary: the district counts.
    """
    found = [line for line in map(GAZETTEER.get, dict.fromkeys(codes)) if line]
    exact = [
        one
        for one in found
        if not any(other != one and GAZETTEER.is_within(other.code, one.code) for other in found)
    ]
    shared = GAZETTEER.common(exact)
    return shared.code if shared else ""


def division(code: str, name: str) -> dict[str, Any]:
    """The fact: a code of today with the name as it was entered."""
    return {"code": code, "as_of_year": None, "name": _GAPS.sub("", name) or _called(code)}


def _called(code: str) -> str:
    line = GAZETTEER.get(code)
    return line.name if line else ""
