"""Answers that somebody saved to a file in their browser because they could not be sent: read again.

The file is multipart/form-data, as of a submission, and begins with its boundary. Each part `xml_submission_file`
begins a record (`X-Answer-State`: draft, waiting, conflict or refused; `X-Answer-Agreed`: the version of the text that
was agreed to, where it was asked there); the parts `attachment` after it are its files.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ngo2.questionnaires.enketo.refusing import Unfit, Why

DRAFT = "draft"
BEGIN = b"--ngo2-answers-"
BOUNDARY = re.compile(rb"--(ngo2-answers-[a-z0-9]{8,60})\r\n")
STATE = re.compile(r"^X-Answer-State: (\w+)", re.MULTILINE)
AGREED = re.compile(r"^X-Answer-Agreed: ([0-9]{1,8})\r?$", re.MULTILINE)
FILENAME = re.compile(r'filename="([^"]*)"')
NAME = re.compile(r'[; ]name="([^"]*)"')
ESCAPED = {"%22": '"', "%0D": "\r", "%0A": "\n"}
MOST = 500_000_000  # bytes; the caller may be stricter


@dataclass(frozen=True)
class Exported:
    """One record: its instance as it stood in the browser, and its files by the names that it uses."""

    state: str
    xml: bytes
    files: dict[str, bytes] = field(default_factory=dict)
    agreed: int = 0


def records(source: bytes) -> list[Exported]:
    """Raises Unfit when the file is not one of ours or was cut short."""
    if len(source) > MOST:
        raise Unfit(Why.TOO_BIG)
    begin = BOUNDARY.match(source)
    if begin is None:
        raise Unfit(Why.NO_EXPORT)
    found: list[Exported] = []
    for name, filename, head, content in _parts(source, begin[1]):
        if name == "xml_submission_file":
            state, agreed = STATE.search(head), AGREED.search(head)
            found.append(Exported(state[1] if state else "", content, agreed=int(agreed[1]) if agreed else 0))
        elif found and filename:
            found[-1].files[filename] = content
    return found


def _parts(source: bytes, boundary: bytes) -> Iterator[tuple[str, str, str, bytes]]:
    if not source.endswith(b"--" + boundary + b"--\r\n"):
        raise Unfit(Why.NO_EXPORT, "cut short")
    for part in (b"\r\n" + source).split(b"\r\n--" + boundary)[1:-1]:
        head, blank, content = part.partition(b"\r\n\r\n")
        text = head.decode("utf-8", "replace")
        name, filename = NAME.search(text), FILENAME.search(text)
        if not blank or name is None or filename is None:
            raise Unfit(Why.NO_EXPORT, text[:200])
        plain = filename[1]
        for sign, meant in ESCAPED.items():
            plain = plain.replace(sign, meant)
        yield name[1], plain, text, content
