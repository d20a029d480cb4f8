from datetime import time

from django.utils.translation import gettext_lazy as _

from ngo2.kernel.jobs.schedule import DAILY, Scheduled, schedule
from ngo2.kernel.journal.verbs import Verb, verbs
from ngo2.kernel.notify.types import types
from ngo2.kernel.queue import house, letters, services
from ngo2.kernel.queue.kinds import kinds
from ngo2.lib import personal
from ngo2.lib.personal import UNTIL_ERASED, Personal

verbs.add(
    Verb("queue.job.started_again", _("%(actor)s started a failed job again")),
    Verb("queue.item.assigned", _("%(actor)s said who decides something that waits")),
    Verb("queue.reply.changed", _("%(actor)s changed a ready answer")),
    Verb("queue.digest", _("A weekly letter on what waits was written")),
)
kinds.add(*house.ALL)
types.add(letters.DIGEST, letters.GIVEN)
schedule.add(
    Scheduled("queue.digest", services.send_digests, DAILY, "The weekly letter on what waits.", time(8)),
    Scheduled(
        "queue.forget_old", services.forget_old, DAILY, "Forget what was put off long ago.", time(3, 25)
    ),
)

personal.declare(
    "queue.Handling",
    title=_("What you put off or do yourself"),
    person="person",
    fields={
        "person": Personal(_("To see who put it off or gave it away."), UNTIL_ERASED, label=_("You said it")),
        "assignee": Personal(
            _("To know who does it."), UNTIL_ERASED, person="assignee", label=_("It was given to you")
        ),
    },
    plain={"kind", "key"},
)
personal.declare(
    "queue.Reply",
    title=_("Ready answers that you wrote"),
    person="person",
    fields={"person": Personal(_("To see who wrote a ready answer."), UNTIL_ERASED, label=_("You wrote it"))},
    plain={"kind", "name", "zh", "en"},
)
