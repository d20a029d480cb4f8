from ngo2.operations.services.backup import Made, forget_old, make_backup, nightly
from ngo2.operations.services.restore import Restored, restore, verify, weekly

__all__ = ["Made", "Restored", "forget_old", "make_backup", "nightly", "restore", "verify", "weekly"]
