from ngo2.accounts.services.codes import prove_code, send_code
from ngo2.accounts.services.consents import decline_consent, give_consent, withdraw_consent
from ngo2.accounts.services.identities import add_identity, remove_identity
from ngo2.accounts.services.join_codes import issue_join_code, revoke_join_code, use_join_code
from ngo2.accounts.services.persons import (
    create_person,
    leave_at_the_door,
    make_staff,
    person_behind,
    rename_person,
    suspend_person,
    unsuspend_person,
)
from ngo2.accounts.services.second_steps import (
    activate_totp,
    add_passkey,
    check_second_step,
    deactivate_totp,
    give_totp,
    recovery_codes,
    remove_passkey,
    renew_recovery_codes,
    reset_second_step,
    totp_now,
)
from ngo2.accounts.services.sessions import (
    end_sessions,
    forget_ended_sessions,
    sign_out_everywhere,
    sign_out_one,
)
from ngo2.accounts.services.tokens import make_token, person_of_token, revoke_token

__all__ = [
    "activate_totp",
    "add_identity",
    "add_passkey",
    "check_second_step",
    "create_person",
    "deactivate_totp",
    "decline_consent",
    "end_sessions",
    "forget_ended_sessions",
    "give_consent",
    "give_totp",
    "issue_join_code",
    "leave_at_the_door",
    "make_staff",
    "make_token",
    "person_behind",
    "person_of_token",
    "prove_code",
    "recovery_codes",
    "remove_identity",
    "remove_passkey",
    "rename_person",
    "renew_recovery_codes",
    "reset_second_step",
    "revoke_join_code",
    "revoke_token",
    "send_code",
    "sign_out_everywhere",
    "sign_out_one",
    "suspend_person",
    "totp_now",
    "unsuspend_person",
    "use_join_code",
    "withdraw_consent",
]
