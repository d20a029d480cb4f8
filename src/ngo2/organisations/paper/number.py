"""The number of a sheet: digits that can be said on the phone, with a check digit against every single slip.

The digits are the journal entry that says what was printed; the last one is by Damm, which notices each wrong digit
and each pair that changed places.
"""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _
from stdnum import damm

from ngo2.lib.refusals import Refused

_SHORTEST, _LONGEST = 2, 19


def written(entry: int) -> str:
    """`00471-8`."""
    digits = f"{entry:05d}"
    return f"{digits}-{damm.calc_check_digit(digits)}"


def read(typed: str) -> int:
    """The entry behind a number as somebody types it, or behind the whole address that a scanner types for them."""
    tail = unicodedata.normalize("NFKC", typed).strip().rstrip("/").rpartition("/")[2]
    digits = re.sub(r"[\s\-–—.]", "", tail)
    if not digits.isascii() or not digits.isdecimal() or not _SHORTEST <= len(digits) <= _LONGEST:
        raise Refused(
            _("A form number has digits only, like 00471-8. It stands at the top of the sheet."),
            field="number",
        )
    if not damm.is_valid(digits):
        raise Refused(
            _("One digit of this number is wrong. Compare it with the top of the sheet and type it again."),
            field="number",
        )
    return int(digits[:-1])
