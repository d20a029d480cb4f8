"""Where the browser is: named by the environment, on the PATH, or unpacked by tools/browser."""

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
UNPACKED = Path(__file__).parents[1] / "browser" / ".chromium" / "chromium"
MISSING = "no Chromium: run `make test`, which fetches one, or set NGO2_CHROMIUM to the path of yours"


def find() -> Path | None:
    """The browser to drive, or None. NGO2_CHROMIUM=none plays a machine without one on its PATH."""
    named = os.environ.get("NGO2_CHROMIUM", "")
    if named and named != "none":
        return Path(named)
    on_path = None if named else next(filter(None, map(shutil.which, NAMES)), None)
    if on_path:
        return Path(on_path)
    return UNPACKED if UNPACKED.exists() else None


def absent(reason: str) -> NoReturn:
    """In CI what is missing is a failure; on a developer's machine it is a test not run."""
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def needed() -> Path:
    """The browser to drive."""
    return find() or absent(MISSING)
