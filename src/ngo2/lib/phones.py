"""Phone numbers: kept in one form, shown in another.

Kept: E.164, with the extension as in RFC 3966 (+862785757788;ext=8012). Every function reads that form back.
Five-digit hotlines (12345, 95588) have no E.164 form and are not taken.
"""

import re
import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

# 转801 and the like; and the bare hyphen after a whole Chinese landline: 027-85757788-8012.
_EXTENSION_WORDS = re.compile(
    r"[,，;；(（]?\s*(?:转接|转|轉|分机|分機|内线|内線|ext\.?|x)\s*[:：.]?\s*(?=\d)", re.IGNORECASE
)
_BARE_EXTENSION = re.compile(r"^(\(?(?:\+?86[- ]?)?0?\d{2,3}\)?[- ]?\d{7,8})\s*[-－—]+\s*(\d{1,6})$")
_SEVERAL = re.compile(r"[/、,，;；\n]|\s或\s?|或|\s{2,}")
_MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


def normalise(text: str, region: str = "CN") -> str:
    """The form to keep, or "" when it is no real number; `region` is where numbers without +.. are from."""
    number = _parse(text, region)
    if number is None:
        return ""
    kept = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return f"{kept};ext={number.extension}" if number.extension else kept


def display(kept: str, region: str = "CN") -> str:
    """As people of `region` write it, international for other countries; the unreadable comes back."""
    number = _parse(kept, region)
    if number is None:
        return kept
    home = phonenumbers.country_code_for_region(region) == number.country_code
    form = PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
    bare = PhoneNumber(country_code=number.country_code, national_number=number.national_number)
    bare.italian_leading_zero = number.italian_leading_zero
    shown = phonenumbers.format_number(bare, form)
    return f"{shown}-{number.extension}" if number.extension else shown


def is_mobile(kept: str) -> bool:
    """May it receive a text message? Some countries do not tell mobiles apart; theirs may."""
    number = _parse(kept, "ZZ")
    return number is not None and not number.extension and phonenumbers.number_type(number) in _MOBILE


def masked(kept: str) -> str:
    """Enough for its owner to know it again: +86 138****8000."""
    number = _parse(kept, "ZZ")
    if number is None:
        return ""
    digits = phonenumbers.national_significant_number(number)
    return f"+{number.country_code} {digits[:3]}****{digits[-4:] if len(digits) > 8 else digits[-2:]}"


def split(text: str, region: str = "CN") -> list[str]:
    """All real numbers of a cell that holds several, in the form to keep, none twice.

    A second landline written without its area code takes that of the first: 0716-8414666/8415030.
    """
    found: dict[str, None] = {}
    area = ""
    for part in _SEVERAL.split(unicodedata.normalize("NFKC", text)):
        if match := re.search(r"(?<!\d)(0\d{2,3})[-) ]", part):
            area = match[1]
        if kept := normalise(part, region) or (normalise(f"{area}-{part.strip()}", region) if area else ""):
            found[kept] = None
    return list(found)


def places(text: str, region: str = "CN") -> list[tuple[int, int]]:
    """Where real numbers stand in a text: (begin, end) of each."""
    return [(match.start, match.end) for match in phonenumbers.PhoneNumberMatcher(text, region)]


def _parse(text: str, region: str) -> PhoneNumber | None:
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = plain if ";ext=" in plain else _EXTENSION_WORDS.sub(" ext ", plain, count=1)
    if region == "CN" and (match := _BARE_EXTENSION.match(plain)):
        plain = f"{match[1]} ext {match[2]}"
    try:
        number = phonenumbers.parse(plain, region)
    except NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None
