"""The pictures of the README: the pages of a fresh demo at 390 and 1280 pixels, in both languages.

`python tools/pictures.py [NAME …]` takes all, or those named, from a demo with a data folder of its own.
Lossless WebP: a page full of text weighs some tens of kB. A picture above MOST_BYTES fails.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "pictures"
sys.path.insert(0, str(ROOT))

from tests.journeys import chromium  # noqa: E402 (the path comes first)

WIDTHS = {390: 844, 1280: 900}  # CSS pixels: height of the window
PREFIXES = {"zh": "", "en": "/en"}
MOST_BYTES = 120_000
PATIENCE = 180  # seconds until the first page of a demo that loads its lists
# Three people, as nobody gets more than five codes in ten minutes.
OWNER, VISITOR, ASKED = "alice@example.org", "erin@example.org", "charlie@example.org"

MAP_IS_SHOWN = "() => Number(document.getElementById('map-line').textContent.replace(/\\D/g, '')) > 0"

Go = Callable[[Page, str], None]


def _at(path: str) -> Go:
    def go(page: Page, prefix: str) -> None:
        page.goto(prefix + path)

    return go


def _organisation(page: Page, prefix: str) -> None:
    """The page of Alice's group, found as anybody finds it."""
    page.goto(f"{prefix}/organisations/?q=山蚁")
    page.locator(".directory-list .row a").first.click()


def _sign_in_code(page: Page, prefix: str, who: str = VISITOR) -> None:
    page.goto(f"{prefix}/sign-in/")
    page.fill("input[name=address]", who)
    page.locator("main button[type=submit]").first.click()


def _signed_in(page: Page, prefix: str, who: str = OWNER) -> None:
    _sign_in_code(page, prefix, who)
    found = re.search(r"\b(\d{6})\b", page.inner_text("main"))
    if found is None:
        raise SystemExit("The demo showed no sign-in code: is NGO2_DEMO=1 still what shows it?")
    page.fill("input[name=code]", found[1])
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url(f"**{prefix}/me/")


def _edit(page: Page, prefix: str) -> None:
    """One question of Alice's own record: which number may people call?"""
    _signed_in(page, prefix)
    page.locator("a[href*='/edit/']").first.click()
    page.locator("main a[href$='/phone/']").first.click()


def _map(page: Page, prefix: str) -> None:
    """Opened, with its points: the worker makes the map of a fresh demo within a minute."""
    page.goto(f"{prefix}/map/")
    page.locator("[data-opens-map]").click()
    page.wait_for_function(MAP_IS_SHOWN, timeout=PATIENCE * 1000)


def _survey(page: Page, prefix: str) -> None:
    """The first questions of the survey that asks Charlie's group: the worker of a fresh demo makes it in a minute."""
    _signed_in(page, prefix, ASKED)
    until = time.monotonic() + PATIENCE
    while not page.locator("main a[href*='/s/']").count():
        if time.monotonic() > until:
            raise SystemExit("Nobody was asked by the demo's survey: read what its worker says.")
        time.sleep(2)
        page.reload()
    page.locator("main a[href*='/s/']").first.click()
    page.check("input[name=adult]")
    page.check("input[name=agreed]")
    page.locator("main form button").first.click()


def _report(page: Page, prefix: str) -> None:
    """What came out of it: the demo publishes a report when its survey is made."""
    until = time.monotonic() + PATIENCE
    page.goto(f"{prefix}/surveys/")
    while not page.locator("main a[href*='/surveys/reports/']").count():
        if time.monotonic() > until:
            raise SystemExit("The demo published no report: read what its worker says.")
        time.sleep(2)
        page.reload()
    page.locator("main a[href*='/surveys/reports/']").first.click()


PAGES: dict[str, Go] = {
    "home": _at("/"),
    "directory": _at("/organisations/in/CN/420000/"),
    "map": _map,
    "search": _at("/search/?q=gongyi"),
    "needs": _at("/needs/"),
    "numbers": _at("/exchange/numbers/"),
    "survey": _survey,
    "report": _report,
    "organisation": _organisation,
    "edit": _edit,
    "sign-in": _sign_in_code,
    "style": _at("/style/"),
}


@contextmanager
def demo() -> Iterator[str]:
    """Address of a demo with nobody else in it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://localhost:{port}"
    with tempfile.TemporaryDirectory() as folder:
        env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        env |= {"NGO2_DATA_DIR": folder, "NGO2_DEMO": "1", "PORT": str(port), "PYTHONPATH": str(ROOT / "src")}
        running = subprocess.Popen(
            [sys.executable, "-m", "ngo2", "start"], cwd=ROOT, env=env, stdout=subprocess.DEVNULL
        )
        try:
            _wait(address, running)
            yield address
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(timeout=60)


def _wait(address: str, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and running.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 (our own address)
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    raise SystemExit("The demo did not start: try `make run` and read what it says.")


def take(browser: Browser, address: str, name: str) -> None:
    for language, prefix in PREFIXES.items():
        for width, height in WIDTHS.items():
            context = browser.new_context(
                base_url=address,
                viewport={"width": width, "height": height},
                device_scale_factor=2 if width < 600 else 1,
                reduced_motion="reduce",
            )
            _keep(_look(context, PAGES[name], prefix), FOLDER / f"{name}-{width}-{language}.webp")
            context.close()


def _look(context: BrowserContext, go: Go, prefix: str) -> bytes:
    page = context.new_page()
    go(page, prefix)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    return page.screenshot()


def _keep(png: bytes, path: Path) -> None:
    Image.open(BytesIO(png)).convert("RGB").save(path, "WEBP", lossless=True, quality=100, method=6)
    size = path.stat().st_size
    print(f"{size:7,d} bytes  {path.relative_to(ROOT)}")
    if size > MOST_BYTES:
        raise SystemExit(f"{path.name} is larger than {MOST_BYTES:,} bytes: show less of the page.")


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    names = sys.argv[1:] or list(PAGES)
    if unknown := set(names) - set(PAGES):
        raise SystemExit(f"No picture is called {', '.join(sorted(unknown))}: choose of {', '.join(PAGES)}.")
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium.find()), args=["--no-sandbox"])
        for name in names:
            take(browser, address, name)
        browser.close()


if __name__ == "__main__":
    main()
