"""The planted fault: a server that says yes before it has written."""

import io
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from tests.drills.served import application as honest


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if environ["REQUEST_METHOD"] != "POST":
        return honest(environ, start_response)
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    later = {**environ, "wsgi.input": io.BytesIO(body)}

    def write() -> None:
        time.sleep(0.05)
        list(honest(later, lambda *_: None))

    threading.Thread(target=write).start()
    start_response("302 Found", [("Location", "/"), ("Content-Length", "0")])
    return [b""]
