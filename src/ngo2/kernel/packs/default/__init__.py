"""The pack for every country without one of its own: no claim about its law, a register number, a country."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from ngo2.kernel.packs.base import Identifier, LegalStatus, Level, Note, Pack, RegisterLink, Warned
from ngo2.kernel.packs.default.postcodes import GAZETTEER


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
    legal_statuses=(
        LegalStatus("association", _("Registered association or charity"), _("Has papers of its own."), True),
        LegalStatus("foundation", _("Foundation"), _("Gives or raises money for a purpose."), True),
        LegalStatus(
            "business",
            _("Registered as a business"),
            _("A company, a cooperative, a social enterprise."),
            True,
        ),
        LegalStatus("public_institution", _("Public institution"), _("Run by the state."), True),
        LegalStatus("government", _("Government office"), _("A department or local authority."), True),
        LegalStatus(
            "unregistered",
            _("Not registered"),
            _("A group without papers. It can do everything here except raise money."),
            False,
        ),
        LegalStatus(
            "affiliated",
            _("Affiliated under another organisation"),
            _("Works under the papers of an organisation that answers for it."),
            False,
        ),
        LegalStatus(
            "fund", _("Fund inside a foundation"), _("The foundation holds the money and the papers."), False
        ),
        LegalStatus(
            "informal",
            _("Student or neighbourhood group"),
            _("A club of a school, a group of neighbours."),
            False,
        ),
        LegalStatus("other", _("Another form"), _("None of these fits; say it in the description."), True),
    ),
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
            ("association", "foundation"),
        ),
    ),
)


def pack_of(country: str) -> Pack:
    """The default pack for this country (ISO code, upper case); it knows a little more about GB."""
    return _UNITED_KINGDOM if country == "GB" else replace(PACK, country=country)
