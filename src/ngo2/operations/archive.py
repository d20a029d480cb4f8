"""A backup file from the inside: `manifest.json` first, the database, media, settings, and last the list of sums."""

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from ngo2.operations import vault
from ngo2.operations.fingerprints import Fingerprint

FORMAT = 1
MANIFEST, SETTINGS, SUMS, SECRETS = "manifest.json", "settings.json", "sums.json", "secrets.json"
MEDIA = "files/"
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """`vendor` is the database it was taken from, `database` the name of the dump in the archive."""

    made_at: str
    product: str
    vendor: str
    database: str
    fingerprint: Fingerprint
    format: int = FORMAT
    secrets: bool = False
    notes: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_json(cls, text: bytes) -> "Manifest":
        raw = json.loads(text)
        return cls(**{**raw, "fingerprint": Fingerprint(**raw["fingerprint"])})


class Writer:
    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.sums: dict[str, str] = {}

    def add_bytes(self, name: str, data: bytes) -> None:
        self._add(name, len(data), io.BytesIO(data))

    def add_file(self, name: str, path: Path) -> None:
        """A file that was erased since it was listed is left out: it was meant to be gone."""
        try:
            with path.open("rb") as file:
                self._add(name, path.stat().st_size, file)
        except FileNotFoundError:
            return

    def _add(self, name: str, size: int, file: IO[bytes]) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        reader = Summing(file)
        self._tar.addfile(info, reader)
        self.sums[name] = reader.hexdigest()


class Summing:
    """Reads through and keeps the SHA-256 of what it read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._sum = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._sum.update(data)
        return data

    def hexdigest(self) -> str:
        return self._sum.hexdigest()


@contextmanager
def writing(file: IO[bytes], master: bytes) -> Iterator[Writer]:
    sealer = vault.Sealer(file, master)
    packed: Any = gzip.GzipFile(fileobj=sealer, mode="wb", compresslevel=1, mtime=0)
    with packed, tarfile.open(fileobj=packed, mode="w|", bufsize=_BLOCK) as tar:
        writer = Writer(tar)
        yield writer
        writer.add_bytes(SUMS, json.dumps(writer.sums).encode())
    sealer.close()


@contextmanager
def reading(file: IO[bytes], master: bytes) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """Members in order, each to be read before the next. Faults of the file are raised on the way."""
    opener: Any = io.BufferedReader(_Raw(vault.Opener(file, master)), _BLOCK)
    with gzip.GzipFile(fileobj=opener, mode="rb") as zipped, tarfile.open(fileobj=zipped, mode="r|") as tar:
        yield _members(tar)


class _Raw(io.RawIOBase):
    def __init__(self, opener: vault.Opener) -> None:
        self._opener = opener

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._opener.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _members(tar: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    for info in tar:
        inner = tar.extractfile(info)
        if inner is not None:
            yield info.name, inner
