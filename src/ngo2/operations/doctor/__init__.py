"""Is the site well? Each line says its state, why, and what to type."""

from django.utils.translation import gettext_lazy as _

from ngo2.operations.doctor import keeping, machine, work
from ngo2.operations.doctor.lines import Check, Line

CHECKS = (
    Check("database", _("Database"), machine.database),
    Check("backup", _("Backup"), keeping.backup),
    Check("proof", _("Trial of a backup"), keeping.proof),
    Check("disk", _("Room on the disk"), machine.room),
    Check("workers", _("Workers"), work.workers),
    Check("waiting", _("Waiting work"), work.waiting),
    Check("schedules", _("Schedules"), work.schedules),
    Check("dead letters", _("What was given up"), work.dead_letters),
    Check("outgoing", _("Outgoing messages"), work.outgoing),
    Check("search", _("Search"), work.search),
    Check("secrets", _("Secret keys"), machine.secrets),
    Check("debug", _("Error pages"), machine.debug),
    Check("demo", _("Demo"), machine.demonstration),
    Check("clock", _("Clock"), machine.clock),
    Check("pg_dump", _("Tool for backups"), machine.dump_tool),
    Check("mail", _("Mail server"), work.mail, slow=True),
    Check("journal", _("Journal"), keeping.journal, slow=True),
    Check("certificate", _("Certificate"), keeping.certificate, slow=True),
    Check("deployment", _("Checks of the framework"), machine.deployment, slow=True),
)


def quick() -> list[Line]:
    return [one.line() for one in CHECKS if not one.slow]


def everything() -> list[Line]:
    return [one.line() for one in CHECKS]
