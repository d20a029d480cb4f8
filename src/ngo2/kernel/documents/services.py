"""PDF for paper and pictures for sharing: a template of ours in the language of typst, and data that it reads as JSON.

Data is never written into the text of a template, so nothing in it can become an instruction. typst runs in a child
process (`printing.py`) without environment, within limits of time and memory. The same data gives the same bytes.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.template.utils import get_app_template_dirs
from django.utils.translation import gettext_lazy as _

from ngo2.lib import child
from ngo2.lib.refusals import Refused

FONT_FOLDER = Path(__file__).with_name("fonts")
FONTS = (
    "NotoSansSC_400Regular.ttf",
    "NotoSansSC_700Bold.ttf",
    "NotoSans_400Regular.ttf",
    "NotoSerifTibetan_400Regular.ttf",
    "NotoNaskhArabic_400Regular.ttf",  # Uyghur and Kazakh too
    "NotoSansMongolian_400Regular.ttf",
    "NotoEmoji_400Regular.ttf",
)
SCRIPT = Path(__file__).with_name("printing.py")
# Addresses, not memory: the fonts are mapped, and each thread reserves some. 40 s for a hundred pages on a busy
# machine, of which one takes 0.3 s.
LIMITS = child.Limits(memory=3 * 2**30, seconds=60, patience=60)
LARGEST = 4 * 2**20  # bytes of data
HEAVIEST = 120_000  # bytes of a picture: what the public loads must be light


def pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """`template` is the name of a `.typ` file among the templates of the apps; it reads `json(bytes(sys.inputs.data))`.

    Raises Refused when it cannot be made now, LookupError when there is no such template.
    """
    made = _made("pdf", template, data)
    if not made.startswith(b"%PDF-"):
        raise Refused(
            _("The document could not be made just now. Please try again, or print fewer at a time."),
            code="not_printed",
        )
    return made


def png(template: str, data: Mapping[str, Any], scale: float = 1) -> bytes:
    """A picture of the one page that `template` makes: `scale` pixels for each point, at most `HEAVIEST` bytes.

    Raises Refused when it cannot be made now, LookupError when there is no such template.
    """
    made = _made("png", template, data, scale)
    if not made.startswith(b"\x89PNG") or len(made) > HEAVIEST:
        raise Refused(_("The picture could not be made just now. Please try again."), code="not_printed")
    return made


def _made(form: str, template: str, data: Mapping[str, Any], scale: float = 1) -> bytes:
    """b"" when the child had to be stopped."""
    said = json.dumps(data, ensure_ascii=False, sort_keys=True, default=str)
    if len(said.encode()) > LARGEST:
        raise Refused(_("That is too much for one document. Please choose less and print it in parts."))
    order = {
        "format": form,
        "template": str(find(template)),
        "fonts": str(FONT_FOLDER),
        "data": said,
        "most": HEAVIEST * scale * scale,
        "scale": scale,
    }
    return child.run(SCRIPT, LIMITS, json.dumps(order).encode()) or b""


def find(template: str) -> Path:
    for folder in get_app_template_dirs("templates"):
        path = Path(folder) / template
        if path.suffix == ".typ" and path.is_file():
            return path
    raise LookupError(f"no template named {template!r}: it is a .typ file in the templates folder of an app")
