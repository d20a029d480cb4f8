"""Checks of identity: asked for, decided, looked at again when facts change, reminded of, ended."""

from ngo2.organisations.services.checks.asking import ask_check, cancel_check, document_scope
from ngo2.organisations.services.checks.deciding import decide_check, renew_check, withdraw_check
from ngo2.organisations.services.checks.keeping import end_checks, look_again, remind_owners

__all__ = [
    "ask_check",
    "cancel_check",
    "decide_check",
    "document_scope",
    "end_checks",
    "look_again",
    "remind_owners",
    "renew_check",
    "withdraw_check",
]
