"""The closed lists of the record. Keys are stored, labels are translated. Terms: docs/glossary.md."""

from django.utils.translation import gettext_lazy as _

from ngo2.kernel.packs import legal_statuses

KINDS = {
    "grassroots_ngo": _("Grassroots group"),
    "social_enterprise": _("Social enterprise"),
    "foundation": _("Foundation"),
    "company": _("Company or other business"),
    "public_institution": _("Public institution"),
    "government": _("Government office"),
    "university": _("University or school"),
    "media": _("Media"),
    "network": _("Network or support organisation"),
}
LEGAL_STATUSES = {key: status.name for key, status in legal_statuses().items()}
# Groups that the law does not protect by a register entry are never shown finer than their county (rules 4.4).
UNREGISTERED = frozenset({"unregistered", "affiliated", "student_group"})
SENSITIVITIES = {
    "normal": _("May be shown as usual"),
    "sensitive": _("Sensitive: show the county only"),
    "hidden": _("Hidden, for instance a shelter: show the province only"),
}
BUDGET_BANDS = {
    "under_50k": _("under 50,000 yuan"),
    "50k_200k": _("50,000 to 200,000 yuan"),
    "200k_1m": _("200,000 to 1 million yuan"),
    "1m_5m": _("1 to 5 million yuan"),
    "over_5m": _("over 5 million yuan"),
}
DATUMS = {"wgs84": "WGS-84", "gcj02": "GCJ-02", "bd09": "BD-09", "unknown": _("not known")}
PRECISIONS = {
    "point": _("the door"),
    "street": _("the street"),
    "village": _("the village"),
    "county": _("the county"),
    "city": _("the city"),
}
# The kind of source of an assertion. Those of OWN speak for the organisation itself.
SOURCES = {
    "owner": _("the organisation"),
    "link": _("the organisation, by link"),
    "sms": _("the organisation, by text message"),
    "paper": _("paper form"),
    "survey": _("survey"),
    "workshop": _("workshop"),
    "staff": _("the platform team"),
    "import": _("imported list"),
    "register": _("public register"),
    "proposal": _("a visitor's proposal"),
}
OWN = frozenset({"owner", "link", "sms", "paper", "survey", "workshop"})
TRUSTED = OWN | {"staff"}
FINANCE_NUMBERS = {
    "income_total": _("Total income"),
    "income_donations": _("of which donations"),
    "spending_total": _("Total spending"),
    "spending_programme": _("of which on programmes"),
    "spending_management": _("of which on management"),
    "assets_end": _("Net assets at the end of the year"),
}
