"""How often somebody may try, in one place. Exact at the limit, whole again after the period."""

from datetime import timedelta

from ngo2.kernel.limits.services import spend

CODES_AN_ADDRESS, CODES_PERIOD = 5, timedelta(minutes=10)
CODES_A_DAY, DAY = 20, timedelta(days=1)
# A whole office, a training room, sits behind one address: generous, and only a brake on machines.
USES_A_CLIENT, CLIENT_PERIOD = 200, timedelta(minutes=10)
STEPS_A_PERSON, STEPS_PERIOD = 10, timedelta(minutes=10)
STEPS_A_DAY = 50


def asking_code(address: str, client: str) -> None:
    """Spent before anything is looked up: known, unknown and suspended addresses are one."""
    spend("accounts.ask.client", client, USES_A_CLIENT, CLIENT_PERIOD)
    spend("accounts.ask", address, CODES_AN_ADDRESS, CODES_PERIOD)
    spend("accounts.ask.day", address, CODES_A_DAY, DAY)


def trying_join_code(client: str) -> None:
    spend("accounts.join.client", client, USES_A_CLIENT, CLIENT_PERIOD)


def trying_passkey(client: str) -> None:
    spend("accounts.passkey.client", client, USES_A_CLIENT, CLIENT_PERIOD)


def trying_second_step(person_id: int) -> None:
    spend("accounts.second_step", str(person_id), STEPS_A_PERSON, STEPS_PERIOD)
    spend("accounts.second_step.day", str(person_id), STEPS_A_DAY, DAY)


def using_totp_counter(authenticator_id: int, counter: int) -> None:
    """A code of the authenticator works once, whichever process is asked."""
    spend("accounts.totp", f"{authenticator_id}:{counter}", 1, timedelta(minutes=5))
