"""What waits in the demo for Dana and for a partner, so that Today has something to show."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from ngo2.accounts.models import Person
from ngo2.lib.actors import person_actor
from ngo2.organisations.models import Assertion, Claim, Organisation, Partner
from ngo2.organisations.services import (
    add_remit,
    assert_facts,
    claim_by_staff,
    make_partner,
    propose_fact,
)

PARTNER = "teachers-net"  # Erin runs it beside her company; it looks after Guangxi
GUANGXI = "450000"
CLAIMED = {"charlie": "hongshui-reading", "bob": "qinling-library"}
NEW_NAME = {"name_en": "Mountain Ants Evening Schools"}  # of Alice's group: a change that is held
CORRECTED = ("yongshui", "phone", "0771-0000217")


def leave_waiting(people: Mapping[str, Person], records: Mapping[str, Organisation]) -> None:
    """Each once, also when the demo is loaded again or somebody has decided it."""
    _partner(people["dana"], records[PARTNER])
    for name, record in CLAIMED.items():
        _claim(people[name], records[record])
    _held(people["alice"], records["shanyi"])
    _correct(people["charlie"], records[CORRECTED[0]])


def _partner(dana: Person, organisation: Organisation) -> None:
    if not Partner.objects.filter(organisation=organisation).exists():
        made = make_partner(person_actor(dana), organisation)
        add_remit(person_actor(dana), made, country="CN", division=GUANGXI)


def _claim(person: Person, record: Organisation) -> None:
    if record.claimed_at is None and not Claim.objects.filter(organisation=record, person=person).exists():
        claim_by_staff(
            person_actor(person), record, note=_("I teach there. Ask at the township office, they know me.")
        )


def _held(owner: Person, record: Organisation) -> None:
    [field] = NEW_NAME
    if not Assertion.objects.filter(organisation=record, field=field, person=owner).exists():
        assert_facts(person_actor(owner), record, NEW_NAME)


def _correct(person: Person, record: Organisation) -> None:
    _id, field, value = CORRECTED
    if not Assertion.objects.filter(organisation=record, field=field, person=person).exists():
        propose_fact(
            person_actor(person), record, field=field, value=value, note=_("I called: it rings here.")
        )
