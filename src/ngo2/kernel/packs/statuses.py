"""Ways to work without papers of one's own: the same everywhere, so that no pack words them anew."""

from django.utils.translation import gettext_lazy as _

from ngo2.kernel.packs.base import LegalStatus

WITHOUT_PAPERS = (
    LegalStatus(
        "unregistered",
        _("Not registered"),
        _("A group without papers. It can do everything here except raise money."),
        False,
    ),
    LegalStatus(
        "affiliated",
        _("Affiliated with a registered organisation"),
        _("Works under the papers of an organisation that answers for it."),
        False,
    ),
    LegalStatus(
        "fund_in_foundation",
        _("Fund inside a foundation"),
        _("A special fund; the foundation holds the money and the papers."),
        False,
    ),
    LegalStatus(
        "student_group",
        _("Student or community group"),
        _("A club of a school, a group of a village or a housing estate."),
        False,
    ),
)
