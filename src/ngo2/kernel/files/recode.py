"""The workshop: opens what strangers send. Runs as a child process, without secrets, within limits.

Input: a line of JSON (`kind` "image" or "document"; for images `side`, `most`, `widths`), then the file.
Output: a line of JSON, `{"refused": code}` or `{"type", "width", "height", "parts": [bytes of each]}`, then
the parts: the file as we keep it, then its narrower copies. A crash or a limit reached is a refusal too.
Knows neither Django nor the product; `ngo2.lib.child` starts it and sets the limits.
"""

import io
import json
import re
import sys
import zlib
from typing import Any

from PIL import ExifTags, GifImagePlugin, Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from ngo2.lib.child import memory

# Photos are decoded at a fraction of their size, so they may be large; everything else is decoded whole.
PIXELS = {"JPEG": 110_000_000, "MPO": 110_000_000, "PNG": 15_000_000, "WEBP": 8_000_000, "GIF": 15_000_000}
PROGRESSIVE_PIXELS = 30_000_000  # a progressive JPEG is decoded whole, whatever is asked of it


FORMATS = tuple(
    one.format
    for one in (
        JpegImagePlugin.JpegImageFile,
        PngImagePlugin.PngImageFile,
        WebPImagePlugin.WebPImageFile,
        GifImagePlugin.GifImageFile,
    )
)

TURN = Image.Transpose
TURNS = {
    2: TURN.FLIP_LEFT_RIGHT,
    3: TURN.ROTATE_180,
    4: TURN.FLIP_TOP_BOTTOM,
    5: TURN.TRANSPOSE,
    6: TURN.ROTATE_270,
    7: TURN.TRANSVERSE,
    8: TURN.ROTATE_90,
}


class RefusedError(Exception):
    pass


def opened(data: bytes) -> Image.Image:
    """The header is read, no pixel yet."""
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError:
        raise RefusedError("pixels") from None
    except Exception:
        raise RefusedError("not_an_image") from None
    most = PIXELS[image.format or "PNG"]
    if image.info.get("progressive") or image.info.get("progression"):
        most = PROGRESSIVE_PIXELS
    if image.width * image.height > most:
        raise RefusedError("pixels")
    return image


def plain(image: Image.Image, side: int) -> Image.Image:
    """First frame, upright, at most `side` pixels a side, without any of its metadata."""
    image.draft("RGB", (side, side))
    try:
        image.load()
    except Exception:
        raise RefusedError("broken") from None
    turned = _exif(image)
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    wanted = "RGBA" if image.has_transparency_data else "RGB"
    if image.mode != wanted:  # each copy of a large picture counts
        image = image.convert(wanted)
    image.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if turned in TURNS:
        image = image.transpose(TURNS[turned])
    image.info = {}
    return image


def _exif(image: Image.Image) -> int:
    """How the camera was held, 1 to 8; EXIF that cannot be read turns nothing."""
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:
        return 1


def encoded(image: Image.Image, most: int) -> bytes:
    """JPEG, or WebP where something shines through; the best quality that fits into `most` bytes."""
    more: dict[str, Any]
    qualities: tuple[int, ...]
    if image.mode == "RGBA":
        name, qualities, more = "WEBP", (80, 50), {"method": 2, "alpha_quality": 60}
    else:
        name, qualities, more = "JPEG", (84, 72, 58), {"optimize": True, "progressive": True}
    while True:
        for quality in qualities:
            out = io.BytesIO()
            image.save(out, name, quality=quality, **more)
            if out.tell() <= most:
                return out.getvalue()
        scale = min(0.85, 0.95 * (most / out.tell()) ** 0.5)
        image = image.resize((max(1, int(image.width * scale)), max(1, int(image.height * scale))))


def narrower(image: Image.Image, width: int) -> bytes:
    small = image.resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS)
    return encoded(small, width * 80)


def image_parts(data: bytes, side: int, most: int, widths: list[int]) -> tuple[dict[str, Any], list[bytes]]:
    image = plain(opened(data), side)
    whole = encoded(image, most)
    kept = Image.open(io.BytesIO(whole))
    parts = [whole, *(narrower(image, width) for width in widths if kept.width > width)]
    kind = "image/webp" if image.mode == "RGBA" else "image/jpeg"
    return {"type": kind, "width": kept.width, "height": kept.height}, parts


# What makes a PDF do something by itself, or carries something else inside.
ACTIVE = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|GoToR|Movie|Sound|3D)"
    rb"(?![A-Za-z0-9])"
)
LOCKED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
STREAM = re.compile(rb"stream\r?\n")
INFLATED = 40 * 2**20  # bytes of compressed parts that we look into


def names_spelt_out(data: bytes) -> bytes:
    """`/J#61vaScript` is another spelling of `/JavaScript`."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), data)


def inner(data: bytes) -> list[bytes]:
    """The compressed parts, opened: object streams hide the same names there."""
    opened_parts, left = [], INFLATED
    for found in STREAM.finditer(data):
        try:
            part = zlib.decompressobj().decompress(data[found.end() :], left + 1)
        except zlib.error:
            continue  # not compressed this way: pictures, fonts
        left -= len(part)
        if left < 0:
            raise RefusedError("too_large_inside")
        opened_parts.append(part)
    return opened_parts


def document_parts(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    if not data.startswith(b"%PDF-"):
        raise RefusedError("not_a_document")
    end = data.rfind(b"%%EOF")
    if end < 0 or data[end + 5 :].strip(b"\r\n\t \0"):
        raise RefusedError("broken")  # cut off, or something else is glued to its end
    if LOCKED.search(names_spelt_out(data)):
        raise RefusedError("locked")
    if any(ACTIVE.search(names_spelt_out(part)) for part in [data, *inner(data)]):
        raise RefusedError("active")
    return {"type": "application/pdf", "width": 0, "height": 0}, [data]


def main() -> None:
    asked = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    try:
        if asked["kind"] == "image":
            about, parts = image_parts(data, asked["side"], asked["most"], asked["widths"])
        else:
            about, parts = document_parts(data)
    except RefusedError as error:
        about, parts = {"refused": str(error)}, []
    about["parts"] = [len(part) for part in parts]
    about["memory"] = memory()
    sys.stdout.buffer.write(json.dumps(about).encode() + b"\n" + b"".join(parts))


if __name__ == "__main__":
    Image.MAX_IMAGE_PIXELS = max(PIXELS.values())
    main()
