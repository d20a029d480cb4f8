from ngo2.organisations.services.claims import (
    addresses,
    cancel_claim,
    claim_by_code,
    claim_by_document,
    claim_by_staff,
    decide_claim,
    enter_code,
)
from ngo2.organisations.services.closing import close_organisation, reopen_organisation
from ngo2.organisations.services.held import withdraw_held
from ngo2.organisations.services.invitations import (
    accept_invitation,
    find_invitation,
    make_invitation,
    open_invitations,
    revoke_invitation,
)
from ngo2.organisations.services.members import (
    ROLES,
    change_role,
    leave,
    return_member,
    set_answers,
    sole_ownerships,
    suspend_member,
)
from ngo2.organisations.services.overruling import overrule_claim, overrule_fact
from ngo2.organisations.services.partners import add_remit, end_partner, make_partner, remove_remit
from ngo2.organisations.services.proposals import propose_fact
from ngo2.organisations.services.record import (
    Made,
    NewOrganisation,
    Outcome,
    assert_facts,
    create_organisation,
    create_organisations,
    decide_proposal,
    rebuild,
)

__all__ = [
    "ROLES",
    "Made",
    "NewOrganisation",
    "Outcome",
    "accept_invitation",
    "add_remit",
    "addresses",
    "assert_facts",
    "cancel_claim",
    "change_role",
    "claim_by_code",
    "claim_by_document",
    "claim_by_staff",
    "close_organisation",
    "create_organisation",
    "create_organisations",
    "decide_claim",
    "decide_proposal",
    "end_partner",
    "enter_code",
    "find_invitation",
    "leave",
    "make_invitation",
    "make_partner",
    "open_invitations",
    "overrule_claim",
    "overrule_fact",
    "propose_fact",
    "rebuild",
    "remove_remit",
    "reopen_organisation",
    "return_member",
    "revoke_invitation",
    "set_answers",
    "sole_ownerships",
    "suspend_member",
    "withdraw_held",
]
