"""The child: reads one order from its input, writes one PDF to its output. Knows no Django and no settings."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import typst

os.environ.setdefault("RAYON_NUM_THREADS", "2")


def compile_pdf(order: dict[str, Any], **options: Any) -> bytes:
    template = Path(order["template"])
    nowhere = str(template.parent / "no-packages")  # no package is looked for, on this machine or elsewhere
    return bytes(
        typst.compile(
            str(template),
            root=str(template.parent),
            font_paths=[order["fonts"]],
            ignore_system_fonts=True,
            sys_inputs={"data": order["data"]},
            format="pdf",
            timestamp=0,
            package_path=nowhere,
            package_cache_path=nowhere,
            **options,
        )
    )


def main() -> None:
    order = json.load(sys.stdin.buffer)
    try:
        made = compile_pdf(order, pdf_standards="ua-1")
    except typst.TypstError:  # a sign that no font of ours has: an empty box on paper, and no standard
        made = compile_pdf(order)
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
