"""CPU per request of public pages against an empty Django view of the same run, and what the pages weigh.

    make bench                    # or: PYTHONPATH=src .venv/bin/python -m benchmarks.pages [--rounds 300]

Every kind of request is measured in turn, round after round, so that a busy machine slows all alike; the figures
are medians of CPU time (not of the clock) and their ratio to the empty view.
"""

import argparse
import gzip
import io
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

Environ = dict[str, Any]


def prepare(folder: Path) -> None:
    """The demo in a database of its own, as `make run` makes it."""
    os.environ.update(
        NGO2_DATA_DIR=str(folder),
        NGO2_DEMO="1",
        DJANGO_SETTINGS_MODULE="ngo2.config.settings",
        DATABASE_URL="",
    )
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    get_wsgi_application()
    call_command("start", "--prepare", stdout=io.StringIO())
    from django.conf import settings

    settings.ROOT_URLCONF = "benchmarks.urls"


def environ(path: str, **headers: str) -> Environ:
    extra = {f"HTTP_{key.upper()}": value for key, value in headers.items()}
    return {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "SERVER_NAME": "localhost", "SERVER_PORT": "80",
        "HTTP_HOST": "localhost", "REMOTE_ADDR": "127.0.0.1", "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http", "wsgi.version": (1, 0), "wsgi.multithread": False, "wsgi.multiprocess": False,
        "wsgi.run_once": False, **extra,
    }  # fmt: skip


def answer(app: Callable[..., Iterable[bytes]], request: Environ) -> tuple[str, dict[str, str], bytes]:
    seen: list[Any] = []
    body = b"".join(app(dict(request), lambda status, headers, *_: seen.append((status, dict(headers)))))
    status, headers = seen[0]
    return status, headers, body


def measure(
    app: Callable[..., Iterable[bytes]], kinds: dict[str, tuple[Environ, bool]], rounds: int
) -> dict[str, float]:
    """Median CPU milliseconds of each kind; those marked cold find an empty page cache, the others their page in it."""
    from django.core.cache import cache

    spent: dict[str, list[float]] = {name: [] for name in kinds}
    for _ in range(rounds):
        for name, (request, cold) in kinds.items():
            if cold:
                cache.clear()
            else:
                answer(app, request)
            began = time.process_time()
            answer(app, request)
            spent[name].append((time.process_time() - began) * 1000)
    return {name: statistics.median(values) for name, values in spent.items()}


def weight(app: Callable[..., Iterable[bytes]], path: str) -> tuple[int, int]:
    """Compressed bytes of the page, and of the style sheets it loads."""
    html = answer(app, environ(path))[2]
    sheets = re.findall(rb'<link[^>]*rel="stylesheet"[^>]*href="/static/([^"]+)"', html)
    from django.conf import settings

    css = sum(
        len(gzip.compress((Path(settings.STATIC_ROOT) / name.decode()).read_bytes(), 9)) for name in sheets
    )
    return len(gzip.compress(html, 6)), css


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=300)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        prepare(Path(folder))
        print(f"demo prepared in {time.perf_counter() - began:.1f} s")
        from ngo2.config.wsgi import application
        from ngo2.organisations.models import Organisation

        one = (
            Organisation.objects.filter(is_example=True).order_by("pk").first()
            or Organisation.objects.first()
        )
        assert one is not None
        page = f"/organisations/{one.pk}/"
        zipped = environ(page, accept_encoding="gzip")
        tag = answer(application, zipped)[1]["ETag"]
        assert answer(application, environ(page, if_none_match=tag))[0].startswith("304")
        kinds = {
            "empty view": (environ("/empty/"), False),
            "organisation page, made anew": (zipped, True),
            "organisation page, kept": (zipped, False),
            "organisation page, 304": (environ(page, if_none_match=tag), False),
            "directory, made anew": (environ("/organisations/", accept_encoding="gzip"), True),
            "directory, kept": (environ("/organisations/", accept_encoding="gzip"), False),
            "home, kept": (environ("/", accept_encoding="gzip"), False),
        }
        figures = measure(application, kinds, rounds)
        empty = figures["empty view"]
        print(f"\n{'CPU per request, median of ' + str(rounds):40} {'ms':>7} {'x empty':>8}")
        for name, spent in figures.items():
            print(f"{name:40} {spent:7.3f} {spent / empty:8.2f}")
        print(f"\n{'compressed bytes':40} {'html':>7} {'css':>7} {'sum':>7}   budget 28,672")
        for name, path in (("home", "/"), ("directory", "/organisations/"), ("organisation page", page)):
            html, css = weight(application, path)
            print(f"{name:40} {html:7,} {css:7,} {html + css:7,}")


if __name__ == "__main__":
    main()
