"""Never given twice: quantities are reserved and returned by conditional updates, and their row count is the answer."""

from django.db.models import F, Q
from django.utils.translation import gettext as _

from ngo2.exchange import words
from ngo2.exchange.models import Introduction, Line, Share
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


def give_back_met(one: Introduction, line: Line, quantity: int) -> None:
    """Of an agreement that a plan proposed, the other side's own lines too: they were reserved together.

    `Share.amount` stays what is still promised, so it falls by what is given back.
    """
    found = Share.objects.filter(
        Q(need_line=line) | Q(offer_line=line), proposal__introduction=one, amount__gt=0
    )
    for share in found.select_related("need_line", "offer_line").order_by("-pk"):
        many = min(quantity, share.amount)
        other = share.offer_line if share.need_line_id == line.pk else share.need_line
        if many and Share.objects.filter(pk=share.pk, amount__gte=many).update(amount=F("amount") - many):
            give_back(other, many)
            quantity -= many
