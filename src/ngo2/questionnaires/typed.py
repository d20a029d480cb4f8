"""What somebody typed, on a page or in a table, as it stands in an instance document."""

import unicodedata
from datetime import datetime
from typing import Any, Final

from django.utils import timezone

from ngo2.questionnaires.xforms import Question

NUMERIC: Final = {"int": "numeric", "decimal": "decimal"}  # with the keyboard that a phone shows


def as_text(question: Question, typed: Any) -> str:
    if question.several:
        return " ".join(typed) if isinstance(typed, (list, tuple)) else str(typed or "")
    if question.control == "trigger":
        return "OK" if typed else ""
    text = str(typed or "").strip()
    if question.datatype in NUMERIC:
        return unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    if question.datatype == "dateTime" and text:
        return _moment(text)
    return text


def _moment(text: str) -> str:
    """A local time, with the offset that the instance document wants."""
    try:
        return timezone.make_aware(datetime.fromisoformat(text)).isoformat(timespec="milliseconds")
    except ValueError:
        return text
