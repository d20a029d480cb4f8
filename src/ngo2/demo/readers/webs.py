"""Web addresses as people type them into registers."""

import re
from urllib.parse import urlsplit

# The long endings that charities use; another long one is a word or a street (7.HerneGardens).
_LONG = (
    "academy|charity|church|college|community|digital|edinburgh|education|foundation"
    "|international|network|scotland|services|support"
)
_HOST = re.compile(rf"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:[a-z]{{2,6}}|{_LONG})")


def tidy(text: str) -> str:
    """An address with a scheme and a believable host, or "" for what is none (a street, "in progress")."""
    text = text.strip()
    text = re.sub(r"^http\.//", "http://", text, flags=re.IGNORECASE)
    text = re.sub(r"^https?:?/*(?=https?://)", "", text, flags=re.IGNORECASE)
    if not text or re.search(r"\s|,|\[|@", text):
        return ""
    if not re.match(r"https?://", text, re.IGNORECASE):
        text = f"http://{text}"  # lists of years ago: what answers on https today forwards by itself
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").strip("."), parts.port
    except ValueError:
        return ""
    if not _HOST.fullmatch(host) or host.rsplit(".", 1)[-1] in {"none", "local"}:
        return ""
    place = f":{port}" if port else ""
    return parts._replace(scheme=parts.scheme.lower(), netloc=host + place).geturl()[:300]
