"""What is committed: no trace of a machine, licences beside data, locks that say enough."""

import re
from pathlib import Path

from tests.architecture import house

# Built from parts, so that this file does not hold what it looks for.
PATHS = ["/" + name + "/" for name in ("wo" + "rk", "fa" + "rm", "ro" + "ot")]
HOSTS = ["registry." + "npmjs", "//py" + "pi.org", "python" + "hosted", "deb." + "debian"]
ASSISTANTS = ["cla" + "ude", "anth" + "ropic", "chat" + "gpt", "co" + "pilot"]
TRACE = re.compile(
    rf"(?<![\w.)-])(?:{'|'.join(PATHS)})|{'|'.join(HOSTS)}|\b(?:{'|'.join(ASSISTANTS)})", re.IGNORECASE
)
LICENCE = re.compile(r"licen[cs]e|public domain|CC0|CC[ -]BY|许可", re.IGNORECASE)
# Real texts of others: a town or a charity may be called anything.
QUOTED = house.ROOT / "data"


def traces(text: str) -> list[str]:
    return sorted({match.group().lower() for match in TRACE.finditer(text)})


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_nothing_committed_names_a_machine_or_a_registry() -> None:
    files = [path for path in house.committed() if QUOTED not in path.parents]
    found = {house.shown(path): traces(_text(path)) for path in files}
    assert {name: what for name, what in found.items() if what} == {}


def test_a_planted_trace_is_found() -> None:
    assert traces("cd /wo" + "rk/main") == [PATHS[0]]
    assert traces("see https://registry.npm" + "js.org") == [HOSTS[0]]
    assert traces("written by Cla" + "ude") == [ASSISTANTS[0]]
    assert traces("https://example.org/wo" + "rk/") == []


def test_npm_locks_name_no_host() -> None:
    """`resolved` would tie every install to one registry."""
    locks = [path for path in house.committed() if path.name == "package-lock.json"]
    assert [house.shown(path) for path in locks if '"resolved"' in _text(path)] == []
    assert locks


def test_every_folder_of_data_says_where_it_is_from_and_its_licence() -> None:
    folders = {path.parent for path in house.committed() if QUOTED in path.parents}
    notes = {folder: [folder / name for name in ("SOURCE.md", "README.md")] for folder in folders}
    silent = [
        house.shown(folder)
        for folder, files in notes.items()
        if not any(file.exists() and LICENCE.search(_text(file)) for file in files)
    ]
    assert sorted(silent) == []


def test_requirements_are_locked_with_hashes() -> None:
    for name in ("base", "dev"):
        wanted = re.findall(
            r"^([A-Za-z0-9][\w-]*)", _text(house.ROOT / f"requirements/{name}.in"), re.MULTILINE
        )
        locked = _text(house.ROOT / f"requirements/{name}.txt")
        held = set(re.findall(r"^([a-z0-9-]+)==", locked, re.MULTILINE))
        assert {package.lower() for package in wanted} - held == set()
        blocks = re.split(r"^(?=[a-z0-9-]+==)", locked, flags=re.MULTILINE)[1:]
        assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []
