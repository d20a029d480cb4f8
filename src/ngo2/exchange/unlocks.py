"""What keeping the record true opens here."""

from django.utils.translation import gettext_lazy as _

from ngo2.organisations import freshness
from ngo2.organisations.unlocks import Unlock

MAY_POST = Unlock(
    name="exchange.may_post",
    label=_("Posting needs and offers"),
    needs=freshness.AGEING,
    has=_("Your organisation may post what it needs and what it can give."),
    until=_("Your organisation may post needs and offers until %(day)s."),
    lacks=_("Who keeps the record true may post needs and offers. Yours is too old for that now."),
)
