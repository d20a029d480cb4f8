"""Answers as they come in, each on disk before the thank-you, beside the bare rows of them.

    PYTHONPATH=src .venv/bin/python -m benchmarks.surveys.submitting [--answers 300] [--threads 4]
    PYTHONPATH=src .venv/bin/python tools/postgres.py .venv/bin/python -m benchmarks.surveys.submitting

The demo's form of 40 questions. Both sides use the shipped settings (SQLite: WAL, synchronous FULL) and a disk, not
memory: `receive` reads the document, holds it against the form, keeps document and rows and writes the journal; the
bare side makes the same Response and rows with Django in one transaction, and nothing else. Turn by turn in one run.
"""

import argparse
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROUNDS = 3


@dataclass(frozen=True)
class Sent:
    document: bytes
    ident: str
    rows: list[tuple[str, str, str]]


def prepare(folder: Path) -> None:
    os.environ.update(NGO2_DATA_DIR=str(folder), NGO2_DEMO="0", DJANGO_SETTINGS_MODULE="ngo2.config.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)


def asked() -> Any:
    """An edition of the demo's questionnaire."""
    from ngo2.accounts.services import create_person
    from ngo2.kernel.packs import data
    from ngo2.lib.actors import SYSTEM, person_actor
    from ngo2.questionnaires.services import make_form, publish_edition
    from ngo2.questionnaires.xlsform.reading import read_workbook
    from ngo2.surveys.services import make_survey

    team = person_actor(create_person(SYSTEM, name="Dana", email="dana@example.org", is_staff=True))
    survey = make_survey(SYSTEM, title_en="Internet use", consent_en="Who asks, and what for. " * 3)
    sheets = read_workbook(
        (data.FOLDER / "surveys" / "internet_use_1.csv").read_bytes(), "internet_use_1.csv"
    )
    return publish_edition(team, make_form(team, survey.scope, title="Internet use", sheets=sheets))


def sent(edition: Any, mark: str, many: int) -> list[Sent]:
    from ngo2.demo import survey_answers
    from ngo2.questionnaires.opened import form_of
    from ngo2.questionnaires.xforms import answers_of

    form, made = form_of(edition), []
    said = [one.first for one in survey_answers.panel(7) if one.first]
    for at in range(many):
        ident = f"uuid:{mark}-{at}"
        document = survey_answers.document(form, said[at % len(said)], ident)
        rows = [(one.path, one.repeat, one.value) for one in answers_of(form, document)]
        made.append(Sent(document, ident, rows))
    return made


def whole(edition: Any, one: Sent) -> None:
    from ngo2.lib.actors import SYSTEM
    from ngo2.questionnaires.services import receive

    if not receive(SYSTEM, edition, document=one.document, way="device").made:
        raise SystemExit("An answer was taken for one that had come before: the figures would mean nothing.")


def bare(edition: Any, one: Sent) -> None:
    from django.db import transaction
    from django.utils import timezone

    from ngo2.questionnaires.models import Answer, Response

    now = timezone.now()
    with transaction.atomic():
        response = Response.objects.create(
            edition=edition,
            instance_id=one.ident,
            state=Response.RECEIVED,
            way=Response.DEVICE,
            xml=one.document.decode(),
            began_at=now,
            received_at=now,
        )
        Answer.objects.bulk_create(
            Answer(response=response, path=path, place=place, value=value) for path, place, value in one.rows
        )


def run(do: Callable[[Sent], None], many: Sequence[Sent], threads: int) -> tuple[float, float, list[float]]:
    """(seconds on the clock, of the processor, of each), by so many at once."""
    took: list[float] = []

    def some(part: Sequence[Sent]) -> None:
        from django.db import connection

        for one in part:
            begun = time.perf_counter()
            do(one)
            took.append(time.perf_counter() - begun)
        connection.close()

    parts = [many[at::threads] for at in range(threads)]
    crowd = [threading.Thread(target=some, args=(part,)) for part in parts]
    clock, processor = time.perf_counter(), time.process_time()
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    return time.perf_counter() - clock, time.process_time() - processor, took


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--answers", type=int, default=300)
    parser.add_argument("--threads", type=int, default=4)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        edition = asked()
        for threads in dict.fromkeys((1, told.threads)):
            sides: dict[str, list[tuple[float, float, list[float]]]] = {"received": [], "bare rows": []}
            for turn in range(ROUNDS + 1):  # the first of each warms up
                for name, do in (("received", whole), ("bare rows", bare)):
                    many = sent(edition, f"{threads}-{turn}-{name[0]}", told.answers)
                    outcome = run(lambda one, do=do: do(edition, one), many, threads)  # type: ignore[misc]
                    if turn:
                        sides[name].append(outcome)
            print(f"{threads} at once, {told.answers} answers of 40 questions, {ROUNDS} turns each")
            per = {}
            for name, turns in sides.items():
                each = sorted(one for _clock, _cpu, took in turns for one in took)
                clock = statistics.median(told.answers / one for one, _cpu, _took in turns)
                per[name] = statistics.median(cpu / told.answers for _clock, cpu, _took in turns)
                p99 = each[int(len(each) * 0.99) - 1]
                paid = f"p99 {p99 * 1000:6.1f} ms, {per[name] * 1000:5.2f} ms of CPU each"
                print(f"  {name:10} {clock:7.0f} a second, {paid}")
            print(f"  CPU of received beside bare rows: {per['received'] / per['bare rows']:.1f} times")


if __name__ == "__main__":
    main()
