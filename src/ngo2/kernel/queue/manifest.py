from django.utils.translation import gettext_lazy as _

from ngo2.kernel.journal.verbs import Verb, verbs
from ngo2.kernel.queue import house
from ngo2.kernel.queue.kinds import ItemKind, kinds, staff_only

verbs.add(Verb("queue.job.started_again", _("%(actor)s started a failed job again")))
kinds.add(
    ItemKind("queue.silence", _("worker that does not run"), house.silence, staff_only),
    ItemKind("queue.undelivered", _("undelivered messages"), house.undelivered, staff_only),
    ItemKind("queue.failed_steps", _("failed steps"), house.failed_steps, staff_only),
)
