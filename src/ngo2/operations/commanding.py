"""How commands of this room speak: a failure is one sentence and an exit code of its kind."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError

from ngo2.lib.refusals import Refused


@contextmanager
def in_words() -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        raise CommandError(str(refused), returncode=getattr(refused, "exit_code", 1)) from refused
