"""A file's name as given by a stranger, made harmless: for showing and for saving on a disk."""

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST = 120  # characters
_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')
UNKNOWN = "application/octet-stream"  # kept as it came, and served as nothing else
_EXTENSIONS = {"image/jpeg": ".jpg", "image/webp": ".webp", "application/pdf": ".pdf"}
# What such a file may say that it is: nothing that a click could run.
_PICTURES = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic"}
_SOUNDS = {".mp3", ".m4a", ".amr", ".wav", ".ogg"}
_TOLD = _PICTURES | _SOUNDS | {".mp4", ".3gp", ".mov", ".pdf", ".csv", ".txt"}


def harmless(given: str, content_type: str) -> str:
    """`given` without folders, control and direction characters, with the ending of what it really is."""
    last = PurePosixPath(unicodedata.normalize("NFC", given or "").replace("\\", "/")).name
    # Cc control, Cf format (right-to-left override, zero width), Cs surrogates, Co private, Cn unassigned
    seen = "".join(sign for sign in last if not unicodedata.category(sign).startswith("C"))
    stem = _FORBIDDEN.sub(" ", seen)
    stem = re.sub(r"(\.[A-Za-z0-9]{1,5})+$", "", stem)  # all of `photo.pdf.exe`'s endings
    stem = re.sub(r"\s+", " ", stem).strip(" .-") or "file"
    extension = _EXTENSIONS.get(content_type) or _told(seen)
    return stem[: LONGEST - len(extension)] + extension


def _told(name: str) -> str:
    ending = PurePosixPath(name.lower()).suffix
    return ending if ending in _TOLD else ".bin"
