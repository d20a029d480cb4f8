"""Many at once: each attempt in a thread with a connection of its own, all let go together."""

import threading
from collections.abc import Callable, Sequence

from django.db import connection

from ngo2.lib.refusals import Refused


def race(attempts: Sequence[Callable[[], object]]) -> tuple[int, list[Exception]]:
    """(how many came through, what the others raised). Anything but Refused is raised again here."""
    gate, passed, raised = threading.Barrier(len(attempts)), [], []

    def run(attempt):
        try:
            gate.wait(30)
            attempt()
            passed.append(1)
        except Exception as error:  # looked at below, in the thread of the test
            raised.append(error)
        finally:
            connection.close()

    crowd = [threading.Thread(target=run, args=(one,)) for one in attempts]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join(60)
    strange = [error for error in raised if not isinstance(error, Refused)]
    if strange:
        raise strange[0]
    return len(passed), raised
