"""What programs may be let into, and whose events they may be told."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngo2.accounts.scopes import TokenScope, token_scopes
from ngo2.api.operations import OWN
from ngo2.kernel.notify.channels.webhook.owners import Owned, Owners, owners
from ngo2.lib.actors import Actor
from ngo2.organisations.models import Membership
from ngo2.organisations.queries import memberships_of
from ngo2.organisations.words import called


def _of(actor: Actor) -> Iterator[Owned]:
    """Owners have the events of their organisation, the platform team all of them."""
    if actor.person.is_staff:
        yield Owned("", _("All organisations"))
    for one in memberships_of(actor.person):
        if one.role == Membership.OWNER:
            yield Owned(one.organisation.scope, called(one.organisation))


token_scopes.add(TokenScope(OWN, gettext_lazy("Read the whole record of the organisations I belong to")))
owners.add(Owners("organisations", _of))
