from datetime import time

from django.utils.translation import gettext_lazy as _

from ngo2.kernel.files import forgetting
from ngo2.kernel.files.scopes import PERSON, scopes
from ngo2.kernel.jobs.schedule import DAILY, Scheduled, schedule
from ngo2.kernel.journal.verbs import Verb, verbs
from ngo2.lib.personal import Erase, Personal, Retention, declare

scopes.add(PERSON)

verbs.add(
    Verb("files.kept", _("A file was added")),
    Verb("files.deleted", _("A file was deleted")),
    Verb("files.hidden", _("A picture was made private, because it shows a child")),
)

schedule.add(
    Scheduled(
        "files.forget_deleted",
        forgetting.forget_deleted,
        DAILY,
        "Remove files that were deleted 30 days ago.",
        time(3, 30),
    ),
    Scheduled("files.sweep", forgetting.sweep, DAILY, "Remove bytes that no file stands for.", time(3, 35)),
)

_KEPT = Retention(_("Until you delete it, and 30 days more."))
_FORGET = Erase.CALL("ngo2.kernel.files.forgetting.forget")

declare(
    "files.File",
    title=_("Files that you uploaded"),
    rows="ngo2.kernel.files.forgetting.rows_of",
    attachments="ngo2.kernel.files.forgetting.own_bytes",
    fields={
        "name": Personal(
            _("To show you which file it is. Pictures are kept without place and camera data."),
            _KEPT,
            erase=_FORGET,
            label=_("The file and its name"),
        ),
        "created_by": Personal(
            _("So that the organisation can ask you about a file."),
            _KEPT,
            erase=_FORGET,
            label=_("That you uploaded it"),
        ),
    },
    plain={"id", "scope", "kind", "purpose", "visibility", "content_type", "path", "sha256"},
)
declare("files.Usage", plain={"scope"})
