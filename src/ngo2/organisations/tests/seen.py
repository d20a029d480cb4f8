"""What a reader, and a browser, get from a page."""

import json
import re
from html import unescape

_LOADS = re.compile(
    r"<(?:img|script|iframe|source|video|audio|embed|object|use|image|input)\b[^>]*?\b(?:src|srcset|data|poster|xlink:href)="
    r"[\"']?([^\"'\s>]+)"
    r"|<link\b(?![^>]*rel=[\"']?(?:canonical|alternate))[^>]*?\bhref=[\"']?([^\"'\s>]+)"
    r"|url\(([^)]+)\)",
    re.I,
)


def refers_to(page):
    """Addresses that a browser fetches by itself when it shows the page."""
    return [next(filter(None, groups)) for groups in _LOADS.findall(page.text)]


def seen(page):
    """The words of a page, without tags."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", page.text, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def rows_of(page):
    """Names in the list of the directory."""
    return [entry.name for entry in page.context["entries"]]


def json_ld(page):
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.S)
    return json.loads(found[1])
