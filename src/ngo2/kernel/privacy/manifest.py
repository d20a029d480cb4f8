from datetime import time

from django.utils.translation import gettext_lazy as _

from ngo2.kernel.jobs.schedule import DAILY, Scheduled, schedule
from ngo2.kernel.journal.verbs import Verb, verbs
from ngo2.kernel.privacy import services
from ngo2.lib.personal import impersonal

verbs.add(
    Verb("privacy.exported", _("A person downloaded their data")),
    Verb(
        "privacy.erased", _("A person erased their account"), touches=("contacts",)
    ),  # pages that name persons
    Verb("privacy.purged", _("Data kept long enough was erased")),
)

schedule.add(
    Scheduled("privacy.purge", services.purge_old, DAILY, "Erase what was kept long enough.", time(3, 40)),
)

impersonal("contenttypes.ContentType", "auth.Permission", "auth.Group", "auth.Group_permissions")
