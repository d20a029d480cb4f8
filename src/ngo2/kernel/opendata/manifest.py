from datetime import time

from django.utils.translation import gettext_lazy as _

from ngo2.kernel.jobs.schedule import DAILY, Scheduled, schedule
from ngo2.kernel.journal.verbs import Verb, verbs
from ngo2.kernel.opendata import reference, services
from ngo2.kernel.opendata.datasets import datasets
from ngo2.lib.personal import declare

datasets.add(reference.CAUSES, reference.DIVISIONS)
verbs.add(
    Verb("opendata.snapshot.made", _("The monthly copy of a list was made"), touches=("opendata",)),
    Verb("opendata.snapshot.withdrawn", _("A monthly copy was withdrawn"), touches=("opendata",)),
)
schedule.add(
    Scheduled(
        "opendata.snapshots", services.make_monthly, DAILY,
        "Make the copies of this month that are still missing.", time(4, 10),
    )
)  # fmt: skip
declare("opendata.Snapshot", plain={"dataset", "month", "format", "stored", "sha256"})
