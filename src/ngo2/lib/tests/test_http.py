"""P9: no fetch reaches the inside. A canary listens on every address of this machine; it must hear nothing.

The twin takes the judgement out: then the same spellings do reach it, so the silence means something.
"""

import socket
import threading
from contextlib import contextmanager

import pytest

from ngo2.lib import http

NAMES = {  # what a hostile name server answers
    "localtest.example": "127.0.0.1",
    "127.0.0.1.nip.example": "127.0.0.1",
    "six.example": "::1",
    "mapped.example": "::ffff:127.0.0.1",
    "metadata.example": "169.254.169.254",
    "private.example": "10.0.0.5",
    "zero.example": "0.0.0.0",  # noqa: S104 (called, not listened on)
    "shared.example": "100.64.0.1",
    "multicast.example": "224.0.0.1",
    "canary.test": "127.0.0.1",
}
SPELLINGS = [
    "127.0.0.1", "127.0.0.2", "127.1", "127.0.1", "127.255.255.254", "0.0.0.0", "0", "00.0.0.0", "0x0",  # noqa: S104
    "2130706433", "017700000001", "0x7f000001", "0x7f.0.0.1", "0x7f.1", "0177.0.0.1", "0177.1", "127.000.000.001",
    "0x7F.0x0.0x0.0x1", "127.0.0x1", "localhost", "LOCALHOST", "localhost.", "127.0.0.1.", "[::1]", "[::]",
    "[0:0:0:0:0:0:0:1]", "[0000:0000:0000:0000:0000:0000:0000:0001]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[::7f00:1]", "[::ffff:0.0.0.0]", "[64:ff9b::127.0.0.1]",
    "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[fe80::1]", "[fe80::1%25lo]", "[fc00::1]",
    "[fd00:ec2::254]", "[fec0::1]", "[ff02::1]", "10.0.0.1", "172.16.0.1", "192.168.0.1", "192.168.1.254",
    "169.254.169.254", "2852039166", "0xa9fea9fe", "100.100.100.200", "100.64.0.1", "192.0.0.192", "198.18.0.1",
    "224.0.0.1", "240.0.0.1", "255.255.255.255", "①②⑦.⓪.⓪.①", "１２７.０.０.１", "127。0。0。1", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
    "user@127.0.0.1", "example.org@127.0.0.1", "127.0.0.1\\@example.org", "127.0.0.1%23@example.org",
    " 127.0.0.1", "127.0.0.1\t", "%31%32%37.0.0.1", "127.0.0.1%00.example.org", *list(NAMES)[:-1],
]  # fmt: skip
REFUSED = (http.Forbidden, http.Unreachable)


@contextmanager
def listening(answer=b"", *, drip=0.0):
    """A host on every address of this machine, IPv4 and IPv6; yields its port and who came."""
    hits, stop = [], threading.Event()
    server = socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True)
    server.settimeout(0.1)

    def serve():
        while not stop.is_set():
            try:
                caller, _who = server.accept()
            except TimeoutError:
                continue
            with caller:
                caller.settimeout(2)
                hits.append(_who)
                try:
                    caller.recv(65536)
                    for byte in answer if drip else ():
                        caller.sendall(bytes([byte]))
                        if stop.wait(drip):
                            return
                    caller.sendall(b"" if drip else answer)
                except OSError:
                    continue

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield server.getsockname()[1], hits
    finally:
        stop.set()
        thread.join()
        server.close()


