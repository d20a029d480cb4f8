"""Is the site well? Each line says its state, why, and what to type."""

from ngo2.operations.doctor import keeping, machine, work
from ngo2.operations.doctor.lines import Check, Line

CHECKS = (
    Check("database", machine.database),
    Check("backup", keeping.backup),
    Check("proof", keeping.proof),
    Check("disk", machine.room),
    Check("workers", work.workers),
    Check("waiting", work.waiting),
    Check("schedules", work.schedules),
    Check("dead letters", work.dead_letters),
    Check("outgoing", work.outgoing),
    Check("secrets", machine.secrets),
    Check("debug", machine.debug),
    Check("demo", machine.demonstration),
    Check("clock", machine.clock),
    Check("pg_dump", machine.dump_tool),
    Check("mail", work.mail, slow=True),
    Check("journal", keeping.journal, slow=True),
    Check("certificate", keeping.certificate, slow=True),
    Check("deployment", machine.deployment, slow=True),
)


def quick() -> list[Line]:
    return [one.line() for one in CHECKS if not one.slow]


def everything() -> list[Line]:
    return [one.line() for one in CHECKS]
