"""Functions of text."""

import base64
import binascii
import hashlib
import uuid as uuids
from math import isfinite, isnan

from ngo2.questionnaires.xforms import patterns
from ngo2.questionnaires.xforms.library import register
from ngo2.questionnaires.xforms.values import Value, number, text, texts
from ngo2.questionnaires.xforms.world import world


def _substr(value: Value, start: Value, end: Value = None) -> str:
    content, first = text(value), number(start)
    last = float(len(content)) if end is None else number(end)
    if isnan(first) or isnan(last):
        return ""
    return content[slice(*(int(max(-1e9, min(1e9, place))) for place in (first, last)))]


def _base64(value: Value) -> str:
    try:
        return base64.b64decode(text(value), validate=False).decode("utf-8", "replace").replace("\0", "")
    except (binascii.Error, ValueError):
        return ""


def _digest(value: Value, algorithm: Value, encoding: Value = "base64") -> str:
    name = text(algorithm).lower().replace("-", "")
    if name not in ("md5", "sha1", "sha256", "sha384", "sha512"):
        return ""
    hashed = hashlib.new(name, text(value).encode(), usedforsecurity=False).digest()
    return hashed.hex() if text(encoding) == "hex" else base64.b64encode(hashed).decode()


def _uuid(length: Value = None) -> str:
    chance = world().random
    if length is None:
        return str(uuids.UUID(int=chance.getrandbits(128), version=4))
    count = number(length)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    return "".join(chance.choice(letters) for _n in range(int(min(count, 1000)) if isfinite(count) else 0))


def _thousands(value: Value, mark: Value = ",") -> str:
    whole, point, rest = text(value).partition(".")
    sign = "-" if whole.startswith("-") else ""
    digits = whole.removeprefix("-")
    if not digits.isdigit():
        return text(value)
    return sign + f"{int(digits):,}".replace(",", text(mark)) + point + rest


register("string", 0, 1, "string", text)
register("concat", 0, None, "string", lambda *given: "".join(texts(given)))
register("join", 1, None, "string", lambda mark, *given: text(mark).join(texts(given)))
register("substr", 2, 3, "string", _substr)
register("ends-with", 2, 2, "boolean", lambda value, end: text(value).endswith(text(end)))
register("base64-decode", 1, 1, "string", _base64)
register("digest", 2, 3, "string", _digest)
register("uuid", 0, 1, "string", _uuid, volatile=True)
register("thousandsep", 1, 2, "string", _thousands)
register("regex", 2, 2, "boolean", lambda value, pattern: patterns.found(text(value), text(pattern)))
register("version", 0, 0, "string", lambda: world().version)
register("property", 1, 1, "string", lambda name: world().property_of_device(text(name)), volatile=True)
register("jr:itext", 1, 1, "string", lambda identity: world().itext(text(identity)))
