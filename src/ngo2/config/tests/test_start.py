import socket

import pytest
from django.core.management import CommandError
from django.db import OperationalError

from ngo2.config.management.commands import start


def test_a_taken_port_is_one_sentence_that_says_what_to_do(settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings.PORT, settings.NGO2_BIND = taken.getsockname()[1], "127.0.0.1"
        with pytest.raises(CommandError, match="choose another: PORT=8001 make run"):
            start._port_is_free()
    start._port_is_free()


def test_a_database_that_does_not_answer_is_one_sentence(monkeypatch):
    def refused():
        raise OperationalError("connection failed:\n\tConnection refused")

    monkeypatch.setattr(start.connection, "ensure_connection", refused)
    with pytest.raises(
        CommandError, match=r"does not answer \(connection failed: Connection refused\).*DATABASE_URL"
    ) as said:
        start._database_answers()
    assert "\n" not in str(said.value)
