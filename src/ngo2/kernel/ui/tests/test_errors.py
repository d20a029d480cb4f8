"""Every error is a page in plain words, in the reader's language, with a code to quote that stands in the log."""

import logging
import re
from datetime import timedelta

import pytest
from django.conf.urls.i18n import i18n_patterns
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ngo2.config.urls import handler400, handler403, handler404, handler500
from ngo2.kernel.limits.services import TooMany
from ngo2.kernel.ui import access, errors
from ngo2.kernel.ui.forms import StillWorking
from ngo2.lib.refusals import Denied, Hidden, Refused, SignInNeeded

__all__ = ["handler400", "handler403", "handler404", "handler500"]  # found by Django in the urlconf
SECRET = "patient-31415"  # what an exception may carry, and a page may never show


class Strange(Exception):
    pass


RAISED = {
    "suspicious": (400, lambda: SuspiciousOperation(SECRET)),
    "forbidden": (403, lambda: PermissionDenied(SECRET)),
    "denied": (403, lambda: Denied(SECRET)),
    "gone": (404, lambda: Http404(SECRET)),
    "hidden": (404, lambda: Hidden(SECRET)),
    "busy": (409, StillWorking),
    "refused": (422, lambda: Refused(gettext("Please try again in a minute."))),
    "often": (429, lambda: TooMany(timezone.now() + timedelta(minutes=5))),
    "broken": (500, lambda: Strange(SECRET)),
    "sign-in": (302, lambda: SignInNeeded(SECRET)),
}
TITLES = {
    400: "We could not read that",
    403: "This is not open to you",
    404: "There is no such page",
    405: "This works by a button only",
    409: "One moment",
    422: "That did not work",
    429: "Please wait a little",
    500: "Something broke on our side",
}
WORDS = {"busy": StillWorking().message, "refused": "Please try again in a minute."}


@access.public
@csrf_exempt
def raising(request: HttpRequest, name: str) -> HttpResponse:
    raise RAISED[name][1]()


@access.public
def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse("taken")


@access.link
def letter(request: HttpRequest, token: str) -> HttpResponse:
    raise Refused("This link is too old.")


urlpatterns = i18n_patterns(
    path("letters/<str:token>/", letter),
    path("raise/<str:name>/", raising),
    path("form/", form),
    path("button/", access.signed_in(require_POST(lambda request: HttpResponse()))),
    path("here/", access.public(lambda request: HttpResponse("here"))),
    prefix_default_language=False,
)


@pytest.fixture(autouse=True)
def address():
    with override_settings(ROOT_URLCONF=__name__, LOGIN_URL="/here/"):
        yield


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


def code_on(page):
    return re.search(r'<code class="big-code">([2-9A-HJ-NP-Z]{6})</code>', page)[1]


def check(answer, caplog, status, language):
    page = answer.content.decode()
    with override(language):
        title = gettext(TITLES[status])
    assert f"<h1>{title}</h1>" in page
    assert f'<html lang="{"en" if language == "en" else "zh-Hans"}"' in page
    assert '<meta name="robots" content="noindex">' in page
    assert SECRET not in page
    assert "Traceback" not in page
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    lines = [record.getMessage() for record in caplog.records if record.name == "ngo2.errors"]
    assert [line.split()[:2] for line in lines] == [[code_on(page), str(status)]]
    return page


@pytest.mark.parametrize(("prefix", "language"), [("", "zh-hans"), ("/en", "en")])
@pytest.mark.parametrize("name", sorted(set(RAISED) - {"sign-in"}))
def test_what_is_raised_is_a_page_in_plain_words(client, db, caplog, name, prefix, language):
    caplog.set_level(logging.INFO, "ngo2.errors")
    status = RAISED[name][0]
    answer = client.get(f"{prefix}/raise/{name}/")
    assert answer.status_code == status
    page = check(answer, caplog, status, language)
    assert "DENY" in answer["X-Frame-Options"]
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    if name in WORDS:
        with override(language):
            assert gettext(WORDS[name]) in page


def test_the_same_in_both_languages_is_not_the_same_text(client, db):
    """Every sentence of an error page is translated."""
    for name in sorted(set(RAISED) - {"sign-in"}):
        chinese, english = (
            re.search(r"<h1>.*?</p>", client.get(f"{prefix}/raise/{name}/").content.decode(), re.DOTALL)[0]
            for prefix in ("", "/en")
        )
        assert re.search(r"[\u4e00-\u9fff]", chinese), name
        assert not re.search(r"[\u4e00-\u9fff]", english), name


@pytest.mark.parametrize(("url", "language"), [("/no/such/", "zh-hans"), ("/en/no/such/", "en")])
def test_an_address_that_is_none(client, db, caplog, url, language):
    caplog.set_level(logging.INFO, "ngo2.errors")
    check(client.get(url), caplog, 404, language)


def test_a_button_pressed_by_its_address(client, db, caplog):
    caplog.set_level(logging.INFO, "ngo2.errors")
    answer = client.get("/en/button/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    check(answer, caplog, 405, "en")


def test_somebody_must_be_signed_in(client, db):
    answer = client.get("/raise/sign-in/?x=1")
    assert (answer.status_code, answer["Location"]) == (302, "/here/?next=%2Fraise%2Fsign-in%2F%3Fx%3D1")
    assert client.post("/raise/sign-in/")["Location"] == "/here/"


def test_the_page_for_a_broken_server_asks_nothing_of_the_database(client, caplog):
    """No `db` here: it shows also when the database is what broke."""
    answer = client.get("/en/raise/broken/")
    assert answer.status_code == 500
    assert code_on(answer.content.decode())
    assert not answer.cookies


def test_what_broke_stands_in_the_log_beside_the_code(client, db, caplog):
    answer = client.get("/en/raise/broken/")
    by_name = {record.name: record for record in caplog.records}
    assert by_name["django.request"].exc_info[0] is Strange
    assert by_name["ngo2.errors"].levelno == logging.ERROR
    assert code_on(answer.content.decode()) in by_name["ngo2.errors"].getMessage()


@pytest.mark.parametrize(("prefix", "language"), [("", "zh-hans"), ("/en", "en")])
def test_a_form_without_its_token_says_what_to_do(db, caplog, prefix, language):
    caplog.set_level(logging.INFO, "ngo2.errors")
    answer = Client(enforce_csrf_checks=True).post(f"{prefix}/form/", {"x": "1"})
    assert answer.status_code == 403
    page = check(answer, caplog, 403, language)
    with override(language):
        assert (
            re.search(r"<p>(.+?)</p>", errors.csrf_failure(answer.wsgi_request).content.decode())[1] in page
        )
    assert Client().post(f"{prefix}/form/", {"x": "1"}).content == b"taken"


def test_each_error_has_a_code_of_its_own(client, db):
    codes = {code_on(client.get("/en/raise/gone/").content.decode()) for _nth in range(20)}
    assert len(codes) == 20


def test_an_address_cannot_write_lines_into_the_log(client, db, caplog):
    caplog.set_level(logging.INFO, "ngo2.errors")
    client.get("/en/raise/gone%0AERROR forged/")
    lines = [record.getMessage() for record in caplog.records if record.name == "ngo2.errors"]
    assert all("\n" not in line for line in lines)


def test_a_link_that_lets_its_holder_in_does_not_stand_in_the_log(client, db, caplog):
    caplog.set_level(logging.INFO, "ngo2.errors")
    client.get(f"/en/letters/{SECRET}/")
    assert SECRET not in caplog.text
    assert "letters/<str:token>/" in caplog.text
