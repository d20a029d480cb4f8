"""Rows of the files in `data/`, with white space made plain."""

import re
from collections.abc import Iterator

from ngo2.kernel.packs import data


def records(path: str) -> Iterator[dict[str, str]]:
    """Each row by column; values stripped, inner white space (also U+00A0, line breaks) is one blank."""
    for row in data.records(path):
        yield {key: re.sub(r"\s+", " ", value or "").strip() for key, value in row.items() if key}
