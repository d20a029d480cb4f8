"""Legal statuses, registers and notes of law of the People's Republic of China. Not legal advice."""

from django.utils.translation import gettext_lazy as _

from ngo2.kernel.packs.base import LegalStatus, Note, RegisterLink
from ngo2.kernel.packs.cn.appeals import is_personal_appeal
from ngo2.kernel.packs.law import Appeals, Elsewhere, Overseas
from ngo2.kernel.packs.statuses import WITHOUT_PAPERS

# Keys as the record stores them (organisations/facts/choices.py).
LEGAL_STATUSES = (
    LegalStatus(
        "registered_association",
        _("Registered association"),
        _("Registered with civil affairs; the credit code begins with 51."),
        True,
    ),
    LegalStatus(
        "registered_service",
        _("Registered social service organisation"),
        _("Registered with civil affairs as a private non-enterprise unit; the code begins with 52."),
        True,
    ),
    LegalStatus(
        "registered_foundation",
        _("Registered foundation"),
        _("Registered with civil affairs; the credit code begins with 53."),
        True,
    ),
    LegalStatus(
        "registered_business",
        _("Registered as a business"),
        _("A company or other business, also social enterprises and groups that registered this way."),
        True,
    ),
    LegalStatus(
        "public_body",
        _("Public body"),
        _("A government office, or a hospital, school or library that is run by the state."),
        True,
    ),
    *WITHOUT_PAPERS,
    LegalStatus(
        "overseas_filed",
        _("Overseas, with a filing or representative office"),
        _("Registered or filed with public security; the code of an office begins with G1."),
        True,
    ),
    LegalStatus(
        "overseas_unfiled",
        _("Overseas, without a filing"),
        _("Has neither an office nor a filing on the mainland. It may not fund or commission work there."),
        False,
    ),
)

_CIVIL_AFFAIRS = ("registered_association", "registered_service", "registered_foundation")
REGISTER_LINKS = (
    RegisterLink(
        "social_organisations",
        _("National register of social organisations"),
        "https://xxgs.chinanpo.mca.gov.cn/",
        _CIVIL_AFFAIRS,
    ),
    RegisterLink(
        "charity_china",
        _("Charity China: charities and their fundraising filings"),
        "https://cszg.mca.gov.cn/",
        (*_CIVIL_AFFAIRS, "fund_in_foundation"),
    ),
    RegisterLink(
        "business_register",
        _("National register of businesses"),
        "https://www.gsxt.gov.cn/",
        ("registered_business",),
    ),
    RegisterLink(
        "overseas_ngo",
        _("Service platform for overseas organisations"),
        "https://ngo.mps.gov.cn/",
        ("overseas_filed",),
    ),
)

NOTES = (
    Note("advice", _("These notes explain the law in plain words. They are not legal advice.")),
    Note(
        "credit_code",
        _("An unusual credit code is never refused: keep what the certificate says and add a photo of it."),
    ),
    Note(
        "money",
        _("This site never holds money. Public fundraising needs a qualified charity and a filed plan."),
    ),
    Note(
        "unregistered",
        _("A group without registration may not raise money publicly; it can work with a qualified charity."),
    ),
    Note(
        "overseas",
        _("Overseas organisations need an office or a filed activity here before they fund work."),
    ),
    Note(
        "contact", _("A person's name or phone is published only after that person agreed to exactly that.")
    ),
    Note(
        "foundation_ratios",
        _(
            "The law asks foundations that raise money in public to spend at least 70 % of the income"
            " of the year before, and at most 10 % of all spending on management."
        ),
    ),
    Note("map", _("A schematic picture; it does not show administrative borders.")),
)

# Charity law art. 124. The list of designated services is the ministry's and changes: we lead to it and name none.
APPEALS = Appeals(
    is_personal_appeal,
    _(
        "This reads like an appeal for one person's treatment. By law such appeals stand on services that the Ministry"
        " of Civil Affairs has designated, where the case is checked. Here organisations post what they need for their"
        " work."
    ),
    (
        Elsewhere(
            _("Designated services for personal appeals: list of the ministry"), "https://www.mca.gov.cn/"
        ),
        Elsewhere(_("Charities that help with treatment: Charity China"), "https://cszg.mca.gov.cn/"),
        Elsewhere(_("Medical assistance of the county: ask civil affairs, or call 12345")),
    ),
)

# Law on overseas NGOs, art. 9 and 32: nothing is taken from those without an office or a filed activity.
OVERSEAS = Overseas(
    ("overseas_filed", "overseas_unfiled"),
    "overseas_filing",
    _(
        "Whoever gives from abroad needs a representative office or a filed activity first. When the number stands in"
        " its record, contacts can be given. The service platform for overseas organisations explains how:"
        " ngo.mps.gov.cn"
    ),
)
