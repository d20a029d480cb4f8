"""The cast of the demo: six people at example.org, made and seated by the usual services."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from ngo2.accounts import consents, queries
from ngo2.accounts.addresses import EMAIL, Address
from ngo2.accounts.models import Person
from ngo2.accounts.services import create_person, give_consent, give_totp, suspend_person
from ngo2.demo import trust, waiting
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.organisations.models import Membership, Organisation
from ngo2.organisations.services import (
    accept_invitation,
    assert_facts,
    claim_by_staff,
    decide_claim,
    make_invitation,
)

CERTIFIED = "qianshan"  # may raise money in public, and offers to do so with small groups
# What each owns, by the id in data/demo/examples.json.
OWNS = {"alice": "shanyi", "charlie": "youshui", "erin": "jinli-tech"}
CONFIRMS = ("phone", "wechat", "email")  # what Alice looked at this month; the rest of her record is older
NAMES = ("alice", "bob", "charlie", "dana", "erin", "suspended")


@dataclass(frozen=True)
class SignIn:
    """One line of the sheet that `make run` prints. `totp_secret` only for the platform team, base32."""

    name: str
    email: str
    who: str
    totp_secret: str = ""


def people() -> dict[str, Person]:
    """By name; made when missing."""
    return {name: _person(name) for name in NAMES}


def gather(dataset: str) -> list[SignIn]:
    """Make whoever is missing, seat them in the organisations of `dataset`, and say how they sign in."""
    everybody = people()
    dana = everybody["dana"]
    if not Authenticator.objects.filter(user=dana).exists():
        give_totp(dana, totp_secret())
    for name, external_id in (*OWNS.items(), ("erin", waiting.PARTNER), ("bob", CERTIFIED)):
        _seat(everybody[name], _organisation(dataset, external_id), dana)
    _invite(everybody["alice"], everybody["bob"], _organisation(dataset, OWNS["alice"]))
    _trust(everybody, dataset)
    if everybody["suspended"].is_active:
        suspend_person(person_actor(dana), everybody["suspended"])
    waiting.leave_waiting(everybody, _records(dataset))
    return list(_sheet())


def _trust(people: dict[str, Person], dataset: str) -> None:
    """Each of them acts as anybody does, and Dana finds two things to decide."""
    own = {name: _organisation(dataset, external_id) for name, external_id in OWNS.items()}
    trust.verify(people["alice"], own["alice"], people["dana"])
    trust.speak(people["alice"], own["alice"], own["charlie"])
    trust.certify(people["bob"], _organisation(dataset, CERTIFIED), people["dana"])
    trust.ask(people["charlie"], own["charlie"])
    trust.leave(people["bob"], own["erin"])


def totp_secret() -> str:
    """Dana's, base32: this installation's own, the same at every start, so that it can be printed again."""
    digest = salted_hmac("ngo2.demo.totp", "dana", algorithm="sha256").digest()
    return base64.b32encode(digest[:20]).decode()


def email(name: str) -> str:
    return f"{name}@example.org"


def _person(name: str) -> Person:
    known = queries.person_at(Address(EMAIL, email(name)))
    if known is not None:
        return known
    person = create_person(SYSTEM, name=name.capitalize(), email=email(name), is_staff=name == "dana")
    give_consent(person_actor(person), person, consents.TERMS, "web")
    return person


def _records(dataset: str) -> dict[str, Organisation]:
    return {one.external_id: one for one in Organisation.objects.filter(dataset=dataset)}


def _organisation(dataset: str, external_id: str) -> Organisation:
    return Organisation.objects.get(dataset=dataset, external_id=external_id)


def _seat(person: Person, organisation: Organisation, dana: Person) -> None:
    """As anybody comes in: a claim with a note, taken by the platform team; then a look at the record."""
    if organisation.claimed_at is not None:
        return
    note = _("Made for the demo.")
    claim = claim_by_staff(person_actor(person), organisation, note=note)
    decide_claim(person_actor(dana), claim, accept=True)
    known = {key: organisation.facts[key]["v"] for key in CONFIRMS if key in organisation.facts}
    assert_facts(person_actor(person), organisation, known)


def _invite(owner: Person, colleague: Person, organisation: Organisation) -> None:
    if Membership.objects.filter(organisation=organisation, person=colleague).exists():
        return
    _invitation, code = make_invitation(person_actor(owner), organisation, role=Membership.EDITOR)
    accept_invitation(person_actor(colleague), code)


def _sheet() -> Iterator[SignIn]:
    who = {
        "alice": _("owns a small group in Guangxi"),
        "bob": _("edits Alice's group; runs a foundation that may raise money in public"),
        "charlie": _("a stranger with a small group of his own"),
        "dana": _("platform team, with a second step"),
        "erin": _("CSR officer of a company; runs a network that looks after Guangxi"),
        "suspended": _("suspended: cannot sign in"),
    }
    for name in NAMES:
        yield SignIn(name.capitalize(), email(name), who[name], totp_secret() if name == "dana" else "")
