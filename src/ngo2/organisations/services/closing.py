"""An organisation leaves the directory, and may come back: nothing of its record is lost."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused
from ngo2.organisations import closing
from ngo2.organisations.models import Organisation
from ngo2.organisations.services.checks.standing import touch_vouched


def close_organisation(actor: Actor, organisation: Organisation, *, reason: str) -> None:
    """It leaves every list at once. What hangs on it elsewhere ends by what upper rooms do about the entry."""
    authorise(actor, "organisations.close", organisation)
    if reason not in closing.REASONS:
        raise Refused(_("Please choose why it leaves: whoever looks for it reads that."), field="reason")
    with transaction.atomic():
        listed = Organisation.objects.filter(pk=organisation.pk, state=Organisation.ACTIVE)
        if not listed.update(state=Organisation.CLOSED, closing=reason, closed_at=timezone.now()):
            raise Refused(_("This has left the directory already."), code="closed")
        touch_vouched(organisation.pk)
        record(actor, "organisations.closed", organisation, data={"reason": reason})
    organisation.refresh_from_db()


def reopen_organisation(actor: Actor, organisation: Organisation) -> None:
    """Listed again as it was; what ended meanwhile stays ended."""
    authorise(actor, "organisations.close", organisation)
    with transaction.atomic():
        left = Organisation.objects.filter(pk=organisation.pk, state=Organisation.CLOSED)
        if not left.update(state=Organisation.ACTIVE, closing="", closed_at=None):
            raise Refused(_("This is listed already."), code="listed")
        touch_vouched(organisation.pk)
        record(actor, "organisations.reopened", organisation)
    organisation.refresh_from_db()
