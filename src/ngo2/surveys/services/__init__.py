from ngo2.surveys.services.comparability import decide_comparability, take_back_comparability
from ngo2.surveys.services.inviting import invite_due, refuse_invitation, remind_due
from ngo2.surveys.services.quotas import set_quotas
from ngo2.surveys.services.reports import (
    add_block,
    change_block,
    change_report,
    make_report,
    move_block,
    publish_report,
    remove_block,
    withdraw_publication,
)
from ngo2.surveys.services.surveys import change_survey, make_survey, name_researcher
from ngo2.surveys.services.waves import (
    close_wave,
    exclude_response,
    open_wave,
    plan_wave,
    use_edition,
)

__all__ = [
    "add_block",
    "change_block",
    "change_report",
    "change_survey",
    "close_wave",
    "decide_comparability",
    "exclude_response",
    "invite_due",
    "make_report",
    "make_survey",
    "move_block",
    "name_researcher",
    "open_wave",
    "plan_wave",
    "publish_report",
    "refuse_invitation",
    "remind_due",
    "remove_block",
    "set_quotas",
    "take_back_comparability",
    "use_edition",
    "withdraw_publication",
]
