"""Basic (RFC 7617) and Digest (RFC 7616, MD5 with qop=auth): what a client sends, held against a kept hash.

MD5 is what Collect and curl can do; what it protects is a secret of 144 random bits, which no table holds.
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import Literal

REALM = "NGO 2.0"  # goes into each kept hash: another one would lock out every device
LIFETIME = 300  # seconds that a nonce is good for

_NONCE = re.compile(r"[0-9a-f]{8,12}\.[0-9a-f]{16}\.[0-9a-f]{32}")
_FIELD = re.compile(r'([a-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))', re.IGNORECASE)
_COUNT = re.compile(r"[0-9a-f]{8}", re.IGNORECASE)


@dataclass(frozen=True)
class Basic:
    name: str
    secret: str


@dataclass(frozen=True)
class Digest:
    name: str
    nonce: str
    uri: str
    count: str
    cnonce: str
    response: str


def hash_of(name: str, secret: str) -> str:
    """What is kept: HA1 of RFC 7616, 3.4.2."""
    return _md5(f"{name}:{REALM}:{secret}")


def read(header: str) -> Basic | Digest | None:
    """An Authorization header; None when it is none that we take."""
    scheme, _blank, rest = header.strip().partition(" ")
    if scheme.lower() == "basic":
        return _basic(rest.strip())
    return _digest(rest) if scheme.lower() == "digest" else None


def is_right(given: Basic | Digest, kept: str, method: str, uri: str) -> bool:
    """`uri`: the path and query that was asked for; a digest made for another one is refused."""
    if isinstance(given, Basic):
        return _same(hash_of(given.name, given.secret), kept)
    asked = _md5(f"{method}:{given.uri}")
    wanted = _md5(f"{kept}:{given.nonce}:{given.count}:{given.cnonce}:auth:{asked}")
    return _same(wanted, given.response) and _local(given.uri) == uri


def nonce(key: bytes, now: float) -> str:
    """Signed with its time, so that nothing has to be kept about it."""
    text = f"{int(now):08x}.{secrets.token_hex(8)}"
    return f"{text}.{_signature(key, text)}"


def age(key: bytes, given: str, now: float) -> Literal["fresh", "stale", "strange"]:
    """`strange`: we never made it."""
    if not _NONCE.fullmatch(given):
        return "strange"
    text, _dot, signature = given.rpartition(".")
    if not _same(_signature(key, text), signature):
        return "strange"
    return "fresh" if now - int(text.partition(".")[0], 16) <= LIFETIME else "stale"


def challenge(key: bytes, now: float, *, stale: bool, basic: bool) -> str:
    """One WWW-Authenticate header. Digest comes first: older clients look at the first scheme only."""
    told = f'Digest realm="{REALM}", qop="auth", algorithm=MD5, nonce="{nonce(key, now)}"'
    told += ", stale=true" if stale else ""
    return f'{told}, Basic realm="{REALM}", charset="UTF-8"' if basic else told


def _basic(rest: str) -> Basic | None:
    try:
        text = base64.b64decode(rest, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return None
    name, colon, secret = text.partition(":")
    return Basic(name, secret) if colon else None


def _digest(rest: str) -> Digest | None:
    said = {
        key.lower(): re.sub(r"\\(.)", r"\1", quoted) if quoted else plain
        for key, quoted, plain in _FIELD.findall(rest)
    }
    fits = (
        said.get("realm") == REALM
        and said.get("qop") == "auth"
        and said.get("algorithm", "MD5").upper() == "MD5"
        and _COUNT.fullmatch(said.get("nc", ""))
        and all(said.get(key) for key in ("username", "nonce", "uri", "cnonce", "response"))
    )
    if not fits:
        return None
    return Digest(
        said["username"], said["nonce"], said["uri"], said["nc"], said["cnonce"], said["response"].lower()
    )


def _local(uri: str) -> str:
    """Through a proxy a client may name the whole address."""
    return re.sub(r"^https?://[^/?#]*", "", uri, flags=re.IGNORECASE)


def _signature(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), "sha256").hexdigest()[:32]


def _md5(text: str) -> str:
    return hashlib.md5(text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))
