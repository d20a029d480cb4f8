"""What happens to an introduction is told of its post, with the number of the introduction."""

from ngo2.exchange.models import Introduction
from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor


def tell(actor: Actor, verb: str, one: Introduction, **more: object) -> None:
    record(actor, verb, one.post, scope=one.post.organisation.scope, data={**data_of(one), **more})


def data_of(one: Introduction) -> dict[str, object]:
    return {"introduction": one.pk, "by": one.organisation_id, "person": one.person_id}
