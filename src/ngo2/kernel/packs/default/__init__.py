"""The pack for every country without one of its own: no claim about its law, a register number, a country."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from ngo2.kernel.packs.base import Identifier, LegalStatus, Level, Note, Pack, RegisterLink, Warned
from ngo2.kernel.packs.default.organisation_names import NAMES
from ngo2.kernel.packs.default.postcodes import GAZETTEER
from ngo2.kernel.packs.statuses import WITHOUT_PAPERS


@dataclass(frozen=True)
class NumberReport:
    """A register number that we cannot check: kept as written, without outer and double blanks."""

    normalised: str
    valid: bool = True
    warnings: tuple[Warned, ...] = ()
    suggestions: tuple[str, ...] = ()


def check_number(text: str) -> NumberReport:
    return NumberReport(" ".join(text.split()))


PACK = Pack(
    country="",
    identifiers=(Identifier("register_number", _("Register number"), "GB-CHC-000000", check_number),),
    # Keys as the record stores them (organisations/facts/choices.py).
    legal_statuses=(
        LegalStatus(
            "registered_abroad", _("Registered in its own country"), _("Has papers of its own there."), True
        ),
        LegalStatus(
            "registered_business",
            _("Registered as a business"),
            _("A company, a cooperative, a social enterprise."),
            True,
        ),
        LegalStatus("public_body", _("Public body"), _("A government office, or run by the state."), True),
        *WITHOUT_PAPERS,
    ),
    names=NAMES,
    notes=(Note("advice", _("These notes explain the law in plain words. They are not legal advice.")),),
)

_UNITED_KINGDOM = replace(
    PACK,
    country="GB",
    levels=(Level(1, "postcode_area", _("Postcode area"), _("Postcode areas")),),
    gazetteer=GAZETTEER,
    register_links=(
        RegisterLink(
            "charity_commission",
            _("Register of charities in England and Wales"),
            "https://register-of-charities.charitycommission.gov.uk/",
            ("registered_abroad",),
            "GB-CHC",
            "https://register-of-charities.charitycommission.gov.uk/charity-search/-/charity-details/{number}",
        ),
        RegisterLink(
            "scottish_charities",
            _("Scottish Charity Register"),
            "https://www.oscr.org.uk/search/",
            ("registered_abroad",),
            "GB-SC",
            "https://www.oscr.org.uk/about-charities/search-the-register/charity-details?number={number}",
        ),
        RegisterLink(
            "northern_irish_charities",
            _("Register of charities in Northern Ireland"),
            "https://www.charitycommissionni.org.uk/charity-search/",
            ("registered_abroad",),
            "GB-NIC",
            "https://www.charitycommissionni.org.uk/charity-details/?regId={number}",
        ),
    ),
)


def pack_of(country: str) -> Pack:
    """The default pack for this country (ISO code, upper case); it knows a little more about GB."""
    return _UNITED_KINGDOM if country == "GB" else replace(PACK, country=country)
