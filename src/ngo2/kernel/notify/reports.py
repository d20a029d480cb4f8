"""Delivery reports of mail servers (RFC 3464): which address failed for good, and which message it was. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message as Mail


@dataclass(frozen=True)
class Failed:
    address: str
    why: str
    message_id: str  # of the message that could not be delivered, "" when the report does not hold it


def failures(report: bytes) -> list[Failed]:
    """What failed for good. A delay (4.x.x), a success, and what is no report at all give nothing."""
    mail = message_from_bytes(report, policy=policy.default)
    ours = _original_id(mail)
    return [
        Failed(address, why, ours)
        for part in mail.walk()
        if part.get_content_type() == "message/delivery-status"
        for address, why in _recipients(part)
    ]


def _recipients(part: Mail) -> Iterator[tuple[str, str]]:
    """One block of headers for each recipient, after the one about the report itself."""
    for block in _inside(part):
        action = str(block.get("Action", "")).strip().lower()
        status = str(block.get("Status", "")).strip()
        named = str(block.get("Original-Recipient") or block.get("Final-Recipient") or "")
        address = named.partition(";")[2].strip().strip("<>").lower()
        if action == "failed" and status.startswith("5.") and address:
            yield address, f"{status} {block.get('Diagnostic-Code', '')}".strip()


def _original_id(mail: Mail) -> str:
    """Message-ID of what came back, whole or by its headers only."""
    for part in mail.walk():
        if part is not mail and part.get_content_type() == "message/rfc822":
            return next((str(one.get("Message-ID", "")).strip() for one in _inside(part)), "")
        if part.get_content_type() == "text/rfc822-headers":
            text = part.get_payload(decode=True)
            headers = message_from_bytes(text if isinstance(text, bytes) else b"", policy=policy.default)
            return str(headers.get("Message-ID", "")).strip()
    return ""


def _inside(part: Mail) -> list[Mail]:
    held = part.get_payload()
    return [one for one in held if isinstance(one, Mail)] if isinstance(held, list) else []
