"""Files that hurt, made here: each with what must become of it."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

from PIL import ExifTags, Image

GPS_MARK = "31.2304N-marker"
SCRIPT = b"<script>alert(document.domain)</script>"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def picture(mode: str = "RGB", size: tuple[int, int] = (400, 300)) -> Image.Image:
    return Image.linear_gradient("L").resize(size).convert(mode)


def photo(**options: Any) -> bytes:
    return saved(picture(), "JPEG", **options)


def with_exif(orientation: int = 6) -> bytes:
    """Held sideways, with place, camera, owner, a thumbnail's worth of comment."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "Marker-camera"
    exif[ExifTags.Base.Artist] = "Marker-owner"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef] = "N"
    gps[ExifTags.GPS.GPSLatitude] = (31.0, 13.0, 49.4)
    gps[ExifTags.GPS.GPSProcessingMethod] = GPS_MARK.encode()
    image = picture()
    image.paste((255, 0, 0), (0, 0, 400, 20))  # a red bar along the top as stored
    return saved(image, "JPEG", exif=exif, comment=b"Marker-comment", icc_profile=b"Marker-profile")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def flood(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes whose header promises width x height pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(bytes(2**20)))
        + _chunk(b"IEND", b"")
    )


def real_flood() -> bytes:
    """30,000 x 30,000 in full: about 109 kB that become 900 million pixels."""
    packer = zlib.compressobj(9)
    row = bytes(1 + 30_000 // 8)
    body = b"".join(packer.compress(row * 100) for _ in range(300)) + packer.flush()
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """A PNG whose compressed text chunk unpacks to 200 MB."""
    chunk = b"Comment\0\0" + zlib.compress(bytes(200 * 2**20), 9)
    data = saved(picture(), "PNG")
    return data[:33] + _chunk(b"zTXt", chunk) + data[33:]


def zip_bomb(levels: int = 2) -> bytes:
    data = bytes(20 * 2**20)
    for level in range(levels):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for copy in range(3):
                archive.writestr(f"{level}-{copy}.bin", data)
            archive.writestr("../../../../etc/cron.d/evil", "slip")
        data = out.getvalue()
    return data


def animated(kind: str) -> bytes:
    frames = [Image.new("RGB", (200, 100), color) for color in ("red", "green", "blue")]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=40)


def pdf(*parts: bytes, tail: bytes = b"") -> bytes:
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, part) for n, part in enumerate(parts, 1))
    return b"%PDF-1.4\n" + body + b"trailer << /Root 1 0 R >>\n%%EOF\n" + tail


def stream(data: bytes) -> bytes:
    packed = zlib.compress(data, 9)
    return b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed)


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
GOOD_PDF = pdf(CATALOG, b"<< /Type /Pages /Kids [] /Count 0 >>", stream(b"BT (hello) Tj ET"))
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"

# name -> (bytes, name as given, the refusal's code)

# Each is made when it is asked for: some take a second.
REFUSED_IMAGES: dict[str, Callable[[], tuple[bytes, str, str]]] = {
    "nothing": lambda: (b"", "a.jpg", "empty"),
    "one byte": lambda: (b"\xff", "a.jpg", "not_an_image"),
    "zeros": lambda: (bytes(5000), "a.png", "not_an_image"),
    "eicar": lambda: (EICAR, "a.jpg", "not_an_image"),
    "svg script": lambda: (SVG, "a.svg", "not_an_image"),
    "svg named png": lambda: (SVG, "a.png", "not_an_image"),
    "html as image": lambda: (b"<!doctype html>" + SCRIPT, "a.html.jpg", "not_an_image"),
    "php": lambda: (b"<?php system($_GET['c']); ?>", "a.php.jpg", "not_an_image"),
    "javascript": lambda: (b"alert(1)", "a.gif", "not_an_image"),
    "gif89a polyglot": lambda: (b"GIF89a/*" + SCRIPT + b"*/=1;", "a.gif", "not_an_image"),
    "exe": lambda: (b"MZ" + bytes(200), "a.jpg", "not_an_image"),
    "zip": lambda: (zip_bomb(1), "a.jpg", "not_an_image"),
    "zip bomb": lambda: (zip_bomb(), "a.png", "not_an_image"),
    "pdf as image": lambda: (GOOD_PDF, "a.jpg", "not_an_image"),
    "png flood header": lambda: (flood(30_000, 30_000), "a.png", "pixels"),
    "png flood in full": lambda: (real_flood(), "a.png", "pixels"),
    "png flood thin": lambda: (flood(2_000_000, 1_000), "a.png", "pixels"),
    "png too short": lambda: (flood(3_000, 3_000), "a.png", "broken"),
    "png text bomb": lambda: (text_bomb(), "a.png", "not_an_image"),
    "jpeg flood": lambda: (saved(Image.new("L", (12_000, 12_000)), "JPEG"), "a.jpg", "pixels"),
    "progressive flood": lambda: (
        saved(Image.new("L", (8_000, 8_000)), "JPEG", progressive=True),
        "a.jpg",
        "pixels",
    ),
    "webp flood": lambda: (saved(Image.new("RGB", (6_000, 3_000)), "WEBP"), "a.webp", "pixels"),
    "jpeg cut": lambda: (photo()[:800], "a.jpg", "broken"),
    "png cut": lambda: (saved(picture(), "PNG")[:300], "a.png", "broken"),
    "webp cut": lambda: (saved(picture(), "WEBP")[:300], "a.webp", "not_an_image"),
    "tiff": lambda: (saved(picture(), "TIFF"), "a.tif", "not_an_image"),
    "bmp": lambda: (saved(picture(), "BMP"), "a.bmp", "not_an_image"),
    "ico": lambda: (saved(picture(size=(64, 64)), "ICO"), "a.ico", "not_an_image"),
    "eps": lambda: (
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(ls) system\n",
        "a.eps",
        "not_an_image",
    ),
    "xml entities": lambda: (
        b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aa">]><l>&a;</l>',
        "a.jpg",
        "not_an_image",
    ),
}

