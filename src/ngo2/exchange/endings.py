"""Why a post ended. Keys are kept and never change; a reason belongs to every ending. Pure."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

DELIVERED, ELSEWHERE, OVER, UNANSWERED, MISTAKE = "delivered", "elsewhere", "over", "unanswered", "mistake"
EXPIRED, TAKEN_DOWN, HISTORIC, LEFT = "expired", "taken_down", "historic", "left"

# What whoever posted may choose.
OWN: Mapping[str, object] = {
    DELIVERED: _("It arrived"),
    ELSEWHERE: _("Found in another way"),
    OVER: _("No longer needed or available"),
    UNANSWERED: _("Nobody answered"),
    MISTAKE: _("Posted by mistake"),
}
ENDINGS: Mapping[str, object] = {
    **OWN,
    EXPIRED: _("Its time was over"),
    TAKEN_DOWN: _("Taken down by the platform team"),
    LEFT: _("Its organisation left the directory"),
    HISTORIC: _("From a list of the past"),
}

# Of introductions: why it came to nothing, or that it arrived.
DECLINED, SILENT, WITHDRAWN, CANCELLED, POST_CLOSED = "declined", "silent", "withdrawn", "cancelled", "closed"
OF_INTRODUCTIONS: Mapping[str, object] = {
    DELIVERED: _("It arrived"),
    DECLINED: _("Declined"),
    SILENT: _("Nobody answered in time"),
    WITHDRAWN: _("Taken back by whoever asked"),
    CANCELLED: _("Called off after both had agreed"),
    POST_CLOSED: _("The need or offer was closed meanwhile"),
    LEFT: _("One of the two left the directory"),
}

# Of proposals from an approved plan: the last two are nobody's no.
FULL = "full"
OF_PROPOSALS: Mapping[str, object] = {
    "need": _("The side that needs it said no"),
    "offer": _("The side that offers it said no"),
    SILENT: _("Nobody answered in time"),
    POST_CLOSED: _("The need or offer was closed meanwhile"),
    FULL: _("Everything was promised elsewhere meanwhile"),
    WITHDRAWN: _("Taken back by the platform team"),
}
