"""A delivery as a picture to pass on: wide for previews of links, tall with a QR code for a chat.

The small one is the tall one at half its size: what its page shows must be light.
"""

import re
from collections.abc import Iterable
from typing import Any

import segno
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from ngo2.exchange.stories.told import Told
from ngo2.kernel.documents import pictures
from ngo2.organisations import words as record_words

WIDE, TALL, SMALL = "wide", "tall", "small"
SHAPES = (WIDE, TALL, SMALL)
TEMPLATE = "exchange/card.typ"
MOST = {
    (WIDE, True): 4,
    (WIDE, False): 4,
    (TALL, True): 3,
    (TALL, False): 7,
}  # things, with words and without
QR_PIXELS = 190  # at most; each module is a whole number of pixels, so that cameras read it
_LONG = re.compile(r"[!-\u024f]{17,}")  # of letters that stand alone: signs of other scripts stay together


def card(told: Told, shape: str, address: str) -> bytes:
    """PNG in the language of now, with the `address` of the page. Raises `pictures.Busy`."""
    kept = name(told.pk, shape, translation.get_language() or "")
    return pictures.picture(kept, TEMPLATE, data(told, shape, address), _scale(shape))


def mark(told: Told, shape: str, address: str) -> str:
    return pictures.digest(TEMPLATE, data(told, shape, address), _scale(shape))


def _scale(shape: str) -> float:
    return 0.5 if shape == SMALL else 1


def names(pk: int) -> Iterable[str]:
    """Under which the cards of one story are kept."""
    return [name(pk, shape, language) for shape in SHAPES for language, _label in settings.LANGUAGES]


def name(pk: int, shape: str, language: str) -> str:
    return f"thanks-{pk}-{shape}-{language}"


def data(told: Told, shape: str, address: str) -> dict[str, Any]:
    things = told.things or ((told.title, ""),)
    says = next((side for side in told.sides if side.sentence), None)
    drawn = WIDE if shape == WIDE else TALL
    most = MOST[drawn, says is not None]
    more = len(things) - most
    code = segno.make(address, error="m", micro=False)
    modules = code.symbol_size(border=2)[0]
    return {
        "shape": drawn,
        "lang": "zh" if record_words.in_chinese() else "en",
        "seal": _("Arrived"),
        "brand": _("NGO 2.0"),
        "giver": [_("Given by"), _breakable(told.giver.name)],
        "receiver": [_("Received by"), _breakable(told.receiver.name)],
        "things": [[_breakable(item), amount] for item, amount in things[:most]],
        "more": _("and %(n)s more") % {"n": more} if more > 0 else "",
        "sentence": _breakable(says.sentence) if says else "",
        "says": _breakable(says.name) if says else "",
        "month": told.month,
        "both": _("Both sides said that it arrived"),
        "example": _("Example") if told.is_example else "",
        "how": _("Scan to read more"),
        "address": address.partition("://")[2].rstrip("/"),
        "qr": code.svg_inline(border=2, light="#fbfaf6", dark="#1d2329"),
        "qr_size": modules * max(1, QR_PIXELS // modules),
    }


def _breakable(said: str) -> str:
    """Where no line could break, it may break anywhere: nothing runs over the edge."""
    return _LONG.sub(lambda found: "\u200b".join(found[0]), said)
