"""Who hears of a survey: whoever answers for the organisation, or the address on its page."""

from ngo2.kernel.notify import reach
from ngo2.kernel.notify.types import Recipient, types
from ngo2.organisations.models import Organisation
from ngo2.organisations.services.askings import whom


def first_reached(organisation: Organisation, message: str) -> Recipient | None:
    """None: nobody reads their address, it wants no such letters, or there is none."""
    kind = types[message]
    return next((one for one in whom(organisation) if reach.ways(kind, one)), None)
