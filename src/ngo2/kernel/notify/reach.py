"""Who is reached on which channel: what they asked for, else what makes sense. No models are changed here."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.utils.crypto import salted_hmac

from ngo2.kernel.notify.channels import channels
from ngo2.kernel.notify.models import DeadAddress, Preference
from ngo2.kernel.notify.types import MessageType, Recipient, address_book

Wishes = Mapping[tuple[str, str], bool]  # (reader, channel): on


def address_digest(address: str) -> str:
    return salted_hmac("notify.address", address.strip().lower(), algorithm="sha256").hexdigest()


def reader(person: Any, address: str = "") -> str:
    return f"person:{person.pk}" if person is not None else f"address:{address_digest(address)}"


def wishes(kind: MessageType, recipients: Iterable[Recipient]) -> dict[tuple[str, str], bool]:
    """All that was said about this type, in one query."""
    people = [one.person.pk for one in recipients if one.person is not None]
    digests = [
        address_digest(address)
        for one in recipients
        if one.person is None
        for address in (one.addresses or {}).values()
    ]
    said = Preference.objects.filter(type=kind.name)
    rows = said.filter(person__in=people) | said.filter(person=None, address_digest__in=digests)
    return {
        (f"person:{row.person_id}" if row.person_id else f"address:{row.address_digest}", row.channel): row.on
        for row in rows
    }


def dead_among(addresses: Iterable[str]) -> set[str]:
    """Digests of those that nobody reads, in one query."""
    digests = {address_digest(one) for one in addresses if one}
    return set(
        DeadAddress.objects.filter(address_digest__in=digests).values_list("address_digest", flat=True)
    )


def addresses_of(one: Recipient) -> dict[str, str]:
    return dict(one.addresses) if one.addresses is not None else address_book(one.person)


def ways(kind: MessageType, one: Recipient) -> list[tuple[str, str]]:
    """(channel, address) by which one recipient would be reached now: for whoever wants to know it before writing."""
    dead = dead_among(addresses_of(one).values())
    return list(reached(kind, one, wishes(kind, [one]), dead))


def reached(
    kind: MessageType, one: Recipient, said: Wishes, dead: Collection[str] = ()
) -> Iterator[tuple[str, str]]:
    """(channel, address) for one recipient. A suspended person gets only what is mandatory.

    `dead`: digests of addresses that nobody reads. Only what is mandatory is still tried there.
    """
    person = one.person
    if person is not None and not person.is_active and not kind.mandatory:
        return
    addresses = addresses_of(one)
    if not kind.mandatory:
        addresses = {
            name: value for name, value in addresses.items() if not dead or address_digest(value) not in dead
        }
    for name in kind.channels:
        address = addresses.get(name, "") if channels[name].addressed else ""
        if channels[name].addressed and not address:
            continue
        if not channels[name].addressed and person is None:
            continue
        default = kind.mandatory or is_default(kind, name, addresses)
        if kind.mandatory or said.get((reader(person, address), name), default):
            yield name, address


def is_default(kind: MessageType, name: str, addresses: Mapping[str, str]) -> bool:
    """Who said nothing hears on every channel, but not twice: no SMS to whom an e-mail reaches."""
    if not channels[name].brief:
        return True
    return not any(
        channels[other].addressed and not channels[other].brief and addresses.get(other)
        for other in kind.channels
    )
