"""People come in, change their name, are suspended and return."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.accounts import addresses, queries
from ngo2.accounts.addresses import Address
from ngo2.accounts.models import Identity, Person
from ngo2.accounts.services.sessions import end_sessions
from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor, person_actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused

LONGEST_NAME = 80


def person_behind(address: Address, *, language: str) -> tuple[Person, bool]:
    """Whose address it is, and whether the person was made for it now. Call it when the address is proved."""
    known = queries.person_at(address)
    if known is not None:
        return known, False
    try:
        with transaction.atomic():
            person = Person.objects.create(language=language)
            _attach(person, address)
            record(person_actor(person), "accounts.person.joined", person, data={"by": address.kind})
        return person, True
    except IntegrityError:  # the same person, on two devices at once
        found = queries.person_at(address)
        if found is None:
            raise
        return found, False


def create_person(
    actor: Actor,
    *,
    name: str,
    phone: str = "",
    email: str = "",
    is_staff: bool = False,
    language: str = "zh-hans",
) -> Person:
    """Somebody whom the platform team (or the demo) vouches for. Addresses are taken as proved."""
    authorise(actor, "accounts.person.create")
    if is_staff and actor.kind != "system":
        raise Refused(_("Staff are made on the server only: run `ngo2 staff`."))
    reached = [addresses.read(text) for text in (phone, email) if text]
    if any(queries.person_at(address) for address in reached):
        raise Refused(
            _("This phone number or e-mail address belongs to somebody already. Look that person up.")
        )
    with transaction.atomic():
        person = Person.objects.create(name=_name(name), is_staff=is_staff, language=_language(language))
        for address in reached:
            _attach(person, address)
        record(actor, "accounts.person.joined", person, data={"by": "staff"})
    return person


def make_staff(actor: Actor, person: Person, *, is_staff: bool = True) -> Person:
    """Only from the server's own command line. Whoever leaves the team is signed out."""
    if actor.kind != "system":
        raise Refused(_("Staff are made on the server only: run `ngo2 staff`."))
    with transaction.atomic():
        if Person.objects.filter(pk=person.pk, is_staff=not is_staff).update(is_staff=is_staff):
            record(actor, "accounts.person.staff", person, data={"is_staff": is_staff})
            end_sessions(actor, person)
    person.is_staff = is_staff
    return person


def rename_person(actor: Actor, person: Person, *, name: str, language: str) -> Person:
    authorise(actor, "accounts.person.change", person)
    person.name, person.language = _name(name), _language(language)
    with transaction.atomic():
        person.save(update_fields=["name", "language"])
        record(actor, "accounts.person.renamed", person)
    return person


def suspend_person(actor: Actor, person: Person) -> Person:
    """Ends all sessions at once; nobody signs in as this person until `unsuspend_person`."""
    authorise(actor, "accounts.person.suspend", person)
    with transaction.atomic():
        if not Person.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
            raise Refused(_("This person is suspended already."))
        end_sessions(actor, person)
        record(actor, "accounts.person.suspended", person)
    person.is_active = False
    return person


def unsuspend_person(actor: Actor, person: Person) -> Person:
    authorise(actor, "accounts.person.suspend", person)
    with transaction.atomic():
        if not Person.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
            raise Refused(_("This person is not suspended."))
        record(actor, "accounts.person.returned", person)
    person.is_active = True
    return person


def leave_at_the_door(actor: Actor, person: Person) -> bool:
    """Somebody new who does not agree to the terms leaves nothing behind. False when they had agreed once."""
    authorise(actor, "accounts.person.change", person)
    if person.consents.filter(given_at__isnull=False).exists():
        return False
    try:
        with transaction.atomic():
            end_sessions(actor, person)
            record(actor, "accounts.person.left", person)
            person.delete()
    except ProtectedError:
        return False
    return True


def _attach(person: Person, address: Address) -> Identity:
    return Identity.objects.create(
        person=person, kind=address.kind, value=address.value, verified_at=timezone.now()
    )


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise Refused(_("Please write the name by which people may call you."), field="name")
    if len(name) > LONGEST_NAME:
        raise Refused(
            _("This name is too long for the page. Write it in 80 characters or fewer."), field="name"
        )
    return name


def _language(code: str) -> str:
    if code not in dict(settings.LANGUAGES):
        raise Refused(_("We do not write in this language yet. Choose one of the list."), field="language")
    return code
