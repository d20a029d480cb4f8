"""Whether this process was asked to stop: what runs long in a tick looks here between two steps."""

import signal
import threading
from types import FrameType

_asked = threading.Event()


def asked() -> bool:
    return _asked.is_set()


def ask(signum: int = 0, frame: FrameType | None = None) -> None:
    """A signal handler too. The job in hand is finished; a second signal ends the process at once."""
    if _asked.is_set() and signum:
        signal.signal(signum, signal.SIG_DFL)
        signal.raise_signal(signum)
    _asked.set()


def wait(seconds: float) -> bool:
    """Sleep, but wake up when asked to stop; returns whether that is so."""
    return _asked.wait(seconds)


def forget() -> None:
    """For tests, and for a process that works more than once."""
    _asked.clear()


def listen() -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)
