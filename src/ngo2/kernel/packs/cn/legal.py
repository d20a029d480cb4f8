"""Legal statuses, registers and notes of law of the People's Republic of China. Not legal advice."""

from django.utils.translation import gettext_lazy as _

from ngo2.kernel.packs.base import LegalStatus, Note, RegisterLink

LEGAL_STATUSES = (
    LegalStatus(
        "association",
        _("Social organisation (association)"),
        _("Registered with civil affairs; the credit code begins with 51."),
        True,
    ),
    LegalStatus(
        "service_institution",
        _("Social service institution"),
        _("Registered with civil affairs as a private non-enterprise unit; the code begins with 52."),
        True,
    ),
    LegalStatus(
        "foundation",
        _("Foundation"),
        _("Registered with civil affairs; the credit code begins with 53."),
        True,
    ),
    LegalStatus(
        "business",
        _("Registered as a business"),
        _("A company or other business, also social enterprises and groups that registered this way."),
        True,
    ),
    LegalStatus(
        "public_institution",
        _("Public institution"),
        _("A hospital, school, library or the like that is run by the state."),
        True,
    ),
    LegalStatus(
        "government",
        _("Government office"),
        _("A department, a street office, a people's organisation."),
        True,
    ),
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
        "fund",
        _("Fund inside a foundation"),
        _("A special fund; the foundation holds the money and the papers."),
        False,
    ),
    LegalStatus(
        "informal",
        _("Student or neighbourhood group"),
        _("A club of a school, a group of a village or a housing estate."),
        False,
    ),
    LegalStatus(
        "overseas_office",
        _("Overseas organisation with a representative office"),
        _("Registered with public security; the credit code begins with G1."),
        True,
    ),
    LegalStatus(
        "overseas_filed",
        _("Overseas organisation with a filed activity"),
        _("Files each temporary activity with public security, at most one year long."),
        True,
    ),
    LegalStatus(
        "overseas_unfiled",
        _("Overseas organisation without a filing"),
        _("Has neither an office nor a filing on the mainland. It may not fund or commission work there."),
        False,
    ),
    LegalStatus(
        "other",
        _("Another form"),
        _("None of these fits; say it in your own words in the description."),
        True,
    ),
)

REGISTER_LINKS = (
    RegisterLink(
        "social_organisations",
        _("National register of social organisations"),
        "https://xxgs.chinanpo.mca.gov.cn/",
        ("association", "service_institution", "foundation"),
    ),
    RegisterLink(
        "charity_china",
        _("Charity China: charities and their fundraising filings"),
        "https://cszg.mca.gov.cn/",
        ("association", "service_institution", "foundation", "fund"),
    ),
    RegisterLink(
        "business_register",
        _("National register of businesses"),
        "https://www.gsxt.gov.cn/",
        ("business",),
    ),
    RegisterLink(
        "overseas_ngo",
        _("Service platform for overseas organisations"),
        "https://ngo.mps.gov.cn/",
        ("overseas_office", "overseas_filed"),
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
    Note("map", _("A schematic picture; it does not show administrative borders.")),
)
