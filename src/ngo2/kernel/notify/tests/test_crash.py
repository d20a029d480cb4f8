"""P16: real workers are killed while they speak to a real SMTP server: 0 lost, at most 1 comes twice."""

import signal
from collections import Counter

import pytest
from django.utils import timezone

from ngo2.kernel.jobs.tests.processes import environment, eventually, running
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.notify.models import Message
from ngo2.kernel.notify.tests.sink import sink

COUNT = 30
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def waiting():
    entry = Entry.objects.create(at=timezone.now(), verb="x", actor_kind="system")
    return Message.objects.bulk_create(
        Message(
            entry=entry,
            type="test.type",
            channel="email",
            address=f"reader{n}@example.org",
            language="en",
            subject=f"Number {n}",
            body="Words.",
            dedupe=str(n),
            due=timezone.now(),
        )
        for n in range(COUNT)
    )


def smtp(tmp_path, server):
    return environment(
        tmp_path, NGO2_EMAIL_HOST="127.0.0.1", NGO2_EMAIL_PORT=str(server.port), NGO2_EMAIL_TLS="none"
    )


def test_a_worker_killed_while_sending_loses_nothing_and_sends_at_most_one_twice(tmp_path, waiting):
    with sink() as server:
        env = smtp(tmp_path, server)
        with running(env, "worker") as first:
            assert eventually(lambda: len(server.got) >= 5)
            server.may_answer.clear()
            server.arrived.clear()
            assert server.arrived.wait(30)  # received by the other side, not yet known to us
            first.send_signal(signal.SIGKILL)
            first.wait()
        server.may_answer.set()
        assert Message.objects.filter(state=Message.WAITING).exists()
        Message.objects.filter(state=Message.WAITING).update(due=timezone.now())  # the lease runs out
        with running(env, "worker", "--once") as second:
            assert second.wait(timeout=60) == 0
    assert set(Message.objects.values_list("state", flat=True)) == {Message.SENT}
    times = Counter(mail["Message-ID"] for mail in server.got)
    assert set(times) == {f"<{one.message_id}@localhost>" for one in waiting}
    assert sorted(times.values()) == [1] * (COUNT - 1) + [2]
    assert {mail["To"] for mail in server.got} == {one.address for one in waiting}


def test_two_workers_side_by_side_send_each_message_once(tmp_path, waiting):
    with sink() as server:
        env = smtp(tmp_path, server)
        with running(env, "worker", "--once") as one, running(env, "worker", "--once") as two:
            assert (one.wait(timeout=60), two.wait(timeout=60)) == (0, 0)
    assert Counter(mail["To"] for mail in server.got) == Counter(one.address for one in waiting)
    assert set(Message.objects.values_list("state", flat=True)) == {Message.SENT}


def test_an_smtp_server_that_is_away_is_tried_again(tmp_path, waiting):
    with sink() as server:
        port_of_nobody = smtp(tmp_path, server)
    with running(port_of_nobody, "worker", "--once") as worker:
        assert worker.wait(timeout=60) == 0
    rows = Message.objects.all()
    assert {row.state for row in rows} == {Message.WAITING}
    assert {row.attempts for row in rows} == {1}
    assert all(row.due > timezone.now() and "ConnectionRefused" in row.error for row in rows)
