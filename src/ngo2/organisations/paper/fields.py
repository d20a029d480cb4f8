"""Which facts stand on the sheet, and how an answer written with a pen is read. What needs a table is not asked."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ngo2.lib.refusals import Refused
from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.imports import cells

FIELDS = (
    "name_zh",
    "name_en",
    "legal_status",
    "credit_code",
    "registrar",
    "founded",
    "summary_zh",
    "causes",
    "division",
    "address",
    "publish_exact",
    "sensitivity",
    "staff",
    "volunteers",
    "budget_band",
    "phone",
    "email",
    "website",
    "wechat",
    "qq_group",
)
# Lists of which the sheet prints the numbers, so that one digit answers.
NUMBERED = ("legal_status", "sensitivity", "budget_band")
_NONE = frozenset({"无", "沒有", "没有", "none", "-", "–", "—", "/"})
_YES, _NO = frozenset({"是", "可以", "yes", "y", "1"}), frozenset({"否", "不", "不可以", "no", "n", "2", "0"})


def options(key: str) -> Mapping[str, Any]:
    return CATALOGUE[key].options or {}


def value(key: str, written: str, country: str) -> Any:
    """The raw value of what stands on the line; None for "we have none". Raises Refused."""
    plain = unicodedata.normalize("NFKC", written).strip()
    if plain.lower() in _NONE:
        return None
    if key == "publish_exact" and plain.lower() in _YES | _NO:
        return plain.lower() in _YES
    if key in NUMBERED and plain.isascii() and plain.isdecimal():
        keys = list(options(key))
        if not 1 <= int(plain) <= len(keys):
            raise Refused(
                _("This list has the numbers 1 to %(n)d. Please look at the sheet again.") % {"n": len(keys)},
                field=key,
            )
        return keys[int(plain) - 1]
    return cells.one(key, written.strip(), country)
