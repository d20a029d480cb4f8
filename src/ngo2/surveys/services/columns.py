"""Answers of an edition as columns in a file: made from the rows of the database, and anew whenever those changed.

The file may be deleted at any time. It holds all answers that were received and not taken back; who of them counts is
asked of the database each time (`queries.standing`), so that leaving answers out loses nothing. A file that is stale,
broken or of another version of us is made again. What was taken back is out of it at the next making, at the latest
when `refresh` comes by.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db.models import Count, Max, Q, Sum

from ngo2.kernel.jobs import stop
from ngo2.questionnaires.models import Answer, Edition, Response
from ngo2.questionnaires.opened import form_of
from ngo2.surveys.columns import SKIPPED, Answers, Builder, Number, Question, Table, Unusable, read, write
from ngo2.surveys.columns.values import Column
from ngo2.surveys.results.asked import Asked, asked

CHUNK: Final = 1000  # responses at a time
MAKING: Final = "1"  # counted up when the same answers become other columns
RESPONSE: Final = "@response"  # the number of the response that a row is made of
SMALL: Final = 2_000  # responses that are made into columns while somebody waits who is not of the team
ENDING: Final = ".columns"


@dataclass(frozen=True)
class Columns:
    """`responses`: of each row of the table of respondents, the number of the response (rising)."""

    answers: Answers
    responses: Any


def columns_of(edition: Edition) -> Columns:
    """As the answers are now: read, or made anew."""
    state = state_of(edition)
    return _read(edition, state) or rebuild(edition)


def columns_at_hand(edition: Edition) -> Columns | None:
    """For pages that many open: what is there, though a few answers may be missing. Made anew only while that is quick;
    None where there is nothing yet."""
    found = _read(edition, None)
    state = state_of(edition)
    if int(state.partition("-")[0]) <= SMALL:
        return _read(edition, state) or rebuild(edition)
    return found


def rebuild(edition: Edition) -> Columns:
    """One at a time: whoever comes second finds what the first has made."""
    with _alone(edition):
        state = state_of(edition)
        if found := _read(edition, state):
            return found
        made = _made(edition)
        # Whatever changed since `state` was asked makes it stale at once.
        write(path_of(edition), made, _made_by(edition), state)
        return _apart(made)


def refresh() -> bool:
    """Makes anew what is stale, and throws away what nobody needs; True when there was something to do."""
    done = False
    for path in sorted(folder().glob(f"*{ENDING}")):
        if stop.asked():
            break
        number = path.name.removesuffix(ENDING)
        edition = Edition.objects.filter(pk=int(number)).first() if number.isdecimal() else None
        if edition is None:
            path.unlink(missing_ok=True)
        elif _read(edition, state_of(edition)) is None:
            rebuild(edition)
            done = True
    return done


def state_of(edition: Edition) -> str:
    """What the columns are made from, as a mark: begins with how many answers were received and not taken back."""
    received = Q(state=Response.RECEIVED)
    found = Response.objects.filter(edition=edition).aggregate(
        count=Count("pk", filter=received),
        last=Max("pk", filter=received),
        sum=Sum("pk", filter=received),
        when=Max("received_at", filter=received),
        gone=Count("pk", filter=Q(state=Response.WITHDRAWN)),
    )
    when = found["when"].timestamp() if found["when"] else 0
    return f"{found['count']}-{found['last'] or 0}-{found['sum'] or 0}-{when:.6f}-{found['gone']}"


def asked_of(edition: Edition) -> Asked:
    """What its form asks. Editions never change."""
    return _asked(edition.pk, edition.digest)


@lru_cache(maxsize=64)
def _asked(pk: int, digest: str) -> Asked:
    return asked(form_of(Edition.objects.get(pk=pk)))


def folder() -> Path:
    found = Path(settings.DATA_DIR) / "columns"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def path_of(edition: Edition) -> Path:
    return folder() / f"{edition.pk}{ENDING}"


def forget(edition: Edition) -> None:
    path_of(edition).unlink(missing_ok=True)


def _made_by(edition: Edition) -> str:
    return f"{MAKING}-{edition.digest}"


def _read(edition: Edition, state: str | None) -> Columns | None:
    with suppress(Unusable, FileNotFoundError):
        return _apart(read(path_of(edition), _made_by(edition), state))
    return None


def _apart(answers: Answers) -> Columns:
    columns: dict[str, Column] = dict(answers.main.columns)
    numbers = columns.pop(RESPONSE)
    assert isinstance(numbers, Number)
    main = Table("", columns, answers.main.rows)
    return Columns(Answers({**answers.tables, "": main}), numbers.numbers.astype("int64"))


@contextmanager
def _alone(edition: Edition) -> Iterator[None]:
    """The system lets go of the lock when the process dies."""
    with (folder() / f"{edition.pk}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _made(edition: Edition) -> Answers:
    what = asked_of(edition)
    builder = Builder([Question(RESPONSE, "number"), *what.questions])
    rows = Response.objects.filter(edition=edition, state=Response.RECEIVED).order_by("pk")
    last = 0
    while numbers := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:CHUNK]):
        builder.add(_rows(what, edition, numbers))
        last = numbers[-1]
    return builder.answers()


def _rows(what: Asked, edition: Edition, numbers: list[int]) -> list[dict[str, Any]]:
    """A question without a row was not asked, one with an empty row was not answered."""
    blank = {
        table: {one.name: SKIPPED for one in what.questions if one.table == table}
        for table in ("", *what.repeats)
    }
    made: dict[int, dict[str, Any]] = {number: {**blank[""], RESPONSE: number} for number in numbers}
    members: dict[tuple[int, str, str], dict[str, Any]] = {}
    places = what.places
    answers = Answer.objects.filter(
        response__gte=numbers[0],
        response__lte=numbers[-1],
        response__edition=edition,
        response__state=Response.RECEIVED,
    )
    for number, path, place, value in answers.values_list("response", "path", "place", "value").iterator(
        20_000
    ):
        there = places.get(path)
        row = made.get(number)
        if there is None or row is None:
            continue
        table, name = there
        if table:
            key = (number, table, place)
            if key not in members:
                members[key] = dict(blank[table])
            members[key][name] = value
        else:
            row[name] = value
    for (number, table, _place), member in sorted(members.items(), key=lambda one: _order(one[0])):
        made[number].setdefault(table, []).append(member)
    return list(made.values())


def _order(key: tuple[int, str, str]) -> tuple[int, str, list[int]]:
    """The tenth member comes behind the second."""
    number, table, place = key
    return number, table, [int(part) for part in place.split(".") if part.isdecimal()]
