"""P11: junk into every route, as a visitor, Alice and Dana: no error of ours, no stack trace, nothing slow."""

import http.client
import random
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode

from tests.drills.site import CSRF, Site

SLOW_SECONDS = 5.0
PLANTED = "tests.drills.planted:strict"
SEED = """
import django; django.setup()
import json
from ngo2.accounts.models import Person
from ngo2.accounts import consents
from ngo2.accounts.services import create_person, give_consent
from ngo2.config.routes import routes
from ngo2.conftest import PersonClient
from ngo2.lib.actors import SYSTEM, person_actor
dana = create_person(SYSTEM, name="Dana", email="dana@example.org")
give_consent(person_actor(dana), dana, consents.TERMS, "web")
Person.objects.filter(pk=dana.pk).update(is_staff=True)
dana.refresh_from_db()
def session(one):
    client = PersonClient(SERVER_NAME="localhost")
    client.force_login(one)
    return client.cookies["sid"].value
people = {"alice": Person.objects.get(name="Alice"), "dana": dana}
sessions = {name: [session(one) for _ in range(40)] for name, one in people.items()}
print(json.dumps({"sessions": sessions, "routes": [[one.path, one.access, one.methods] for one in routes()]}))
"""
WORDS: tuple[bytes, ...] = (
    *(b"", b" ", b"\x00", b"a\x00b", b"\r\n", b"\t", b"\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"),
    *(b"0", b"-1", b"00", b"1e9", b"NaN", b"inf", b"-inf", b"0x1F", b"1_000", b"9" * 30, b"1.5", b"2147483648"),
    *(b"9223372036854775808", b"-9223372036854775809", "٣".encode(), "１２".encode(), "²".encode(), "½".encode()),
    *(b"true", b"null", b"undefined", b"None", b"[]", b"{}", b"[" * 2000, b'{"a":' * 500, b"<b>", b"'", b'"', b"`"),
    *(b"' OR 1=1 --", b'"; DROP TABLE x;', b"%s%n%x", b"{0}", b"{{7*7}}", b"${7*7}", b"%(x)s", b"\\", b"%", b"_"),
    *(b"../../../etc/passwd", b"..\\..\\", b"file:///etc/passwd", b"http://127.0.0.1:1/", b"javascript:alert(1)"),
    *(b"=cmd|' /C calc'!A0", b"@SUM(1)", b"+1", b"<script>alert(1)</script>", b"<!--", b"]]>", b"&#0;", b"&amp"),
    *("👩‍👩‍👧‍👦".encode(), "🏳️‍🌈".encode(), "臺灣/台".encode(), "\u202egnp.exe".encode(), "\ufeff".encode()),
    *("\u2028".encode(), "ﷺ".encode(), ("e" + "\u0301" * 500).encode(), "İ".encode(), "ß".encode(), "\u0000".encode()),
    *(b"x" * 5000, ("中" * 3000).encode(), b"a" * 100 + b"!" * 100, b"0000-00-00", b"9999-99-99", b"2026-02-30"),
    *(b"+86" + b"1" * 40, b"a@b@c", b"@", b"a@" + b"b" * 300 + b".c", b"www.", b"//", b"?", b"#", b"&&=&=;", b"[]=1"),
)  # fmt: skip
NAMES = (
    "q",
    "page",
    "cursor",
    "kind",
    "status",
    "cause",
    "place",
    "limit",
    "fields",
    "updated_since",
    "code",
    "next",
)
NAMES += (
    "text",
    "country",
    "step",
    "do",
    "lang",
    "format",
    "answer",
    "form_key",
    "seen",
    "file",
    "name",
    "url",
    "",
)
HEADERS = (
    "Accept-Language",
    "If-None-Match",
    "If-Modified-Since",
    "Range",
    "Authorization",
    "Accept",
    "Origin",
)
HEADERS += ("X-Forwarded-For", "X-Forwarded-Proto", "Host", "Cookie", "Content-Type", "Referer", "HX-Request")
TYPES = (
    "application/json",
    "text/plain",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "application/xml",
)
TYPES += (
    "application/x-www-form-urlencoded; charset=utf-7",
    "multipart/form-data; boundary=x",
    "image/png",
    "",
)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")
FILES: tuple[tuple[str, bytes], ...] = (
    ("empty.csv", b""),
    ("nul.csv", b"\x00" * 3000),
    ("quotes.csv", b'name,place\n"open,1\n' + b'"a""b",2\n' * 50),
    ("utf16.csv", b"\xff\xfe" + "名称,地址\n甲".encode("utf-16-le") + b"x"),
    ("mixed.csv", "机构名称,电话\n".encode() + "甲社,0101234".encode("gb18030") + b"\n\xff\xff,1\n"),
    ("wide.csv", b"," * 60000 + b"\n" + b"a," * 60000),
    ("picture.csv", b"\x89PNG\r\n\x1a\n" + b"\x00" * 500),
    ("cut.xlsx", b"PK\x03\x04\x14\x00\x06\x00" + b"\x00" * 200),
    ("not.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600),
    ("../../evil\x00.ods", b"PK\x05\x06" + b"\x00" * 18),
    ("a.pdf", b"%PDF-1.7\n%%EOF"),
    (
        "big.png",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00u0\x00\x00u0\x08\x06\x00\x00\x00" + b"\x00" * 50,
    ),
)
_FIELD = re.compile(r'<(?:input|select|textarea|button)[^>]*\bname="([^"]*)"(?:[^>]*\bvalue="([^"]*)")?')
_PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
_TRACE = (
    "Traceback (most recent call last)",
    "OperationalError",
    "ProgrammingError",
    "DataError",
    "Exception Type",
)


@dataclass
class Junk:
    tried: int = 0
    errors: int = 0
    traces: int = 0
    slow: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    @property
    def well(self) -> bool:
        return not (self.errors or self.traces or self.slow)

    def __str__(self) -> str:
        seen = ", ".join(f"{status}: {n}" for status, n in sorted(self.statuses.items()))
        told = "".join(f"\n    {one}" for one in self.examples[:5])
        return (
            f"{self.tried} malformed inputs, {self.errors} errors, {self.traces} stack traces, "
            f"{self.slow} slower than {SLOW_SECONDS:.0f} s ({seen}){told}"
        )


def malformed(site: Site, *, inputs: int, clients: int, seed: int = 11) -> Junk:
    """`site` is prepared. An input may be a path, a query, a header, a method, a form or a file; or several at once."""
    run = site.machine.python(SEED)
    assert run.returncode == 0, run.stderr
    site.settings = {
        "NGO2_PROXIES": "1"
    }  # each input may come from an address of its own: no limit hides a fault
    site.start()
    crowd = Crowd(site, run.stdout, inputs, seed)
    people = [threading.Thread(target=crowd.work, args=(n,), daemon=True) for n in range(clients)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    alive = site.get("/healthz")
    site.stop()
    assert alive == 200, "the server did not survive"
    return crowd.junk


def malformed_twin(site: Site, *, inputs: int, clients: int) -> Junk:
    """The planted fault: a server that believes every query to be UTF-8."""
    site.application = PLANTED
    return malformed(site, inputs=inputs, clients=clients)


class Crowd:
    def __init__(self, site: Site, seeded: str, inputs: int, seed: int) -> None:
        import json

        told = json.loads(seeded)
        self.site, self.inputs, self.seed, self.junk = site, inputs, seed, Junk()
        self.sessions: dict[str, list[str]] = told["sessions"]
        self.routes: list[tuple[str, str, list[str]]] = told["routes"]
        self._lock, self._taken = threading.Lock(), 0

    def work(self, number: int) -> None:
        dice = random.Random(self.seed * 1000 + number)
        while self._take():
            self._one(dice)

    def _take(self) -> bool:
        with self._lock:
            self._taken += 1
            return self._taken <= self.inputs

    def _one(self, dice: random.Random) -> None:
        path, access, methods = dice.choice(self.routes)
        path = ("/en" if dice.random() < 0.3 and not path.startswith("/api") else "") + self._filled(
            dice, path
        )
        who = (
            dice.choice(["alice", "dana", "nobody"])
            if access in {"public", "link"}
            else dice.choice(["alice", "dana"])
        )
        if "everywhere" in path:  # it would sign out everybody who does the drill
            who = "nobody"
        headers = {
            "Host": "localhost",
            "X-Forwarded-For": f"10.{dice.randrange(256)}.{dice.randrange(256)}.7",
        }
        session = self.sessions[who][0] if who in self.sessions else ""
        headers["Cookie"] = f"sid={session}; csrf={CSRF}"
        method = "POST" if "POST" in methods and dice.random() < 0.7 else "GET"
        body: bytes | None = None
        if dice.random() < 0.5:
            path += "?" + self._query(dice)
        if method == "POST":
            body, headers["Content-Type"] = self._form(dice, path, headers)
        if dice.random() < 0.15:
            name = dice.choice(HEADERS)
            headers[name] = dice.choice(WORDS)[:4000].translate(None, b"\r\n\x00").decode("latin-1")
        if dice.random() < 0.1:
            method = dice.choice(METHODS)
        status, text, seconds = self.ask(method, path, body, headers)
        self._note(
            f"{who} {method} {path[:200]} {body[:300] if body else ''!r} {headers}", status, text, seconds
        )
        if who in self.sessions and status == 302 and "/sign-in/" in text and len(self.sessions[who]) > 1:
            with self._lock:
                if self.sessions[who][0] == session:  # signed out by what was sent
                    del self.sessions[who][0]

    def _filled(self, dice: random.Random, path: str) -> str:
        def one(match: re.Match[str]) -> str:
            kind, name = match[1] or "str", match[2]
            if kind == "int" and dice.random() < 0.8:
                known = [*self.site.organisations[:3], 1, 2, 0, 10**9, 2**31, 2**63, 10**30]
                return str(dice.choice(known))
            if name == "ending":
                return dice.choice(["csv", "xlsx", "json", "geojson", "exe", "%00"])
            if name in {"field", "step"} and dice.random() < 0.7:
                return dice.choice(
                    [
                        "summary_zh",
                        "phone",
                        "place",
                        "causes",
                        "founded",
                        "kind",
                        "name_zh",
                        "website",
                        "logo",
                    ]
                )
            if name in {"country", "code", "name"} and dice.random() < 0.5:
                return dice.choice(["cn", "gb", "440000", "110000", "organisations", "divisions", "xx"])
            return quote(dice.choice(WORDS)[:2000], safe="") or "x"

        return _PARAMETER.sub(one, path).replace("\\", "")

    def _query(self, dice: random.Random) -> str:
        if dice.random() < 0.1:
            return quote(dice.choice(WORDS)[:2000], safe="&=;%#"[: dice.randrange(6)]).replace("#", "")
        pairs = [(dice.choice(NAMES), dice.choice(WORDS)[:1500]) for _ in range(dice.randrange(1, 4))]
        return urlencode(pairs)

    def _form(self, dice: random.Random, path: str, headers: dict[str, str]) -> tuple[bytes, str]:
        dart = dice.random()
        if dart < 0.08:
            return dice.choice(WORDS), dice.choice(TYPES)
        fields = self._fields(path, headers) if dart < 0.8 else []
        pairs = [(name, value.encode()) for name, value in fields if dice.random() < 0.9]
        for _ in range(dice.randrange(1, 4)):
            name = dice.choice(fields)[0] if fields and dice.random() < 0.8 else dice.choice(NAMES)
            pairs = [one for one in pairs if one[0] != name or dice.random() < 0.2]
            pairs.append((name, dice.choice(WORDS)))
        pairs = [one for one in pairs if one[0] not in {"csrfmiddlewaretoken", "form_key"}]
        pairs += [("csrfmiddlewaretoken", CSRF.encode()), ("form_key", f"{dice.random()}".encode())]
        wants_file = (
            any(name in {"file", "document", "logo"} for name, _value in fields) or "/import/" in path
        )
        if wants_file and dice.random() < 0.5:
            return _multipart(dice, pairs), "multipart/form-data; boundary=junk"
        return urlencode(pairs).encode(), "application/x-www-form-urlencoded"

    def _fields(self, path: str, headers: dict[str, str]) -> list[tuple[str, str]]:
        """What the form on that page asks for."""
        status, text, _seconds = self.ask("GET", path.partition("?")[0], None, headers)
        found = _FIELD.findall(text) if status == 200 else []
        return [(unescape(name), unescape(value)) for name, value in found]

    def ask(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, str, float]:
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=60)
        began = time.monotonic()
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name, value.encode("latin-1", "replace"))
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace") + str(response.getheader("Location"))
            return response.status, text, time.monotonic() - began
        except (OSError, http.client.HTTPException) as error:
            return 0, f"{type(error).__name__}: {error}", time.monotonic() - began
        finally:
            connection.close()

    def _note(self, what: str, status: int, text: str, seconds: float) -> None:
        # No worker runs here and no answers by SMS are set up, and both addresses say so.
        unready = status == 503 and ("/readyz" in what or "/notify/sms/" in what)
        wrong = (status >= 500 or status == 0) and not unready
        trace, slow = any(word in text for word in _TRACE), seconds > SLOW_SECONDS
        with self._lock:
            self.junk.tried += 1
            self.junk.statuses[status] += 1
            self.junk.errors += wrong
            self.junk.traces += trace
            self.junk.slow += slow
            if wrong or trace or slow:
                self.junk.examples.append(
                    f"{status} after {seconds:.1f} s: {what} {text[:100] if not status else ''}"
                )


def _multipart(dice: random.Random, pairs: list[tuple[str, bytes]]) -> bytes:
    name, content = dice.choice(FILES)
    parts: list[Any] = [(f'name="{one}"', value) for one, value in pairs]
    parts += [(f'name="{field}"; filename="{name}"', content) for field in ("file", "document", "logo")]
    body = b"".join(
        b"--junk\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + value + b"\r\n"
        for head, value in parts
    )
    body += b"--junk--\r\n"
    return body[: dice.randrange(len(body))] if dice.random() < 0.2 else body
