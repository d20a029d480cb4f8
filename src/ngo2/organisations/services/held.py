"""What waits for a look can be taken back by those who may change the record; they never decide it themselves."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import held
from ngo2.organisations.models import Assertion


def withdraw_held(actor: Actor, assertion: Assertion) -> Assertion:
    authorise(actor, "organisations.edit", assertion.organisation)
    if not held.is_held(assertion):
        raise Hidden("assertion")
    with transaction.atomic():
        waiting = Assertion.objects.filter(pk=assertion.pk, state=Assertion.WAITING)
        if not waiting.update(state=Assertion.WITHDRAWN, decided_at=timezone.now(), decided_by=actor.person):
            raise Refused(_("Somebody has decided this already. Load the page again to see how."))
        organisation = assertion.organisation
        data = {"field": assertion.field, "assertion": assertion.pk}
        record(actor, "organisations.held.withdrawn", organisation, scope=organisation.scope, data=data)
    assertion.refresh_from_db()
    return assertion
