"""The one way out: no fetch reaches the inside, whatever address it was given.

Names are resolved once and the address that was looked at is the one that is connected to (requests-hardened), so
a name that answers differently the second time gains nothing. Each step of a redirect is a new fetch with all its
checks. Whatever cannot be judged is refused.
"""

import ipaddress
import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import requests
from django.conf import settings
from requests_hardened import ip_filter_adapter
from requests_hardened.ip_filter import EXTRA_BLOCKED_NET_RANGES, InvalidIPAddress
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError
from urllib3.util import Url, parse_url

SECONDS, CONNECT_SECONDS, LARGEST = 10.0, 5.0, 1_000_000
_PIECE = 16_384
_LOWEST_PORT = 1024  # below it only 443: mail, printers and the like are not ours to knock at
_MOVED = {301, 302, 303, 307, 308}
# IPv4 within IPv6, in the old form: `::127.0.0.1` is global in the eyes of Python.
_ALSO_INSIDE = (*EXTRA_BLOCKED_NET_RANGES, ipaddress.ip_network("::/96"), ipaddress.ip_network("fec0::/10"))


class Forbidden(Exception):
    """The address leads inside, or is not one that we call. The text says why; nothing was connected to."""


class Unreachable(Exception):
    """Nobody answered, too late, too much, or not in HTTP. Worth trying again."""


@dataclass(frozen=True)
class Answer:
    """`headers` by their names in small letters; `body` whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


@dataclass
class _Clock:
    """The end of one fetch: it closes the socket under whoever still waits on it."""

    seconds: float
    sockets: list[socket.socket] = field(default_factory=list)
    over: bool = False

    def __enter__(self) -> "_Clock":
        self.until = time.monotonic() + self.seconds
        self._timer = threading.Timer(self.seconds, self._end)
        self._timer.daemon = True
        self._timer.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._timer.cancel()

    def _end(self) -> None:
        self.over = True
        for one in self.sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    @property
    def left(self) -> float:
        left = self.until - time.monotonic()
        if left <= 0 or self.over:
            raise Unreachable(f"no whole answer within {self.seconds:g} seconds")
        return left


def send(
    method: str,
    url: str,
    *,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    redirects: int = 0,
    seconds: float = SECONDS,
    largest: int = LARGEST,
) -> Answer:
    """One request to another host. https only; `largest` bytes of answer, `seconds` for everything.

    Raises Forbidden or Unreachable. With `redirects` a GET follows that many; a redirect is an Answer else.
    """
    with _Clock(seconds) as clock:
        for _step in range(redirects + 1):
            answer = _once(method, url, body, dict(headers or {}), clock, largest)
            location = answer.headers.get("location", "")
            if method != "GET" or not redirects or answer.status not in _MOVED or not location:
                return answer
            url = urljoin(answer.url, location)
            headers = None  # what was meant for the first host is not told to the next
    raise Unreachable("it leads from one address to the next without an end")


def check_address(url: str) -> str:
    """The address as it will be called. Raises Forbidden when we would not call it; resolves no name."""
    return str(_prepared("POST", url, b"", {}).url)


def _once(method: str, url: str, body: bytes, headers: dict[str, str], clock: _Clock, largest: int) -> Answer:
    prepared = _prepared(method, url, body, headers)
    with _session(prepared, clock) as session:
        try:
            response = session.send(
                prepared,
                stream=True,
                allow_redirects=False,
                timeout=(min(CONNECT_SECONDS, clock.left), clock.left),
            )
            with response:
                found = _body(response, clock, largest)
        except InvalidIPAddress as error:
            raise Forbidden("that name leads inside a network, not to the internet") from error
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            if clock.over:
                raise Unreachable(f"no whole answer within {clock.seconds:g} seconds") from error
            raise Unreachable(f"{type(error).__name__}: {error}"[:300]) from error
    low = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status_code, low, found, str(prepared.url))


def _prepared(method: str, url: str, body: bytes, headers: dict[str, str]) -> requests.PreparedRequest:
    headers = {"User-Agent": f"NGO2/{settings.NGO2_RELEASE}", "Accept-Encoding": "identity", **headers}
    try:
        prepared = requests.Request(method, url, headers=headers, data=body or None).prepare()
        parts = parse_url(str(prepared.url))
    except (requests.RequestException, HTTPError, ValueError) as error:
        raise Forbidden(f"not an address: {error}"[:300]) from error
    if _is_test_host(parts):
        return prepared
    if parts.scheme != "https":
        raise Forbidden("only addresses that begin with https:// are called")
    if parts.auth is not None:
        raise Forbidden("an address with a name or password in it is not called")
    if not parts.host or ((parts.port or 443) != 443 and (parts.port or 0) < _LOWEST_PORT):
        raise Forbidden("that port is not called: leave it out, or use one above 1023")
    _as_number(parts.host)
    return prepared


def _as_number(host: str) -> None:
    """A number in the address is judged before anything is resolved; a name when it is connected to."""
    number: ipaddress.IPv4Address | ipaddress.IPv6Address
    plain = host.strip("[]").partition("%")[0]
    try:
        number = ipaddress.ip_address(plain)
    except ValueError:
        try:
            number = ipaddress.IPv4Address(socket.inet_aton(plain))  # 2130706433, 0x7f.1, 0177.0.0.1
        except (OSError, UnicodeError, ValueError):
            return
    if not is_outside(number):
        raise Forbidden("that address is inside a network, not on the internet")


def is_outside(number: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Is it an address on the internet? Stricter than the library: only what is global, and no IPv4 in disguise."""
    if isinstance(number, ipaddress.IPv6Address) and number.ipv4_mapped is not None:
        number = number.ipv4_mapped
    inside = any(number.version == net.version and number in net for net in _ALSO_INSIDE)
    return number.is_global and not number.is_multicast and not inside


