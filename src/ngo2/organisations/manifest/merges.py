"""What joining records contributes: verbs, who hears of it, what is done daily, and what its table holds of persons."""

from collections.abc import Mapping
from datetime import time

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.jobs.schedule import DAILY, Scheduled, schedule
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.verbs import Verb, verbs
from ngo2.kernel.notify.types import MessageType, Recipient, types
from ngo2.lib import personal
from ngo2.organisations.models import Membership, Organisation
from ngo2.organisations.services.merging import forget_snapshots, sweep_merged

# The object is the record that went, the scope is that of the kept one: the pages of both, and the lists.
PAGES = ("organisations", "organisation:{object_id}", "{scope}")


def contribute() -> None:
    verbs.add(
        Verb("organisations.merged", _("The record was joined with another"), touches=PAGES, shown=True),
        Verb(
            "organisations.merge.undone",
            _("Two records that were joined are two again"),
            touches=PAGES,
            shown=True,
        ),
    )
    types.add(JOINED, APART)
    schedule.add(
        Scheduled(
            "organisations.sweep_merged",
            sweep_merged,
            DAILY,
            "Bring after what was tied to a record at the very moment when it was joined with another.",
            time(3, 50),
        ),
        Scheduled(
            "organisations.forget_merges",
            forget_snapshots,
            DAILY,
            "Forget what was kept to take a merge back, after 30 days.",
            time(3, 55),
        ),
    )
    _personal_data()


def members_of_both(entry: Entry) -> list[Recipient]:
    pks = [entry.data["kept"], entry.data["gone"]]
    found = Membership.objects.filter(organisation__in=pks, suspended_at=None, person__is_active=True)
    people = {one.person_id: one.person for one in found.select_related("person").order_by("pk")}
    return [Recipient(one) for pk, one in people.items() if str(pk) != entry.actor_id]


def about_both(entry: Entry) -> Mapping[str, object]:
    names = dict(
        Organisation.objects.filter(pk__in=[entry.data["kept"], entry.data["gone"]]).values_list("pk", "name")
    )
    return {"kept": names.get(entry.data["kept"], "–"), "gone": names.get(entry.data["gone"], "–")}


def to_history(entry: Entry) -> str:
    return reverse("organisations:history", args=[entry.data["kept"]])


JOINED = MessageType(
    name="organisations.joined",
    label=_("Two records were joined, and one of them is yours"),
    verbs=("organisations.merged",),
    recipients=members_of_both,
    context=about_both,
    subject=_("“%(gone)s” was joined with “%(kept)s”"),
    body=_(
        "Two records seemed to be one organisation, so they were joined. “%(kept)s” stays, and everything of "
        "“%(gone)s” moved there: facts, members, files. The old address leads there too.\n\n"
        "If these are two organisations after all, tell us within 30 days: until then it can be taken back completely."
    ),
    link=to_history,
    mandatory=True,
)
APART = MessageType(
    name="organisations.apart",
    label=_("Records that were joined are two again"),
    verbs=("organisations.merge.undone",),
    recipients=members_of_both,
    context=about_both,
    subject=_("“%(gone)s” and “%(kept)s” are two records again"),
    body=_(
        "Joining “%(gone)s” with “%(kept)s” was taken back. What belonged to each is with it again. "
        "What was written since stands with “%(kept)s”; please look whether everything is right."
    ),
    link=to_history,
    mandatory=True,
)


def _personal_data() -> None:
    seen = personal.Personal(
        _("To know whom to ask about it."), personal.UNTIL_ERASED, label=_("That you joined two records")
    )
    undone = personal.Personal(
        _("To know whom to ask about it."),
        personal.UNTIL_ERASED,
        person="undone_by",
        label=_("That you took it back"),
    )
    personal.declare(
        "organisations.Merge",
        title=_("Records that you joined"),
        person="person",
        fields={"person": seen, "undone_by": undone},
        plain={"choices", "moved", "dropped", "before"},  # the rows in `dropped`: the place below
    )
    personal.places.add(
        personal.Place(
            "organisations.snapshots",
            _("What is kept to take the joining of two records back"),
            _("Of what could not stand twice in the joined record, such as a second membership of yours."),
            personal.Retention(_("For 30 days after two records were joined.")),
            erase="ngo2.organisations.services.merging.erase_from_snapshots",
            export="ngo2.organisations.services.merging.export_from_snapshots",
            label=_("The second row, as it was"),
        )
    )
