"""The demo shows codes on the page; a check keeps that at home."""

import pytest
from django.core.checks import run_checks

from ngo2.accounts import checks
from ngo2.accounts.tests.conftest import PHONE
from ngo2.lib.refusals import Refused


@pytest.fixture
def demo(settings):
    settings.DEMO, settings.NGO2_BIND, settings.NGO2_PROXIES = True, "127.0.0.1", 0
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
    return settings


def errors():
    return [one.id for one in run_checks() if one.id and one.id.startswith("accounts.")]


def test_the_demo_may_run_at_home(demo):
    for bind in ("127.0.0.1", "::1", "localhost", "127.8.8.8"):
        demo.NGO2_BIND = bind
        assert errors() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NGO2_BIND", "0.0.0.0"),  # noqa: S104
        ("NGO2_BIND", "::"),
        ("NGO2_BIND", "192.168.1.5"),
        ("NGO2_BIND", ""),
        ("ALLOWED_HOSTS", ["localhost", "ngo20.example.org"]),
        ("ALLOWED_HOSTS", ["*"]),
        ("ALLOWED_HOSTS", ["127.0.0.1.example.org"]),
        ("ALLOWED_HOSTS", [".localhost.example.org"]),
        ("NGO2_PROXIES", 1),
    ],
)
def test_and_nowhere_else(demo, name, value):
    setattr(demo, name, value)
    assert errors() == ["accounts.E001"]
    assert not checks.shows_codes()
    demo.DEMO = False
    assert errors() == []


@pytest.mark.django_db
def test_the_code_stands_on_the_page_that_says_where_it_was_sent(demo, visitor):
    visitor.ask(PHONE)
    page = visitor.client.get("/en/sign-in/code/").content.decode()
    assert (visitor.code() in page, "138 0013 8000" in page) == (True, True)
    visitor.type(visitor.code())
    assert visitor.is_in()


@pytest.mark.django_db
def test_in_the_demo_no_mail_server_is_needed(demo, visitor, monkeypatch):
    def broken(*letter):
        raise Refused("no mail server")

    monkeypatch.setattr("ngo2.accounts.services.codes.send_now", broken)
    assert visitor.ask(PHONE)["Location"] == "/en/sign-in/code/"


@pytest.mark.django_db
def test_a_demo_that_listens_outside_shows_nothing(demo, visitor):
    demo.NGO2_BIND = "0.0.0.0"  # noqa: S104
    visitor.ask(PHONE)
    assert visitor.code() not in visitor.client.get("/en/sign-in/code/").content.decode()
