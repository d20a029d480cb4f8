"""What the team does to the house itself."""

from uuid import UUID

from django.db import transaction

from ngo2.kernel.jobs import services as jobs
from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise


def start_job_again(actor: Actor, *, job: UUID) -> None:
    """Put a failed job back into the queue of the workers."""
    authorise(actor, "queue.run_house")
    with transaction.atomic():
        jobs.start_again(job)
        record(actor, "queue.job.started_again", data={"job": str(job)})
