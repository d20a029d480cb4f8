"""An answering page and an OpenRosa endpoint as the server will have them, small enough to be killed in a test.

    python -m ngo2.questionnaires.tests.enketo_server PORT FOLDER

It serves members.xml under our policy, keeps what arrives in FOLDER/<instanceID>/ and writes a line to
FOLDER/posts.jsonl at the begin and the end of each POST. FOLDER/orders.json, when there, makes it slow or unkind.
"""

import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings

if __name__ == "__main__":
    settings.configure(USE_I18N=False, DATA_UPLOAD_MAX_MEMORY_SIZE=None)

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http.multipartparser import MultiPartParser
from lxml import etree

from ngo2.questionnaires.enketo.texts import texts
from ngo2.questionnaires.enketo.transforming import transform

FORM = Path(__file__).parent / "data" / "enketo" / "members.xml"
BUILD = Path(__file__).parents[2] / "kernel" / "ui" / "static" / "build"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
MOST = 150_000
TYPES = {"js": "text/javascript", "css": "text/css"}
STATIC = ("ui.css", "enketo.css", "enketo.js")

PAGE = """<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>Form</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/ui.css"><link rel="stylesheet" href="/static/enketo.css">
<script src="/static/enketo.js" defer></script></head><body><main><h1>Survey</h1>
<div data-enketo data-form="/answer/form.json" data-submission="/submission" data-max-size="{most}"
 data-language="{language}" data-worker="/answer/sw.js">
<script type="application/json" data-words>{words}</script></div></main></body></html>"""


def page() -> str:
    words = json.dumps(texts(), ensure_ascii=False).replace("<", "\\u003c")
    return PAGE.format(language="en", most=MOST, words=words)


def form() -> str:
    made = transform(FORM.read_bytes())
    given = {"form": made.form_html, "model": made.model_xml, "title": made.title, "edition": "1"}
    return json.dumps(given | {"external": [], "media": []})


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    folder: Path

    def log_message(self, *args: Any) -> None:
        """The test reads posts.jsonl instead."""

    def do_GET(self) -> None:
        name = self.path.rpartition("/")[2]
        if self.path == "/answer/":
            self._say(200, page(), "text/html")
        elif self.path == "/answer/form.json":
            self._say(200, form(), "application/json")
        elif self.path == "/answer/shell.json":
            version = self._orders().get("version", "1")
            self._say(
                200,
                json.dumps({"version": version, "assets": [f"/static/{n}" for n in STATIC]}),
                "application/json",
            )
        elif self.path == "/answer/sw.js":
            self._say(200, (BUILD / "answers-sw.js").read_bytes(), "text/javascript")
        elif self.path.startswith("/static/") and name in STATIC:
            self._say(200, (BUILD / name).read_bytes(), TYPES[name.rpartition(".")[2]])
        else:
            self._say(404, "no such page", "text/plain")

    def do_POST(self) -> None:
        orders = self._orders()
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        time.sleep(orders.get("slow", 0))
        meta = {"CONTENT_TYPE": self.headers["Content-Type"], "CONTENT_LENGTH": length}
        handler = MemoryFileUploadHandler()
        handler.activated = True
        fields, files = MultiPartParser(meta, BytesIO(body), [handler]).parse()
        xml = files.pop("xml_submission_file")[0].read()
        name = etree.fromstring(xml).findtext("meta/instanceID") or etree.fromstring(xml).findtext(
            "{*}meta/{*}instanceID"
        )
        assert name
        self._note(name, "begin", length)
        if "status" in orders:
            return self._answer(orders["status"], orders["message"])
        room = self.folder / name.replace(":", "_")
        room.mkdir(exist_ok=True)
        kept = room / "submission.xml"
        if kept.exists() and kept.read_bytes() != xml:
            return self._answer(409, "These answers have arrived before, and they were different.")
        self._write(kept, xml)
        for given in files.values():
            self._write(room / given.name, given.read())
        if "*isIncomplete*" not in fields:
            self._write(room / "complete", b"")
        self._note(name, "end", length)
        return self._answer(201, "Thank you")

    def _write(self, path: Path, content: bytes) -> None:
        part = path.with_name(path.name + ".part")
        part.write_bytes(content)
        part.rename(path)

    def _orders(self) -> dict[str, Any]:
        path = self.folder / "orders.json"
        return json.loads(path.read_text()) if path.exists() else {}

    def _note(self, name: str, what: str, size: int) -> None:
        line = json.dumps({"id": name, "what": what, "at": time.monotonic(), "size": size}) + "\n"
        with (self.folder / "posts.jsonl").open("a") as file:
            file.write(line)

    def _answer(self, status: int, message: str) -> None:
        body = f'<OpenRosaResponse xmlns="http://openrosa.org/http/response"><message>{message}</message></OpenRosaResponse>'
        more = {
            "X-OpenRosa-Version": "1.0",
            "X-OpenRosa-Accept-Content-Length": str(MOST),
            "X-Answer-Number": "17",
        }
        self._say(status, body, "text/xml", more)

    def _say(self, status: int, body: str | bytes, kind: str, more: dict[str, str] | None = None) -> None:
        content = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        headers = {"Content-Type": f"{kind}; charset=utf-8", "Content-Length": str(len(content))}
        for name, value in (
            headers | {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"} | (more or {})
        ).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


if __name__ == "__main__":
    Handler.folder = Path(sys.argv[2])
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
    server.daemon_threads = True
    print("ready", flush=True)
    server.serve_forever()
