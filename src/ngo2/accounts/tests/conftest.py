"""What every test of accounts needs: messages caught on their way out, and a clock to move."""

import re
from datetime import timedelta
from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone, translation

PHONE, EMAIL = "13800138000", "li@example.org"


@pytest.fixture(autouse=True)
def english():
    """For what services say; pages say it by their address, /en/."""
    with translation.override("en"):
        yield


@pytest.fixture
def outbox(monkeypatch):
    """Every (channel, address, subject, body) that was sent."""
    sent = []
    monkeypatch.setattr("ngo2.accounts.services.codes.send_now", lambda *letter: sent.append(letter))
    return sent


@pytest.fixture
def later():
    """`with later(minutes=10):` the clock stands there."""

    def at(**ahead):
        return mock.patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(**ahead))

    return at


@pytest.fixture
def other_device():
    """`other_device()`: a client of its own."""
    return Client


class Visitor:
    """Somebody at a browser who signs in step by step."""

    def __init__(self, client, outbox):
        self.client, self.outbox = client, outbox

    def ask(self, address, **query):
        return self.client.post("/en/sign-in/", {"address": address, **query})

    def code(self):
        return re.search(r"\d{6}", self.outbox[-1][2])[0]

    def type(self, code, **headers):
        return self.client.post("/en/sign-in/code/", {"code": code}, **headers)

    def enter(self, address, **query):
        self.ask(address, **query)
        return self.type(self.code())

    def is_in(self):
        return "_auth_user_id" in self.client.session


@pytest.fixture
def visitor(db, outbox):
    return Visitor(Client(), outbox)
