"""Is the work done that nobody sees: jobs, schedules, messages?"""

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend
from django.utils.translation import gettext as _

from ngo2.accounts.checks import is_loopback
from ngo2.kernel.jobs import queries as jobs
from ngo2.kernel.notify import queries as notify
from ngo2.kernel.search import places
from ngo2.kernel.search import queries as search_index
from ngo2.operations import health
from ngo2.operations.doctor.lines import Finding, bad, ok, warn

FAR_BEHIND = 10_000  # entries that a worker has followed within a minute


def workers() -> Finding:
    count = jobs.workers_alive().count()
    if not count:
        return bad(_("No worker runs, so no message goes out and no backup is made."), "ngo2 worker")
    return ok(_("%(n)d workers run.") % {"n": count})


def waiting() -> Finding:
    if not health.tasks():
        return bad(_("Work has waited for more than ten minutes."), "ngo2 jobs")
    return ok(_("Nothing has waited for ten minutes."))


def schedules() -> Finding:
    late = [row.name for row in jobs.late_schedules()]
    failed = [row.name for row in jobs.failed_schedules()]
    if failed:
        return bad(_("Failed at their last turn: %(names)s") % {"names": ", ".join(failed)}, "ngo2 jobs")
    if late:
        return warn(_("Late: %(names)s") % {"names": ", ".join(late)}, "ngo2 worker")
    return ok(_("All schedules keep their hours."))


def dead_letters() -> Finding:
    messages, steps = notify.dead_messages().count(), notify.dead_deliveries().count()
    tasks = jobs.failed_tasks().count()
    if messages or steps or tasks:
        why = _("%(messages)d messages, %(steps)d steps and %(tasks)d jobs were given up.") % {
            "messages": messages,
            "steps": steps,
            "tasks": tasks,
        }
        return warn(why, _("Open /today/ and look at them."))
    return ok(_("Nothing was given up."))


def outgoing() -> Finding:
    if notify.current_pause():
        return warn(_("Outgoing messages are paused."), "ngo2 outgoing resume")
    return ok(_("Outgoing messages go out."))


def search() -> Finding:
    """Pages do without an index, but then they look into names only."""
    if places.folder() is None:
        return ok(_("Search looks into names only, as NGO2_SEARCH_DIR says."))
    state = search_index.state()
    if state is None:
        return warn(_("There is no search index yet; a worker makes one."), "ngo2 search rebuild")
    behind = search_index.behind(state)
    if behind > FAR_BEHIND:
        return warn(
            _("The search index has %(n)d entries of the journal to follow.") % {"n": behind},
            "ngo2 search status",
        )
    return ok(_("The search index is up to date."))


def mail() -> Finding:
    """Shakes hands with the mail server; sends nothing."""
    if not settings.NGO2_EMAIL_HOST:
        if all(is_loopback(host) for host in settings.ALLOWED_HOSTS):
            return ok(_("E-mails are written as files: enough for trying out."))
        return bad(_("No mail server is set, so nobody gets a sign-in code by e-mail."), "NGO2_EMAIL_HOST=…")
    server = EmailBackend(timeout=10)
    try:
        server.open()
    except OSError as error:
        return bad(
            _("%(host)s does not let us in: %(why)s") % {"host": settings.NGO2_EMAIL_HOST, "why": error},
            _("Look at NGO2_EMAIL_HOST, NGO2_EMAIL_PORT, NGO2_EMAIL_USER, NGO2_EMAIL_PASSWORD."),
        )
    finally:
        server.close()
    return ok(_("%(host)s lets us in.") % {"host": settings.NGO2_EMAIL_HOST})
