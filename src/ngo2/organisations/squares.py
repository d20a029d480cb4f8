"""The provinces of a country as squares, each a link into its list. The caller says where links lead."""

from collections.abc import Callable, Mapping

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngo2.kernel.charts.tilegrid import Tile, tile_grid
from ngo2.kernel.packs import pack
from ngo2.organisations import words


def squares(country: str, counts: Mapping[str, int], url_for: Callable[[str], str]) -> SafeString:
    """`url_for(code)` is the address of a province; "" for a country without a grid."""

    def label(tile: Tile, count: int | None) -> str:
        name = pack(country).division_name(tile.code, words.language())
        if not count:
            return _("%(name)s: none yet") % {"name": name}
        told = ngettext("%(name)s: %(n)s organisation", "%(name)s: %(n)s organisations", count)
        return told % {"name": name, "n": f"{count:,}"}

    return tile_grid(pack(country).tile_grid, counts, lambda tile: url_for(tile.code), label)
