"""What runs by itself, and what of it failed."""

from uuid import UUID

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ngo2.kernel.jobs import queries as jobs
from ngo2.kernel.queue import services
from ngo2.kernel.ui import access, forms
from ngo2.lib.actors import actor_of

_JOBS = 50


@access.staff
@require_safe
def house_jobs(request: HttpRequest) -> HttpResponse:
    """Workers, schedules and jobs that failed."""
    return render(
        request,
        "queue/jobs.html",
        {
            "workers": jobs.workers_alive(),
            "schedules": jobs.failed_schedules(),
            "stuck": jobs.stuck_tasks()[:_JOBS],
            "failed": jobs.failed_tasks()[:_JOBS],
        },
    )


@access.staff
@require_POST
@forms.once
def start_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    services.start_job_again(actor_of(request), job=pk)
    notes.success(request, _("It is run again by the next free worker."))
    return redirect("queue:jobs")
