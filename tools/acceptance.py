"""Keep docs/acceptance.md true: beside each statement the tests named after its id. `--check` only compares.

A statement without a test keeps what its last column says: the room that will bring it.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "acceptance.md"
NAMED = re.compile(r"def test_([A-Z]+\d+)_", re.MULTILINE)
ROW = re.compile(r"^\| ([A-Z]+\d+) \| (.*?) \| (.*?) \|$")


def tested() -> dict[str, list[str]]:
    """Id of a statement to the files whose tests bear it."""
    found: dict[str, list[str]] = {}
    files = [path for folder in ("src", "tests") for path in (ROOT / folder).rglob("test_*.py")]
    for path in sorted(files):
        for name in sorted(set(NAMED.findall(path.read_text(encoding="utf-8")))):
            found.setdefault(name, []).append(path.relative_to(ROOT).as_posix())
    return found


def current(page: str, tests: dict[str, list[str]]) -> str:
    """The page with the tests that there are."""
    lines = []
    for line in page.splitlines():
        row = ROW.match(line)
        if row and row[1] in tests:
            line = f"| {row[1]} | {row[2]} | {', '.join(f'`{path}`' for path in tests[row[1]])} |"
        lines.append(line)
    return "\n".join(lines) + "\n"


def findings(page: str, tests: dict[str, list[str]]) -> list[str]:
    rows = {row[1]: row[3] for row in map(ROW.match, page.splitlines()) if row}
    lines = [f"test_{name}_… in {tests[name][0]} has no statement" for name in tests if name not in rows]
    lines += [f"{name} names a test that is gone" for name in rows if name not in tests and "`" in rows[name]]
    return lines if page == current(page, tests) else [*lines, "docs/acceptance.md is stale: make reference"]


def main() -> int:
    page, tests = PAGE.read_text(encoding="utf-8"), tested()
    if "--check" not in sys.argv:
        page = current(page, tests)
        PAGE.write_text(page, encoding="utf-8")
    found = findings(page, tests)
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
