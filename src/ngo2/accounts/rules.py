"""May they? Read at start."""

from rules.predicates import predicate

from ngo2.accounts.models import Person
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import rule


@predicate
def is_system(actor: Actor, obj: object) -> bool:
    return actor.kind == "system"


@predicate
def is_staff(actor: Actor, obj: object) -> bool:
    return bool(actor.person and actor.person.is_active and actor.person.is_staff)


@predicate
def is_oneself(actor: Actor, person: Person | None) -> bool:
    return person is not None and actor.kind == "person" and actor.id == str(person.pk)


platform = is_staff | is_system

rule("accounts.person.create", platform)
rule("accounts.person.see", platform, sees=is_staff)
rule("accounts.person.suspend", platform & ~is_oneself, sees=is_staff)
rule("accounts.person.reset", platform & ~is_oneself, sees=is_staff)
rule("accounts.join_code.issue", platform)
rule("accounts.person.change", is_oneself | is_system)
rule("accounts.consent.answer", is_oneself | platform)  # staff key in what was signed on paper
rule("accounts.token.make", is_oneself)  # nobody makes one for another, not even staff
rule("accounts.token.revoke", is_oneself | is_system)
