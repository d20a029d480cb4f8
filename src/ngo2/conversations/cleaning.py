"""What somebody writes, as it is kept. Pure."""

import re

from ngo2.lib.text import tidy

_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\v\f]")


def cleaned(text: str) -> str:
    """Line by line without control characters; never more than one empty line between two."""
    lines = "\n".join(tidy(line) for line in _BREAKS.sub("\n", text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()
