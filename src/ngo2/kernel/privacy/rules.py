from typing import Any

from ngo2.lib.actors import Actor
from ngo2.lib.permissions import rule


def is_that_person(actor: Actor, person: Any) -> bool:
    """One's own data is for oneself; not even staff read or erase it here."""
    return actor.kind == "person" and actor.id == str(person.pk)


rule("privacy.export", is_that_person)
rule("privacy.erase", is_that_person)
