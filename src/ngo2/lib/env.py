"""Settings from the environment, typed and declared once: a wrong one is one clear sentence."""

import os
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Variable:
    name: str
    default: str
    help: str
    secret: bool = False


declared: dict[str, Variable] = {}


def text(name: str, default: str = "", help: str = "", secret: bool = False) -> str:  # noqa: A002 (reads as the word)
    declared[name] = Variable(name, default, help, secret)
    return os.environ.get(name, "").strip() or default


def integer(name: str, default: int, help: str = "", low: int = 0, high: int = 2**31) -> int:  # noqa: A002
    raw = text(name, str(default), help)
    if not raw.isascii() or not raw.isdigit() or not low <= int(raw) <= high:
        raise ImproperlyConfigured(f"{name} is {raw!r}; give a whole number from {low} to {high}.")
    return int(raw)


def flag(name: str, default: bool, help: str = "") -> bool:  # noqa: A002
    raw = text(name, "1" if default else "0", help).lower()
    if raw not in {"0", "1", "true", "false", "yes", "no"}:
        raise ImproperlyConfigured(f"{name} is {raw!r}; give 1 or 0.")
    return raw in {"1", "true", "yes"}


def listing(name: str, default: str = "", help: str = "") -> list[str]:  # noqa: A002
    return [part.strip() for part in text(name, default, help).split(",") if part.strip()]


def folder(name: str, default: Path, help: str = "") -> Path:  # noqa: A002
    """A writable folder, made when missing."""
    path = Path(text(name, str(default), help)).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name} is {str(path)!r}, which cannot be made ({error.strerror}); name a folder that you may write to."
        ) from None
    if not os.access(path, os.W_OK):
        raise ImproperlyConfigured(
            f"{name} is {str(path)!r}, which cannot be written to; name another folder."
        )
    return path
