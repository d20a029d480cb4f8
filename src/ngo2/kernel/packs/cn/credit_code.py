"""Unified social credit code (GB 32100-2015): 18 characters. We warn, we never refuse.

1 registering department, 2 kind, 3-8 division of the registering authority (100000: national), 9-17
organisation code (GB 11714, its own check character last), 18 check character.
Real codes exist that fail the check, and the division may have been abolished since.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc

from ngo2.kernel.packs.base import Warned
from ngo2.kernel.packs.cn.divisions import GAZETTEER
from ngo2.lib.divisions import Resolution

LENGTH = 18
NATIONAL = "100000"
# No division ever had a number that begins with 99 (a test says so): codes of the demo carry it.
EXAMPLE_BLOCK = "990000"
_FORBIDDEN = re.compile(r"[^0-9A-HJ-NPQRTUWXY]")
_MISREAD = str.maketrans("OISZ", "0152")
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_SEPARATORS = re.compile(r"[\s\-‐‑–—_.·]+")
# First two characters -> legal status of the pack. Only a hint for a form: the person decides.
_NOWHERE = Resolution()
_KINDS = {
    "51": "registered_association",
    "52": "registered_service",
    "53": "registered_foundation",
    "11": "public_body",
    "12": "public_body",
    "91": "registered_business",
    "92": "registered_business",
    "93": "registered_business",
    "G1": "overseas_filed",
}


@dataclass(frozen=True)
class CreditCodeReport:
    """normalised            the code as it is kept
    valid                 length, characters and check character are right
    warnings              oddities in plain words; () for a clean code
    suggestions           what may have been meant (O for 0); offer, never apply
    registering_division  what characters 3-8 mean today; empty for national, unknown and example codes
    kind_hint             key of a legal status, or ""
    """

    normalised: str
    valid: bool
    warnings: tuple[Warned, ...] = ()
    suggestions: tuple[str, ...] = ()
    registering_division: Resolution = _NOWHERE
    kind_hint: str = ""

    @property
    def national(self) -> bool:
        return self.normalised[2:8] == NATIONAL


def normalise(text: str) -> str:
    """Half width, upper case, without blanks and hyphens; a wrong letter stays for the person to see."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def check(text: str) -> CreditCodeReport:
    code = normalise(text)
    form = _form(code)
    division = _division(code) if len(code) == LENGTH else Resolution()
    warnings = (form,) if form else tuple(found for found in (_sums(code), _place(code, division)) if found)
    return CreditCodeReport(
        normalised=code,
        valid=form is None and uscc.calc_check_digit(code[:17]) == code[17],
        warnings=warnings,
        suggestions=_suggestions(code),
        registering_division=division,
        kind_hint=_KINDS.get(code[:2], ""),
    )


def is_example(code: str) -> bool:
    return code[2:8] == EXAMPLE_BLOCK


def example_credit_code(number: int, kind: str = "52") -> str:
    """A code for the demo that nobody can own: right check characters, a division that never was.

    `number` 0 to 99999999 tells codes apart; `kind` is the first two characters.
    """
    organisation = f"{number:08d}"
    first = f"{kind}{EXAMPLE_BLOCK}{organisation}{inner_check(organisation)}"
    return first + uscc.calc_check_digit(first)


def inner_check(organisation: str) -> str:
    """Check character of the organisation code (GB 11714) over its 8 characters."""
    total = sum(
        int(character, 36) * weight for character, weight in zip(organisation, _INNER_WEIGHTS, strict=True)
    )
    return {10: "X", 11: "0"}.get(rest := 11 - total % 11, str(rest))


def _form(code: str) -> Warned | None:
    if len(code) != LENGTH:
        return Warned(
            "length",
            format_lazy(
                _("A credit code has 18 characters; this one has {count}. Compare it with the certificate."),
                count=len(code),
            ),
        )
    if wrong := "".join(sorted(set(_FORBIDDEN.findall(code)))):
        return Warned(
            "characters",
            format_lazy(
                _("A credit code never contains {wrong}. Compare it with the certificate."),
                wrong=", ".join(wrong),
            ),
        )
    return None


def _sums(code: str) -> Warned | None:
    if uscc.calc_check_digit(code[:17]) != code[17]:
        return Warned(
            "check",
            _(
                "The last character does not fit the others, so there may be a typing error. "
                "If the certificate says so, keep it and add a photo of the certificate."
            ),
        )
    if inner_check(code[8:16]) != code[16]:
        return Warned(
            "inner_check",
            _(
                "The 17th character does not fit the organisation code. "
                "Some real codes are like that: compare it with the certificate; if it is the same, keep it."
            ),
        )
    return None


def _division(code: str) -> Resolution:
    """Characters 3-8 through history; a number that was never given falls back to the one above it."""
    block = code[2:8]
    for candidate in (block, block[:4] + "00", block[:2] + "0000"):
        found = GAZETTEER.resolve_code(candidate)
        if found.known:
            return found
    return Resolution()


def _place(code: str, division: Resolution) -> Warned | None:
    if is_example(code):
        return Warned("example", _("This is an example code made for the demo; it belongs to nobody."))
    if code[2:8] == NATIONAL or division.known:
        return None
    return Warned(
        "division",
        _("Characters 3 to 8 name no place that we know. Compare them with the certificate."),
    )


def _suggestions(code: str) -> tuple[str, ...]:
    meant = code.translate(_MISREAD)
    return (meant,) if meant != code and len(meant) == LENGTH and not _FORBIDDEN.search(meant) else ()
