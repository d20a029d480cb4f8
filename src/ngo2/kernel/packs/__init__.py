"""Country policy packs: `packs.pack("CN")`, `packs.pack()` for the home country, names of countries."""

from ngo2.kernel.packs.base import Pack
from ngo2.kernel.packs.countries import countries, country_name
from ngo2.kernel.packs.registry import home, legal_statuses, locate, pack

__all__ = ["Pack", "countries", "country_name", "home", "legal_statuses", "locate", "pack"]
