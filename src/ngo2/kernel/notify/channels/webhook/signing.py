"""Signatures of Standard Webhooks (standardwebhooks.com): HMAC-SHA256 of id, second and body. Pure."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def headers(webhook_id: str, second: int, body: bytes, keys: Iterable[str]) -> dict[str, str]:
    """With several keys, one signature each: the receiver takes whichever it knows."""
    signed = f"{webhook_id}.{second}.".encode() + body
    return {
        "content-type": "application/json",
        "webhook-id": webhook_id,
        "webhook-timestamp": str(second),
        "webhook-signature": " ".join(f"v1,{_signature(key, signed)}" for key in keys),
    }


def _signature(key: str, signed: bytes) -> str:
    raw = base64.b64decode(key.removeprefix(PREFIX))
    return base64.b64encode(hmac.new(raw, signed, hashlib.sha256).digest()).decode()
