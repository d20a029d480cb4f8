"""Country policy packs: `packs.pack("CN")`, `packs.pack()` for the home country, names of countries."""

from ngo2.kernel.packs.base import OrganisationNames, Pack
from ngo2.kernel.packs.countries import countries, country_name
from ngo2.kernel.packs.registry import divided, home, legal_statuses, locate, naming, pack

__all__ = [
    "OrganisationNames",
    "Pack",
    "countries",
    "country_name",
    "divided",
    "home",
    "legal_statuses",
    "locate",
    "naming",
    "pack",
]
