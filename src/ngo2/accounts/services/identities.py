"""The phones and e-mails by which a person signs in."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.accounts.addresses import Address
from ngo2.accounts.models import Identity, Person
from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden, Refused


def add_identity(actor: Actor, person: Person, address: Address) -> Identity:
    """Call it when the address is proved. One address signs in one person."""
    authorise(actor, "accounts.person.change", person)
    try:
        with transaction.atomic():
            identity, made = person.identities.get_or_create(
                kind=address.kind, value=address.value, defaults={"verified_at": timezone.now()}
            )
            if made:
                record(actor, "accounts.identity.added", person, data={"kind": address.kind})
    except IntegrityError:
        raise Refused(
            _("This phone or e-mail already signs somebody in. Sign in with it, and remove it there first."),
            field="address",
        ) from None
    return identity


def remove_identity(actor: Actor, person: Person, pk: int) -> None:
    """Never the last one: somebody must be able to come back."""
    authorise(actor, "accounts.person.change", person)
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)  # two removals side by side must not leave none
        identity = person.identities.filter(pk=pk).first()
        if identity is None:
            raise Hidden("identity")
        if not person.identities.exclude(pk=pk).exists():
            raise Refused(_("This is your last way to sign in. Add another phone or e-mail first."))
        kind, value = identity.kind, identity.value
        identity.delete()
        record(
            actor,
            "accounts.identity.removed",
            person,
            data={"kind": kind},
            private={"address": value},
            person=person,
        )