# name -> (bytes, name as given): taken, but nothing of the trick survives
HARMLESS_IMAGES: dict[str, Callable[[], tuple[bytes, str]]] = {
    "exif gps": lambda: (with_exif(), "a.jpg"),
    "jpeg then html": lambda: (photo() + SCRIPT, "a.jpg"),
    "jpeg then zip": lambda: (photo() + zip_bomb(1), "a.jpg"),
    "png with html inside": lambda: (
        saved(picture(), "PNG")[:33] + _chunk(b"tEXt", b"Comment\0" + SCRIPT) + saved(picture(), "PNG")[33:],
        "a.html",
    ),
    "jpeg with html comment": lambda: (photo(comment=SCRIPT), "x.svg"),
    "animated gif": lambda: (animated("GIF"), "a.gif"),
    "animated webp": lambda: (animated("WEBP"), "a.webp"),
    "animated png": lambda: (animated("PNG"), "a.png"),
    "jpeg named svg": lambda: (photo(), "evil.svg"),
    "300 characters": lambda: (photo(), "a" * 300 + ".jpg"),
    "right to left": lambda: (photo(), "photo\u202egpj.exe"),
    "folders": lambda: (photo(), "../../../etc/passwd"),
    "windows folders": lambda: (photo(), "..\\..\\boot.ini"),
    "control characters": lambda: (photo(), "a\r\nSet-Cookie: x=1\0.jpg"),
    "quote": lambda: (photo(), 'a".jpg; filename="b.exe'),
    "palette with transparency": lambda: (saved(picture("P"), "PNG", transparency=3), "a.png"),
    "16 bits": lambda: (saved(Image.new("I;16", (300, 200), 40_000), "PNG"), "a.png"),
    "print colours": lambda: (saved(picture("CMYK"), "JPEG"), "a.jpg"),
    "one pixel": lambda: (saved(picture(size=(1, 1)), "PNG"), "a.png"),
    "very thin": lambda: (saved(picture(size=(6_000, 2)), "PNG"), "a.png"),
    "large photo": lambda: (
        saved(Image.effect_noise((2_000, 1_500), 80).convert("RGB").resize((8_000, 6_000)), "JPEG"),
        "a.jpg",
    ),
    "noise that shines through": lambda: (
        saved(Image.effect_noise((1_400, 1_400), 90).convert("LA"), "PNG"),
        "a.png",
    ),
}

REFUSED_DOCUMENTS: dict[str, Callable[[], tuple[bytes, str, str]]] = {
    "nothing": lambda: (b"", "a.pdf", "empty"),
    "text": lambda: (EICAR, "a.pdf", "not_a_document"),
    "html": lambda: (b"<html>" + SCRIPT, "a.pdf", "not_a_document"),
    "word with macros": lambda: (zip_bomb(1), "a.docm", "not_a_document"),
    "html before pdf": lambda: (SCRIPT + GOOD_PDF, "a.pdf", "not_a_document"),
    "zip after pdf": lambda: (GOOD_PDF + zip_bomb(1), "a.pdf", "broken"),
    "cut": lambda: (GOOD_PDF[:-10], "a.pdf", "broken"),
    "javascript": lambda: (pdf(CATALOG, b"<< /S /JavaScript /JS (app.alert(1)) >>"), "a.pdf", "active"),
    "javascript in other letters": lambda: (
        pdf(CATALOG, b"<< /S /J#61vaScript /#4a#53 (x) >>"),
        "a.pdf",
        "active",
    ),
    "javascript in a stream": lambda: (
        pdf(CATALOG, stream(b"1 0 << /S /JavaScript /JS (x) >>")),
        "a.pdf",
        "active",
    ),
    "launch": lambda: (pdf(CATALOG, b"<< /S /Launch /F (cmd.exe) >>"), "a.pdf", "active"),
    "attached file": lambda: (pdf(CATALOG, b"<< /Names << /EmbeddedFiles 3 0 R >> >>"), "a.pdf", "active"),
    "locked": lambda: (pdf(CATALOG, b"<< /Encrypt 9 0 R >>"), "a.pdf", "locked"),
    "bomb": lambda: (pdf(CATALOG, *[stream(bytes(30 * 2**20))] * 3), "a.pdf", "too_large_inside"),
    "too many pixels": lambda: (real_flood(), "a.png", "pixels"),
}
