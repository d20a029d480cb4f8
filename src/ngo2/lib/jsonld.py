"""JSON-LD inside a page."""

import json
from collections.abc import Mapping
from typing import Any

_ESCAPES = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def as_text(data: Mapping[str, Any]) -> str:
    """JSON that may stand inside <script>: nothing in it can end the element or begin a comment."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
