from ngo2.surveys.services.inviting import invite_due, refuse_invitation, remind_due
from ngo2.surveys.services.quotas import set_quotas
from ngo2.surveys.services.surveys import change_survey, make_survey, name_researcher
from ngo2.surveys.services.waves import (
    close_wave,
    exclude_response,
    open_wave,
    plan_wave,
    use_edition,
)

__all__ = [
    "change_survey",
    "close_wave",
    "exclude_response",
    "invite_due",
    "make_survey",
    "name_researcher",
    "open_wave",
    "plan_wave",
    "refuse_invitation",
    "remind_due",
    "set_quotas",
    "use_edition",
]
