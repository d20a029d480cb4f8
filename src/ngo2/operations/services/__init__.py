from ngo2.operations.services.backup import LATE, Made, forget_old, make_backup, nightly, watch
from ngo2.operations.services.move import Moved, move_to_postgres
from ngo2.operations.services.restore import Restored, restore, verify, weekly
from ngo2.operations.services.upgrade import Upgraded, plan, upgrade

__all__ = [
    "LATE",
    "Made",
    "Moved",
    "Restored",
    "Upgraded",
    "forget_old",
    "make_backup",
    "move_to_postgres",
    "nightly",
    "plan",
    "restore",
    "upgrade",
    "verify",
    "watch",
    "weekly",
]
