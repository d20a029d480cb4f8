"""A search in words. Pure."""

from typing import Any

from django.utils.translation import gettext as _

from ngo2.exchange import filters, kinds, words
from ngo2.exchange.filters import Filters
from ngo2.kernel.packs import home
from ngo2.organisations import words as record_words


def title(side: str, wanted: Filters) -> str:
    """“Needs: Computers and phones · Hechi, Guangxi · “laptops””."""
    parts = []
    if wanted.subkind:
        parts.append(words.about(wanted.subkind))
    elif wanted.kind:
        parts.append(str(kinds.KINDS[wanted.kind].label))
    if wanted.area:
        parts.append(record_words.place(home(), wanted.area))
    if wanted.box:
        parts.append(_("a part of the map"))
    if wanted.remote:
        parts.append(_("From afar"))
    if wanted.words:
        parts.append(_("“%(words)s”") % {"words": wanted.words})
    said = _("Needs: %(what)s") if side == kinds.NEED else _("Offers: %(what)s")
    return said % {"what": " · ".join(parts) or _("everything")}


def title_of(one: Any) -> str:
    """Of a saved one."""
    return title(one.side, filters.of_columns(one))
