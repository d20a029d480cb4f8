"""A record changes hands because nobody who could sign in is there any more. Decision 0014 says why so."""

from ngo2.organisations.services.handovers.asking import (
    ask_handover,
    cancel_handover,
    document_scope,
    send_document,
)
from ngo2.organisations.services.handovers.deciding import decide_handover
from ngo2.organisations.services.handovers.finishing import finish_due, give_up_old
from ngo2.organisations.services.handovers.speaking import VOICES, capacities, speak_for
from ngo2.organisations.services.handovers.stopping import stop_by_link, stop_handover

__all__ = [
    "VOICES",
    "ask_handover",
    "cancel_handover",
    "capacities",
    "decide_handover",
    "document_scope",
    "finish_due",
    "give_up_old",
    "send_document",
    "speak_for",
    "stop_by_link",
    "stop_handover",
]