@pytest.fixture
def names(monkeypatch):
    """Names of NAMES are answered as there; every other name goes to the real resolver of the machine."""
    real, answers = socket.getaddrinfo, {name: [number] for name, number in NAMES.items()}

    def resolve(host, port, *args, **kwargs):
        if host in answers:
            numbers = answers[host]
            host = numbers.pop(0) if len(numbers) > 1 else numbers[0]
        elif not is_number(host) and host.rstrip(".").lower() != "localhost":
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real(host, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return answers


def is_number(host):
    try:
        socket.inet_aton(host)
    except OSError:
        return ":" in host
    return True


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def allow(settings, port, host="canary.test"):
    settings.NGO2_OUTBOUND_TEST_ALLOW = [f"{host}:{port}"]


def test_promise_P9_no_spelling_of_an_inner_address_reaches_the_inside(names):
    assert len(SPELLINGS) >= 60
    with listening(OK) as (port, hits):
        for host in SPELLINGS:
            for scheme in ("https", "http"):
                for ending in (f":{port}/", "/"):
                    with pytest.raises(REFUSED):
                        http.send("GET", f"{scheme}://{host}{ending}", seconds=3, redirects=2)
        assert hits == []


def test_promise_P9_positive_control_a_named_test_host_is_reached(names, settings):
    with listening(OK) as (port, hits):
        allow(settings, port)
        answer = http.send("GET", f"http://canary.test:{port}/")
        assert (answer.status, answer.body, len(hits)) == (200, b"ok", 1)


def test_promise_P9_to_allow_one_inner_address_does_not_open_another(names, settings):
    with listening(OK) as (port, hits), listening(OK) as (other, others):
        allow(settings, port)
        for url in (
            f"http://127.0.0.1:{port}/",
            f"http://canary.test:{other}/",
            f"https://localhost:{port}/",
        ):
            with pytest.raises(http.Forbidden):
                http.send("GET", url)
        assert (hits, others) == ([], [])


def test_promise_P9_twin_without_the_judgement_the_same_spellings_reach_the_canary(names, monkeypatch):
    monkeypatch.setattr(http, "is_outside", lambda number: True)
    monkeypatch.setattr(
        "requests_hardened.ip_filter_adapter.filter_host",
        lambda host, port, allow_loopback: f"[{host}]" if ":" in host else socket.gethostbyname(host),
    )
    with listening(b"") as (port, hits):
        for host in ("127.0.0.1", "2130706433", "0x7f.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0"):
            with pytest.raises(REFUSED):
                http.send("GET", f"https://{host}:{port}/", seconds=3)
        assert len(hits) == 7


@pytest.mark.parametrize(
    "inner", ["https://127.0.0.1:{port}/", "https://localtest.example:{port}/", "http://[::1]:{port}/"]
)
def test_promise_P9_a_redirect_to_the_inside_is_refused(names, settings, inner):
    with listening(OK) as (port, hits):
        moved = f"HTTP/1.1 302 Found\r\nLocation: {inner.format(port=port)}\r\nContent-Length: 0\r\n\r\n"
        with listening(moved.encode()) as (outer, came):
            allow(settings, outer)
            with pytest.raises(http.Forbidden):
                http.send("GET", f"http://canary.test:{outer}/", redirects=3)
            assert (len(came), hits) == (1, [])


def test_a_redirect_is_followed_as_often_as_was_said_and_never_by_a_post(names, settings):
    moved = b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n"
    with listening(moved) as (port, hits):
        allow(settings, port)
        url = f"http://canary.test:{port}/"
        with pytest.raises(http.Unreachable):
            http.send("GET", url, redirects=2)
        assert len(hits) == 3
        assert http.send("POST", url, body=b"{}", redirects=2).status == 302
        assert http.send("GET", url).status == 302
        assert len(hits) == 5


def test_promise_P9_a_name_that_answers_differently_the_second_time_gains_nothing(names):
    """First a public address, then the inside: the one that was judged is the one that is connected to."""
    asked = names["rebinding.example"] = ["192.88.98.1", "127.0.0.1", "127.0.0.1"]
    connected = []
    real = socket.socket.connect

    def connect(self, address):
        connected.append(address[0])
        raise TimeoutError("nobody there")

    with listening(OK) as (port, hits), pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        with pytest.raises(http.Unreachable):
            http.send("GET", f"https://rebinding.example:{port}/", seconds=2)
        assert (connected, hits) == (["192.88.98.1"], [])
    assert real is socket.socket.connect
    assert len(asked) == 2
    names["rebinding.example"] = ["127.0.0.1", "192.88.98.1"]
    with pytest.raises(http.Forbidden):
        http.send("GET", "https://rebinding.example/")


def test_promise_P9_the_other_end_of_the_connection_is_judged_too(names, monkeypatch):
    """Should the resolver's answer ever slip through, the socket itself tells where it is."""
    monkeypatch.setattr(
        "requests_hardened.ip_filter_adapter.filter_host", lambda host, port, allow_loopback: "1.1.1.1"
    )
    monkeypatch.setattr("urllib3.util.connection.create_connection", lambda *args, **kwargs: pair[0])
    pair = socket.socketpair(socket.AF_UNIX)
    monkeypatch.setattr(socket.socket, "getpeername", lambda self: ("10.0.0.1", 443))
    with pair[0], pair[1], pytest.raises(http.Forbidden):
        http.send("GET", "https://example.org/")


def test_a_name_that_nobody_knows_is_no_reason_to_skip_the_check(names):
    with pytest.raises(http.Unreachable):
        http.send("GET", "https://no-such-name.example/")


@pytest.mark.parametrize(
    "url",
    ["http://example.org/", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "//example.org/",
     "https://", "https://u:p@example.org/", "https://example.org:22/", "https://example.org:80/", "", "javascript:1"],
)  # fmt: skip
def test_an_address_that_we_would_not_call_is_refused_before_anything_is_asked(url):
    with pytest.raises(http.Forbidden):
        http.check_address(url)


@pytest.mark.parametrize(
    "url", ["https://example.org/hook?a=1", "https://example.org:8443/", "https://例子.测试/"]
)
def test_other_addresses_are_fine(url):
    assert http.check_address(url).startswith("https://")


def test_a_proxy_of_the_environment_is_not_asked(names, settings, monkeypatch):
    with listening(OK) as (port, hits), listening(OK) as (proxy, asked):
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy}")
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy}")
        allow(settings, port)
        http.send("GET", f"http://canary.test:{port}/")
        assert (len(hits), asked) == (1, [])


def test_a_large_answer_is_cut_off(names, settings):
    with listening(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 200_000) as (port, _hits):
        allow(settings, port)
        with pytest.raises(http.Unreachable, match="larger than 1000 bytes"):
            http.send("GET", f"http://canary.test:{port}/", largest=1000)


@pytest.mark.parametrize("start", [b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\n\r\n", b""])
def test_a_host_that_drips_is_left_after_the_whole_time(names, settings, start):
    with listening((start + b"x" * 500) or b"x", drip=0.05) as (port, _hits):
        allow(settings, port)
        with pytest.raises(http.Unreachable, match=r"no whole answer within 0\.6 seconds"):
            http.send("GET", f"http://canary.test:{port}/", seconds=0.6)
