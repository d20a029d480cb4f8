"""Results as lines of a list: what fits is marked, and where it stands when that is not the name."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ngo2.kernel.search import marks
from ngo2.kernel.search.asking import Asked
from ngo2.kernel.search.engine import Hit
from ngo2.kernel.search.nouns import Shown, nouns


@dataclass(frozen=True)
class Line:
    title: SafeString
    url: str
    text: str
    also: SafeString  # another name, or the part of a text, that fits
    is_example: bool


def lines(hits: Iterable[Hit], said: Asked) -> list[Line]:
    """In the order of `hits`; who is not public any more is left out."""
    hits = list(hits)
    shown = {
        (noun.name, pk): one
        for noun in nouns
        for pk, one in noun.shown([hit.key.pk for hit in hits if hit.key.noun == noun.name]).items()
    }
    several = len(nouns) > 1
    return [_line(shown[hit.key], hit, said, several) for hit in hits if hit.key in shown]


def also(shown: Shown, said: Asked) -> SafeString:
    """Other names first, then the first text that holds something of it."""
    for name in shown.other_names:
        if marks.fits(name, said):
            return marks.marked(name, said, spoken=True)
    return next((part for text in shown.texts if (part := marks.excerpt(text, said))), SafeString(""))


def _line(shown: Shown, hit: Hit, said: Asked, several: bool) -> Line:
    text = f"{nouns[hit.key.noun].label} · {shown.text}" if several else shown.text
    return Line(
        marks.marked(shown.title, said, spoken=True), shown.url, text, also(shown, said), shown.is_example
    )


def distance(km: float) -> str:
    if km < 1:
        return _("less than 1 km away")
    return _("%(km)s km away") % {"km": f"{km:.0f}" if km >= 10 else f"{km:.1f}"}
