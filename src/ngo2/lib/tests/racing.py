"""Many at once: each attempt in a thread with a connection of its own, all let go together."""

import threading
from collections.abc import Callable, Sequence

from django.db import connection

from ngo2.lib.refusals import Refused

PATIENCE = 60  # seconds; whoever is not back by then hangs, and fails the test


def race(attempts: Sequence[Callable[[], object]]) -> tuple[int, list[Exception]]:
    """(how many came through, what the others raised). Anything but Refused is raised again here."""
    answers, raised = outcomes(attempts)
    return len(answers), raised


def outcomes(
    attempts: Sequence[Callable[[], object]],
    expected: type[Exception] | tuple[type[Exception], ...] = Refused,
) -> tuple[list[object], list[Exception]]:
    """(what those answered that came through, what the others raised). What was not `expected` is raised here."""
    gate, answers, raised = threading.Barrier(len(attempts)), [], []

    def run(attempt):
        try:
            gate.wait(PATIENCE)
            answers.append(attempt())
        except Exception as error:  # looked at below, in the thread of the test
            raised.append(error)
        finally:
            connection.close()

    crowd = [threading.Thread(target=run, args=(one,)) for one in attempts]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join(PATIENCE)
    assert not any(one.is_alive() for one in crowd), "somebody hangs"
    if strange := [error for error in raised if not isinstance(error, expected)]:
        raise strange[0]
    return answers, raised


def winners(attempt: Callable[[], object], many: int = 8) -> int:
    """How many of `many` at once were answered something true."""
    return sum(map(bool, outcomes([attempt] * many)[0]))
