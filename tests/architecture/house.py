"""The rooms and their order, read from .importlinter: the one list that imports, templates and names obey."""

import ast
import configparser
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "ngo2"


def _layers(contract: str) -> list[list[str]]:
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter", encoding="utf-8")
    lines = parser[f"importlinter:{contract}"]["layers"].split("\n")
    return [[room.strip(" ()") for room in line.split("|")] for line in lines if line.strip()]


@cache
def heights() -> dict[str, tuple[int, int]]:
    """Room ("portal", "kernel.ui") to its height; equal heights are strangers to each other."""
    found: dict[str, tuple[int, int]] = {}
    for height, rooms in enumerate(reversed(_layers("house"))):
        found |= dict.fromkeys(rooms, (height, 0))
    kernel = found.pop("kernel")[0]
    for height, rooms in enumerate(reversed(_layers("kernel"))):
        found |= {f"kernel.{room}": (kernel, height) for room in rooms}
    return found


def may_point(room: str, to: str) -> bool:
    """Down is a call; up and sideways are not. A room may point to itself."""
    return room == to or heights()[room] > heights()[to]


def room_of_module(module: str) -> str:
    """'ngo2.kernel.ui.forms' to 'kernel.ui'; '' for what is in no room of ours."""
    parts = module.split(".")
    if parts[0] != "ngo2" or len(parts) < 2:
        return ""
    room = ".".join(parts[1:3]) if parts[1] == "kernel" else parts[1]
    return room if room in heights() else ""


def room_of(path: Path) -> str:
    return room_of_module(".".join(("ngo2", *path.relative_to(SOURCE).with_suffix("").parts)))


def python_files(tests: bool = False) -> Iterator[Path]:
    """Our modules that stand in a room."""
    for path in sorted(SOURCE.rglob("*.py")):
        is_test = "tests" in path.parts or path.name == "conftest.py"
        if room_of(path) and is_test == tests:
            yield path


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def templates() -> dict[str, Path]:
    """Template name ('ui/base.html') to its file."""
    files = sorted(path for path in SOURCE.glob("**/templates/**/*") if path.is_file())
    return {path.relative_to(_folder(path)).as_posix(): path for path in files}


def _folder(path: Path) -> Path:
    return next(parent for parent in path.parents if parent.name == "templates")


def shown(path: Path, line: int = 0) -> str:
    return path.relative_to(ROOT).as_posix() + (f":{line}" if line else "")


@cache
def committed() -> tuple[Path, ...]:
    """Files under version control, or about to be."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return tuple(ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file())
