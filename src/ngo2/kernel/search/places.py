"""Where the index lies. It may be deleted at any time; the worker makes it again."""

import fcntl
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from ngo2.kernel.search.nouns import nouns
from ngo2.kernel.search.tantivy import schema


def folder() -> Path | None:
    """None: this site does without an index."""
    return Path(settings.NGO2_SEARCH_DIR) if settings.NGO2_SEARCH_DIR else None


@cache
def edition() -> str:
    """Changes with everything that an index is made by, so that an upgrade makes it anew."""
    made_by = [str(schema.NUMBER), *(version(name) for name in ("tantivy", "rjieba", "pypinyin"))]
    made_by += sorted(f"{noun.name}.{noun.version}" for noun in nouns)
    return hashlib.sha256(" ".join(made_by).encode()).hexdigest()[:10]


def current() -> Path | None:
    """The index that is asked, when there is one."""
    home = folder()
    if home is None:
        return None
    try:
        path = home / (home / f"current-{edition()}").read_text().strip()
    except OSError:
        return None
    return path if (path / "meta.json").exists() else None


def building() -> Path:
    home = folder()
    assert home is not None
    return home / f"building-{edition()}"


def put_in_place() -> Path:
    """What was being built is the index from now on; what was before goes."""
    home, built = folder(), building()
    assert home is not None
    name = f"index-{edition()}-{secrets.token_hex(4)}"
    built.rename(home / name)
    fresh = home / f"fresh-{os.getpid()}"
    fresh.write_text(name)
    fresh.replace(home / f"current-{edition()}")
    for old in home.iterdir():
        if old.is_dir() and old.name != name:
            shutil.rmtree(old, ignore_errors=True)
        elif old.name.startswith(("current-", "fresh-")) and old.name != f"current-{edition()}":
            old.unlink(missing_ok=True)
    return home / name


def give_up_current() -> None:
    """It cannot be read, or belongs to another journal: pages do without until it is made anew."""
    home = folder()
    if home is not None:
        with suppress(OSError):
            (home / f"current-{edition()}").unlink()


@contextmanager
def held(name: str) -> Iterator[bool]:
    """Whether this process alone has `name` now. The system lets go of it when the process dies."""
    home = folder()
    assert home is not None
    home.mkdir(parents=True, exist_ok=True)
    with (home / f"{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


def bytes_on_disk(path: Path) -> int:
    return sum(file.stat().st_size for file in path.iterdir() if file.is_file())
