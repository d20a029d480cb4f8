"""The colours by name, as in frontend/css/tokens.css (a test keeps both equal), and their contrast."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

AA_WORDS, AA_EDGES = 4.5, 3.0  # WCAG 2.2: 1.4.3 for words, 1.4.11 for edges and marks


@dataclass(frozen=True)
class Colour:
    """`on`: names of the grounds it stands on; `least`: the contrast it must keep there (0: ornament)."""

    name: str
    meaning: str | Promise
    light: str
    dark: str
    on: tuple[str, ...] = ("paper", "paper-shade", "field")
    least: float = AA_WORDS

    def contrast(self, scheme: str) -> float:
        """The worst over its grounds; 1 for a ground itself."""
        mine = getattr(self, scheme)
        return min((contrast(mine, getattr(BY_NAME[ground], scheme)) for ground in self.on), default=1.0)

    @property
    def worst_light(self) -> float:
        return self.contrast("light")

    @property
    def worst_dark(self) -> float:
        return self.contrast("dark")


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of `#rrggbb`, 0 to 1."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


COLOURS = (
    Colour("paper", _("the page"), "#fbfaf6", "#15181b", on=(), least=0),
    Colour("paper-shade", _("side cards and notices"), "#f4f1e8", "#1d2125", on=(), least=0),
    Colour("field", _("where one types"), "#ffffff", "#101214", on=(), least=0),
    Colour("ink", _("words"), "#1d2329", "#ece7da"),
    Colour("slate", _("quiet words"), "#5a6570", "#a7afb6"),
    Colour("vermilion", _("what is wrong, in words"), "#c43d2b", "#f28b78"),
    Colour("vermilion-fill", _("the one thing to do"), "#c43d2b", "#c8452f", least=AA_EDGES),
    Colour("vermilion-deep", _("the same, under the pointer"), "#a8301f", "#b53a26", on=(), least=0),
    Colour(
        "on-vermilion", _("words on vermilion"), "#ffffff", "#ffffff", on=("vermilion-fill", "vermilion-deep")
    ),
    Colour("jade", _("confirmed"), "#1f7a6b", "#63c3ae"),
    Colour("amber", _("waiting, as a mark"), "#a86a12", "#dfa74d", least=AA_EDGES),
    Colour("amber-words", _("waiting, in words"), "#946009", "#dfa74d"),
    Colour("focus", _("where the keyboard is"), "#1c5fa8", "#8fc1ff", least=AA_EDGES),
    Colour("edge", _("edges of fields"), "#8c8576", "#757b80", least=AA_EDGES),
    Colour("button-edge", _("edges of quiet buttons, beside their words"), "#cbc4b4", "#4b5156", least=0),
    Colour("rule", _("rules between rows"), "#e3dfd2", "#32373b", least=0),
    Colour("tile-0", _("a square without data"), "#f0ede3", "#22262a", on=(), least=0),
    Colour("tile-1", _("a square, fewest"), "#e4ede7", "#1d2b29", on=(), least=0),
    Colour("tile-2", _("a square, few"), "#c4dbd1", "#22423b", on=(), least=0),
    Colour("tile-3", _("a square, some"), "#94c0b2", "#2c6156", on=(), least=0),
    Colour("tile-4", _("a square, many"), "#2c8271", "#4ea08f", on=(), least=0),
    Colour("tile-5", _("a square, most"), "#14594e", "#7fd6c2", on=(), least=0),
    Colour("on-tile", _("words on light squares"), "#1d2329", "#ece7da", on=("tile-1", "tile-2", "tile-3")),
    Colour("on-tile-full", _("words on full squares"), "#ffffff", "#0d1513", on=("tile-4", "tile-5")),
)
BY_NAME = {colour.name: colour for colour in COLOURS}
