"""Which pack serves a country."""

from functools import cache

from django.conf import settings

from ngo2.kernel.packs import cn, default
from ngo2.kernel.packs.base import LegalStatus, OrganisationNames, Pack
from ngo2.lib import text as lib_text

_OWN = {cn.PACK.country: cn.PACK}


@cache
def _pack(country: str) -> Pack:
    for own in _OWN.values():
        if country == own.country or country in own.covers:
            return own
    return default.pack_of(country)


def pack(country: str = "") -> Pack:
    """The pack of a country (ISO 3166 code, any case); without one, of the home country of this site."""
    return _pack(country.upper() or home())


def home() -> str:
    """The home country of this site: setting NGO2_COUNTRY."""
    return str(getattr(settings, "NGO2_COUNTRY", "CN")).upper()


def locate(country: str) -> tuple[str, str]:
    """Where a record with this ISO code is filed: (country, division code or "")."""
    chosen = pack(country)
    return chosen.country, chosen.covers.get(country.upper(), "")


def legal_statuses() -> dict[str, LegalStatus]:
    """Every status that some pack offers, by key; the first pack that names one words it."""
    found: dict[str, LegalStatus] = {}
    for one in [*_OWN.values(), default.PACK]:
        for status in one.legal_statuses:
            found.setdefault(status.key, status)
    return found


def naming(text: str) -> OrganisationNames:
    """How organisations are named in the language of this text, as far as its script tells."""
    return cn.PACK.names if lib_text.has_unspaced(text) else default.PACK.names


@cache
def divided() -> tuple[Pack, ...]:
    """The packs whose countries are divided by us."""
    return tuple(one for one in (*_OWN.values(), default.pack_of("GB")) if one.gazetteer)
