"""Who hears of changes to how one signs in, and in which words."""

from collections.abc import Mapping

from ngo2.accounts.addresses import PHONE
from ngo2.accounts.models import Person
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.verbs import verbs
from ngo2.kernel.notify.types import Recipient


def person_behind_entry(entry: Entry) -> list[Recipient]:
    person = Person.objects.filter(pk=entry.object_id, is_active=True).first()
    return [Recipient(person)] if person else []


def person_and_removed_address(entry: Entry) -> list[Recipient]:
    """An address that was taken away hears it too: perhaps its owner did not do it."""
    found = person_behind_entry(entry)
    removed = entry.private.filter(key="address").values_list("value", flat=True).first()
    if removed and found:
        channel = "sms" if entry.data.get("kind") == PHONE else "email"
        found.append(Recipient(addresses={channel: removed}, language=found[0].person.language))
    return found


def what_happened(entry: Entry) -> Mapping[str, object]:
    return {"what": verbs[entry.verb].sentence}
