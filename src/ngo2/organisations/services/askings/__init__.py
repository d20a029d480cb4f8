"""Asking whether facts still hold: by letter, by SMS and by the QR on a badge."""

from ngo2.organisations.services.askings.answering import answer_asking
from ngo2.organisations.services.askings.asking import ask, ask_again, ask_due, recipient, whom
from ngo2.organisations.services.askings.badges import badges_of, make_badge, revoke_badge
from ngo2.organisations.services.askings.links import (
    ANSWERED,
    CHANGED,
    CLOSED,
    ENDED,
    EXPIRED,
    FORGED,
    OPEN,
    Held,
    end_askings,
    hold,
    path,
    token,
    visible,
)
from ngo2.organisations.services.askings.replies import answer_reply

__all__ = [
    "ANSWERED",
    "CHANGED",
    "CLOSED",
    "ENDED",
    "EXPIRED",
    "FORGED",
    "OPEN",
    "Held",
    "answer_asking",
    "answer_reply",
    "ask",
    "ask_again",
    "ask_due",
    "badges_of",
    "end_askings",
    "hold",
    "make_badge",
    "path",
    "recipient",
    "revoke_badge",
    "token",
    "visible",
    "whom",
]
