"""Sends an upload through the workshop (`recode.py`), a child process without secrets and within limits."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.base import File as Upload
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ngo2.lib import child
from ngo2.lib.refusals import Refused

SCRIPT = Path(__file__).with_name("recode.py")
LARGEST = 12 * 2**20  # bytes of an upload
# 640 MB of addresses: what is really used stays under 200 (a test says so). 20 s on the wall, for a busy machine.
LIMITS = child.Limits(memory=640 * 2**20, seconds=8, patience=20)

SENTENCES: dict[str, Promise] = {
    "empty": _("This file is empty. Choose it again; if it stays empty, save it anew on your device first."),
    "large": _("This file is larger than 12 MB. Send a smaller one, for instance a photo in medium size."),
    "not_an_image": _(
        "This is not a picture that we can read. Send a JPEG, PNG, WebP or GIF; from an iPhone, a JPEG."
    ),
    "pixels": _("This picture has too many pixels. Make it smaller than 2,800 by 2,800 and send it again."),
    "not_a_document": _(
        "This is not a PDF or a picture. Save it as a PDF, or take a photo of it, and send that."
    ),
    "broken": _("This file is damaged or was not sent completely. Please send it once more."),
    "locked": _("This PDF is locked with a password. Save it without one and send it again."),
    "active": _(
        "This PDF contains a program, a form or another file. Print it to a new PDF and send that one."
    ),
    "too_large_inside": _(
        "This PDF is too large once unpacked. Print it to a new PDF with smaller pictures."
    ),
}


@dataclass(frozen=True)
class Work:
    content_type: str
    width: int
    height: int
    parts: list[bytes]
    memory: int = 0  # bytes that the child used at most; 0 where the system does not tell


def refusal(code: str) -> Refused:
    return Refused(SENTENCES[code], field="file", code=code)


def read(upload: Upload) -> bytes:
    """The bytes of an upload; refused when there are none or too many, before they are in memory."""
    if upload.size > LARGEST:
        raise refusal("large")
    upload.seek(0)
    data = bytes(upload.read())
    if not data:
        raise refusal("empty")
    return data


def work(data: bytes, kind: str, **wanted: Any) -> Work:
    """What the child makes of `data`; raises Refused with one clear sentence."""
    order = json.dumps({"kind": kind, **wanted}).encode()
    answer = child.run(SCRIPT, LIMITS, order + b"\n" + data)
    line, _newline, rest = (answer or b"").partition(b"\n")
    if not line:  # it ran into a limit, or Pillow crashed
        raise refusal("broken")
    told = json.loads(line)
    if told.get("refused"):
        raise refusal(told["refused"])
    parts, at = [], 0
    for length in told["parts"]:
        parts.append(rest[at : at + length])
        at += length
    return Work(told["type"], told["width"], told["height"], parts, told["memory"])
