"""Never given twice: quantities are reserved and returned by conditional updates, and their row count is the answer."""

from django.db.models import F, Q
from django.utils.translation import gettext as _

from ngo2.exchange import words
from ngo2.exchange.models import Line
from ngo2.exchange.posted import left
from ngo2.lib.refusals import Refused


def reserve(line: Line, quantity: int) -> None:
    """`quantity` of the line, or Refused. Of a line without a quantity there is always enough."""
    enough = Q(quantity=None) | Q(quantity__gte=F("promised") + quantity)
    if Line.objects.filter(enough, pk=line.pk).update(promised=F("promised") + quantity):
        return
    line.refresh_from_db()
    remaining = left(line) or 0
    if remaining <= 0:
        raise Refused(_("“%(item)s” is promised to others already.") % {"item": line.item}, field="amounts")
    raise Refused(
        _("Of “%(item)s” only %(left)s are left. Please write at most that.")
        % {"item": line.item, "left": words.quantity(remaining, line.unit)},
        field="amounts",
    )


def give_back(line: Line, quantity: int) -> None:
    """Call it once for what was reserved: whoever calls has won a conditional change of state."""
    Line.objects.filter(pk=line.pk, promised__gte=quantity).update(promised=F("promised") - quantity)
