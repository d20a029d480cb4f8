"""Prepare a browser for the tests: axe always, and an unpacked Chromium where the machine has none.

The npm package holds Chromium, its system libraries and a software renderer as brotli archives; this unpacks
them beside a Chinese font and writes a launcher that points at all three.
"""

import io
import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "tests" / "browser"
sys.path.insert(0, str(ROOT))

from tests.journeys import chromium  # noqa: E402 (the path comes first)

FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><dir>{bundled}</dir><cachedir>{cache}</cachedir></fontconfig>
"""
LAUNCHER = """#!/bin/sh
here=$(dirname "$0")
export LD_LIBRARY_PATH="$here/lib${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}" FONTCONFIG_FILE="$here/fonts.conf"
exec "$here/bin/chromium" "$@"
"""


def unpack(archives: Path, target: Path) -> None:
    """Write bin/chromium, lib/*.so and the renderer's files under `target`."""
    import brotli  # of the test environment, absent where only the product is installed

    def open_archive(name: str) -> bytes:
        return bytes(brotli.decompress((archives / name).read_bytes()))

    for name in ("al2023.tar.br", "swiftshader.tar.br", "fonts.tar.br"):
        with tarfile.open(fileobj=io.BytesIO(open_archive(name))) as archive:
            archive.extractall(target if name != "swiftshader.tar.br" else target / "bin", filter="data")
    binary = target / "bin" / "chromium"
    binary.write_bytes(open_archive("chromium.br"))
    binary.chmod(0o755)


def prepare() -> None:
    target = chromium.UNPACKED.parent
    modules = FOLDER / "node_modules"
    (target / "bin").mkdir(parents=True, exist_ok=True)
    unpack(modules / "@sparticuz" / "chromium" / "bin", target)
    fonts = modules / "@expo-google-fonts" / "noto-sans-sc" / "400Regular"
    (target / "fonts.conf").write_text(
        FONTS.format(fonts=fonts, bundled=target / "fonts", cache=target / "fontcache"), encoding="utf-8"
    )
    launcher = chromium.UNPACKED
    launcher.write_text(LAUNCHER.format(), encoding="utf-8")
    launcher.chmod(0o755)


def main() -> None:
    found = chromium.find()
    keeps = found is not None and found != chromium.UNPACKED
    packages = ["--omit=dev"] if keeps else []
    subprocess.run([ROOT / "tools" / "node-env", "tests/browser", *packages], check=True)
    if not keeps and not chromium.UNPACKED.exists():
        print("Unpacking a Chromium for the browser tests …", file=sys.stderr)
        prepare()
    print(chromium.find())


if __name__ == "__main__":
    main()
