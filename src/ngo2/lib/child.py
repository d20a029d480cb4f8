"""Opens what strangers send in a child process: isolated Python, no environment, within limits.

As a module it starts the child (`run`); as a script it is the child: it sets the limits, and only then loads `script`.
What the child says goes to its output; a child that dies, or takes too long, has said nothing.
"""

import json
import re
import resource
import runpy
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

SOURCE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Limits:
    """`memory` bytes of addresses, `seconds` of a processor, `written` bytes of files; `patience` seconds in all."""

    memory: int
    seconds: int
    patience: int
    written: int = 0


def run(script: Path, limits: Limits, source: bytes | IO[bytes], to: IO[bytes] | None = None) -> bytes | None:
    """What the child wrote to its output ("" when that went into `to`), or None when it died or was stopped.

    `source` is what it reads: bytes, or an open file, which costs us no memory. With `to`, set `limits.written`.
    """
    command = [sys.executable, "-I", __file__, str(script), json.dumps(asdict(limits))]
    given: dict[str, Any] = {"input": source} if isinstance(source, bytes) else {"stdin": source}
    try:
        child = subprocess.run(  # noqa: S603 (our own script, by its full path, with no argument from outside)
            command,
            **given,
            stdout=to or subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.patience,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return (child.stdout or b"") if child.returncode == 0 else None


def limit(limits: Limits) -> None:
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_FSIZE, limits.written),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # a system that does not know this limit still has the reader's own
            continue


def memory() -> int:
    """The most bytes this process has really used, where the system tells (Linux); else 0."""
    try:
        with open("/proc/self/status", "rb") as status:
            return int(re.findall(rb"VmHWM:\s+(\d+)", status.read())[0]) * 1024
    except (OSError, IndexError):
        return 0


if __name__ == "__main__":
    limit(Limits(**json.loads(sys.argv[2])))
    sys.path.insert(0, str(SOURCE))  # the script may use the pure modules of ngo2.lib
    runpy.run_path(sys.argv[1], run_name="__main__")