def _is_test_host(parts: Url) -> bool:
    """Named with its port, and only that: to allow one inner address must not open all."""
    return f"{parts.host}:{parts.port}" in settings.NGO2_OUTBOUND_TEST_ALLOW


def _session(prepared: requests.PreparedRequest, clock: _Clock) -> requests.Session:
    session = requests.Session()
    session.trust_env = False  # no proxy, no .netrc: the proxy would be asked in our place
    parts = parse_url(str(prepared.url))
    if _is_test_host(parts):
        session.mount("http://", _Adapter(clock, is_https_proto=False, allow_loopback=True))
    else:
        session.mount("http://", _Never())
    session.mount("https://", _Adapter(clock, is_https_proto=True))
    return session


class _Never(requests.adapters.BaseAdapter):
    def send(self, *args: Any, **kwargs: Any) -> Any:
        raise Forbidden("only addresses that begin with https:// are called")

    def close(self) -> None:
        pass


class _Adapter(ip_filter_adapter.IPFilterAdapter):
    """The library resolves and judges; then the other end of the connection is judged once more, by us."""

    def __init__(self, clock: _Clock, *, is_https_proto: bool, allow_loopback: bool = False) -> None:
        self._clock, self._inside_is_fine = clock, allow_loopback
        super().__init__(is_https_proto=is_https_proto, allow_loopback=allow_loopback)
        self.poolmanager.pool_classes_by_scheme = _pools(clock, checked=not allow_loopback)

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        number = ipaddress.ip_address(host["host"].strip("[]"))
        if not self._inside_is_fine and not is_outside(number):
            raise Forbidden("that name leads inside a network, not to the internet")
        return host, pool


def _pools(clock: _Clock, *, checked: bool) -> dict[str, type[HTTPConnectionPool]]:
    def watched(one: socket.socket) -> socket.socket:
        clock.sockets.append(one)
        if checked and not is_outside(ipaddress.ip_address(one.getpeername()[0].partition("%")[0])):
            one.close()
            raise Forbidden("that address is inside a network, not on the internet")
        return one

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return watched(super()._new_conn())

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return watched(super()._new_conn())

    http = type("_Http", (HTTPConnectionPool,), {"ConnectionCls": Plain})
    https = type("_Https", (HTTPSConnectionPool,), {"ConnectionCls": Secure})
    return {"http": http, "https": https}


def _body(response: requests.Response, clock: _Clock, largest: int) -> bytes:
    """Read as it comes over the wire, undecoded: a small answer that unpacks to gigabytes stays small."""
    found = bytearray()
    while piece := response.raw.read(_PIECE, decode_content=False):
        found += piece
        if len(found) > largest:
            raise Unreachable(f"the answer is larger than {largest} bytes")
        _ = clock.left
    if clock.over:
        raise Unreachable(f"no whole answer within {clock.seconds:g} seconds")
    return bytes(found)
