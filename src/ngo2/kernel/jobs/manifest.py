from datetime import time

from ngo2.kernel.jobs import services
from ngo2.kernel.jobs.schedule import DAILY, Scheduled, schedule
from ngo2.kernel.limits import services as limits
from ngo2.kernel.ui import forms
from ngo2.lib import personal

# What the rooms below need done: they cannot register it themselves, for they do not know us.
schedule.add(
    Scheduled("jobs.forget_old", services.forget_old, DAILY, "Forget jobs that are long done.", time(3, 10)),
    Scheduled("limits.forget_old", limits.forget_old, DAILY, "Forget old counts.", time(3, 15)),
    Scheduled("ui.forget_receipts", forms.forget_old, DAILY, "Forget receipts of old forms.", time(3, 20)),
)

# Jobs are given ids, never what a person could ask to have erased.
personal.impersonal("django_tasks_database.DBTaskResult")
personal.declare("jobs.Schedule", plain={"name", "last_error", "worker"})
personal.declare("jobs.Worker", plain={"id", "host"})
