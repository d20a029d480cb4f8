from ngo2.kernel.queue.services.acting import Report, act, act_on_many
from ngo2.kernel.queue.services.digest import send_digests
from ngo2.kernel.queue.services.handling import assign, bring_back, forget_old, put_off
from ngo2.kernel.queue.services.house import start_job_again
from ngo2.kernel.queue.services.replies import hide_reply, restore_reply, save_reply

__all__ = [
    "Report",
    "act",
    "act_on_many",
    "assign",
    "bring_back",
    "forget_old",
    "hide_reply",
    "put_off",
    "restore_reply",
    "save_reply",
    "send_digests",
    "start_job_again",
]
