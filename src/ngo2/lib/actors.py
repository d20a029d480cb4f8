"""Who does a thing: a value that travels with every write, into the journal and no further."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from django.http import HttpRequest

Kind = Literal["anonymous", "person", "organisation", "link", "device", "sms", "paper", "import", "system"]


@dataclass(frozen=True)
class Actor:
    """`id` is a primary key or token id as text, `label` a name of a mechanism; never personal data.

    `person` is the signed-in user behind the act (also when staff key a paper form), else None.
    """

    kind: Kind
    id: str = ""
    label: str = ""
    person: Any = field(default=None, compare=False, repr=False)


ANONYMOUS = Actor("anonymous")
SYSTEM = Actor("system")


def person_actor(person: Any) -> Actor:
    return Actor("person", str(person.pk), person=person)


def actor_of(request: "HttpRequest") -> Actor:
    """The actor behind a request. Touches the session, so public pages must not call it on GET."""
    user = request.user
    return person_actor(user) if user.is_authenticated else ANONYMOUS
