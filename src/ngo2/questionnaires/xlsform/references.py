"""What a name is, and which names a text refers to. Pure."""

import re

_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
NAME = re.compile(f"[{_START}][{_START}\\-.0-9\u00b7\u0300-\u036f\u203f-\u2040]*")
RESERVED = frozenset({"meta", "data", "instanceid", "instancename"})  # in small letters
REFERENCE = re.compile(r"\$\{([^}]*)\}?")
LAST_SAVED = "last-saved#"


def referred(text: str) -> list[str]:
    """Names in ${…}, without `last-saved#`, in their order; also those that are written wrongly."""
    if "${" not in text:
        return []
    return [found[1].removeprefix(LAST_SAVED) for found in REFERENCE.finditer(text)]
