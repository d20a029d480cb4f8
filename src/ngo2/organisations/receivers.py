"""What follows from entries about records."""

from datetime import datetime

from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.verbs import on
from ngo2.kernel.opendata.services import withdraw_snapshots
from ngo2.lib.actors import SYSTEM
from ngo2.organisations import identity
from ngo2.organisations.disclosure import PROVINCE
from ngo2.organisations.models import Organisation, Verification
from ngo2.organisations.services import checks
from ngo2.organisations.services.askings import end_askings
from ngo2.organisations.services.checks.standing import touch_vouched
from ngo2.organisations.services.merging import sweep_merged


@on("organisations.facts.changed")
def withdraw_copies(entry: Entry) -> None:
    """A monthly copy made before may tell the county of somebody who has to be hidden now."""
    if "sensitivity" not in entry.data.get("fields", ()):
        return
    if Organisation.objects.filter(pk=int(entry.object_id), shown_level=PROVINCE).exists():
        withdraw_snapshots(SYSTEM, "organisations")


@on("notify.address.died")
def end_askings_there(entry: Entry) -> None:
    """What was sent to an address that nobody reads must not be answered by whoever gets it next."""
    end_askings(entry.data["digest"])


@on(
    "organisations.facts.changed",
    "organisations.facts.withdrawn",
    "organisations.proposal.accepted",
    "organisations.held.accepted",
    "organisations.merge*",
)
def look_at_the_check_again(entry: Entry) -> None:
    """What somebody checked is not what stands there now. Asked twice, the second time finds nothing to do."""
    organisation = Organisation.objects.filter(pk=int(entry.object_id)).first()
    if organisation is None:
        return
    named = identity.touched_by(entry.data)
    if named & {"name_zh", "name_en"} or entry.verb.startswith("organisations.merge"):
        touch_vouched(organisation.pk)  # pages that name it as a voucher
    if named and _differs(organisation, entry, named):
        checks.look_again(SYSTEM, organisation.pk, since=entry.at)


def _differs(organisation: Organisation, entry: Entry, named: set[str]) -> bool:
    """Said again is not changed; what a list said, or another record, may go back to any value."""
    if entry.verb not in {"organisations.facts.changed", "organisations.proposal.accepted"}:
        return True
    last = (
        Verification.objects.filter(organisation=organisation, state=Verification.VALID)
        .order_by("-until", "-pk")
        .first()
    )
    if last is None or last.decided_at is None:
        return False
    changed = [organisation.facts.get(key, {}).get("changed") or "" for key in named]
    return any(one and datetime.fromisoformat(one) >= last.decided_at for one in changed)


@on("organisations.merged")
def bring_after(entry: Entry) -> None:
    """Whoever was writing at that very moment may have tied something to the record that went."""
    sweep_merged(entry.data["merge"])
