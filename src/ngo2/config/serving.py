"""The pages, on a listening socket that somebody else holds.

The socket outlives them: while they are restarted nobody is refused, who asks waits in its queue. Run by
`ngo2 start`, and read by no room: `python -m ngo2.config.serving SOCKET READY WORKERS APPLICATION`.
"""

import os
import socket
import sys
from functools import partial
from importlib import import_module
from typing import Any

from granian._granian import SocketHolder
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

APPLICATION = "ngo2.config.wsgi:application"
QUEUE = 1024
FIRST_BYTES_SECONDS = 5  # a connection is handed on when it says something, so none is cut off before that
FINISH_SECONDS = 20  # that a request in hand may take after SIGTERM
NOBODY = -1  # waits to hear that it is ready
_SYSTEMD = 3  # the first of its sockets, see sd_listen_fds(3)


def listening(host: str, port: int) -> socket.socket:
    """The one that systemd holds for us, or a new one. OSError when it cannot be opened."""
    if os.environ.pop("LISTEN_PID", "") == str(os.getpid()) and os.environ.pop("LISTEN_FDS", ""):
        return socket.socket(fileno=_SYSTEMD)
    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_DEFER_ACCEPT"):
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, FIRST_BYTES_SECONDS)
    try:
        made.bind((host, port))
        made.listen(QUEUE)
    except OSError:
        made.close()
        raise
    return made


def command(held: int, ready: int, workers: int, application: str = APPLICATION) -> list[str]:
    """Words for a child that gets both descriptors (`pass_fds`); it says on `ready` when it can answer."""
    return [sys.executable, "-m", "ngo2.config.serving", *map(str, (held, ready, workers)), application]


class _Server(Server):  # type: ignore[misc,valid-type]
    """granian opens a socket of its own in each process and drops its queue when it ends; ours is shared."""

    held = -1

    def _init_shared_socket(self) -> None:
        self._ssp, self._sfd, self._sso = None, self.held, None
        self._shd: Any = SocketHolder(self.held, False, QUEUE)  # type: ignore[call-arg]  # not a socket in the file system


def serve(held: int, ready: int = NOBODY, workers: int = 1, application: str = APPLICATION) -> None:
    server = _Server(
        application,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        backlog=QUEUE,
        log_level=LogLevels.warning,
        workers_kill_timeout=FINISH_SECONDS,
    )
    server.held = held
    server.serve(target_loader=partial(_loaded, ready))


def _loaded(ready: int, application: str) -> Any:
    """In the process that answers, before its first request."""
    module, _colon, name = application.partition(":")
    found = getattr(import_module(module), name)
    if ready != NOBODY:
        os.write(ready, b".")
    return found


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
