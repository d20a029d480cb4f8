"""What imports contribute: their verbs, the daily forgetting, and what their tables hold."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from ngo2.kernel.jobs.schedule import DAILY, Scheduled, schedule
from ngo2.kernel.journal.verbs import Verb, verbs
from ngo2.lib import personal
from ngo2.organisations.services.imports import forget_rows

PAGES = ("organisations", "organisation:{object_id}")


def contribute() -> None:
    verbs.add(
        Verb("organisations.import.confirmed", _("A list was brought in")),
        Verb("organisations.import.undone", _("The import of a list was undone")),
        Verb("organisations.removed", _("The record was removed with the list it came from"), touches=PAGES),
        Verb("organisations.facts.withdrawn", _("What a list said was withdrawn"), touches=PAGES, shown=True),
    )
    schedule.add(
        Scheduled(
            "organisations.forget_import_rows",
            forget_rows,
            DAILY,
            "Forget the lines of lists that came in more than 90 days ago.",
            time(3, 40),
        )
    )
    personal.declare(
        "organisations.Import",
        title=_("Lists that you brought in"),
        person="person",
        fields={
            "person": personal.Personal(
                _("To know who brought a list in, and to ask about it."),
                personal.UNTIL_ERASED,
                label=_("That you brought it in"),
            ),
            "file_name": personal.Personal(
                _("So that you find your list again."), personal.UNTIL_ERASED, label=_("Name of the file")
            ),
        },
        plain={
            *(
                "state",
                "dataset",
                "source_url",
                "language",
                "read_as",
                "sheets",
                "header",
                "apart",
                "columns",
            ),
            "counts",
        },
    )
    # The lines of a list are about organisations. Whatever else stands in them is gone after 90 days.
    personal.declare(
        "organisations.ImportRow",
        plain={"cells", "state", "key", "facts", "problems", "alike", "differences", "done"},
    )
    personal.declare("organisations.ImportColumns", plain={"dataset", "fingerprint", "columns"})
