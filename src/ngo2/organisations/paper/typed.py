"""What somebody keys from a sheet: one line for all, or one box a fact.

51 13800138000; 41 5      new values, each behind the code of its line
51                        the tick of this line alone
-41                       this line was left blank: leave it out of "the rest"
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from ngo2.organisations.facts.field_codes import FIELD_CODES, FIELD_OF

LONGEST = 4000
_PART = re.compile(r"(?P<blank>[-－–]?)\s*(?P<code>\d{2})(?:[\s:：=]+(?P<value>.*))?", re.DOTALL)


@dataclass
class Typed:
    """`new`: {field: what is written}; `still`: fields that are ticked; `problems`: (what was typed, sentence)."""

    new: dict[str, str] = field(default_factory=dict)
    still: set[str] = field(default_factory=set)
    problems: list[tuple[str, str]] = field(default_factory=list)


def read(
    line: str, boxes: Mapping[str, str], blank: Collection[str], *, rest: bool, seen: Mapping[str, str]
) -> Typed:
    """`boxes`: {field: what stands in its box}; `blank`: fields whose line was left blank; `rest`: everything else
    that the sheet shows is ticked. `seen` names the fields on the sheet, "" for those it shows no value of."""
    typed, left_out, named = Typed(), set(blank), set[str]()
    for part in _parts(line):
        found = _PART.fullmatch(part)
        if found is None:
            typed.problems.append(
                (part, _("Write the code of the line, a blank, and the new value: 51 13800138000."))
            )
            continue
        key = FIELD_OF.get(unicodedata.normalize("NFKC", found["code"]), "")
        if key not in seen:
            typed.problems.append(
                (part, _("There is no line %(code)s on this sheet.") % {"code": found["code"]})
            )
        elif key in named:
            typed.problems.append(
                (part, _("Line %(code)s stands here twice. Keep one.") % {"code": found["code"]})
            )
        else:
            named.add(key)
            _take(typed, left_out, key, found["blank"], (found["value"] or "").strip(), seen)
    for key, written in boxes.items():
        if key in seen and written.strip() and key not in named:
            named.add(key)
            typed.new[key] = written.strip()
    if rest:
        typed.still |= {key for key, shown in seen.items() if shown and key not in named | left_out}
    return typed


def _take(
    typed: Typed, left_out: set[str], key: str, blank: str, written: str, seen: Mapping[str, str]
) -> None:
    if blank:
        left_out.add(key)
    elif written:
        typed.new[key] = written
    elif seen[key]:
        typed.still.add(key)
    else:
        typed.problems.append(
            (FIELD_CODES[key], _("The sheet shows no value here that could be ticked. Write one."))
        )


def _parts(line: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;；\n]+", line[:LONGEST]) if part.strip()]
