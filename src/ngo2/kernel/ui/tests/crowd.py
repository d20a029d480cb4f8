"""Many at once: the same act in several threads, each with a connection of its own, all let go together."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection


def crowd(count: int, act: Callable[[int], Any]) -> list[Any]:
    """What `act(n)` returned or raised, in the order of n."""
    gate, results = threading.Barrier(count), [None] * count

    def run(n: int) -> None:
        try:
            gate.wait(30)
            results[n] = act(n)
        except Exception as error:
            results[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results
