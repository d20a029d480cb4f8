"""What a fresh record gets in the directory."""

from django.utils.translation import gettext_lazy as _

from ngo2.organisations import freshness
from ngo2.organisations.unlocks import Unlock

LISTED_FIRST = Unlock(
    name="organisations.listed_first",
    label=_("Listed first"),
    needs=freshness.FRESH,
    has=_("Your organisation is listed first in the directory."),
    until=_("Listed first in the directory until %(day)s."),
    lacks=_("Fresh records are listed first in the directory. Yours is not among them now."),
)
