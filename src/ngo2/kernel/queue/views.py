from uuid import UUID

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ngo2.kernel.jobs import queries as jobs
from ngo2.kernel.queue import queries, services
from ngo2.kernel.ui import access, forms
from ngo2.lib.actors import actor_of

_JOBS = 50


@access.signed_in
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """What waits for whoever asks. The platform team's items want their second step, as their pages do."""
    person = request.user
    if person.is_staff and (obstacle := person.staff_obstacle(request)):
        return HttpResponseRedirect(obstacle)
    return render(request, "queue/today.html", {"today": queries.today_of(person)})


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
