from ngo2.questionnaires.services.forms import (
    change_form,
    close_edition,
    drop_medium,
    keep_medium,
    make_form,
    publish_edition,
)
from ngo2.questionnaires.services.receiving import Came, receive_many
from ngo2.questionnaires.services.responses import (
    begin_response,
    forget_responses,
    receive,
    withdraw_response,
)

__all__ = [
    "Came",
    "begin_response",
    "change_form",
    "close_edition",
    "drop_medium",
    "forget_responses",
    "keep_medium",
    "make_form",
    "publish_edition",
    "receive",
    "receive_many",
    "withdraw_response",
]
