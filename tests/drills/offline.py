"""P7 at length: forms with photos, answered where nothing is sent, through closed windows, a flapping line, lost
answers, a killed server and a clock that was put back: each arrives once, whole, and stays as it came.
"""

import hashlib
import http.client
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Error, Page, Route, sync_playwright

from tests.drills.site import Site
from tests.journeys import chromium

SEED = """
import django; django.setup()
from django.utils import timezone
from ngo2.lib.actors import SYSTEM
from ngo2.questionnaires import prefilling
from ngo2.questionnaires.services import begin_response
from ngo2.questionnaires.tests import scenes
from ngo2.surveys.models import Survey
survey = Survey.objects.create(title_en="Drill", consent_en="Who asks, and what for.", made_at=timezone.now())
edition = scenes.edition(survey.scope, key="drill")
for n in range({forms}):
    session, put = prefilling.started(edition, None, None)
    print(begin_response(SYSTEM, edition, document=session.draft(), instance_id=session.instance_id).token)
"""
RECEIVED = "SELECT COUNT(*) FROM questionnaires_response WHERE state = 'received' AND way = 'browser'"
# What was answered as the name, beside what came as the photo.
ARRIVED = """
SELECT a.value, p.digest FROM questionnaires_answer a JOIN questionnaires_attachment p
ON p.response_id = a.response_id WHERE a.path = '/data/name'
"""
# Says yes, sends, and writes nothing to the disk.
SENDS_FIRST = """() => {
  const page = document.querySelector("[data-enketo]").enketo;
  page.finish = async function () {
    const { xml, to } = this.now(true);
    const body = new FormData();
    body.append("xml_submission_file", new Blob([xml], { type: "text/xml" }), "submission.xml");
    fetch(to, { method: "POST", body, headers: { "X-OpenRosa-Version": "1.0" } }).catch(() => {});
    this.close();
    this.say("finished", "good");
  };
}"""
CLOCK_PUT_BACK = "(() => { const real = Date.now; Date.now = () => real() - 86400000; })()"


class NoBrowser(Exception):
    """Chromium is missing: run `make test`, which fetches one."""


@dataclass
class Carried:
    forms: int
    arrived: int = 0
    rows: int = 0
    other_photos: int = 0  # that are not what was chosen
    kills: int = 0
    lost_answers: int = 0  # of the server, on their way back
    altered: int = 0  # what the server says to something else under the same number

    @property
    def well(self) -> bool:
        return (self.arrived, self.rows, self.other_photos, self.altered) == (self.forms, self.forms, 0, 409)

    def __str__(self) -> str:
        return (
            f"{self.arrived} of {self.forms} arrived in {self.rows} rows through {self.kills} kills and "
            f"{self.lost_answers} lost answers, {self.other_photos} photos other than chosen, "
            f"{self.altered} for an altered one"
        )


def carried(site: Site, *, forms: int, kills: int, planted: bool = False, seed: int = 7) -> Carried:
    """Raises NoBrowser. In a thread of its own: a browser of another test may hold the event loop of this one."""
    if chromium.find() is None:
        raise NoBrowser
    run = site.machine.python(SEED.format(forms=forms + 1))
    assert run.returncode == 0, run.stderr
    tokens = run.stdout.split()[-forms - 1 :]  # the last is the page that is open while they are sent
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(_carried, site, tokens, kills, planted, random.Random(seed)).result()


def _carried(site: Site, tokens: list[str], kills: int, planted: bool, dice: random.Random) -> Carried:
    out = Carried(len(tokens) - 1)
    photos = {f"group {n}": dice.randbytes(dice.randint(20_000, 120_000)) for n in range(out.forms)}
    addresses = [f"http://localhost:{site.port}/en/answer/{token}/app/" for token in tokens]
    site.start()
    with _browser() as context:
        context.route("**/app/submission", lambda route: route.abort("internetdisconnected"))
        page = context.new_page()
        for address, (name, photo) in zip(addresses[:-1], photos.items(), strict=True):
            _answer(page, address, name, photo, planted=planted)
        page.close()
        context.unroute("**/app/submission")
        line = Line(site, out, kills, dice)
        context.route("**/app/submission", line.carry)
        context.add_init_script(CLOCK_PUT_BACK)
        page = context.new_page()
        page.goto(addresses[-1])
        _send(line, page, patience=15 if planted else 120)
    if out.arrived:
        out.altered = _altered(site, tokens)
    site.stop()
    out.rows = site.machine.sql("SELECT COUNT(*) FROM questionnaires_response")[0][0] - 1
    found = dict(site.machine.sql(ARRIVED))
    on_disk = {hashlib.sha256(content).hexdigest() for content in site.machine.media().values()}
    chosen = {name: hashlib.sha256(photo).hexdigest() for name, photo in photos.items()}
    out.other_photos = sum(chosen[name] != digest or digest not in on_disk for name, digest in found.items())
    return out


