"""The house as it runs: its worker, its settings, and the wires to the outside that the year plays."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from unittest import mock

from django.core import mail
from django.test import override_settings

from ngo2.kernel.jobs.heartbeat import Heartbeat
from ngo2.kernel.jobs.models import Schedule
from ngo2.kernel.jobs.worker import Worker
from ngo2.kernel.notify.channels.letters import NobodyThere, Undeliverable
from ngo2.kernel.notify.models import Message
from ngo2.kernel.notify.reports import Failed
from ngo2.kernel.notify.services import take_report
from ngo2.lib import http

# Backups, disk, monthly copies, the index and the map: of the machine, nobody's minutes.
MACHINE = ("operations.", "opendata.", "search.", "maps.")
SETTINGS = {
    "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
    "NGO2_SMS_ADAPTER": "benchmarks.year.house.carry_sms",
    "NGO2_SMS_INBOUND_SECRET": "played",
    "DEMO": False,
}


class Wires:
    """Which addresses nobody reads. SMS to a dead number come back at once, mail a few hours later."""

    def __init__(self) -> None:
        self.dead: set[str] = set()
        self.refuse_next: set[str] = set()
        self.mails = self.sms = self.events = self.bounces = 0

    def carry_sms(self, number: str) -> None:
        self.sms += 1
        if number in self.dead:
            raise NobodyThere("no such number")
        if number in self.refuse_next:
            self.refuse_next.discard(number)
            raise Undeliverable("the provider does not take these words")

    def carry_event(self, method: str, url: str, **_more: object) -> http.Answer:
        self.events += 1
        if "dead" in url:
            raise http.Unreachable("no answer")
        return mock.Mock(status=200)

    def bring_back(self) -> None:
        """Reports of mail servers about what was sent since the last time."""
        outbox = getattr(mail, "outbox", [])
        self.mails += len(outbox)
        for one in outbox:
            for address in one.to:
                if address in self.dead:
                    said = take_report(
                        Failed(address, "5.1.1 user unknown", one.extra_headers.get("Message-ID", ""))
                    )
                    self.bounces += said
        outbox.clear()


_wires: list[Wires] = []


def carry_sms(number: str, text: str, message_id: str) -> None:
    _wires[-1].carry_sms(number)


class House:
    def __init__(self, wires: Wires) -> None:
        self.wires = wires
        self.worker = Worker()
        self._heart = Heartbeat(self.worker.id)

    def work(self) -> None:
        """What the worker does until nothing is due any more."""
        self._heart.beat()
        while self.worker.pass_once():
            pass

    def leave_machine(self) -> None:
        from datetime import timedelta

        from django.utils import timezone

        from ngo2.kernel.jobs.schedule import schedule

        far = timezone.now() + timedelta(days=4000)
        for one in schedule:
            if one.name.startswith(MACHINE):
                Schedule.objects.update_or_create(name=one.name, defaults={"due": far})

    def waiting_messages(self) -> int:
        return Message.objects.filter(state=Message.WAITING).count()


@contextmanager
def connected() -> Iterator[Wires]:
    wires = Wires()
    _wires.append(wires)
    try:
        with override_settings(**SETTINGS), mock.patch("ngo2.lib.http.send", wires.carry_event):
            with suppress(AttributeError):
                mail.outbox.clear()
            mail.outbox = getattr(mail, "outbox", [])
            yield wires
    finally:
        _wires.remove(wires)
