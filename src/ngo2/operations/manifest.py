from datetime import time, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.jobs.schedule import DAILY, Scheduled, schedule
from ngo2.kernel.journal.verbs import Verb, verbs
from ngo2.kernel.notify.types import MessageType, types
from ngo2.kernel.queue.kinds import ItemKind, kinds, staff_only
from ngo2.lib import personal
from ngo2.operations import disk, house, services

schedule.add(
    Scheduled("operations.backup", services.nightly, DAILY, "Make a backup, forget old ones.", time(2, 30)),
    Scheduled(
        "operations.verify",
        services.weekly,
        timedelta(days=7),
        "Restore the newest backup into a temporary database.",
        time(4, 30),
    ),
    Scheduled(
        "operations.watch", services.watch, timedelta(hours=1), "Tell the team when no backup was made."
    ),
    Scheduled("operations.ballast", disk.keep_ballast, timedelta(minutes=1), "Keep a reserve on the disk."),
)
kinds.add(
    ItemKind("operations.backup", _("missing backups"), house.old_backup, staff_only),
    ItemKind("operations.disk", _("full disks"), house.full_disk, staff_only),
)
verbs.add(Verb(services.LATE, _("No backup was made for more than a day")))
types.add(
    MessageType(
        name="operations.backup_late",
        label=_("No backup was made for more than a day"),
        verbs=(services.LATE,),
        recipients=house.team,
        context=house.about_backup,
        subject=_("%(site)s: no backup was made for more than a day"),
        body=_(
            "The newest backup is %(newest)s. Without a newer one, what people write today is lost when the "
            "disk breaks.\n\nType on the server: ngo2 backup. If that works, look why the worker does not do it "
            "each night: ngo2 doctor."
        ),
        channels=("email", "inapp"),
        mandatory=True,
        link=lambda entry: reverse("operations:state"),
        concerns=staff_only,
    )
)

personal.declare("operations.Probe")