@contextmanager
def _browser() -> Iterator[BrowserContext]:
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=str(chromium.find()), args=arguments)
        context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
        context.set_default_timeout(60_000)
        yield context
        browser.close()


def _answer(page: Page, address: str, name: str, photo: bytes, *, planted: bool) -> None:
    page.goto(address)
    page.wait_for_selector("[data-enketo][data-open]")
    if planted:
        page.evaluate(SENDS_FIRST)
    page.fill('input[name="/data/name"]', name)
    page.set_input_files(
        'input[name="/data/photo"]', [{"name": "p.jpg", "mimeType": "image/jpeg", "buffer": photo}]
    )
    page.wait_for_selector(".file-preview img")
    page.click(".enketo-form button.main")
    page.wait_for_selector('.enketo-status[data-kind="good"]')


@dataclass
class Line:
    """One in five requests never gets there, of one in five the answer does not come back, and now and then the server
    is killed while it takes one in.
    """

    site: Site
    out: Carried
    kills: int
    dice: random.Random
    asked: int = 0
    is_down: bool = False

    def carry(self, route: Route) -> None:
        self.asked += 1
        every = max(1, self.out.forms // (self.kills + 1))
        chance = self.dice.random()
        with suppress(Error):  # the server was killed meanwhile, or the window closed
            if (
                self.out.kills < self.kills
                and not self.is_down
                and self.asked >= every * (self.out.kills + 1)
            ):
                route.continue_()
                self.site.kill()
                self.is_down = True
                self.out.kills += 1
            elif chance < 0.2:
                route.abort("connectionreset")
            elif chance < 0.4:
                self.out.lost_answers += route.fetch().status == 201
                route.abort("connectionreset")
            else:
                route.continue_()


def _send(line: Line, page: Page, *, patience: float) -> None:
    """The network comes and goes, and the window is closed with each server, until all has arrived, or none has for
    `patience` seconds: the rest counts as lost.
    """
    out, dice, last, address = line.out, line.dice, time.monotonic(), page.url
    while out.arrived < out.forms and time.monotonic() - last < patience:
        page.context.set_offline(False)
        with suppress(Error):
            page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_timeout(dice.randint(200, 1500))
        before, out.arrived = out.arrived, _arrived(line.site)
        if out.arrived > before:
            last = time.monotonic()
        if line.is_down:
            context = page.context
            page.close()
            line.site.start()
            line.is_down = False
            page = context.new_page()
            page.goto(address)
            last = time.monotonic()
        elif dice.random() < 0.5:
            page.context.set_offline(True)
            page.wait_for_timeout(dice.randint(50, 300))


def _arrived(site: Site) -> int:
    """Asked in a thread without the browser's event loop, which Django would take for an async view of ours."""
    with ThreadPoolExecutor(1) as apart:
        return int(apart.submit(site.machine.sql, RECEIVED).result()[0][0])


def _altered(site: Site, tokens: list[str]) -> int:
    """Something else under a number that has arrived."""
    rows = site.machine.sql(
        "SELECT xml FROM questionnaires_response WHERE state = 'received' ORDER BY id LIMIT 1"
    )
    document = str(rows[0][0]).replace("<web/>", "<web>yes</web>").encode()
    boundary = "drill"
    head = 'Content-Disposition: form-data; name="xml_submission_file"; filename="s.xml"\r\nContent-Type: text/xml'
    body = f"--{boundary}\r\n{head}\r\n\r\n".encode() + document + f"\r\n--{boundary}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "X-OpenRosa-Version": "1.0"}
    statuses = set()
    for token in tokens:
        connection = http.client.HTTPConnection("localhost", site.port, timeout=30)
        connection.request("POST", f"/answer/{token}/app/submission", body, headers)
        statuses.add(connection.getresponse().status)
        connection.close()
    statuses.discard(404)  # of the other links, which take no answers but their own
    return statuses.pop() if len(statuses) == 1 else 0
