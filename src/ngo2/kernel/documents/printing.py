"""The child: reads one order from its input, writes one PDF or PNG to its output. Knows no Django and no settings."""

import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import typst
from PIL import Image, PngImagePlugin

os.environ.setdefault("RAYON_NUM_THREADS", "2")
COLOURS = (128, 64, 32)  # flat colours and the edges of letters need few


def compiled(order: dict[str, Any], **options: Any) -> bytes:
    template = Path(order["template"])
    nowhere = str(template.parent / "no-packages")  # no package is looked for, on this machine or elsewhere
    return bytes(
        typst.compile(
            str(template),
            root=str(template.parent),
            font_paths=[order["fonts"]],
            ignore_system_fonts=True,
            sys_inputs={"data": order["data"]},
            timestamp=0,
            package_path=nowhere,
            package_cache_path=nowhere,
            **options,
        )
    )


def pdf(order: dict[str, Any]) -> bytes:
    try:
        return compiled(order, format="pdf", pdf_standards="ua-1")
    except typst.TypstError:  # a sign that no font of ours has: an empty box on paper, and no standard
        return compiled(order, format="pdf")


def png(order: dict[str, Any]) -> bytes:
    """`scale` pixels for each point of the page, with as many colours as fit into `most` bytes."""
    drawn = Image.open(
        io.BytesIO(compiled(order, format="png", ppi=72 * order["scale"])),
        formats=[PngImagePlugin.PngImageFile.format],
    )
    made = b""
    for colours in COLOURS:
        out = io.BytesIO()
        drawn.convert("RGB").quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        made = out.getvalue()
        if len(made) <= order["most"]:
            break
    return made


def main() -> None:
    order = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write({"pdf": pdf, "png": png}[order["format"]](order))


if __name__ == "__main__":
    main()
