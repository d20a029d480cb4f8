"""Addresses of pictures, sounds and films: `jr://images/map.png` becomes ours, where we have the file.

Ported from enketo-transformer 4.2.0 (url.js): Copyright Enketo LLC and contributors, Apache-2.0. What `new URL()` does
to an address is done here as far as forms need it: percent-encoding, dots, the host in small letters.
"""

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote

from lxml import etree

SCHEME = re.compile(r"[a-z]+:")
NAMED = re.compile(r"jr://[a-zA-Z0-9_-]+/([^\n\r\u2028\u2029]+)")
# What the URL standard leaves as it is in a path, in a query and in a fragment, beside letters and digits.
IN_PATH = "!$%&'()*+,-./:;=@[\\]_~"
IN_QUERY = "!$%&()*+,-./:;=?@[\\]^_`{|}~"
IN_FRAGMENT = "!#$%&'()*+,-./:;=?@[\\]^_{|}~"


def escaped(address: str) -> str:
    """The address as `new URL()` writes it; one without a scheme stays a path."""
    scheme = SCHEME.match(address)
    if scheme is None:
        path = _beyond(address.removeprefix("/"))
        return path if address.startswith("/") else path.removeprefix("/")
    name = scheme.group()
    if name not in ("jr:", "http:", "https:"):
        return quote(address.strip(), safe=IN_FRAGMENT + "\"<>` '")
    rest = address.removeprefix(name).lstrip("/\\")
    host, slash, path = rest.partition("/")
    return f"{name}//{_host(host)}{_beyond(path, fragment=True) if slash else '/'}"


def _host(host: str) -> str:
    host = unquote(host).lower()
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return quote(host)


def _beyond(rest: str, *, fragment: bool = False) -> str:
    """Path and query (and fragment), with a slash before."""
    rest = re.sub(r"[\t\n\r]", "", rest.strip())
    rest, hashed, after = rest.partition("#")
    path, asked, query = rest.partition("?")
    steps: list[str] = []
    parts = path.replace("\\", "/").split("/")
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        if part.lower() in ("..", ".%2e", "%2e.", "%2e%2e"):
            steps = steps[:-1] + ([""] if last else [])
        elif part.lower() in (".", "%2e"):
            steps += [""] if last else []
        else:
            steps.append(part)
    whole = "/" + quote("/".join(steps), safe=IN_PATH)
    if asked and query:
        whole += "?" + quote(query, safe=IN_QUERY)
    if fragment and hashed and after:
        whole += "#" + quote(after, safe=IN_FRAGMENT)
    return whole


def found(media: Mapping[str, str], address: str) -> str:
    """Our address of a file that the form names, else its own, escaped."""
    named = NAMED.search(address)
    ours = media.get(escaped(named[1])) if named else None
    return ours or escaped(address)


def replace(root: etree._Element, media: Mapping[str, str]) -> None:
    """In a page or a model; `media` has escaped names and addresses."""
    for element in root.xpath("//*[@src] | //a[@href]"):
        attribute = "href" if element.tag == "a" else "src"
        if (address := element.get(attribute)) is not None:
            element.set(attribute, found(media, address) or address)
    logo = media.get("form_logo.png")
    for place in root.xpath('//*[@class="form-logo"]')[:1] if logo else ():
        etree.SubElement(place, "img", src=logo, alt="form logo")
