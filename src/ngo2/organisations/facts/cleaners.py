"""Turn what somebody typed, or a file held, into the one shape that is stored; or refuse with a sentence.

A cleaner takes any JSON value and returns the clean one. `None` means "we do not have one", which is an answer.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.packs import causes, country_name, home
from ngo2.lib import phones
from ngo2.lib.refusals import Refused
from ngo2.organisations.facts import choices

Clean = Callable[[Any], Any]
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def text(longest: int, *, lines: bool = False) -> Clean:
    def clean(value: Any) -> str:
        string = _CONTROL.sub("", unicodedata.normalize("NFC", str(value)))
        string = string.strip() if lines else " ".join(string.split())
        if not string:
            raise Refused(_("Please write something, or choose “We do not have this”."))
        if len(string) > longest:
            raise Refused(
                _("That is too long: %(n)d characters. Please shorten it to %(longest)d.")
                % {"n": len(string), "longest": longest}
            )
        return string

    return clean


def choice(options: Mapping[str, Any]) -> Clean:
    def clean(value: Any) -> str:
        if value not in options:
            raise Refused(_("Please choose one of the answers in the list."))
        return str(value)

    return clean


def whole(low: int, high: int) -> Clean:
    def clean(value: Any) -> int:
        digits = unicodedata.normalize("NFKC", str(value)).replace(",", "").replace(" ", "")
        if not re.fullmatch(r"-?\d{1,15}", digits) or not low <= int(digits) <= high:
            raise Refused(
                _("Please give a whole number from %(low)d to %(high)d.") % {"low": low, "high": high}
            )
        return int(digits)

    return clean


def year(value: Any) -> int:
    return int(whole(1800, timezone.localdate().year)(value))


def yes_no(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in {"yes", "true", "1", "on", "是"}:
        return True
    if str(value).lower() in {"no", "false", "0", "", "否"}:
        return False
    raise Refused(_("Please answer yes or no."))


def website(value: Any) -> str:
    string = unicodedata.normalize("NFKC", str(value)).strip()
    if "://" not in string:
        string = f"https://{string}"
    try:
        URLValidator(schemes=["http", "https"])(string)
    except ValidationError:
        raise Refused(_("That is not a web address. It looks like https://www.example.org.")) from None
    host = urlsplit(string).hostname or ""
    if "." not in host or host.endswith(".local"):
        raise Refused(_("That is not a web address. It looks like https://www.example.org."))
    return string[:300]


def email(value: Any) -> str:
    string = unicodedata.normalize("NFKC", str(value)).strip().lower()
    try:
        validate_email(string)
    except ValidationError:
        raise Refused(_("That is not an e-mail address. It looks like name@example.org.")) from None
    return string


def phone(value: Any) -> str:
    number = phones.normalise(str(value), home())
    if not number:
        raise Refused(_("That is not a phone number. Write it with the area code, like 0778-0000217."))
    return number


def code_listing(known: Callable[[str], bool], most: int) -> Clean:
    def clean(value: Any) -> list[str]:
        codes = list(dict.fromkeys(str(one) for one in ([value] if isinstance(value, str) else value)))
        if len(codes) > most:
            raise Refused(_("Please choose at most %(most)d.") % {"most": most})
        if not all(known(code) for code in codes):
            raise Refused(_("Please choose one of the answers in the list."))
        return codes

    return clean


def cause_codes(value: Any) -> list[str]:
    return list(code_listing(lambda code: causes.get(code) is not None, 5)(value))


def country(value: Any) -> str:
    code = str(value).strip().upper()
    if not re.fullmatch(r"[A-Z]{2}", code) or country_name(code) == code:
        raise Refused(_("Please choose a country from the list."))
    return code


def texts(longest: int, most: int) -> Clean:
    one = text(longest)

    def clean(value: Any) -> list[str]:
        items = value.splitlines() if isinstance(value, str) else value
        return list(dict.fromkeys(one(item) for item in items if str(item).strip()))[:most]

    return clean


def years(value: Any) -> list[int]:
    """One a line, or as many as a row holds; the newest first."""
    items = re.findall(r"[^\s,;，；、]+", value) if isinstance(value, str) else value
    return sorted({year(item) for item in items}, reverse=True)[:30]


def names_by_language(value: Any) -> dict[str, str]:
    clean = text(200)
    if not isinstance(value, Mapping):
        raise Refused(_("Please choose one of the answers in the list."))
    return {
        str(language)[:12]: clean(name)
        for language, name in sorted(value.items())
        if re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]{2,8})?", str(language)) and str(name).strip()
    }


def languages(value: Any) -> list[str]:
    codes = [value] if isinstance(value, str) else list(value)
    if not all(re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]{2,8})?", str(code)) for code in codes):
        raise Refused(_("Please choose one of the answers in the list."))
    return list(dict.fromkeys(str(code) for code in codes))[:20]


def credit_code(value: Any) -> str:
    """Normalised only: a wrong check digit warns elsewhere and never blocks (rules 4.1)."""
    code = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", str(value))).upper()
    if not re.fullmatch(r"[0-9A-Z]{8,30}", code):
        raise Refused(_("A credit code has 18 letters and digits, like 53330000501874064B."))
    return code


def register_id(value: Any) -> dict[str, str]:
    clean = text(60)
    return {"scheme": clean(value["scheme"]), "id": clean(value["id"])}


def host(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        value = {"name": value}
    cleaned: dict[str, Any] = {"name": text(120)(value.get("name", ""))}
    if value.get("organisation"):
        cleaned["organisation"] = int(value["organisation"])
    return cleaned


def qq_group(value: Any) -> str:
    digits = unicodedata.normalize("NFKC", str(value)).replace(" ", "")
    if not re.fullmatch(r"\d{5,12}", digits):
        raise Refused(_("A QQ group is a number of 5 to 12 digits, like 123456789."))
    return digits


def trained(value: Any) -> dict[str, Any]:
    cleaned: dict[str, Any] = {"trained": yes_no(value.get("trained", False))}
    if value.get("where"):
        cleaned["where"] = text(80)(value["where"])
    if value.get("year"):
        cleaned["year"] = year(value["year"])
    return cleaned


def projects(value: Any) -> list[dict[str, Any]]:
    title, long = text(120), text(1000, lines=True)
    cleaned = []
    for one in value:
        if not str(one.get("title", "")).strip():
            continue
        project: dict[str, Any] = {"title": title(one["title"])}
        for key in ("start", "end"):
            if one.get(key):
                project[key] = (
                    year(str(one[key])[:4]) if key == "start" else whole(1800, 2100)(str(one[key])[:4])
                )
        for key in ("summary", "outcome"):
            if str(one.get(key) or "").strip():
                project[key] = long(one[key])
        cleaned.append(project)
    return cleaned[:30]


def finance(value: Any) -> list[dict[str, Any]]:
    """Six whole numbers a year, in units of `currency` (ISO 4217); the newest year first."""
    number = whole(-(10**12), 10**13)
    cleaned: dict[int, dict[str, Any]] = {}
    for one in value:
        row: dict[str, Any] = {
            "year": year(one["year"]),
            "currency": str(one.get("currency") or "CNY").upper(),
        }
        if not re.fullmatch(r"[A-Z]{3}", row["currency"]):
            raise Refused(_("Please name the currency by its three letters, like CNY."))
        for key in choices.FINANCE_NUMBERS:
            row[key] = None if one.get(key) in {None, ""} else number(one[key])
        cleaned[row["year"]] = row
    return [cleaned[key] for key in sorted(cleaned, reverse=True)][:15]
