"""The encrypted file: AES-256-GCM in chunks, so that any size streams and every fault is seen.

Layout: MAGIC, format number (1 byte), key id (8 bytes), salt (16 bytes), then chunks of CHUNK bytes of text plus a
tag of 16 bytes. The key of a file is HKDF-SHA256(master key, salt). The nonce is the chunk's number and a flag for
the last one (the STREAM construction), the header is authenticated with each chunk: a chunk that is altered, moved,
repeated or missing does not open. The length at the end only helps to say what happened: cut off, or altered.
"""

import hashlib
import os
import secrets
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext as _

from ngo2.operations.failures import AlteredBackup, NewerBackup, TruncatedBackup, WrongKey

MAGIC = b"NGO2BACKUP"
FORMAT = 1
CHUNK = 1 << 20
TAG = 16
_HEADER = len(MAGIC) + 1 + 8 + 16
_FOOTER = 3 + 8
KEY_BYTES = 32


def make_key(path: Path) -> bool:
    """A master key in `path`, readable by its owner only; returns whether it is new."""
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return True


def read_key(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        raise WrongKey(
            _(
                "There is no key at %(path)s. Copy the key that was kept with the backups "
                "there, or name it with --key."
            )
            % {"path": path}
        ) from None
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise WrongKey(_("%(path)s is not a backup key: it holds 64 letters and digits.") % {"path": path})
    return key


def key_id(master: bytes) -> bytes:
    return hashlib.sha256(b"ngo2 key id\n" + master).digest()[:8]


def _cipher(master: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"ngo2 backup 1").derive(master))


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class Sealer:
    """A file to write into; `close` writes the last chunk. Does not close `file`."""

    def __init__(self, file: IO[bytes], master: bytes) -> None:
        salt = secrets.token_bytes(16)
        self._header = MAGIC + bytes([FORMAT]) + key_id(master) + salt
        self._cipher, self._file = _cipher(master, salt), file
        self._waiting, self._number, self._length = bytearray(), 0, len(self._header)
        file.write(self._header)

    def write(self, data: bytes) -> int:
        self._waiting += data
        while len(self._waiting) > CHUNK:  # one chunk's worth stays: it may be the last
            self._put(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def flush(self) -> None:
        """Chunks are full ones; nothing can be pressed out before."""

    def close(self) -> None:
        self._put(bytes(self._waiting), last=True)
        self._file.write(b"END" + self._length.to_bytes(8, "big"))

    def _put(self, text: bytes, *, last: bool) -> None:
        self._length += self._file.write(self._cipher.encrypt(_nonce(self._number, last), text, self._header))
        self._number += 1


class Opener:
    """A file to read from; `file` must be one on disk. No byte is handed out before it is proved."""

    def __init__(self, file: IO[bytes], master: bytes) -> None:
        self._header = file.read(_HEADER)
        if not self._header.startswith(MAGIC[: len(self._header)]) or not self._header:
            raise AlteredBackup(
                _("This is no backup of NGO 2.0, or its beginning was altered. Choose another file.")
            )
        if len(self._header) > len(MAGIC) and self._header[len(MAGIC)] > FORMAT:
            raise NewerBackup(
                _("This backup was made by a newer NGO 2.0. Install that version, then restore with it.")
            )
        self._left = _length_before_footer(file) - _HEADER
        if self._left < TAG:
            raise cut_off()
        if self._header[len(MAGIC) + 1 :][:8] != key_id(master):
            raise WrongKey(
                _("This backup was locked with another key. Name the key that was kept with it: --key FILE.")
            )
        self._cipher, self._file = _cipher(master, self._header[-16:]), file
        self._number, self._rest = 0, b""

    def read(self, size: int = -1) -> bytes:
        parts, wanted = [], size
        while wanted != 0:
            if not self._rest and not self._next():
                break
            part = self._rest if wanted < 0 else self._rest[:wanted]
            self._rest = self._rest[len(part) :]
            wanted -= len(part) if wanted > 0 else 0
            parts.append(part)
        return b"".join(parts)

    def _next(self) -> bool:
        """Open the next chunk; false after the last."""
        if not self._left:
            return False
        sealed = self._file.read(min(self._left, CHUNK + TAG))
        self._left -= len(sealed)
        try:
            nonce = _nonce(self._number, last=not self._left)
            self._rest = self._cipher.decrypt(nonce, sealed, self._header)
        except InvalidTag:
            raise altered() from None
        self._number += 1
        return bool(self._rest)


def _length_before_footer(file: IO[bytes]) -> int:
    """0 when the end of the file is not the end that was written."""
    here = file.tell()
    length = max(0, file.seek(0, 2) - _FOOTER)
    file.seek(length)
    whole = file.read() == b"END" + length.to_bytes(8, "big")
    file.seek(here)
    return length if whole else 0


def cut_off() -> TruncatedBackup:
    return TruncatedBackup(
        _(
            "This backup is cut off: its end is missing. Copy it again from where it was "
            "made, or take an older one."
        )
    )


def altered() -> AlteredBackup:
    return AlteredBackup(
        _(
            "This backup was altered or damaged, so nothing of it is used. Take another "
            "copy of it, or an older one."
        )
    )
