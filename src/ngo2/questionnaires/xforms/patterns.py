"""`regex()`: whether a pattern is found in a text, in bounded time.

Rust's regular expressions (through pydantic, which django-ninja brings) take time that is linear in the text. They know
neither look-around nor back-references; a pattern that needs these is tried in a child process within two seconds.
As the specification says (`'[0-9]+'` becomes `/[0-9]+/`), a pattern need not match the whole text; forms that mean the
whole text write `^...$`. JavaRosa matches the whole text always: this is the one place where Collect is stricter.
"""

import json
import re
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _
from pydantic_core import SchemaError, SchemaValidator, core_schema

from ngo2.lib import child
from ngo2.questionnaires.xforms.errors import Unreadable

LONGEST = 2_000
_LIMITS = child.Limits(memory=256 * 1024 * 1024, seconds=2, patience=4)
_ASCII = {"d": "0-9", "w": "A-Za-z0-9_"}


def check(pattern: str) -> None:
    """Raises Unreadable if nobody can compile it: said when the form is read, not when somebody answers."""
    if len(pattern) > LONGEST or (_fast(pattern) is None and not _known(pattern)):
        raise Unreadable(_("The pattern %(pattern)s cannot be read. Correct it.") % {"pattern": pattern[:80]})


def found(text: str, pattern: str) -> bool:
    """Whether the pattern is in the text; a pattern that cannot be read, or takes too long, is in none."""
    if len(pattern) > LONGEST:
        return False
    fast = _fast(pattern)
    if fast is not None:
        return fast.isinstance_python(text)
    return _slow(text, pattern) if _known(pattern) else False


@lru_cache(maxsize=512)
def _fast(pattern: str) -> SchemaValidator | None:
    try:
        return SchemaValidator(core_schema.str_schema(pattern=_ascii(pattern), regex_engine="rust-regex"))
    except SchemaError:
        return None


@lru_cache(maxsize=512)
def _known(pattern: str) -> bool:
    try:
        re.compile(pattern, re.ASCII)
    except (re.error, RecursionError, OverflowError):
        return False
    return True


@lru_cache(maxsize=2048)
def _slow(text: str, pattern: str) -> bool:
    asked = json.dumps([text, pattern]).encode()
    return child.run(Path(__file__).with_name("matching.py"), _LIMITS, asked) == b"1"


def _ascii(pattern: str) -> str:
    r"""`\d` and `\w` mean ASCII in Java and JavaScript, every script's digits and letters in Rust."""
    written: list[str] = []
    inside = False
    place = 0
    while place < len(pattern):
        mark = pattern[place]
        if mark == "\\" and place + 1 < len(pattern):
            letter = pattern[place + 1]
            place += 2
            if letter in _ASCII:
                written.append(_ASCII[letter] if inside else f"[{_ASCII[letter]}]")
            elif letter.lower() in _ASCII and not inside:
                written.append(f"[^{_ASCII[letter.lower()]}]")
            else:
                written.append("\\" + letter)
            continue
        if mark == "[":
            written.append(
                "\\[" if inside else "["
            )  # a bracket in brackets is itself here, a nested set in Rust
            inside = True
        else:
            if mark == "]":
                inside = False
            written.append(mark)
        place += 1
    return "".join(written)
