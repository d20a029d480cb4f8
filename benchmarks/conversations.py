"""CPU of a conversation's pages: the idle question ("anything new?"), a new message, the page; beside an empty view.

    PYTHONPATH=src .venv/bin/python -m benchmarks.conversations [--rounds 300]
    PYTHONPATH=src .venv/bin/python tools/postgres.py .venv/bin/python -m benchmarks.conversations

Medians of CPU time of this process through the WSGI application, as it is served; on PostgreSQL what the database
itself spends comes on top.
"""

import argparse
import os
import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.pages import Environ, answer, environ

MESSAGES = 50
IDLE_SECONDS = 60  # between two questions of a reader where nothing happens (frontend/js/talk.js)


def prepare(folder: Path) -> None:
    os.environ.update(NGO2_DATA_DIR=str(folder), NGO2_DEMO="0", DJANGO_SETTINGS_MODULE="ngo2.config.settings")
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    get_wsgi_application()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    from django.conf import settings

    settings.ROOT_URLCONF = "benchmarks.urls"


def scene() -> tuple[str, str]:
    """Two organisations, an answer and a conversation of 50 messages: (cookie of one reader, address)."""
    from django.utils import timezone

    from ngo2.accounts import consents
    from ngo2.accounts.models import Person
    from ngo2.conversations.models import Conversation, Message
    from ngo2.conversations.services import open_conversation
    from ngo2.exchange.models import Introduction, Post
    from ngo2.lib.actors import person_actor
    from ngo2.organisations.services import create_organisation

    version = consents.purposes[consents.TERMS].version
    people = [Person.objects.create(name=name, terms_version=version) for name in ("Alice", "Erin")]
    facts = {"kind": "grassroots_ngo", "division": "451228"}
    records = [create_organisation(person_actor(one), facts={**facts, "name_zh": one.name}) for one in people]
    now = timezone.now()
    post = Post.objects.create(
        organisation=records[1], side="offer", kind="material", subkind="computers", title="Laptops", reach="country",
        country="CN", until_day=timezone.localdate() + timedelta(days=30), made_at=now, changed_at=now,
    )  # fmt: skip
    asked = Introduction.objects.create(
        post=post,
        organisation=records[0],
        person=people[0],
        words="-",
        asked_at=now,
        answer_by=post.until_day,
    )
    talk = open_conversation(asked.scope)
    Message.objects.bulk_create(
        Message(
            conversation=talk, number=n + 1, side=("owner", "asker")[n % 2], person=people[n % 2],
            text="我们周一可以来取。" * 5, at=now,
        )
        for n in range(MESSAGES)
    )  # fmt: skip
    Conversation.objects.filter(pk=talk.pk).update(last=MESSAGES, last_at=now)
    return _cookie(people[0]), f"/conversations/{talk.pk}/"


def _cookie(person: Any) -> str:
    from ngo2.conftest import PersonClient

    client = PersonClient()
    client.force_login(person)
    return f"sid={client.cookies['sid'].value}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=300)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        from ngo2.config.wsgi import application

        cookie, address = scene()
        kinds: dict[str, Environ] = {
            "empty view": environ("/empty/"),
            "anything new? no (204)": environ(f"{address}after/{MESSAGES}/", cookie=cookie),
            "anything new? one message": environ(f"{address}after/{MESSAGES - 1}/", cookie=cookie),
            "the page of a conversation": environ(address, cookie=cookie),
        }
        spent: dict[str, list[float]] = {name: [] for name in kinds}
        for _round in range(rounds):
            for name, request in kinds.items():
                began = time.process_time()
                status = answer(application, request)[0]
                spent[name].append((time.process_time() - began) * 1000)
                assert status[:3] in {"200", "204"}, (name, status)
        figures = {name: statistics.median(values) for name, values in spent.items()}
        print(f"{'CPU per request, median of ' + str(rounds):40} {'ms':>7} {'x empty':>8}")
        for name, one in figures.items():
            print(f"{name:40} {one:7.3f} {one / figures['empty view']:8.2f}")
        idle = figures["anything new? no (204)"]
        print(f"readers who only wait, for one core: {IDLE_SECONDS * 1000 / idle:,.0f}")


if __name__ == "__main__":
    main()
