from datetime import time, timedelta

from django.utils.translation import gettext_lazy as _

from ngo2.kernel.jobs.schedule import DAILY, Scheduled, schedule
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
    Scheduled("operations.ballast", disk.keep_ballast, timedelta(minutes=1), "Keep a reserve on the disk."),
)
kinds.add(
    ItemKind("operations.backup", _("missing backups"), house.old_backup, staff_only),
    ItemKind("operations.disk", _("full disks"), house.full_disk, staff_only),
)

personal.declare("operations.Probe")
